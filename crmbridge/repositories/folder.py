"""A folder as a repository: a path of this computer, or a share that the system has mounted."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from crmbridge.config import RepositorySettings
from crmbridge.domain.communication import Item, ListingProblem
from crmbridge.errors import (
    ItemChangedError,
    ItemGoneError,
    ItemUnreadableError,
    RepositoryUnreachableError,
)
from crmbridge.repositories.locators import as_locator_name, path_of
from crmbridge.repositories.opening import WatchedFile, open_beneath, reason_of
from crmbridge.repositories.patterns import compile_patterns
from crmbridge.repositories.sidecars import SidecarIndex

SIDECAR_LIMIT = 16 * 1024 * 1024
"""Bytes of a sidecar that are read; what is longer is cut."""

NOT_INCLUDED = "not in include"
SIDECAR = "sidecar of another file"
"""The rules by which an item is left out."""

_BUFFER = 64 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day from the ends of the calendar, so that a moment can still be shown in any time zone.
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)
_REASONS = {
    stat.S_IFLNK: "is a link; links are not followed",
    stat.S_IFIFO: "is a pipe and no file",
    stat.S_IFSOCK: "is a socket and no file",
    stat.S_IFCHR: "is a device and no file",
    stat.S_IFBLK: "is a device and no file",
}


class FolderRepository:
    """Fulfils `Repository`. Files are opened for reading only; nothing is moved, marked or written.

    All regular files are listed, those that no `include` pattern names and sidecars too, so that `find_exclusion` can
    leave them out by a named rule.
    """

    def __init__(self, settings: RepositorySettings, root: Path) -> None:
        self._settings = settings
        self._root = root
        self._include = compile_patterns(settings.include)
        self._sidecars = SidecarIndex(root, settings.sidecar, self.is_included)

    @property
    def name(self) -> str:
        """The name given in the configuration."""
        return self._settings.name

    def list_items(self) -> Iterator[Item | ListingProblem]:
        """Every file below the root; links, pipes and folders that cannot be listed come as problems.

        Raises RepositoryUnreachableError where the root is missing, no folder, or fails while it is listed.
        """
        self._sidecars.forget()
        pending = [(os.fspath(self._root), "")]
        while pending:
            path, locator = pending.pop()
            yield from self._list_folder(path, locator, pending)

    def find_exclusion(self, item: Item) -> str:
        """The rule that leaves this item out, empty where none does."""
        if not self.is_included(item.locator):
            return NOT_INCLUDED
        return SIDECAR if self.is_sidecar(item.locator) else ""

    def is_included(self, locator: str) -> bool:
        """Whether one of the `include` patterns names the file."""
        return self._include.fullmatch(locator) is not None

    def is_sidecar(self, locator: str) -> bool:
        """Whether the file is the text that belongs to another included file."""
        return self._sidecars.is_sidecar(locator)

    @contextmanager
    def open_item(self, item: Item) -> Iterator[BinaryIO]:
        """The bytes, once from start to end. Leaving raises ItemChangedError if they are not those that were listed."""
        watched = self._open_watched(item.locator)
        with io.BufferedReader(watched, _BUFFER) as stream:
            _check_version(watched, item)
            yield stream
            _check_version(watched, item)
            if watched.position > item.size or watched.ended_at not in {None, item.size}:
                raise ItemChangedError(item.locator)

    def read_sidecar(self, item: Item) -> str:
        """The text that belongs to an item, pages divided by form feeds; empty where there is none.

        Raises ItemUnreadableError or ItemChangedError where there is one and it cannot be read whole.
        """
        locator = self._sidecars.find_sidecar(item.locator)
        if not locator:
            return ""
        watched = self._open_watched(locator)
        with io.BufferedReader(watched, _BUFFER) as stream:
            before = version_of(watched.read_status())
            content = stream.read(SIDECAR_LIMIT)
            if version_of(watched.read_status()) != before:
                raise ItemChangedError(locator)
        return content.decode("utf-8-sig", "replace")

    def _list_folder(self, path: str, locator: str, pending: list[tuple[str, str]]) -> Iterator[Item | ListingProblem]:
        prefix = f"{locator}/" if locator else ""
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    found = self._inspect_entry(entry, prefix + as_locator_name(entry.name), pending)
                    if found is not None:
                        yield found
        except OSError as error:
            if not locator:
                raise RepositoryUnreachableError(self.name, reason_of(error)) from error
            yield self._problem(locator, f"the folder cannot be listed: {reason_of(error)}")

    def _inspect_entry(
        self, entry: os.DirEntry[str], locator: str, pending: list[tuple[str, str]]
    ) -> Item | ListingProblem | None:
        """None for a folder, which is put on the list of folders to visit, and for what was deleted meanwhile."""
        try:
            status = _read_status(entry)
        except FileNotFoundError:
            return None
        except OSError as error:
            return self._problem(locator, reason_of(error))
        if stat.S_ISREG(status.st_mode):
            return self._item(locator, status)
        if stat.S_ISDIR(status.st_mode) and not _is_junction(status):
            pending.append((entry.path, locator))
            return None
        reason = _REASONS.get(stat.S_IFMT(status.st_mode), _REASONS[stat.S_IFLNK])
        return ListingProblem(repository=self.name, locator=locator, reason=reason, is_blinding=False)

    def _item(self, locator: str, status: os.stat_result) -> Item:
        return Item(
            repository=self.name,
            locator=locator,
            version=version_of(status),
            size=status.st_size,
            modified_at=_as_moment(status.st_mtime_ns),
        )

    def _problem(self, locator: str, reason: str) -> ListingProblem:
        return ListingProblem(repository=self.name, locator=locator, reason=reason)

    def _open_watched(self, locator: str) -> WatchedFile:
        try:
            return WatchedFile(open_beneath(self._root, path_of(locator)), locator)
        except ValueError as error:
            raise ItemUnreadableError(locator, str(error)) from error
        except (FileNotFoundError, NotADirectoryError) as error:
            if not self._root.is_dir():
                raise RepositoryUnreachableError(self.name, reason_of(error)) from error
            raise ItemGoneError(locator) from error
        except OSError as error:
            if error.errno == errno.ELOOP:  # it was a file when it was listed and is a link now
                raise ItemChangedError(locator) from error
            raise ItemUnreadableError(locator, reason_of(error)) from error


def version_of(status: os.stat_result) -> str:
    """Size and time of modification. Neither the inode, which shares invent, nor the change time, which chmod moves."""
    return f"{status.st_size:x}-{status.st_mtime_ns:x}"


def _check_version(watched: WatchedFile, item: Item) -> None:
    status = watched.read_status()
    if not stat.S_ISREG(status.st_mode) or version_of(status) != item.version:
        raise ItemChangedError(item.locator)


def _read_status(entry: os.DirEntry[str]) -> os.stat_result:
    if os.name == "nt":  # there the entry's own size and time may be older than those of the file
        return os.lstat(entry.path)
    return entry.stat(follow_symlinks=False)


def _is_junction(status: os.stat_result) -> bool:
    """Whether a folder on Windows is in truth a link to another place."""
    tag = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return tag is not None and getattr(status, "st_reparse_tag", None) == tag


def _as_moment(nanoseconds: int) -> datetime:
    """Broken clocks write times before year 1 and after 9999: they become the ends of the calendar."""
    try:
        moment = _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return _EARLIEST if nanoseconds < 0 else _LATEST
    return min(max(moment, _EARLIEST), _LATEST)
