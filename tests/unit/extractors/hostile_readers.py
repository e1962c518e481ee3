"""Readers that break, by the words of the document: what the executor must survive."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Reading
from crmbridge.ports import ReadTask
from extractors.allowance import Allowance
from extractors.confinement import confine_engine
from extractors.frames import ANSWER, PAGE, as_message, as_raw_frame
from extractors.read import read_document


def _crash() -> None:
    ctypes.string_at(0)


def _spin() -> None:
    while True:
        pass


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(16 * 1024 * 1024))


def _raise() -> None:
    raise ValueError("words of the document")


def _recurse() -> None:
    _recurse()


def _kill_parent() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    _spin()


def _wait() -> None:
    signal.pause()


_HARMS: dict[bytes, Callable[[], None]] = {
    b"crash": _crash,
    b"abort": os.abort,
    b"hang": _spin,
    b"wait": _wait,
    b"eat": _eat,
    b"raise": _raise,
    b"recurse": _recurse,
    b"kill parent": _kill_parent,
}


def read_hostile(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Does what the document says, or reads it."""
    harm = _HARMS.get(content.strip())
    if harm:
        harm()
    reading = read_document(task, content, settings, allowance)
    return replace(reading, text="x" * 5_000_000) if content == b"huge" else reading


def read_environment(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Says whether a password of the parent can be seen."""
    reading = read_document(task, content, settings, allowance)
    return replace(reading, text="leaked" if "IMAP_PASSWORD" in os.environ else "clean")


_documents: dict[int, int] = {}
_left_over: list[bytearray] = []


def read_process(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Says which process read it."""
    return replace(read_document(task, content, settings, allowance), text=str(os.getpid()))


def read_once(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Reads the first document of its process; at the next one it does what the document says."""
    _documents[os.getpid()] = _documents.get(os.getpid(), 0) + 1
    if _documents[os.getpid()] > 1:
        if content == b"want memory":
            raise MemoryError
        _HARMS.get(content, os.abort)()
    return read_document(task, content, settings, allowance)


def read_and_leave(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Leaves 200 MiB behind at every document."""
    if task.name:
        _left_over.append(bytearray(200 * 1024 * 1024))
    return read_document(task, content, settings, allowance)


def read_pages(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Asks for as many pages as the document says and then takes as many seconds of processor time as it says."""
    if content.startswith(b"pages "):
        _, asked, seconds = content.split()
        granted = sum(allowance.grant_page() for _ in range(int(asked)))
        end = time.process_time() + float(seconds)
        while time.process_time() < end:
            pass
        return replace(read_document(task, content, settings, allowance), text=f"{granted} pages")
    return read_document(task, content, settings, allowance)


def read_and_forge(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Writes to every pipe it finds what the document says: requests for pages without end, or an answer for others."""
    if content == b"pages without end":
        while True:
            _write_everywhere(as_raw_frame(as_message(PAGE, task.key)))
    if content == b"answer for others":
        _write_everywhere(as_raw_frame(as_message(ANSWER, task.key + 1, b"{}")))
    if content == b"nonsense":
        _write_everywhere(as_raw_frame(as_message(ANSWER, task.key, b'{"reading": 1}')))
    return read_document(task, content, settings, allowance)


def _write_everywhere(message: bytes) -> None:
    for pipe in range(3, 20):
        with contextlib.suppress(OSError):
            os.write(pipe, message)


def read_with_engine(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Starts an engine that holds the pipe beside the document open for ever, and waits for it."""
    if content != b"engine":
        return read_document(task, content, settings, allowance)
    pipe = f"{task.path}.pipe"
    command = [sys.executable, "-c", f"import signal; held = open({pipe!r}, 'w'); signal.pause()"]
    subprocess.run(command, stdin=subprocess.DEVNULL, check=False, preexec_fn=confine_engine)
    return read_document(task, content, settings, allowance)


def read_ceilings(task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance) -> Reading:
    """Says how many MiB of address space an engine may take."""
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_AS)[0] // 2**20)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, check=False, capture_output=True, preexec_fn=confine_engine
    )
    return replace(read_document(task, content, settings, allowance), text=done.stdout.decode().strip())
