"""Opening one file inside a folder without following a link, waiting on a pipe or leaving a trace."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from crmbridge.errors import ItemUnreadableError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def _flags(*names: str) -> int:
    """Those of the flags that this operating system has."""
    return sum({getattr(os, name, 0) for name in names})


_READ = _flags("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT", "O_NOCTTY")
_STEP = _flags("O_PATH", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC")
_NO_ATIME = _flags("O_NOATIME")


def open_beneath(root: Path, path: Path) -> int:
    """A descriptor for reading the file at a relative path. Raises OSError.

    Where the system can, each step is opened from the one before, so that a folder that was exchanged for a link
    meanwhile leads nowhere.
    """
    if os.open not in os.supports_dir_fd:
        return os.open(root / path, _READ)
    *folders, name = path.parts
    folder = os.open(root, _STEP & ~_flags("O_NOFOLLOW"))
    try:
        for step in folders:
            deeper = os.open(step, _STEP, dir_fd=folder)
            os.close(folder)
            folder = deeper
        return _open_quietly(name, folder)
    finally:
        os.close(folder)


def _open_quietly(name: str, folder: int) -> int:
    """Without touching the time of last access; only the owner of a file may ask for that."""
    try:
        return os.open(name, _READ | _NO_ATIME, dir_fd=folder)
    except PermissionError:
        return os.open(name, _READ, dir_fd=folder)


class WatchedFile(io.RawIOBase):
    """Reads a descriptor once, from start to end, and remembers how far it got. Closing it closes the descriptor."""

    def __init__(self, descriptor: int, locator: str) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._locator = locator
        self.position = 0
        self.ended_at: int | None = None
        """Where the file ended; None while the reader has not come to the end."""

    def read_status(self) -> os.stat_result:
        """The status of the open file itself, whatever its name leads to now."""
        return os.fstat(self._descriptor)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Raises ItemUnreadableError where the medium fails, so that it is not taken for an error of the reader."""
        view = memoryview(buffer)
        try:
            content = os.read(self._descriptor, view.nbytes)
        except OSError as error:
            raise ItemUnreadableError(self._locator, reason_of(error)) from error
        view[: len(content)] = content
        self.position += len(content)
        if not content and view.nbytes:
            self.ended_at = self.position
        return len(content)

    def close(self) -> None:
        """May be called twice."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def reason_of(error: OSError) -> str:
    """What the system says, without the path that it says it of."""
    return error.strerror or type(error).__name__
