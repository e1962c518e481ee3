"""Pages about clients and cases: search, and one dated list of all that passed between us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from crmbridge.domain.directory import Client
from crmbridge.ledger.communications import list_communications
from crmbridge.ledger.desk_rows import list_client_ids, list_links_of, list_of_case, list_of_clients
from crmbridge.normalise import normalise_identifier
from crmbridge.reports.history import HistoryRow
from crmbridge.web.kit import Kit, as_leaf, as_slice, find_places, read_page_number

SEARCHED_KINDS = ("client_number", "email", "name", "case_number", "account_number", "phone")
MOST_FOUND = 50
_LONGEST_QUERY = 200


def show_clients(kit: Kit, request: Request) -> Response:
    """Clients that carry exactly what was asked for, after folding."""
    query = request.query_params.get("q", "").strip()[:_LONGEST_QUERY]
    found = find_clients(kit, query) if query else []
    return kit.show(
        "clients.html", query=query, clients=found[:MOST_FOUND], has_more=len(found) > MOST_FOUND, most=MOST_FOUND
    )


def show_client(kit: Kit, request: Request) -> Response:
    """A client, the cases, and every communication, the newest first."""
    number = read_page_number(request)
    client = kit.directory.find_client(request.path_params["client_id"])
    if client is None:
        raise HTTPException(404)
    with kit.ledger.reading() as connection:
        ids = list_of_clients(connection, list_client_ids(connection, client.id), as_slice(number))
        history, places = _as_history(connection, ids), find_places(connection, ids)
    cases = kit.directory.list_cases(client.id)
    names = {one.id: one.number for one in cases}
    return kit.show(
        "client.html", client=client, cases=cases, names=names, places=places, leaf=as_leaf(history, number)
    )


def show_case(kit: Kit, request: Request) -> Response:
    """A case, its client, and its communications, the newest first."""
    number = read_page_number(request)
    case = kit.directory.find_case(request.path_params["case_id"])
    if case is None:
        raise HTTPException(404)
    with kit.ledger.reading() as connection:
        ids = list_of_case(connection, case.id, as_slice(number))
        history, places = _as_history(connection, ids), find_places(connection, ids)
    client, names = kit.directory.find_client(case.client_id), {case.id: case.number}
    return kit.show("case.html", case=case, client=client, names=names, places=places, leaf=as_leaf(history, number))


def find_clients(kit: Kit, query: str) -> list[Client]:
    """Clients by number, e-mail address, name, case or account number, or telephone, each once."""
    ids = dict.fromkeys(_iter_client_ids(kit, query))
    wanted = list(ids)[: MOST_FOUND + 1]
    found = {client.id: client for one in wanted if (client := kit.directory.find_client(one))}
    return list(found.values())


def _iter_client_ids(kit: Kit, query: str) -> Iterator[str]:
    for kind in SEARCHED_KINDS:
        folded = normalise_identifier(kind, query, kit.settings.organisation.country)
        if folded:
            yield from (one.client_id for one in kit.directory.find_carriers(kind, folded))


def _as_history(connection: Connection, ids: Sequence[int]) -> list[HistoryRow]:
    """Rows in the order of the ids."""
    cases: dict[int, list[str]] = {}
    for communication_id, _, case_id in list_links_of(connection, ids):
        cases.setdefault(communication_id, []).extend([case_id] if case_id else [])
    rows = {one.id: one for one in list_communications(connection, ids)}
    return [HistoryRow(communication=rows[one], cases=tuple(cases[one])) for one in ids]
