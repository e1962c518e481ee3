"""One coordinator writes, one scheduler runs: locks that the kernel gives back when their holder dies.

This is the only module that knows filelock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from crmbridge.errors import BusyError


@contextmanager
def holding(path: Path, what: str, *, wait_seconds: float = 0) -> Iterator[None]:
    """Holds a lock beside the ledger. Raises BusyError, naming the holder, where somebody else has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=wait_seconds)
    holder = path.with_suffix(".holder")
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(_read_holder(holder)) from error
    try:
        with suppress(OSError):  # on a full disk the lock still holds, it only has no name
            holder.write_text(f"{what}, process {os.getpid()}", "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read_holder(holder: Path) -> str:
    try:
        return holder.read_text("utf-8") or "unknown process"
    except OSError:
        return "unknown process"
