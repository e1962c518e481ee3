"""Kept reading processes, one thread here waiting for each; a process that breaks or overruns is replaced."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.errors import ReadersUnavailableError
from crmbridge.ports import ReadFailure, ReadOutcome, ReadTask
from extractors.child import crash_reason, memory_reason, time_reason
from extractors.frames import as_frame, read_frame
from extractors.launch import end_process, start_python
from extractors.task_json import result_from_json, settings_as_json, task_as_json

_MOST_DOCUMENTS = 500


class _Worker:
    """One process. `ask` gives None where it ended before it answered."""

    def __init__(self, settings: ReaderSettings, reader: str) -> None:
        self._process = start_python("extractors.worker", reader)
        self.documents = 0
        self.is_overdue = False
        is_told = self._write({"settings": settings_as_json(settings)})
        if not is_told or self._process.stdout is None or read_frame(self._process.stdout) is None:
            self.close()
            raise ReadersUnavailableError

    def ask(self, task: ReadTask, seconds: float) -> Any | None:
        self.documents += 1
        clock = threading.Timer(seconds, self._overrun)
        clock.start()
        try:
            stdout = self._process.stdout
            return read_frame(stdout) if self._write(task_as_json(task)) and stdout else None
        finally:
            clock.cancel()

    def _write(self, message: object) -> bool:
        try:
            if self._process.stdin:
                self._process.stdin.write(as_frame(message))
                self._process.stdin.flush()
        except OSError:
            return False
        return True

    def _overrun(self) -> None:
        self.is_overdue = True
        self._process.kill()

    def close(self) -> int:
        return end_process(self._process)


class SpawnPool:
    """`workers` processes, started when they are first needed."""

    def __init__(self, settings: ReaderSettings, workers: int, reader: str) -> None:
        self._settings = settings
        self._workers = workers
        self._reader = reader
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._threads: ThreadPoolExecutor | None = None

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task; no more tasks are taken than can be read at once."""
        coming = iter(tasks)
        # The threads live as long as the processes: Linux ends a process with the thread that started it.
        threads = self._threads = self._threads or ThreadPoolExecutor(self._workers)
        under_way: set[Future[ReadOutcome]] = set()
        while True:
            while len(under_way) < self._workers and (task := next(coming, None)) is not None:
                under_way.add(threads.submit(self._read, task))
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def _read(self, task: ReadTask) -> ReadOutcome:
        worker = self._find_worker()
        answer = worker.ask(task, self._settings.limits.wall_seconds)
        if answer is None:
            return ReadOutcome(key=task.key, result=self._judge(worker))
        result = result_from_json(answer["answer"])
        # A process that ran out of memory or has read much is not asked again.
        if worker.documents >= _MOST_DOCUMENTS or isinstance(result, ReadFailure):
            worker.close()
        else:
            self._idle.put(worker)
        return ReadOutcome(key=task.key, result=result)

    def _find_worker(self) -> _Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return _Worker(self._settings, self._reader)

    def _judge(self, worker: _Worker) -> ReadFailure:
        code = worker.close()
        if worker.is_overdue:
            return ReadFailure(why="time", reason=time_reason(self._settings))
        if 0 <= code < 128 and sys.platform != "win32":
            return ReadFailure(why="memory", reason=memory_reason())
        return ReadFailure(why="crash", reason=crash_reason(f"exit code {code}"))

    def close(self) -> None:
        """Waits for what is under way, then ends the processes; may be called twice."""
        threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown(wait=True, cancel_futures=True)
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return
