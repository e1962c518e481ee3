"""Compound files (OLE): storages and streams in one file. The only module that knows olefile."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A compound file is a puzzle of sectors: one sector can be claimed by every stream. What is read is at most this many
# times what is there.
_READ_FACTOR = 3
_SPARE_BYTES = 1024 * 1024
_BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, struct.error, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The bytes of a stream; `is_whole` is False where the file holds fewer than it says."""

    content: bytes = b""
    is_whole: bool = True


class _Compound(olefile.OleFileIO):  # type: ignore[misc]  # the library has no types
    """Without the library's search for streams that share a sector, which is quadratic."""

    def _check_duplicate_stream(self, first_sect: int, minifat: bool = False) -> None:
        """Sharing is allowed; what may be read in all is bounded by `Storage.read`."""


@dataclass(slots=True)
class _Allowed:
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A folder of a compound file: its streams with their sizes, and the storages inside."""

    name: str
    sizes: dict[str, int]
    storages: tuple[Storage, ...]
    _file: _Compound
    _path: tuple[str, ...] = ()
    _allowed: _Allowed = field(default_factory=lambda: _Allowed(0))

    def read(self, name: str) -> Stream:
        """A stream of this storage; an empty one where there is none of that name."""
        size = self.sizes.get(name)
        if size is None:
            return Stream()
        if size > self._allowed.left:
            return Stream(is_whole=False)
        self._allowed.left -= size
        try:
            content = self._file.openstream([*self._path, name]).read()
        except _BROKEN:
            return Stream(is_whole=False)
        return Stream(content=content, is_whole=len(content) == size)

    def find_storage(self, name: str) -> Storage | None:
        """The storage of that name directly inside this one."""
        return next((one for one in self.storages if one.name == name), None)


def open_compound(content: bytes) -> Storage | None:
    """The root of a compound file; None where it is none, or too damaged to be opened."""
    if not _is_sound(content):
        return None
    try:
        file = _Compound(io.BytesIO(content))
        # The table of the small streams is read once, on the first of them, whatever size it claims to have.
        if file.root.size > len(content) or file.num_mini_fat_sectors * file.sector_size > len(content):
            return None
        return _as_storage(file, file.root, (), _Allowed(len(content) * _READ_FACTOR + _SPARE_BYTES))
    except _BROKEN:
        return None


def _is_sound(content: bytes) -> bool:
    """Whether the tables that the library reads first claim no more room than there is."""
    if len(content) < 1024 or not content.startswith(MAGIC):
        return False
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in {9, 12}:
        return False
    sectors = len(content) >> shift
    fat_sectors, difat_sectors = struct.unpack_from("<L", content, 44)[0], struct.unpack_from("<L", content, 72)[0]
    needed = sectors // (1 << (shift - 2)) + 1
    return bool(fat_sectors <= 2 * needed + 8 and difat_sectors <= needed // 100 + 2)


def _as_storage(
    file: _Compound, entry: olefile.olefile.OleDirectoryEntry, path: tuple[str, ...], allowed: _Allowed
) -> Storage:
    kids = list(entry.kids)
    return Storage(
        name=entry.name,
        sizes={one.name: one.size for one in kids if one.entry_type == olefile.STGTY_STREAM},
        storages=tuple(
            _as_storage(file, one, (*path, one.name), allowed)
            for one in kids
            if one.entry_type == olefile.STGTY_STORAGE
        ),
        _file=file,
        _path=path,
        _allowed=allowed,
    )


def list_entries(storage: Storage) -> frozenset[str]:
    """The names of what lies directly in a storage."""
    return frozenset(storage.sizes) | {one.name for one in storage.storages}


def iter_storages(storage: Storage, prefix: str) -> Iterator[Storage]:
    """The storages directly inside whose names begin so, in the order of their names."""
    for one in sorted(storage.storages, key=lambda one: one.name):
        if one.name.startswith(prefix):
            yield one
