"""`extract`: the readers by themselves, for trying them on files. Needs no configuration."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from crmbridge.domain.communication import Direction
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Part, PartState, Reading
from crmbridge.domain.reading_json import as_json
from crmbridge.ports import ReadFailure, ReadOutcome, ReadTask
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
        failure = ReadFailure(why="error", reason=_explain_absence(path))
    elif isinstance(outcome.result, Reading):
        voice.show_json(as_json(outcome.result, str(path)))
        return False
    else:
        failure = outcome.result
    voice.show_json({**as_json(_as_unread(path, failure), str(path)), "failure": failure.why})
    return True


def _as_unread(path: Path, failure: ReadFailure) -> Reading:
    """What is known of a file that could not be read to its end: its size, its fingerprint and why."""
    state = PartState.OVER_BUDGET if failure.why in {"time", "memory", "too_large"} else PartState.DAMAGED
    size, fingerprint = _measure(path)
    part = Part(
        path="0",
        name=path.name,
        media_type="application/octet-stream",
        size=size,
        state=state,
        reason=failure.reason,
        fingerprint=fingerprint,
    )
    return Reading(
        fingerprint=fingerprint,
        media_type=part.media_type,
        channel=None,
        direction=Direction.UNKNOWN,
        occurred_at=None,
        subject="",
        sender=None,
        recipients=(),
        message_id="",
        references=(),
        state=state,
        reason=failure.reason,
        pages=None,
        text="",
        parts=(part,),
        identifiers=(),
    )


def _explain_absence(path: Path) -> str:
    if path.is_dir():
        return "is a folder"
    return "is no ordinary file" if path.exists() else "there is no such file"


def _measure(path: Path) -> tuple[int, str]:
    """Size and SHA-256; 0 and nothing of what is no file or cannot be opened."""
    if not path.is_file():
        return 0, ""
    try:
        with path.open("rb") as stream:
            return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return 0, ""
