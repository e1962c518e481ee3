"""What stands before every page: who may ask, how, and the headers that every answer carries.

The desk has no sign-in. It therefore answers only what was asked of this computer by its own name: a web page elsewhere
that points a name of its own at 127.0.0.1 (DNS rebinding) sends that name as Host, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer: nothing that a document says can load, run, frame or be kept."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]/@]+)(?::\d{1,5})?", re.IGNORECASE)
_METHODS = frozenset({"GET", "HEAD"})


class Fence:
    """Refuses foreign hosts with 400 and every method but GET and HEAD with 405, and puts the headers on."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = LOCAL_NAMES | {one.casefold() for one in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what may come in; everything that is no HTTP request is dropped."""
        if scope["type"] != "http":
            return
        answer = self._find_refusal(scope) or self._app

        async def send_fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message))
            await send(message)

        await answer(scope, receive, send_fenced)

    def _find_refusal(self, scope: Scope) -> PlainTextResponse | None:
        if not self._is_known(Headers(scope=scope).getlist("host")):
            return PlainTextResponse("This desk answers on this computer only.\n", 400)
        if scope["method"] not in _METHODS:
            return PlainTextResponse("This desk only shows.\n", 405, {"Allow": "GET, HEAD"})
        return None

    def _is_known(self, hosts: list[str]) -> bool:
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        return found is not None and found["name"].casefold() in self._names


def add_headers(headers: MutableHeaders) -> None:
    """Puts the headers on, over whatever stood there."""
    for name, value in HEADERS.items():
        headers[name] = value
