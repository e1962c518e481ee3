"""Serves the desk from a thread of this process. The only module that knows uvicorn."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from crmbridge.errors import RequestError

_GRACE_SECONDS = 3
_MOST_CONNECTIONS = 64


class Desk:
    """The desk at an address `host:port` of this computer; port 0 takes any free one."""

    def __init__(self, app: ASGIApp, bind: str) -> None:
        self._app = app
        host, _, port = bind.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)

    @property
    def address(self) -> str:
        """Where a browser finds it; with port 0 the real one while it is served."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/"

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serves until the context is left. Raises RequestError where it is taken or not this computer's own."""
        configured = self._port
        listening = self._listen()
        self._port = listening.getsockname()[1]
        server = _Server(_configure(self._app))
        thread = threading.Thread(target=server.serve_on, args=(listening,), name="desk", daemon=True)
        try:
            thread.start()
            server.settled.wait()
            if not server.started:
                raise RequestError(f"the desk cannot be served at {self.address}")
            yield
        finally:
            server.should_exit = True
            thread.join()
            listening.close()
            self._port = configured

    def _listen(self) -> socket.socket:
        try:
            family, _, _, _, place = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0]
            host = str(place[0])
            if ipaddress.ip_address(host.partition("%")[0]).is_loopback:
                return _listen_on(host, self._port, family)
        except OSError as error:
            raise RequestError(f"the desk cannot listen at {self.address}: {error.strerror}") from error
        problem = "it has no sign-in, so it listens on this computer only"
        raise RequestError(f"the desk cannot listen at {self.address}: {problem}; write 127.0.0.1:{self._port}")


class _Server(uvicorn.Server):
    """Says when it listens. In a thread that is not the main one uvicorn leaves the signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    def serve_on(self, listening: socket.socket) -> None:
        """Serves until `should_exit` is set."""
        try:
            self.run(sockets=[listening])
        finally:
            self.settled.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to serve and says so."""
        await super().startup(sockets)
        self.settled.set()


def _listen_on(host: str, port: int, family: int) -> socket.socket:
    listening = socket.create_server((host, port), family=family)
    # Without it the end of every answer is held back for 40 ms; asyncio sets it only on sockets of its own making.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _configure(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        # The app itself says where a page broke; uvicorn would print the error's text, which may be a client's words.
        log_level=logging.CRITICAL,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
