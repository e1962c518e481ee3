"""The desk's pages and their addresses.

The desk has no sign-in: whoever can open a page on this computer can read it. It therefore listens on this computer
only (`server`) and answers only to this computer's own names (`fence`). It shows and never writes.
"""

from __future__ import annotations

import logging
import traceback
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crmbridge.config import Settings
from crmbridge.directory.mirror import DirectoryMirror
from crmbridge.errors import CrmbridgeError
from crmbridge.ledger.database import Ledger
from crmbridge.store import OriginalStore
from crmbridge.web import client_pages, communication_pages, control_pages
from crmbridge.web.fence import Fence, add_headers
from crmbridge.web.kit import Kit, Page
from crmbridge.web.rendering import Renderer

_FRAMES = 8
_LOG = logging.getLogger(__name__)
_UNKNOWN, _BROKEN = "There is no such page.", "This page cannot be shown. The log says where it broke."

PAGES: dict[str, Page] = {
    "/": control_pages.show_overview,
    "/communications": communication_pages.show_communications,
    "/communications/{tracking_number}": communication_pages.show_communication,
    "/items/{item_id:int}": communication_pages.show_item,
    "/originals/{fingerprint}": communication_pages.send_original,
    "/clients": client_pages.show_clients,
    "/clients/{client_id:path}": client_pages.show_client,
    "/cases/{case_id:path}": client_pages.show_case,
    "/review": control_pages.show_review,
    "/gaps": control_pages.show_gaps,
    "/gaps/{number}": control_pages.show_gap,
    "/statement": control_pages.show_statement,
}
"""Every page by its address. Record ids are the CRM's and may hold a slash."""


def build_app(ledger: Ledger, directory: DirectoryMirror, settings: Settings) -> Starlette:
    """The desk over one installation; it opens nothing that must be closed."""
    kit = Kit(
        ledger=ledger,
        directory=directory,
        settings=settings,
        store=OriginalStore(settings.as_path(settings.store.url)),
        renderer=Renderer(settings.zone, settings.organisation.name),
    )
    bound = settings.web.bind.rpartition(":")[0]
    return Starlette(
        routes=[
            *(Route(path, partial(page, kit), name=page.__name__) for path, page in PAGES.items()),
            Route("/health", _answer_health),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Fence, names=[bound])],
        exception_handlers={
            HTTPException: partial(_show_refusal, kit),
            CrmbridgeError: partial(_show_trouble, kit),
            Exception: partial(_show_broken, kit),
        },
    )


def _answer_health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _show_refusal(kit: Kit, _request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return kit.show("trouble.html", status=status, sentence=_UNKNOWN if status == 404 else _BROKEN)


def _show_trouble(kit: Kit, _request: Request, error: Exception) -> Response:
    _LOG.warning("action=page_refused error=%s", type(error).__name__)
    return kit.show("trouble.html", status=500, sentence=f"This cannot be shown: {error}.")


def _show_broken(kit: Kit, _request: Request, error: Exception) -> Response:
    """Logs where it broke and not what the error says, which may hold a client's words."""
    places = [f"{Path(one.filename).name}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
    _LOG.error("action=page_broken error=%s at=%s", type(error).__name__, " ".join(places[-_FRAMES:]))
    response = kit.show("trouble.html", status=500, sentence=_BROKEN)
    add_headers(response.headers)  # this answer is made outside the fence
    return response
