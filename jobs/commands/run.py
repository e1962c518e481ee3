"""`run` (the scheduler and the desk) and `serve` (the desk alone)."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from crmbridge.clock import SystemClock
from crmbridge.config import Settings
from crmbridge.errors import BusyError
from jobs.console import Voice
from jobs.context import call_context
from jobs.lock import holding
from jobs.schedule import Schedule, check_schedule
from jobs.wiring import Installation, open_installation

if TYPE_CHECKING:
    from crmbridge.web.server import Desk

LOOK_AGAIN_SECONDS = 5.0


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("run")(run)
    app.command("serve")(serve)


def run(
    context: typer.Context,
    standby: Annotated[
        bool, typer.Option("--standby", help="Where another scheduler runs, wait and take over when it ends.")
    ] = False,
    desk: Annotated[bool, typer.Option(help="Serve the desk too.")] = True,
) -> int:
    """The scheduler and the desk, until SIGTERM or Ctrl-C; a second scheduler steps aside."""
    call = call_context(context)
    settings = call.load_settings()
    times = check_schedule(settings)
    stop = catch_stop()
    lock = settings.as_sqlite_path(settings.ledger.url).with_suffix(".scheduler.lock")
    while not stop.is_set():
        try:
            with holding(lock, "scheduler"):
                call.voice.say(f"scheduler at work: {times}")
                _run_until(stop, settings, has_desk=desk)
                return 0
        except BusyError as error:
            call.voice.say(f"another scheduler is at work ({error.holder}); this one steps aside")
            if not standby:
                return 0
            stop.wait(LOOK_AGAIN_SECONDS)
    return 0


def serve(context: typer.Context) -> int:
    """The desk alone, until SIGTERM or Ctrl-C."""
    stop = catch_stop()
    with call_context(context).open() as (installation, voice):
        serve_until(stop, installation, voice)
    return 0


def serve_until(stop: threading.Event, installation: Installation, voice: Voice) -> None:
    """Serves the desk until the event is set."""
    desk = _open_desk(installation)
    with desk.serving():
        voice.say(f"the desk is at {desk.address}; Ctrl-C ends it")
        stop.wait()


def _run_until(stop: threading.Event, settings: Settings, *, has_desk: bool) -> None:
    schedule = Schedule(settings, stop.is_set)
    with open_installation(settings, SystemClock()) as installation:
        schedule.start()
        try:
            if has_desk:
                with _open_desk(installation).serving():
                    stop.wait()
            else:
                stop.wait()
        finally:
            schedule.stop()


def _open_desk(installation: Installation) -> Desk:
    from crmbridge.web.app import build_app  # slow to load, and most commands need no desk
    from crmbridge.web.server import Desk

    app = build_app(installation.ledger, installation.directory, installation.settings)
    return Desk(app, installation.settings.web.bind)


def catch_stop() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop
