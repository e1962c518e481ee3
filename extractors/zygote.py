"""The process that forks one child for each document. Runs as `python -m extractors.zygote READER WORKERS`.

It is started clean, imports every reader once, and has one thread, so that forking is cheap and safe. Tasks come on
standard input, answers go to standard output. When its parent ends, its input ends, and it ends with its children.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.ports import ReadTask
from extractors.child import (
    ReadFunction,
    answer_task,
    as_failure,
    crash_reason,
    load_reader,
    memory_reason,
    time_reason,
)
from extractors.confinement import die_with_parent, drop_network, limit_document
from extractors.dates import load_languages
from extractors.frames import READY, FrameBuffer, as_raw_frame
from extractors.language import load_language_model
from extractors.task_json import settings_from_json, task_from_json

_PIECE = 256 * 1024
_SAMPLE = b"""From: A <a@b.example>
Subject: x
Date: Wed, 12 Mar 2025 10:15:00 +0100
MIME-Version: 1.0
Content-Type: text/html

<p>Dear Mr Kay, 12 March 2025, 4 Mill Lane, PA1 4ZZ, ring 01632 960123, +44 1632 960123, +1 212 555 0100,
+33 1 23 45 67 89, GB82 WEST 1234 5698 7654 32.</p>
"""


@dataclass(slots=True, kw_only=True)
class _Child:
    key: int
    pid: int
    pipe: int
    deadline: float
    answer: bytearray = field(default_factory=bytearray)
    verdict: bytes = b""


class Zygote:
    """One loop over the parent's pipe and the pipes of the children; it never waits for one of them alone."""

    def __init__(self, reader: ReadFunction, workers: int, *, source: int, sink: int) -> None:
        self._reader = reader
        self._workers = workers
        self._source, self._sink = source, sink
        self._settings = ReaderSettings()
        self._inbox = FrameBuffer()
        self._waiting: deque[Any] = deque()
        self._children: dict[int, _Child] = {}
        self._outbox = bytearray()
        self._selector = selectors.DefaultSelector()
        self._is_open = True

    def run(self) -> None:
        """Until the parent closes its end."""
        os.set_blocking(self._source, False)
        os.set_blocking(self._sink, False)
        self._selector.register(self._source, selectors.EVENT_READ)
        while self._is_open:
            self._turn()
        for child in self._children.values():
            _kill_group(child.pid)
            os.waitpid(child.pid, 0)

    def _turn(self) -> None:
        for key, _ in self._selector.select(self._next_deadline()):
            if key.fd == self._source:
                self._take_tasks()
            elif key.fd == self._sink:
                self._send()
            else:
                self._hear(self._children[key.fd])
        self._end_overdue()
        self._start_children()

    def _next_deadline(self) -> float | None:
        deadlines = [child.deadline for child in self._children.values()]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _take_tasks(self) -> None:
        piece = os.read(self._source, _PIECE)
        self._is_open = bool(piece)
        self._inbox.feed(piece)
        for message in self._inbox.list_frames():
            if "settings" in message:
                self._settings = settings_from_json(message["settings"])
                _warm_up(self._reader, self._settings)
                self._outbox += as_raw_frame(READY)
                self._send()
            else:
                self._waiting.append(message)

    def _start_children(self) -> None:
        while self._waiting and len(self._children) < self._workers:
            self._start_child(self._waiting.popleft())

    def _start_child(self, message: Any) -> None:
        reading_end, writing_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_child(message, writing_end)
        os.close(writing_end)
        os.set_blocking(reading_end, False)
        deadline = time.monotonic() + self._settings.limits.wall_seconds
        self._children[reading_end] = _Child(key=message["key"], pid=pid, pipe=reading_end, deadline=deadline)
        self._selector.register(reading_end, selectors.EVENT_READ)

    def _become_child(self, message: Any, pipe: int) -> None:
        """In the child: closes all that is not its own, lowers its ceilings, answers, ends. Never returns."""
        try:
            os.setsid()
            die_with_parent()
            _keep_only(pipe)
            limit_document(self._settings.limits)
            _write_all(pipe, answer_task(task_from_json(message), self._settings, self._reader))
            os._exit(0)
        finally:
            os._exit(70)

    def _hear(self, child: _Child) -> None:
        piece = os.read(child.pipe, _PIECE)
        child.answer += piece
        if not piece:
            self._end(child)
        elif len(child.answer) > self._settings.limits.result_bytes + _PIECE:
            self._kill(child, as_failure("too_large", "what was read out of it is larger than the limit"))

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for child in [child for child in self._children.values() if child.deadline <= now]:
            self._kill(child, as_failure("time", time_reason(self._settings)))

    def _kill(self, child: _Child, verdict: bytes) -> None:
        child.verdict = verdict
        _kill_group(child.pid)
        self._end(child)

    def _end(self, child: _Child) -> None:
        self._selector.unregister(child.pipe)
        os.close(child.pipe)
        del self._children[child.pipe]
        _, status = os.waitpid(child.pid, 0)
        answer = child.verdict or self._judge(child, os.waitstatus_to_exitcode(status))
        self._outbox += as_raw_frame(b'{"key":%d,"answer":%b}' % (child.key, answer))
        self._send()

    def _judge(self, child: _Child, code: int) -> bytes:
        if code == 0 and child.answer:
            return bytes(child.answer)
        if code >= 0:
            # The answer could not even be written down: that takes a want of memory.
            return as_failure("memory", memory_reason())
        if -code == signal.SIGXCPU:
            return as_failure("time", time_reason(self._settings))
        return as_failure("crash", crash_reason(signal.Signals(-code).name))

    def _send(self) -> None:
        """Writes what the parent takes now; the rest waits for it, and the loop goes on meanwhile."""
        try:
            written = os.write(self._sink, self._outbox[:_PIECE]) if self._outbox else 0
        except BlockingIOError:
            written = 0
        except BrokenPipeError:
            self._is_open = False  # nobody waits for answers any more
            return
        del self._outbox[:written]
        is_watched = self._sink in self._selector.get_map()
        if self._outbox and not is_watched:
            self._selector.register(self._sink, selectors.EVENT_WRITE)
        elif not self._outbox and is_watched:
            self._selector.unregister(self._sink)


def _warm_up(reader: ReadFunction, settings: ReaderSettings) -> None:
    """Reads a small mail, so that every table that is loaded late is loaded once and shared by all children."""
    task = ReadTask(key=0, path=Path(), fingerprint="", name="", channel=None, direction=None)
    reader(task, _SAMPLE, settings)
    load_languages()
    load_language_model()
    gc.collect()
    gc.freeze()


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)  # it has not come to lead its own group yet


def _keep_only(pipe: int) -> None:
    """Closes every file but one; reading and writing elsewhere leads nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, 4096)


def _write_all(pipe: int, answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def main() -> None:
    """Imports, freezes, runs. Standard output is kept for answers; whatever a library prints goes nowhere."""
    sink = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    reader = load_reader(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the pipe
    drop_network()
    Zygote(reader, int(sys.argv[2]), source=0, sink=sink).run()


if __name__ == "__main__":
    main()
