"""`extract`: the readers by themselves, for trying them on files. Needs no configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Reading
from crmbridge.domain.reading_json import as_json
from crmbridge.ports import ReadOutcome, ReadTask
from extractors.executor import ProcessExecutor
from jobs.console import Voice
from jobs.context import CallContext, call_context
from jobs.sync import COMPLETE, GAPS_OPEN


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("extract")(extract)


def extract(context: typer.Context, files: Annotated[list[Path], typer.Argument(help="Files to read.")]) -> int:
    """Prints each file's Reading as JSON lines, in the order given. Exit 10 when a file could not be read."""
    call = call_context(context)
    settings = _find_reader_settings(call)
    tasks = [_as_task(place, path) for place, path in enumerate(files) if path.is_file()]
    with ProcessExecutor(settings) as executor:
        outcomes = {one.key: one for one in executor.read_all(tasks)}
    failed = False
    for place, path in enumerate(files):
        failed |= _print(call.voice, path, outcomes.get(place))
    return GAPS_OPEN if failed else COMPLETE


def _find_reader_settings(call: CallContext) -> ReaderSettings:
    return call.load_settings().as_reader_settings() if call.config_path.exists() else ReaderSettings()


def _as_task(place: int, path: Path) -> ReadTask:
    return ReadTask(key=place, path=path.resolve(), fingerprint="", name=path.name, channel=None, direction=None)


def _print(voice: Voice, path: Path, outcome: ReadOutcome | None) -> bool:
    if outcome is None:
        reason = "is a folder" if path.is_dir() else "there is no such file"
        voice.show_json({"file": str(path), "state": "damaged", "reason": reason, "text": "", "parts": []})
        return True
    if isinstance(outcome.result, Reading):
        voice.show_json(as_json(outcome.result, str(path)))
        return False
    failure = outcome.result
    state = f"unreadable:{failure.why}"
    voice.show_json({"file": str(path), "state": state, "reason": failure.reason, "text": "", "parts": []})
    return True
