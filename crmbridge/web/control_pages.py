"""Pages that show how complete the record is: overview, review list, gaps, statement."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from crmbridge.domain.decision import NeedsReview
from crmbridge.domain.gap import Gap, Severity
from crmbridge.ledger.communications import CommunicationRow, find_communication, list_communications
from crmbridge.ledger.decisions import DecisionRow
from crmbridge.ledger.desk_rows import (
    count_open_gaps,
    count_review,
    list_gap_numbers,
    list_in_review,
    list_totals,
)
from crmbridge.ledger.gaps import find_gap, list_gap_events
from crmbridge.ledger.items import count_states
from crmbridge.ledger.runs import list_runs
from crmbridge.web.kit import Kit, as_leaf, as_slice, find_places, read_page_number

MEANINGS = {
    "listed": "named by a repository, not fetched yet",
    "captured": "the original is kept, not read yet",
    "read": "read, not decided yet",
    "linked": "belongs to a client, not in the CRM yet",
    "review": "a person must decide",
    "unlinked": "nothing in it belongs to anyone in the CRM",
    "excluded": "left out by a named rule",
    "delivered": "in the CRM, with its receipt",
    "failed": "will be tried again",
    "quarantined": "could not be read; a person must look",
}
"""What each state of an item means to a clerk."""

SEVERITIES = {
    Severity.LOSS: "a client communication may be lost",
    Severity.INTEGRITY: "altered or misfiled",
    Severity.LATE: "late",
    Severity.INFORMATION: "information",
}
_RUNS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line of the review list."""

    communication: CommunicationRow
    place: str
    decision: DecisionRow
    candidates: tuple[str, ...]


def show_overview(kit: Kit, _request: Request) -> Response:
    """Items by state, open gaps, the review list's length, the last runs."""
    with kit.ledger.reading() as connection:
        return kit.show(
            "overview.html",
            states=count_states(connection),
            meanings=MEANINGS,
            gaps=count_open_gaps(connection),
            severities=SEVERITIES,
            waiting=count_review(connection),
            runs=list_runs(connection, _RUNS),
        )


def show_review(kit: Kit, request: Request) -> Response:
    """What waits for a person, the oldest first."""
    number = read_page_number(request)
    with kit.ledger.reading() as connection:
        decisions = list_in_review(connection, as_slice(number))
        ids = [one.communication_id for one in decisions]
        communications = {one.id: one for one in list_communications(connection, ids)}
        places = find_places(connection, ids)
    rows = [
        _as_question(one, communications[one.communication_id], places.get(one.communication_id, ""))
        for one in decisions
    ]
    return kit.show("review.html", leaf=as_leaf(rows, number))


def show_gaps(kit: Kit, request: Request) -> Response:
    """Open gaps, or closed ones where they are asked for, the gravest first."""
    number = read_page_number(request)
    is_open = request.query_params.get("show") != "closed"
    with kit.ledger.reading() as connection:
        numbers = list_gap_numbers(connection, as_slice(number), is_open=is_open)
        rows: list[Gap] = [found[1] for one in numbers if (found := find_gap(connection, one))]
    leaf = as_leaf(rows, number, "" if is_open else "show=closed")
    return kit.show("gaps.html", leaf=leaf, is_open=is_open, severities=SEVERITIES)


def show_gap(kit: Kit, request: Request) -> Response:
    """A gap and its life."""
    with kit.ledger.reading() as connection:
        found = find_gap(connection, request.path_params["number"])
        if found is None:
            raise HTTPException(404)
        gap_id, gap = found
        named = gap.finding.communication_id
        return kit.show(
            "gap.html",
            gap=gap,
            severities=SEVERITIES,
            communication=find_communication(connection, named) if named else None,
            events=list_gap_events(connection, gap_id),
        )


def show_statement(kit: Kit, request: Request) -> Response:
    """The control totals of the latest check."""
    number = read_page_number(request)
    with kit.ledger.reading() as connection:
        found = list_totals(connection, as_slice(number))
    made_at = found[0][0] if found else None
    return kit.show("statement.html", leaf=as_leaf([one for _, one in found], number), made_at=made_at)


def _as_question(decision: DecisionRow, row: CommunicationRow, place: str) -> Question:
    made = decision.decision
    candidates = made.candidates if isinstance(made, NeedsReview) else ()
    names = tuple(f"{one.client_name} ({one.client_number}), {one.probability:.0%}" for one in candidates)
    return Question(communication=row, place=place, decision=decision, candidates=names)
