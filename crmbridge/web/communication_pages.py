"""Pages about single communications: the list, the story, the text, the original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from crmbridge.domain.communication import ItemState
from crmbridge.domain.directory import Case, Client
from crmbridge.domain.reading import Part, Reading
from crmbridge.errors import StoreError
from crmbridge.ledger.communications import find_reading
from crmbridge.ledger.decisions import list_links
from crmbridge.ledger.desk_rows import find_by_fingerprint, find_by_tracking_number, list_gaps_of, list_sightings
from crmbridge.ledger.items import find_item
from crmbridge.reports.story import tell_communication, tell_item
from crmbridge.web.kit import Kit, as_leaf, as_slice, find_places, read_page_number

MOST_TEXT = 200_000
"""Characters of text on one page; the original has the rest."""

_LARGEST_ID = 2**63 - 1
_SUFFIXES = {
    "message/rfc822": "eml",
    "application/pdf": "pdf",
    "image/tiff": "tif",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/plain": "txt",
    "application/json": "json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A link in force. The records are None where the directory no longer knows them; the ids stay."""

    client_id: str
    case_id: str
    client: Client | None
    case: Case | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A part with as much of its text as the page has room for, page by page."""

    part: Part
    pages: tuple[str, ...]
    is_cut: bool


def show_communications(kit: Kit, request: Request) -> Response:
    """Every item, the newest first; those in one state where it is named."""
    number, state = read_page_number(request), _read_state(request)
    with kit.ledger.reading() as connection:
        rows = list_sightings(connection, as_slice(number), state)
    leaf = as_leaf(rows, number, f"state={state}" if state else "")
    return kit.show("communications.html", leaf=leaf, state=state, states=list(ItemState))


def show_communication(kit: Kit, request: Request) -> Response:
    """The story of one communication, whose it is, and its text."""
    with kit.ledger.reading() as connection:
        row = find_by_tracking_number(connection, request.path_params["tracking_number"].upper())
        if row is None:
            raise HTTPException(404)
        reading = find_reading(connection, row.id)
        return kit.show(
            "communication.html",
            row=row,
            reading=reading,
            place=find_places(connection, [row.id]).get(row.id, "(no subject)"),
            targets=list(_iter_targets(kit, connection, row.id)),
            gaps=list_gaps_of(connection, row.id),
            parts=list(iter_shown_parts(reading)) if reading else [],
            lines=tell_communication(connection, row.id, kit.settings.zone),
        )


def show_item(kit: Kit, request: Request) -> Response:
    """The story of one item, captured or not."""
    with kit.ledger.reading() as connection:
        item_id: int = request.path_params["item_id"]
        row = find_item(connection, item_id) if item_id <= _LARGEST_ID else None
        if row is None:
            raise HTTPException(404)
        return kit.show("item.html", row=row, lines=list(tell_item(connection, row, kit.settings.zone)))


def send_original(kit: Kit, request: Request) -> Response:
    """The original, letter for letter, as a download that no browser opens by itself. Its bytes are verified first."""
    with kit.ledger.reading() as connection:
        row = find_by_fingerprint(connection, request.path_params["fingerprint"])
    if row is None:
        raise HTTPException(404)
    if not kit.store.verify(row.fingerprint):
        raise StoreError(row.tracking_number, "the original is not there or was altered; `crmbridge verify` says which")
    return FileResponse(
        kit.store.path_of(row.fingerprint),
        media_type="application/octet-stream",
        filename=f"{row.tracking_number}.{_SUFFIXES.get(row.media_type or '', 'bin')}",
        content_disposition_type="attachment",
    )


def iter_shown_parts(reading: Reading) -> Iterator[ShownPart]:
    """The parts that have text, until the page is full."""
    room = MOST_TEXT
    for part in reading.parts:
        if part.text.strip():
            text = part.text[:room]
            room -= len(text)
            yield ShownPart(part=part, pages=tuple(text.split("\f")), is_cut=len(text) < len(part.text))


def _iter_targets(kit: Kit, connection: Connection, communication_id: int) -> Iterator[Target]:
    for client_id, case_id in list_links(connection, communication_id):
        yield Target(
            client_id=client_id,
            case_id=case_id,
            client=kit.directory.find_client(client_id),
            case=kit.directory.find_case(case_id) if case_id else None,
        )


def _read_state(request: Request) -> ItemState | None:
    text = request.query_params.get("state", "")
    if text and text not in set(ItemState):
        raise HTTPException(404)
    return ItemState(text) if text else None
