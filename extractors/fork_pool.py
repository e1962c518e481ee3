"""The near end of the zygote: hands out tasks, takes answers, starts a new zygote when one dies."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.errors import ReadersUnavailableError
from crmbridge.ports import ReadFailure, ReadOutcome, ReadTask
from extractors.child import crash_reason
from extractors.forked import SMALL_BYTES
from extractors.frames import as_frame, read_raw_frame
from extractors.launch import end_process, start_python
from extractors.task_json import outcome_from_answer, settings_as_json, task_as_json

_MOST_TRIES = 2
# So that a process that has read a document finds the next one waiting.
_TASKS_FOR_EACH_WORKER = 2


class ForkPool:
    """At most two tasks for each worker are under way. The zygote never waits to write, so writing to it is safe."""

    def __init__(self, settings: ReaderSettings, workers: int, reader: str) -> None:
        self._settings = settings
        self._workers = workers
        self._reader = reader
        self._zygote: subprocess.Popen[bytes] | None = None

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task. A caller that stops early leaves nothing running."""
        coming = iter(tasks)
        under_way: dict[int, ReadTask] = {}
        try:
            while True:
                self._fill(coming, under_way)
                if not under_way:
                    return
                for outcome in self._take(under_way):
                    under_way.pop(outcome.key, None)
                    yield outcome
        finally:
            if under_way:
                self.close()

    def _fill(self, coming: Iterator[ReadTask], under_way: dict[int, ReadTask]) -> None:
        while len(under_way) < self._workers * _TASKS_FOR_EACH_WORKER:
            task = next(coming, None)
            if task is None:
                return
            under_way[task.key] = task
            self._give(task)

    def _give(self, task: ReadTask, *, alone: bool = False) -> bool:
        """Whether the zygote took it; where it died, taking the next answer will tell."""
        zygote = self._zygote or self._start()
        return self._write(zygote, {**task_as_json(task), "alone": alone or not _is_small(task)})

    def _write(self, zygote: subprocess.Popen[bytes], message: object) -> bool:
        if zygote.stdin is None:
            return False
        try:
            zygote.stdin.write(as_frame(message))
            zygote.stdin.flush()
        except OSError:
            return False
        return True

    def _take(self, under_way: dict[int, ReadTask]) -> list[ReadOutcome]:
        answer = self._receive()
        return self._read_again(under_way) if answer is None else [outcome_from_answer(answer)]

    def _receive(self) -> bytes | None:
        zygote = self._zygote
        if zygote is None or zygote.stdout is None:
            return None
        return read_raw_frame(zygote.stdout)

    def _read_again(self, under_way: dict[int, ReadTask]) -> list[ReadOutcome]:
        """The zygote died: its tasks are read once more, one at a time, to find the one that kills it."""
        self.close()
        return [self._read_alone(task) for task in under_way.values()]

    def _read_alone(self, task: ReadTask) -> ReadOutcome:
        for _ in range(_MOST_TRIES - 1):
            answer = self._receive() if self._give(task, alone=True) else None
            if answer is not None:
                return outcome_from_answer(answer)
            self.close()
        return ReadOutcome(key=task.key, result=ReadFailure(why="crash", reason=crash_reason("process ended")))

    def _start(self) -> subprocess.Popen[bytes]:
        self._zygote = start_python("extractors.zygote", self._reader, str(self._workers))
        self._write(self._zygote, {"settings": settings_as_json(self._settings)})
        if self._receive() is None:
            self.close()
            raise ReadersUnavailableError
        return self._zygote

    def close(self) -> None:
        """Ends the zygote, which ends its children; may be called twice."""
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            end_process(zygote)


def _is_small(task: ReadTask) -> bool:
    try:
        return task.path.stat().st_size <= SMALL_BYTES
    except OSError:
        return True  # to be told by the child that cannot open it
