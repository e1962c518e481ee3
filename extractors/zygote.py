"""The process that forks the children that read. Runs as `python -m extractors.zygote READER WORKERS`.

It is started clean, imports every reader once, and has one thread, so that forking is cheap and safe. Tasks come on
standard input, answers go to standard output. When its parent ends, its input ends, and it ends with its children.

A child reads one document at a time, and several small ones in turn, because forking costs more than reading a small
mail. Whatever goes wrong at a document that was not the child's first is not believed: the document is read again by a
child of its own, so that no document pays for what another left behind.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.ports import ReadTask
from extractors.allowance import Allowance
from extractors.child import ReadFunction, as_failure, crash_reason, load_reader, memory_reason, time_reason
from extractors.confinement import drop_network
from extractors.dates import load_languages
from extractors.forked import Forked, fork_child
from extractors.frames import ANSWER, FAILURE, LAST, PAGE, READY, FrameBuffer, as_message, as_raw_frame, split_message
from extractors.language import load_language_model
from extractors.task_json import settings_from_json

_PIECE = 256 * 1024
_SAMPLE = b"""From: A <a@b.example>
Subject: x
Date: Wed, 12 Mar 2025 10:15:00 +0100
MIME-Version: 1.0
Content-Type: text/html

<p>Dear Mr Kay, 12 March 2025, 4 Mill Lane, PA1 4ZZ, ring 01632 960123, +44 1632 960123, +1 212 555 0100,
+33 1 23 45 67 89, GB82 WEST 1234 5698 7654 32.</p>
"""


class Zygote:
    """One loop over the parent's pipe and the pipes of the children; it never waits for one of them alone."""

    def __init__(self, reader: ReadFunction, workers: int, *, source: int, sink: int) -> None:
        self._reader = reader
        self._workers = workers
        self._source, self._sink = source, sink
        self._settings = ReaderSettings()
        self._inbox = FrameBuffer()
        self._waiting: deque[Any] = deque()
        self._children: dict[int, Forked] = {}
        self._killed: set[int] = set()
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
        for child in list(self._children.values()):
            self._dismiss(child)
        for pid in self._killed:
            os.waitpid(pid, 0)

    def _turn(self) -> None:
        for key, _ in self._selector.select(self._next_deadline()):
            if key.fd == self._source:
                self._take_tasks()
            elif key.fd == self._sink:
                self._send()
            elif key.fd in self._children:
                self._hear(self._children[key.fd])
        self._end_overdue()
        self._hand_out()
        self._killed -= {pid for pid in self._killed if os.waitpid(pid, os.WNOHANG)[0]}

    def _next_deadline(self) -> float | None:
        deadlines = [child.deadline for child in self._children.values() if child.task]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _take_tasks(self) -> None:
        piece = os.read(self._source, _PIECE)
        self._is_open = bool(piece)
        self._inbox.feed(piece)
        for frame in self._inbox.list_frames():
            message = json.loads(frame)
            if "settings" in message:
                self._settings = settings_from_json(message["settings"])
                _warm_up(self._reader, self._settings)
                self._outbox += as_raw_frame(READY)
                self._send()
            else:
                self._waiting.append(message)

    def _hand_out(self) -> None:
        while self._waiting and self._place(self._waiting[0]):
            self._waiting.popleft()

    def _place(self, task: Any) -> bool:
        """Gives the task to an idle child or a new one; False where there is none now."""
        idle = next((child for child in self._children.values() if child.task is None), None)
        deadline = time.monotonic() + self._settings.limits.wall_seconds
        if idle and not task["alone"] and idle.give(task):
            idle.begin(task, deadline)
            return True
        if idle and len(self._children) >= self._workers:
            self._dismiss(idle)
        if len(self._children) >= self._workers:
            return False
        child = fork_child(task, self._settings, self._reader)
        child.begin(task, deadline)
        self._children[child.answers] = child
        self._selector.register(child.answers, selectors.EVENT_READ)
        return True

    def _hear(self, child: Forked) -> None:
        piece = os.read(child.answers, _PIECE)
        if not piece:
            self._bury(child)
            return
        child.inbox.feed(piece)
        for frame in child.inbox.list_frames():
            self._take_message(child, frame)
            if child.answers not in self._children:
                return
        if len(child.inbox) > self._settings.limits.result_bytes + _PIECE:
            self._fail(child, as_failure("too_large", "what was read out of it is larger than the limit"))

    def _take_message(self, child: Forked, message: bytes) -> None:
        mark, key, body = split_message(message)
        if child.task is None or child.task["key"] != key:
            self._fail(child, as_failure("crash", crash_reason("it answers what nobody asked")))
        elif mark == PAGE:
            child.grant_page(self._settings.limits)
        elif mark in {ANSWER, LAST}:
            self._conclude(child, message, is_last=mark == LAST)
        else:
            self._fail(child, body)

    def _conclude(self, child: Forked, answer: bytes, *, is_last: bool) -> None:
        self._outbox += as_raw_frame(answer)
        if is_last or child.is_full:
            self._dismiss(child)
        child.task = None
        self._send()

    def _fail(self, child: Forked, failure: bytes) -> None:
        """Ends the child. Its document failed, or is read again alone where it was not the only one."""
        self._dismiss(child)
        self._settle(child, failure)

    def _settle(self, child: Forked, failure: bytes) -> None:
        if child.task and child.is_first:
            self._outbox += as_raw_frame(as_message(FAILURE, child.task["key"], failure))
            self._send()
        elif child.task:
            self._waiting.appendleft({**child.task, "alone": True})

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for child in [child for child in self._children.values() if child.task and child.deadline <= now]:
            self._fail(child, as_failure("time", time_reason(self._settings, child.granted)))

    def _dismiss(self, child: Forked) -> None:
        self._selector.unregister(child.answers)
        del self._children[child.answers]
        child.kill()
        self._killed.add(child.pid)

    def _bury(self, child: Forked) -> None:
        """The child closed its pipe, which it does by ending; one that lives on is killed before it is waited for."""
        self._dismiss(child)
        self._killed.discard(child.pid)
        _, status = os.waitpid(child.pid, 0)
        self._settle(child, self._judge(child, os.waitstatus_to_exitcode(status)))

    def _judge(self, child: Forked, code: int) -> bytes:
        if code >= 0:
            # The answer could not even be written down: that takes a want of memory.
            return as_failure("memory", memory_reason())
        if -code == signal.SIGXCPU:
            return as_failure("time", time_reason(self._settings, child.granted))
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
    reader(task, _SAMPLE, settings, Allowance())
    load_languages()
    load_language_model()
    gc.collect()
    gc.freeze()


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
