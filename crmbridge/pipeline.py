"""The way of one communication: list -> capture -> read -> decide -> deliver. READ THIS FIRST.

Each stage takes items in one state, does its work, and moves each of them alone, with a reason where something is
amiss. Every stage may be repeated: a crash anywhere costs a repeat, never a loss and never a double.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from crmbridge.domain.communication import Item, ItemState, ListingProblem
from crmbridge.errors import CrmUnreachableError, PluginError, RepositoryUnreachableError, TransientError
from crmbridge.ledger.items import Move, find_items, move_items
from crmbridge.ledger.listings import staging
from crmbridge.plugins import guard
from crmbridge.stages.bench import Bench, Source
from crmbridge.stages.capture import capture_items, capture_late_texts, recall_unread
from crmbridge.stages.decide import decide_communications
from crmbridge.stages.deliver import deliver_communications
from crmbridge.stages.read import read_communications

BATCH = 200


@dataclass(slots=True)
class RunReport:
    """What a run could not do: problems of whole sources or of the CRM, in words. Items tell of themselves."""

    problems: list[str] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def is_unreachable(self) -> bool:
        """Whether a source or the CRM was out of reach (exit 4)."""
        return bool(self.problems)


def run_pipeline(bench: Bench) -> RunReport:
    """All stages over all sources. A source or a CRM out of reach is reported, and the others are done."""
    report = RunReport()
    stages: list[Callable[[], list[str]]] = [
        *(partial(list_source, bench, source) for source in bench.sources),
        *(partial(capture_source, bench, source) for source in bench.sources),
        partial(read_captured, bench),
        partial(refresh_clients, bench),
        partial(decide_read, bench),
        partial(deliver_linked, bench),
    ]
    for stage in stages:
        if bench.is_stopping():
            break
        report.problems.extend(stage())
    report.is_stopped = bench.is_stopping()
    return report


def list_source(bench: Bench, source: Source) -> list[str]:
    """Gives every item that a repository names a row in the ledger, before any of its bytes are fetched.

    Returns problems. Where a place could not be listed, nothing is taken for absent.
    """
    problems: list[str] = []
    with staging(bench.ledger, source.name) as listing:
        try:
            for count in listing.stage(_find_items(source, problems)):
                bench.progress.report(f"list {source.name}", count, None)
        except (RepositoryUnreachableError, PluginError) as error:
            problems.append(str(error))
        is_doubted = source.name not in bench.confirmed_empty
        if not problems and is_doubted and listing.is_suspiciously_empty():
            problems.append(
                f"repository '{source.name}' is empty where items were before: is the share mounted? "
                f"If it is empty indeed, say so: sync --empty {source.name}"
            )
        listing.compare(is_complete=not problems, problem="; ".join(problems[:5]))
    try:
        _settle_exclusions(bench, source)
    except PluginError as error:
        problems.append(str(error))
    return problems


def capture_source(bench: Bench, source: Source) -> list[str]:
    """Keeps the original of every listed item, and texts that have turned up beside pictures.

    Where the source goes out of reach meanwhile, what was fetched is kept and the rest stays listed.
    """
    try:
        capture_items(bench, source)
        capture_late_texts(bench, source)
    except TransientError as error:
        return [str(error)]
    return []


def read_captured(bench: Bench) -> list[str]:
    """Reads every captured original, and again what earlier readers could not read."""
    recall_unread(bench)
    read_communications(bench)
    return []


def refresh_clients(bench: Bench) -> list[str]:
    """Brings the directory up to the CRM; where the CRM is out of reach, the directory of yesterday serves."""
    try:
        bench.refresh_directory()
    except (CrmUnreachableError, PluginError) as error:
        return [str(error)]
    return []


def decide_read(bench: Bench) -> list[str]:
    """Decides whose each communication is."""
    decide_communications(bench)
    return []


def deliver_linked(bench: Bench) -> list[str]:
    """Hands what is linked to the CRM."""
    try:
        deliver_communications(bench)
    except (TransientError, PluginError) as error:
        return [str(error)]
    return []


def _find_items(source: Source, problems: list[str]) -> Iterator[Item]:
    with guard(source.name):
        for one in source.repository.list_items():
            if isinstance(one, ListingProblem):
                if one.is_blinding:
                    problems.append(f"repository '{one.repository}': {one.locator}: {one.reason}")
            else:
                yield one


def _settle_exclusions(bench: Bench, source: Source) -> None:
    """Items that a rule leaves out become `excluded`; those that no rule leaves out any more are listed again."""
    after = 0
    states = [ItemState.LISTED, ItemState.EXCLUDED]
    while True:
        with bench.ledger.reading() as connection:
            rows = find_items(connection, states, repository=source.name, after=after, limit=BATCH)
        if not rows:
            return
        after = rows[-1].id
        moves = [
            move
            for row in rows
            if row.communication_id is None
            for move in _find_exclusion_moves(source, row.id, row.state, row.item)
        ]
        if moves:
            with bench.ledger.entering() as entering:
                move_items(entering, moves)


def _find_exclusion_moves(source: Source, item_id: int, state: ItemState, item: Item) -> Sequence[Move]:
    with guard(source.name):
        rule = source.repository.find_exclusion(item)
    if rule and state is ItemState.LISTED:
        return [Move(item_id=item_id, from_=state, to=ItemState.EXCLUDED, reason=rule)]
    if not rule and state is ItemState.EXCLUDED:
        return [Move(item_id=item_id, from_=state, to=ItemState.LISTED)]
    return []
