"""What every command starts from: the configuration named on the command line, the clock, the voice."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import typer

from crmbridge.clock import SystemClock, clock_at
from crmbridge.config import Settings, load_settings
from crmbridge.errors import RequestError
from crmbridge.ports import Clock
from jobs.console import Voice
from jobs.wiring import Installation, open_installation

CONFIG_VARIABLE = "CRMBRIDGE_CONFIG"
DEFAULT_CONFIG = "crmbridge.toml"


@dataclass(frozen=True, slots=True)
class CallContext:
    """One call of the command."""

    config: Path | None = None
    voice: Voice = field(default_factory=Voice)

    @property
    def config_path(self) -> Path:
        """--config, else ./crmbridge.toml where it is there, else $CRMBRIDGE_CONFIG."""
        if self.config is not None:
            return self.config
        default = Path(DEFAULT_CONFIG)
        named = os.environ.get(CONFIG_VARIABLE)
        return default if default.exists() or not named else Path(named)

    def load_settings(self) -> Settings:
        """The configuration. Raises ConfigError."""
        return load_settings(self.config_path)

    @contextmanager
    def open(self, as_of: str | None = None) -> Iterator[tuple[Installation, Voice]]:
        """The installation, with every clock at the time given where one is."""
        settings = self.load_settings()
        with open_installation(settings, find_clock(settings, as_of)) as installation:
            yield installation, self.voice


def find_clock(settings: Settings, as_of: str | None) -> Clock:
    """The system's clock, or one that stands at `as_of` (ISO 8601; without an offset in the organisation's zone)."""
    if as_of is None:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise RequestError(f"--as-of '{as_of}' is no ISO 8601 time; write one like 2025-03-18T09:00") from error
    return clock_at(moment if moment.tzinfo else moment.replace(tzinfo=settings.zone))


def call_context(context: typer.Context) -> CallContext:
    """The context that the callback of the application made."""
    return context.find_object(CallContext) or CallContext()


def find_actor(name: str | None) -> str:
    """Who does this: the name given, else the one signed in to the computer."""
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise RequestError("nobody is signed in to this computer: say who you are with --as NAME") from error
