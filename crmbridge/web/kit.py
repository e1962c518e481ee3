"""What every page works with, and the few things that all pages do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crmbridge.config import Settings
from crmbridge.directory.mirror import DirectoryMirror
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.desk_rows import Slice
from crmbridge.ledger.items import list_items_of
from crmbridge.store import OriginalStore
from crmbridge.web.rendering import Renderer

PAGE_SIZE = 100
LAST_PAGE = 10_000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The parts of the installation that pages read."""

    ledger: Ledger
    directory: DirectoryMirror
    settings: Settings
    store: OriginalStore
    renderer: Renderer

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page made from a template."""
        return HTMLResponse(self.renderer.render(template, **values), status)


Page = Callable[[Kit, Request], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Generic[Row]):
    """One page of a long list. `query` keeps the filter when the reader turns over."""

    rows: Sequence[Row]
    number: int
    has_next: bool
    query: str = ""


def read_page_number(request: Request) -> int:
    """The page that is asked for, 1 where none is named. Raises HTTPException (404) for what is no page."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= LAST_PAGE):
        raise HTTPException(404)
    return int(text)


def as_slice(number: int) -> Slice:
    """The rows of a page, and one more that says whether another page follows."""
    return Slice(offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)


def as_leaf(rows: Sequence[Row], number: int, query: str = "") -> Leaf[Row]:
    """What was found for the slice of a page."""
    return Leaf(rows=rows[:PAGE_SIZE], number=number, has_next=len(rows) > PAGE_SIZE, query=query)


def find_places(connection: Connection, communication_ids: Sequence[int]) -> dict[int, str]:
    """Where each communication was seen first, as `repository: locator`; scans and faxes have no better title."""
    places: dict[int, str] = {}
    for row in list_items_of(connection, communication_ids):
        if row.communication_id is not None:
            places.setdefault(row.communication_id, f"{row.repository}: {row.locator}")
    return places
