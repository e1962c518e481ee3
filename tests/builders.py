"""Short ways to a ledger, a bench and its parts, for tests of the core; the fakes fulfil the ports."""

from __future__ import annotations

import functools
import hashlib
import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from crmbridge.completeness.counting import CheckBench, CountedUnit
from crmbridge.config import RepositorySettings, Settings, parse_settings
from crmbridge.domain.communication import Channel, Direction, Item, ItemState, ListingProblem, Receipt
from crmbridge.domain.decision import Candidate, Decision, Link, NeedsReview, ReviewReason, Unlinked
from crmbridge.domain.directory import RecordChange
from crmbridge.domain.evidence import Bearing, Evidence
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.domain.period import Period
from crmbridge.domain.reading import PartState, Party, Reading
from crmbridge.domain.statement import Outcome
from crmbridge.errors import CrmUnreachableError, ItemGoneError, RepositoryUnreachableError
from crmbridge.ledger.communications import ensure_communication, list_communications_by, save_reading
from crmbridge.ledger.database import Ledger, open_ledger
from crmbridge.ledger.decisions import MACHINE, save_decision
from crmbridge.ledger.items import ItemRow, Move, find_item, find_items_at, move_items
from crmbridge.ledger.journal import Entry, iter_entries
from crmbridge.ledger.listings import Comparison, staging
from crmbridge.ledger.runs import open_run
from crmbridge.pipeline import list_source, read_captured
from crmbridge.ports import (
    Crm,
    CrmHolding,
    Delivery,
    DeliveryRefusal,
    Directory,
    Enquiry,
    MalformedLine,
    ReadFailure,
    ReadOutcome,
    ReadTask,
    Sighted,
)
from crmbridge.stages.bench import Bench, Source
from crmbridge.stages.capture import capture_items
from crmbridge.stages.decide import decide_communications, put_in_force
from crmbridge.stages.deliver import deliver_communications
from crmbridge.store import OriginalStore
from crmbridge.testing.clock import FixedClock
from crmbridge.testing.directory import DirectoryInMemory

NOW = datetime(2025, 3, 17, 9, 0, tzinfo=UTC)
"""A Monday morning."""
WHOLE = Period()


def fingerprint_of(content: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


@functools.cache
def _empty_ledger() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        open_ledger(path, FixedClock(NOW)).close()
        return path.read_bytes()


def make_ledger(folder: Path, clock: FixedClock | None = None) -> Ledger:
    """A ledger in a folder, with a run begun; the schema is copied, because migrating takes longer."""
    path = folder / "ledger.db"
    if not path.exists():
        path.write_bytes(_empty_ledger())
    ledger = open_ledger(path, clock or FixedClock(NOW))
    open_run(ledger, "sync")
    return ledger


@contextmanager
def tampering(ledger: Ledger) -> Iterator[sqlite3.Connection]:
    """The database behind the product's back, without the triggers that guard the journal."""
    connection = sqlite3.connect(ledger.path)
    try:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS journal_refuses_{verb}")
        yield connection
        connection.commit()
    finally:
        connection.close()


def make_item(locator: str, content: bytes = b"x", repository: str = "scans") -> Item:
    """An item whose version follows its content."""
    return Item(
        repository=repository,
        locator=locator,
        version=fingerprint_of(content)[:16],
        size=len(content),
        modified_at=datetime(2025, 3, 14, 10, 0, tzinfo=UTC),
    )


def list_into(
    ledger: Ledger, items: Iterable[Item], *, repository: str = "scans", is_complete: bool = True
) -> Comparison:
    """Writes one listing of a repository into the ledger."""
    with staging(ledger, repository) as listing:
        for _ in listing.stage(items):
            pass
        return listing.compare(is_complete=is_complete)


def item_at(ledger: Ledger, locator: str, repository: str = "scans") -> ItemRow:
    """The current item at a locator."""
    with ledger.reading() as connection:
        (row,) = [one for one in find_items_at(connection, locator, repository) if one.superseded_at is None]
    return row


def state_of(ledger: Ledger, locator: str, repository: str = "scans") -> ItemState:
    """The state of the current item at a locator."""
    return item_at(ledger, locator, repository).state


def communication_of(ledger: Ledger, content: bytes) -> int:
    """The row id of the communication with these bytes."""
    with ledger.reading() as connection:
        (row,) = list_communications_by(connection, fingerprint_of(content))
    return row.id


def entries_of(ledger: Ledger, subject: str | None = None) -> list[Entry]:
    """The journal, or what it says of one subject."""
    with ledger.reading() as connection:
        return list(iter_entries(connection, subject=subject))


def actions_of(ledger: Ledger, subject: str) -> list[str]:
    """What the journal says was done with a subject, in order."""
    return [one.action for one in entries_of(ledger, subject)]


def make_reading(content: bytes = b"x", **changes: Any) -> Reading:
    """A letter of which everything was read."""
    facts: dict[str, Any] = {
        "fingerprint": fingerprint_of(content),
        "media_type": "text/plain",
        "channel": Channel.LETTER,
        "direction": Direction.IN,
        "occurred_at": datetime(2025, 3, 13, 8, 30, tzinfo=UTC),
        "subject": "About my case",
        "sender": Party(role="from", name="Anna Kay", address="anna@kay.example"),
        "recipients": (Party(role="to", name="", address="service@harbour.example"),),
        "message_id": "",
        "references": (),
        "state": PartState.READ,
        "reason": "",
        "pages": 1,
        "text": content.decode("utf-8", "replace"),
        "parts": (),
        "identifiers": (),
    }
    return Reading(**(facts | changes))


def make_evidence(**changes: Any) -> Evidence:
    """The client's number, found in the body."""
    facts: dict[str, Any] = {
        "rule": "number",
        "bearing": Bearing.FOR,
        "weight": 12.5,
        "kind": "client_number",
        "value": "C-000001",
        "part": "0",
        "page": 1,
        "quote": "our ref C-000001",
        "sentence": "it names the client's number",
    }
    return Evidence(**(facts | changes))


def make_candidate(client: int = 1, **changes: Any) -> Candidate:
    """A client by its place: `c1` with the number C-000001."""
    facts: dict[str, Any] = {
        "client_id": f"c{client}",
        "client_number": f"C-{client:06d}",
        "client_name": f"Client {client}",
        "probability": 0.999,
        "evidence": (make_evidence(),),
    }
    return Candidate(**(facts | changes))


def make_link(*clients: int, case: str = "") -> Link:
    """A link to these clients, the first one where none is named."""
    return Link(targets=tuple(make_candidate(one, case_id=case) for one in clients or (1,)), reason="by its number")


def make_question(*clients: int) -> NeedsReview:
    """A question with these candidates."""
    return NeedsReview(
        why=ReviewReason.SHARED,
        reason="two clients share the address",
        candidates=tuple(make_candidate(one) for one in clients),
    )


NOBODY = Unlinked(reason="nobody in it is known")


@dataclass
class FakeRepository:
    """Fulfils `Repository`. `contents` is the place; an error in `failures` is raised when the item is opened."""

    name: str = "scans"
    contents: dict[str, bytes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)
    exclusions: dict[str, str] = field(default_factory=dict)
    sidecars: dict[str, str] = field(default_factory=dict)
    outage: str = ""
    listing_defect: Exception | None = None
    sidecar_defect: Exception | None = None
    opened: list[str] = field(default_factory=list)

    def list_items(self) -> Iterator[Item | ListingProblem]:
        """The place as it is now."""
        if self.outage:
            raise RepositoryUnreachableError(self.name, self.outage)
        if self.listing_defect is not None:
            raise self.listing_defect
        for place in self.problems:
            yield ListingProblem(repository=self.name, locator=place, reason="permission denied")
        for locator, content in self.contents.items():
            yield make_item(locator, content, self.name)

    @contextmanager
    def open_item(self, item: Item) -> Iterator[BinaryIO]:
        """The bytes, or the failure that was planned."""
        self.opened.append(item.locator)
        if error := self.failures.get(item.locator):
            raise error
        if item.locator not in self.contents:
            raise ItemGoneError(item.locator)
        yield io.BytesIO(self.contents[item.locator])

    def find_exclusion(self, item: Item) -> str:
        """The rule that was planned."""
        return self.exclusions.get(item.locator, "")

    def read_sidecar(self, item: Item) -> str:
        """The text that was planned."""
        if self.sidecar_defect is not None:
            raise self.sidecar_defect
        return self.sidecars.get(item.locator, "")


@dataclass
class FakeExecutor:
    """Fulfils `Executor`. `results` are by content; what is not named there reads as plain text."""

    results: dict[bytes, Reading | ReadFailure] = field(default_factory=dict)
    tasks: list[ReadTask] = field(default_factory=list)
    reader: str = "fake-1"

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task."""
        for task in tasks:
            self.tasks.append(task)
            content = task.path.read_bytes()
            yield ReadOutcome(key=task.key, result=self.results.get(content) or make_reading(content))

    def close(self) -> None:
        """There is nothing to end."""


@dataclass
class FakeLinker:
    """Fulfils `Linker`. Decides by the text of the reading, or as `rule` says; `asked` holds every enquiry."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    rule: Callable[[Enquiry], Decision] | None = None
    asked: list[Enquiry] = field(default_factory=list)

    @property
    def version(self) -> str:
        """Names these rules."""
        return "fake-1"

    def decide(self, enquiry: Enquiry, directory: Directory) -> Decision:
        """What was planned, else that it is nobody's."""
        self.asked.append(enquiry)
        if self.rule is not None:
            return self.rule(enquiry)
        return self.decisions.get(enquiry.reading.text, NOBODY)


@dataclass
class FakeCrm:
    """Fulfils `Crm`. Refuses communications of which the text is in `refused`; alters those in `altering`."""

    refused: set[str] = field(default_factory=set)
    altering: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    is_down: bool = False
    holdings: dict[str, CrmHolding] = field(default_factory=dict)
    batches: list[list[str]] = field(default_factory=list)
    calls: int = 0

    def list_changes(self, after: int) -> Iterator[RecordChange]:
        """Nothing ever changes."""
        return iter(())

    def deliver(self, batch: Sequence[Delivery]) -> Sequence[Receipt | DeliveryRefusal]:
        """Takes what is not planned otherwise."""
        if self.is_down:
            raise CrmUnreachableError("no answer")
        self.calls += 1
        self.batches.append([one.text for one in batch])
        return [self._take(one) for one in batch if one.text not in self.silent]

    def list_holdings(self) -> Iterator[CrmHolding]:
        """What was taken."""
        if self.is_down:
            raise CrmUnreachableError("no answer")
        yield from self.holdings.values()

    def _take(self, one: Delivery) -> Receipt | DeliveryRefusal:
        if one.text in self.refused:
            return DeliveryRefusal(communication_id=one.communication_id, reason="the case is closed")
        fingerprint = "0" * 64 if one.text in self.altering else one.fingerprint
        record = f"r-{one.communication_id}"
        self.holdings[one.external_id] = CrmHolding(
            external_id=one.external_id,
            record_id=record,
            fingerprint=fingerprint,
            targets=tuple((target.client_id, target.case_id) for target in one.targets),
        )
        return Receipt(
            communication_id=one.communication_id, record_id=record, fingerprint=fingerprint, delivered_at=NOW
        )


@dataclass
class FakeWitness:
    """Fulfils `WitnessLog`."""

    seen: list[Sighted | MalformedLine] = field(default_factory=list)
    name: str = "post-room"
    outage: str = ""

    def list_sightings(self) -> Iterator[Sighted | MalformedLine]:
        """What was planned."""
        yield from self.seen
        if self.outage:
            raise RepositoryUnreachableError(self.name, self.outage)


@dataclass
class SilentProgress:
    """Fulfils `Progress`; keeps what it was told."""

    reports: list[tuple[str, int, int | None]] = field(default_factory=list)

    def report(self, stage: str, count: int, total: int | None) -> None:
        """Keeps it."""
        self.reports.append((stage, count, total))


class Office:
    """A bench over fakes in a folder, with short ways to run its stages."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.clock = FixedClock(NOW)
        self.ledger = make_ledger(folder, self.clock)
        self.store = OriginalStore(folder / "originals", reserve=0)
        self.repositories = {name: FakeRepository(name=name) for name in names or ("scans",)}
        self.executor = FakeExecutor()
        self.linker = FakeLinker()
        self.crm = FakeCrm()
        self.progress = SilentProgress()
        self.known_messages: dict[str, tuple[str, str]] = {}
        self.directory_version = 1
        self.patience: int | None = None
        """How often a stage may ask whether to stop before the answer is yes; None is never."""
        self.refresh: Callable[[], None] = lambda: None

    @property
    def scans(self) -> FakeRepository:
        """The repository of most tests."""
        return self.repositories["scans"]

    @property
    def bench(self) -> Bench:
        """The parts as they are now."""
        sources = (
            Source(settings=make_repository_settings(name), repository=one) for name, one in self.repositories.items()
        )
        crm: Crm = self.crm
        return Bench(
            ledger=self.ledger,
            store=self.store,
            sources=tuple(sources),
            executor=self.executor,
            directory=DirectoryInMemory(),
            linker=self.linker,
            crm=crm,
            progress=self.progress,
            refresh_directory=self.refresh,
            directory_version=lambda: self.directory_version,
            find_known_message=self.known_messages.get,
            is_stopping=self._is_stopping,
        )

    def add(self, locator: str, content: bytes, decision: Decision | None = None, **reading: Any) -> None:
        """Puts a document into `scans`; plans its decision and how it reads."""
        self.scans.contents[locator] = content
        if decision is not None:
            self.linker.decisions[content.decode()] = decision
        if reading:
            self.executor.results[content] = make_reading(content, **reading)

    def list(self) -> list[str]:
        """Lists every source; returns the problems."""
        bench = self.bench
        return [problem for source in bench.sources for problem in list_source(bench, source)]

    def capture(self) -> None:
        """Lists and captures."""
        self.list()
        bench = self.bench
        for source in bench.sources:
            capture_items(bench, source)

    def read(self) -> None:
        """Lists, captures and reads."""
        self.capture()
        read_captured(self.bench)

    def decide(self) -> None:
        """All stages but the last."""
        self.read()
        decide_communications(self.bench)

    def deliver(self) -> None:
        """All stages."""
        self.decide()
        deliver_communications(self.bench)

    def state(self, locator: str) -> ItemState:
        """The state of the current item at a locator of `scans`."""
        return state_of(self.ledger, locator)

    def close(self) -> None:
        """Gives the ledger back."""
        self.ledger.close()

    def _is_stopping(self) -> bool:
        if self.patience is None:
            return False
        self.patience -= 1
        return self.patience < 0


def make_repository_settings(name: str = "scans", **changes: Any) -> RepositorySettings:
    """A folder of the same name as the repository, at rest."""
    facts: dict[str, Any] = {"name": name, "url": name, "channel": "letter", "direction": "in", "settle_seconds": 0}
    return RepositorySettings.model_validate(facts | changes)


def make_settings(folder: Path, **sections: Any) -> Settings:
    """A configuration with one folder, `scans`, and what is named besides."""
    content: dict[str, Any] = {
        "organisation": {"name": "Harbour Mutual", "timezone": "Europe/London"},
        "repositories": [
            {"name": "scans", "url": "scans", "channel": "letter", "direction": "in", "settle_seconds": 0}
        ],
    }
    return parse_settings(content | sections, base=folder, source="crmbridge.toml")


def make_check_bench(ledger: Ledger, settings: Settings, now: datetime = NOW) -> CheckBench:
    """A bench for checks."""
    return CheckBench(settings=settings, ledger=ledger, now=now)


def make_finding(**changes: Any) -> Finding:
    """A letter that is missing."""
    facts: dict[str, Any] = {
        "check": "repository",
        "kind": GapKind.MISSING,
        "severity": Severity.LOSS,
        "channel": "letter",
        "key_type": "path",
        "key": "in/a.pdf",
        "repository": "scans",
        "locator": "in/a.pdf",
        "explanation": "it is not there",
    }
    return Finding(**(facts | changes))


def make_unit(key: str, outcome: Outcome = Outcome.CAPTURED, **changes: Any) -> CountedUnit:
    """One unit of `scans`, of 13 March."""
    unit = CountedUnit(source="scans", channel="letter", direction="in", day=NOW.date(), key=key, outcome=outcome)
    return replace(unit, **changes)


def put_in_state(
    ledger: Ledger,
    locator: str,
    content: bytes,
    state: ItemState,
    *,
    decision: Decision | None = None,
    reason: str = "",
) -> ItemRow:
    """Takes an item of `scans` that is listed all the way to a state, as the stages do."""
    ways: Mapping[ItemState, list[ItemState]] = {
        ItemState.CAPTURED: [],
        ItemState.QUARANTINED: [ItemState.QUARANTINED],
        ItemState.READ: [ItemState.READ],
        ItemState.LINKED: [ItemState.READ, ItemState.LINKED],
        ItemState.REVIEW: [ItemState.READ, ItemState.REVIEW],
        ItemState.UNLINKED: [ItemState.READ, ItemState.UNLINKED],
        ItemState.FAILED: [ItemState.READ, ItemState.LINKED, ItemState.FAILED],
        ItemState.DELIVERED: [ItemState.READ, ItemState.LINKED, ItemState.DELIVERED],
    }
    row = item_at(ledger, locator)
    with ledger.entering() as entering:
        one = ensure_communication(entering, fingerprint_of(content), len(content))
        steps = [ItemState.CAPTURED, *ways[state]]
        before = row.state
        for step in steps:
            said = reason if step is state else ""
            move_items(entering, [Move(item_id=row.id, from_=before, to=step, communication_id=one, reason=said)])
            before = step
        if ItemState.READ in steps:
            save_reading(entering, one, make_reading(content))
        if decision is not None:
            save_decision(entering, one, decision, made_by=MACHINE, rules="fake-1", directory_version=1)
            put_in_force(entering, one, decision)
    with ledger.reading() as connection:
        after = find_item(connection, row.id)
    assert after is not None
    return after
