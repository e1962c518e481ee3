"""The store of originals: every file under the SHA-256 of its bytes, written once and never altered.

Layout: `ab/cd/<fingerprint>` for what is kept, `incoming/<random>.part` for what is on its way. A file has its final
name only when all its bytes are on the disk, so a crash leaves at most a part, which `sweep` removes.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crmbridge.errors import NotFoundError, StoreError

CHUNK = 1024 * 1024
"""Bytes that are read, hashed and written at a time."""

_LARGEST_RESERVE = 1024 * 1024 * 1024
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_READ_ONLY = 0o440


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An original in the store. `size` in bytes."""

    fingerprint: str
    size: int
    path: Path


class OriginalStore:
    """Keeps originals below `root`, which is made when the first one comes.

    `reserve` is the free space in bytes that is never used up; by default 1 GiB, or 5 % of a smaller disk than 20 GiB.
    """

    def __init__(self, root: Path, *, reserve: int | None = None) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._reserve = reserve
        # Folders whose own entry this process has brought to the disk.
        self._durable: set[Path] = set()

    def keep(self, stream: BinaryIO) -> Kept:
        """Stores all bytes of a stream; on return they are on the disk. The same content again makes no second copy.

        Raises StoreError where the disk is full, read-only or failing. Whatever reading the stream raises goes through.
        """
        part = self._incoming / f"{secrets.token_hex(16)}.part"
        try:
            fingerprint, size = self._receive(stream, part)
            with self._guarded():
                return Kept(fingerprint=fingerprint, size=size, path=self._settle(part, fingerprint, size))
        finally:
            # The bytes are safe or an error is on its way; a part that stays behind is for `sweep`.
            with suppress(OSError):
                _remove(part)

    def path_of(self, fingerprint: str) -> Path:
        """Where an original lies or would lie. Raises NotFoundError for what is no fingerprint."""
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise NotFoundError("original", fingerprint)
        return self._root / fingerprint[:2] / fingerprint[2:4] / fingerprint

    def has(self, fingerprint: str) -> bool:
        """Whether the store holds the original; its bytes are not looked at."""
        return self.path_of(fingerprint).is_file()

    def open(self, fingerprint: str) -> BinaryIO:
        """The bytes of an original, to be closed by the caller. Raises StoreError where they are not there."""
        with self._guarded(fingerprint):
            return self.path_of(fingerprint).open("rb")

    def verify(self, fingerprint: str) -> bool:
        """Whether the bytes are there and still have this fingerprint; reads all of them."""
        try:
            with self.path_of(fingerprint).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == fingerprint
        except OSError:
            return False

    def list_fingerprints(self) -> Iterator[str]:
        """The fingerprints of all originals in the store, sorted."""
        with self._guarded():
            for path in _list_folders(_list_folders([self._root])):
                names = sorted(one.name for one in path.iterdir())
                yield from (one for one in names if _FINGERPRINT.fullmatch(one) and self.path_of(one).parent == path)

    def sweep(self) -> int:
        """Removes the parts that a dead run left behind and says how many. Only while no other run is keeping."""
        with self._guarded():
            orphans = list(self._incoming.glob("*.part"))
            for orphan in orphans:
                _remove(orphan)
        return len(orphans)

    def _receive(self, stream: BinaryIO, part: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with self._create(part) as target:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                with self._guarded():
                    self._check_reserve(len(chunk))
                    _write_all(target, chunk)
            with self._guarded():
                os.fsync(target.fileno())
        return digest.hexdigest(), size

    def _create(self, part: Path) -> io.FileIO:
        """Read-only for everyone from the start; the descriptor that made it may write. Not buffered."""
        with self._guarded():
            self._ensure_folder(self._incoming)
            return io.FileIO(os.open(part, _CREATE, _READ_ONLY), "wb")

    def _settle(self, part: Path, fingerprint: str, size: int) -> Path:
        path = self.path_of(fingerprint)
        self._ensure_folder(path.parent)
        if not _has_size(path, size):
            try:
                part.replace(path)
            except PermissionError:  # Windows never replaces a read-only file: another process was first
                if not _has_size(path, size):
                    raise
        # Also where it was there: the run that put it there may have died before its name was on the disk.
        _sync_folder(path.parent)
        return path

    def _ensure_folder(self, folder: Path) -> None:
        if folder in self._durable and folder.is_dir():
            return
        made = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        inside = {one for one in folder.parents if one.is_relative_to(self._root)}
        for one in inside | {one.parent for one in made}:
            _sync_folder(one)
        self._durable.add(folder)

    def _check_reserve(self, coming: int) -> None:
        usage = shutil.disk_usage(self._root)
        reserve = min(_LARGEST_RESERVE, usage.total // 20) if self._reserve is None else self._reserve
        if usage.free - coming < reserve:
            raise StoreError(
                str(self._root), f"only {usage.free} bytes are free, {reserve} of them are kept in reserve"
            )

    @contextmanager
    def _guarded(self, where: str = "") -> Iterator[None]:
        try:
            yield
        except OSError as error:
            full = "; the disk is full" if error.errno == errno.ENOSPC else ""
            raise StoreError(where or str(self._root), f"{error.strerror or type(error).__name__}{full}") from error


def _has_size(path: Path, size: int) -> bool:
    """False where nothing is there. Raises StoreError where something else is there: it is not ours to overwrite."""
    try:
        found = path.stat().st_size
    except FileNotFoundError:
        return False
    if found != size:
        raise StoreError(str(path), f"has {found} bytes where {size} were kept: it was altered or damaged")
    return True


def _list_folders(parents: Iterable[Path]) -> Iterator[Path]:
    """The two-letter folders below each of the parents, in order."""
    for parent in parents:
        if parent.is_dir():
            yield from sorted(one for one in parent.iterdir() if re.fullmatch("[0-9a-f]{2}", one.name))


def _write_all(target: io.FileIO, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[target.write(rest) :]


def _remove(part: Path) -> None:
    if part.exists():
        part.chmod(0o600)  # Windows does not remove what is read-only
        part.unlink()


def _sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk. Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
