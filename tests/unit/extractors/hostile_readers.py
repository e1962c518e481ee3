"""Readers that break, by the words of the document: what the executor must survive."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable
from dataclasses import replace

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Reading
from crmbridge.ports import ReadTask
from extractors.allowance import Allowance
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


_HARMS: dict[bytes, Callable[[], None]] = {
    b"crash": _crash,
    b"abort": os.abort,
    b"hang": _spin,
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
