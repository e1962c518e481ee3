"""What happens inside a reading process: one task after another in, one bounded answer for each out."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Reading
from crmbridge.domain.reading_json import as_json
from crmbridge.errors import PluginError
from crmbridge.plugins import guard
from crmbridge.ports import ReadTask
from extractors.allowance import Allowance, PageMeter
from extractors.confinement import Ceilings
from extractors.frames import ANSWER, FAILURE, LAST, PAGE, as_message

ReadFunction = Callable[[ReadTask, bytes, ReaderSettings, Allowance], Reading]

DEFAULT_READER = "extractors.read:read_document"


def load_reader(name: str) -> ReadFunction:
    """The function behind `package.module:function`."""
    module, _, function = name.partition(":")
    found: ReadFunction = getattr(import_module(module), function)
    return found


class Desk:
    """Reads the documents that one process is given. `send` takes what goes to the other end, one message a call."""

    def __init__(
        self, settings: ReaderSettings, reader: ReadFunction, send: Callable[[bytes], None], *, documents: int
    ) -> None:
        self._settings = settings
        self._reader = reader
        self._send = send
        self._ceilings = Ceilings(settings.limits, documents)

    def answer(self, task: ReadTask) -> bool:
        """Reads one document and sends what came of it. False where this process should not be given another."""
        self._ceilings.begin_document()
        meter = PageMeter(self._settings.limits, lambda: self._ask_for_page(task.key))
        mark, body = self._read(task, meter)
        if mark == ANSWER and (meter.seconds or self._ceilings.is_grown()):
            mark = LAST
        self._send(as_message(mark, task.key, body))
        return mark == ANSWER

    def _ask_for_page(self, key: int) -> None:
        self._ceilings.extend_processor_time(self._settings.limits.ocr_page_seconds)
        self._send(as_message(PAGE, key))

    def _read(self, task: ReadTask, meter: PageMeter) -> tuple[bytes, bytes]:
        """The reading as JSON, or why there is none."""
        try:
            with guard("reader"):
                reading = self._reader(task, task.path.read_bytes(), self._settings, meter)
                answer = json.dumps(as_json(reading), separators=(",", ":")).encode("ascii")
        except PluginError as error:
            return FAILURE, _as_failure(error)
        limit = self._settings.limits.result_bytes
        if len(answer) > limit:
            reason = f"its text and what was found in it take more than the {limit:,} bytes that one document may take"
            return FAILURE, as_failure("too_large", reason)
        return ANSWER, answer


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


def time_reason(settings: ReaderSettings, granted: float = 0.0) -> str:
    """The sentence for a document that takes too long. `granted` are the seconds it got for recognising pages."""
    seconds = settings.limits.wall_seconds + granted
    return f"reading it took longer than the {seconds:g} seconds that one document may take"


def crash_reason(signal_name: str) -> str:
    """The sentence for a document at which the process broke down."""
    return f"the reader broke down at it ({signal_name}); the other documents were not affected"
