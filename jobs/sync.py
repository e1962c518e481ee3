"""The job `sync`: one run of the pipeline under the lock, and the dry run that writes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crmbridge.config import Settings
from crmbridge.domain.communication import ItemState, Receipt
from crmbridge.domain.directory import RecordChange
from crmbridge.domain.gap import Severity
from crmbridge.ledger.database import copy_ledger
from crmbridge.ledger.gaps import list_gaps
from crmbridge.ledger.items import count_states
from crmbridge.ledger.runs import close_run, open_run
from crmbridge.pipeline import run_pipeline
from crmbridge.ports import Clock, Crm, CrmHolding, Delivery, DeliveryRefusal, Progress
from crmbridge.stages.bench import Bench
from crmbridge.store import OriginalStore
from jobs.lock import holding
from jobs.wiring import Installation, open_bench, open_installation

COMPLETE, UNREACHABLE, GAPS_OPEN = 0, 4, 10
UNDER_WAY = (ItemState.LISTED, ItemState.CAPTURED, ItemState.READ, ItemState.LINKED)
TROUBLED = (ItemState.FAILED, ItemState.QUARANTINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run did. `before` and `after` count current items in each state; `crm_calls` those of this run."""

    before: dict[str, int]
    after: dict[str, int]
    problems: tuple[str, ...]
    crm_calls: int
    open_gaps: int
    is_stopped: bool
    planned: tuple[Delivery, ...] = ()

    @property
    def exit_code(self) -> int:
        """4 where a source was out of reach, 10 where gaps are open or items failed, else 0."""
        if self.problems:
            return UNREACHABLE
        is_left = self.is_stopped and any(self.after[state] for state in UNDER_WAY)
        has_trouble = any(self.after[state] for state in TROUBLED)
        return GAPS_OPEN if self.open_gaps or has_trouble or is_left else COMPLETE


def run_sync(
    installation: Installation,
    *,
    only: Collection[str] = (),
    progress: Progress | None = None,
    is_stopping: Callable[[], bool] = lambda: False,
    planned_for: datetime | None = None,
    confirmed_empty: Collection[str] = (),
) -> SyncReport | None:
    """One run. Raises BusyError where another one is at work; None where the planned moment was already run."""
    with holding(installation.lock_path, "sync"):
        run_id = open_run(installation.ledger, "sync", planned_for)
        if run_id is None:
            return None
        installation.store.sweep()
        with open_bench(
            installation, only=only, progress=progress, is_stopping=is_stopping, confirmed_empty=confirmed_empty
        ) as bench:
            report = _run(installation, bench)
        close_run(installation.ledger, run_id, report.exit_code, report.after)
        return report


def plan_sync(
    settings: Settings, clock: Clock, *, only: Collection[str] = (), progress: Progress | None = None
) -> SyncReport:
    """What `run_sync` would do, by doing it on a copy of the ledger: CRM, ledger and store stay untouched."""
    with _open_copy(settings, clock) as copy:
        open_run(copy.ledger, "plan")
        planning = _PlanningCrm(copy.crm, copy)
        with open_bench(copy, only=only, progress=progress, crm=planning) as bench:
            report = _run(replace(copy, crm=planning), bench)
        return replace(report, planned=tuple(planning.planned), crm_calls=0)


def _run(installation: Installation, bench: Bench) -> SyncReport:
    calls = installation.crm.calls
    with installation.ledger.reading() as connection:
        before = count_states(connection)
    outcome = run_pipeline(bench)
    with installation.ledger.reading() as connection:
        after = count_states(connection)
        gaps = [one for one in list_gaps(connection, is_open=True) if one.finding.severity < Severity.INFORMATION]
    return SyncReport(
        before=before,
        after=after,
        problems=tuple(outcome.problems),
        crm_calls=installation.crm.calls - calls,
        open_gaps=len(gaps),
        is_stopped=outcome.is_stopped,
    )


@contextmanager
def _open_copy(settings: Settings, clock: Clock) -> Iterator[Installation]:
    """The installation with its ledger copied into a temporary folder, where new originals go too.

    Where there is no ledger or no embedded CRM yet, an empty one stands in, so that none is made.
    """
    with tempfile.TemporaryDirectory(prefix="crmbridge-plan-") as folder:
        ledger_path, crm_path = Path(folder) / "ledger.db", Path(folder) / "crm.db"
        source = settings.as_sqlite_path(settings.ledger.url)
        if source.exists():
            copy_ledger(source, ledger_path)
        has_crm = settings.crm.type != "embedded" or settings.as_sqlite_path(settings.crm.url).exists()
        stand_in = None if has_crm else crm_path
        with open_installation(settings, clock, ledger_path=ledger_path, crm_path=stand_in) as installation:
            yield replace(installation, store=_OverlayStore(Path(folder) / "originals", installation.store))


class _OverlayStore(OriginalStore):
    """Keeps new originals apart; what is kept already is read where it lies."""

    def __init__(self, root: Path, beneath: OriginalStore) -> None:
        super().__init__(root)
        self._beneath = beneath

    def path_of(self, fingerprint: str) -> Path:
        """Here, or in the store beneath where it is kept there already."""
        return self._beneath.path_of(fingerprint) if self._beneath.has(fingerprint) else super().path_of(fingerprint)


class _PlanningCrm:
    """Stands before the CRM in a dry run: reads pass through, deliveries are noted and answered as if taken."""

    def __init__(self, crm: Crm, installation: Installation) -> None:
        self._crm, self._clock = crm, installation.clock
        self.planned: list[Delivery] = []

    @property
    def calls(self) -> int:
        """Reads count."""
        return self._crm.calls

    def list_changes(self, after: int) -> Iterator[RecordChange]:
        """The CRM's own."""
        return self._crm.list_changes(after)

    def list_holdings(self) -> Iterator[CrmHolding]:
        """The CRM's own."""
        return self._crm.list_holdings()

    def deliver(self, batch: Sequence[Delivery]) -> Sequence[Receipt | DeliveryRefusal]:
        """Notes the batch; nothing reaches the CRM."""
        self.planned += batch
        return [
            Receipt(
                communication_id=one.communication_id,
                record_id="planned",
                fingerprint=one.fingerprint,
                delivered_at=self._clock.now(),
            )
            for one in batch
        ]
