"""A forked child, from both sides of its two pipes: what the zygote knows of it, and what it does."""

from __future__ import annotations

import json
import math
import os
import signal
from dataclasses import dataclass, field
from typing import Any, NoReturn

from crmbridge.domain.reader_settings import ReaderSettings, ReadLimits
from extractors.allowance import extend_grant
from extractors.child import Desk, ReadFunction
from extractors.confinement import die_with_parent
from extractors.frames import FrameBuffer, as_frame, as_raw_frame
from extractors.task_json import task_from_json

MOST_DOCUMENTS = 32
"""How many small documents one child reads."""
SMALL_BYTES = 256 * 1024
"""A document of more bytes is read by a child of its own."""
# Fits into an empty pipe, so that giving a task never waits for the child.
_ORDER_BYTES = 32 * 1024


@dataclass(slots=True, kw_only=True)
class Forked:
    """A child with `task` None is idle. `orders` is the pipe to it, `answers` the one from it."""

    pid: int
    orders: int
    answers: int
    inbox: FrameBuffer = field(default_factory=FrameBuffer)
    task: Any = None
    documents: int = 0
    deadline: float = math.inf
    granted: float = 0.0

    @property
    def is_first(self) -> bool:
        """Whether the child has had no other document, so that whatever happens is this one's doing."""
        return self.documents == 1

    @property
    def is_full(self) -> bool:
        """Whether it is not given another document."""
        return self.documents >= MOST_DOCUMENTS or self.task["alone"]

    def begin(self, task: Any, deadline: float) -> None:
        """Notes that the task is the child's; it is not sent."""
        self.task, self.deadline, self.granted = task, deadline, 0.0
        self.documents += 1

    def grant_page(self, limits: ReadLimits) -> None:
        """Gives the time for one more page, unless that would be more than all pages may take."""
        granted = extend_grant(self.granted, limits)
        self.deadline += granted - self.granted
        self.granted = granted

    def give(self, task: Any) -> bool:
        """Sends a task. False where it cannot be sent at once."""
        order = as_frame(task)
        try:
            return len(order) <= _ORDER_BYTES and os.write(self.orders, order) == len(order)
        except (BlockingIOError, BrokenPipeError):
            return False

    def kill(self) -> None:
        """Kills it with all that it started, and closes both pipes; it is not waited for."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(self.pid, signal.SIGKILL)  # it has not come to lead its own group yet
        os.close(self.orders)
        os.close(self.answers)


def fork_child(task: Any, settings: ReaderSettings, reader: ReadFunction) -> Forked:
    """A new child that begins with this task at once and then takes others."""
    orders, giving = os.pipe()
    hearing, answers = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become_child(task, settings, reader, orders=orders, answers=answers)
    os.close(orders)
    os.close(answers)
    os.set_blocking(giving, False)
    os.set_blocking(hearing, False)
    return Forked(pid=pid, orders=giving, answers=hearing)


def _become_child(task: Any, settings: ReaderSettings, reader: ReadFunction, *, orders: int, answers: int) -> NoReturn:
    """In the child: closes all that is not its own, lowers its ceilings, answers, ends."""
    try:
        os.setsid()
        die_with_parent()
        _keep_only(orders, answers)

        def send(message: bytes) -> None:
            _write_all(answers, as_raw_frame(message))

        desk = Desk(settings, reader, send, documents=MOST_DOCUMENTS)
        inbox = FrameBuffer()
        while task and desk.answer(task_from_json(task)):
            task = _await_order(orders, inbox)
        os._exit(0)
    finally:
        os._exit(70)


def _await_order(orders: int, inbox: FrameBuffer) -> Any | None:
    """The next task; None where there is no more to do."""
    while piece := os.read(orders, _ORDER_BYTES):
        inbox.feed(piece)
        for frame in inbox.list_frames():
            return json.loads(frame)
    return None


def _keep_only(*pipes: int) -> None:
    """Closes every other file of this process; reading and writing elsewhere leads nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    last = 2
    for pipe in sorted(pipes):
        os.closerange(last + 1, pipe)
        last = pipe
    os.closerange(last + 1, 4096)


def _write_all(pipe: int, message: bytes) -> None:
    """Writes the whole message, waiting for the reader."""
    rest = memoryview(message)
    while rest:
        rest = rest[os.write(pipe, rest) :]
