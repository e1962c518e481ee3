"""What happens inside a reading process: one task in, one bounded answer out."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Reading
from crmbridge.domain.reading_json import as_json
from crmbridge.errors import PluginError
from crmbridge.plugins import guard
from crmbridge.ports import ReadTask

ReadFunction = Callable[[ReadTask, bytes, ReaderSettings], Reading]

DEFAULT_READER = "extractors.read:read_document"


def load_reader(name: str) -> ReadFunction:
    """The function behind `package.module:function`."""
    module, _, function = name.partition(":")
    found: ReadFunction = getattr(import_module(module), function)
    return found


def answer_task(task: ReadTask, settings: ReaderSettings, reader: ReadFunction) -> bytes:
    """The answer as JSON. Whatever the reader raises is part of the answer."""
    try:
        with guard("reader"):
            return _read(task, settings, reader)
    except PluginError as error:
        return _as_failure(error)


def _read(task: ReadTask, settings: ReaderSettings, reader: ReadFunction) -> bytes:
    reading = reader(task, task.path.read_bytes(), settings)
    answer = json.dumps({"reading": as_json(reading)}, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    limit = settings.limits.result_bytes
    if len(answer) > limit:
        reason = f"its text and what was found in it take more than the {limit:,} bytes that one document may take"
        return as_failure("too_large", reason)
    return answer


def _as_failure(error: PluginError) -> bytes:
    match error.__cause__:
        case MemoryError():
            return as_failure("memory", memory_reason())
        case OSError():
            return as_failure("error", "the stored original could not be opened for reading")
        case cause:
            return as_failure("error", f"the reader could not cope with it ({type(cause).__name__})")


def as_failure(why: str, reason: str) -> bytes:
    """A failure as JSON."""
    return json.dumps({"why": why, "reason": reason}).encode("ascii")


def memory_reason() -> str:
    """The sentence for a document that needs too much memory."""
    return "reading it took more memory than one document may use"


def time_reason(settings: ReaderSettings) -> str:
    """The sentence for a document that takes too long."""
    return f"reading it took longer than the {settings.limits.wall_seconds:g} seconds that one document may take"


def crash_reason(signal_name: str) -> str:
    """The sentence for a document at which the process broke down."""
    return f"the reader broke down at it ({signal_name}); the other documents were not affected"


def as_outcome(key: int, answer: Any) -> dict[str, Any]:
    """An answer with the key of its task."""
    return {"key": key, "answer": answer}
