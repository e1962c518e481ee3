"""Kept reading processes, one thread here waiting for each; a process that breaks or overruns is replaced.

Whatever goes wrong at a document that was not the first of its process is not believed: the document is read again by
a fresh process, so that no document pays for what another left behind.
"""

from __future__ import annotations

import queue
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.errors import ReadersUnavailableError
from crmbridge.ports import ReadOutcome, ReadTask
from extractors.allowance import extend_grant
from extractors.child import as_failure, crash_reason, memory_reason, time_reason
from extractors.frames import ANSWER, FAILURE, PAGE, as_frame, as_message, read_raw_frame, split_message
from extractors.launch import end_process, kill_group, start_python
from extractors.task_json import outcome_from_answer, settings_as_json, task_as_json
from extractors.watchdog import Watchdog
from extractors.worker import MOST_DOCUMENTS

# What an answer has around its reading.
_ROUND_ANSWER = 1024
_PROCESSOR_TIME = getattr(signal, "SIGXCPU", 0)


class _Worker:
    """One process."""

    def __init__(self, settings: ReaderSettings, reader: str, watchdog: Watchdog) -> None:
        self._settings = settings
        self._watchdog = watchdog
        self._process = start_python("extractors.worker", reader)
        self.documents = 0
        if not self._write({"settings": settings_as_json(settings)}) or self._receive() is None:
            self.close()
            raise ReadersUnavailableError

    def ask(self, task: ReadTask) -> bytes:
        """The answer; a failure where the process ended before it answered, or was ended."""
        self.documents += 1
        granted = 0.0
        limits = self._settings.limits
        self._watchdog.set_deadline(self._process, limits.wall_seconds)
        answer = self._receive() if self._write(task_as_json(task)) else None
        while answer == as_message(PAGE, task.key):
            extended = extend_grant(granted, limits)
            self._watchdog.extend(self._process, extended - granted)
            granted = extended
            answer = self._receive()
        is_overdue = self._watchdog.let_off(self._process)
        if answer is not None and split_message(answer)[1] == task.key:
            return answer
        code = self.close()
        failure = as_failure("time", time_reason(self._settings, granted)) if is_overdue else self._judge(code)
        return as_message(FAILURE, task.key, failure)

    def _judge(self, code: int) -> bytes:
        if _PROCESSOR_TIME and code == -_PROCESSOR_TIME:
            return as_failure("time", time_reason(self._settings))
        if 0 <= code < 128 and sys.platform != "win32":
            return as_failure("memory", memory_reason())
        return as_failure("crash", crash_reason(f"exit code {code}"))

    def _write(self, message: object) -> bool:
        try:
            if self._process.stdin:
                self._process.stdin.write(as_frame(message))
                self._process.stdin.flush()
        except OSError:
            return False
        return True

    def _receive(self) -> bytes | None:
        most = self._settings.limits.result_bytes + _ROUND_ANSWER
        return read_raw_frame(self._process.stdout, most) if self._process.stdout else None

    def close(self) -> int:
        """Ends the process with all that it started, and gives its exit code."""
        kill_group(self._process)
        return end_process(self._process)


class SpawnPool:
    """`workers` processes, started when they are first needed."""

    def __init__(self, settings: ReaderSettings, workers: int, reader: str) -> None:
        self._settings = settings
        self._workers = workers
        self._reader = reader
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._threads: ThreadPoolExecutor | None = None
        self._watchdog: Watchdog | None = None

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task; few more tasks are taken than can be read at once."""
        coming = iter(tasks)
        # The threads live as long as the processes: Linux ends a process with the thread that started it.
        threads = self._threads = self._threads or ThreadPoolExecutor(self._workers)
        watchdog = self._watchdog = self._watchdog or Watchdog()
        under_way: set[Future[ReadOutcome]] = set()
        while True:
            while len(under_way) < self._workers * 2 and (task := next(coming, None)) is not None:
                under_way.add(threads.submit(self._read, task, watchdog))
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def _read(self, task: ReadTask, watchdog: Watchdog) -> ReadOutcome:
        worker = self._find_worker(watchdog)
        answer = worker.ask(task)
        if answer[:1] == FAILURE and worker.documents > 1:
            worker.close()
            worker = _Worker(self._settings, self._reader, watchdog)
            answer = worker.ask(task)
        if answer[:1] == ANSWER and worker.documents < MOST_DOCUMENTS:
            self._idle.put(worker)
        else:
            worker.close()
        return outcome_from_answer(answer)

    def _find_worker(self, watchdog: Watchdog) -> _Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return _Worker(self._settings, self._reader, watchdog)

    def close(self) -> None:
        """Waits for what is under way, then ends the processes; may be called twice."""
        threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown(wait=True, cancel_futures=True)
        watchdog, self._watchdog = self._watchdog, None
        if watchdog is not None:
            watchdog.close()
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return
