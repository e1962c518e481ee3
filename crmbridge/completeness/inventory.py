"""What really lies in a repository's folder, listed a second time and in another way.

The checks compare this with the ledger. So that a defect of the fetching cannot hide itself, nothing here is shared
with the fetching: neither code nor the way of asking the system. Only the form of a locator is agreed, and tested.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crmbridge.config import RepositorySettings
from crmbridge.errors import ItemGoneError, ItemUnreadableError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONTROLS = {*range(0x20), 0x25, 0x5C, *range(0x7F, 0x100)}
_ESCAPES = {f"{byte:02X}" for byte in _CONTROLS}
_ESCAPED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_OPEN_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One file. `fingerprint` is None until someone reads the bytes with `fingerprint_of`."""

    locator: str
    size: int
    modified_at: datetime
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedPlace:
    """What could not be listed. `locator` is empty for the root; nothing below it may be taken for absent.

    `is_blinding` is False for an entry that is neither a file nor a folder: it hides nothing but itself.
    """

    locator: str
    reason: str
    is_blinding: bool = True

    def __str__(self) -> str:
        return f"{self.locator or 'the whole folder'}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All units of a repository at one time, sorted by locator, and what could not be listed."""

    repository: str
    units: tuple[Unit, ...]
    unlisted: tuple[UnlistedPlace, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every place could be listed; otherwise absence proves nothing."""
        return not self.blind_places

    @property
    def blind_places(self) -> tuple[UnlistedPlace, ...]:
        """Places below which anything may lie."""
        return tuple(one for one in self.unlisted if one.is_blinding)

    @property
    def oddities(self) -> tuple[UnlistedPlace, ...]:
        """Entries that are no files: links, pipes, devices."""
        return tuple(one for one in self.unlisted if not one.is_blinding)


def take_inventory(settings: RepositorySettings, root: Path) -> Inventory:
    """Lists everything, whatever `include` says. A root that cannot be listed is a problem, not an exception."""
    units: list[Unit] = []
    unlisted: list[UnlistedPlace] = []
    for one in iter_units(root):
        if isinstance(one, Unit):
            units.append(one)
        else:
            unlisted.append(one)
    units.sort(key=lambda unit: unit.locator)
    unlisted.sort(key=lambda place: place.locator)
    return Inventory(repository=settings.name, units=tuple(units), unlisted=tuple(unlisted))


def iter_units(root: Path) -> Iterator[Unit | UnlistedPlace]:
    """The same, one by one, for folders too large to hold. In no particular order."""
    waiting: list[tuple[Path, str]] = [(root, "")]
    while waiting:
        folder, locator = waiting.pop()
        try:
            children = list(folder.iterdir())
        except OSError as error:
            yield UnlistedPlace(locator=locator, reason=_reason_of(error))
            continue
        for child in children:
            place = f"{locator}/{_as_step(child.name)}" if locator else _as_step(child.name)
            found = _inspect(child, place)
            if found is None:
                waiting.append((child, place))
            else:
                yield found


def fingerprint_of(root: Path, locator: str) -> str:
    """The SHA-256 of a file, read now. Raises ItemGoneError or ItemUnreadableError."""
    path = root.joinpath(*(_from_step(step) for step in locator.split("/")))
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            raise ItemUnreadableError(locator, "it lies outside the folder")
        # Unbuffered, so that the digest reads straight from the file.
        with open(path, "rb", buffering=0, opener=_open_plainly) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise ItemUnreadableError(locator, "it is no file")
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ItemGoneError(locator) from error
    except (OSError, ValueError) as error:
        raise ItemUnreadableError(locator, _reason_of(error)) from error


def _open_plainly(path: str, flags: int) -> int:
    """Neither follows a link nor waits for the other end of a pipe."""
    return os.open(path, flags | sum(getattr(os, name, 0) for name in _OPEN_FLAGS))


def _inspect(path: Path, locator: str) -> Unit | UnlistedPlace | None:
    """None for a folder to visit."""
    try:
        status = path.lstat()
    except OSError as error:
        return UnlistedPlace(locator=locator, reason=_reason_of(error))
    if stat.S_ISREG(status.st_mode):
        return Unit(locator=locator, size=status.st_size, modified_at=_as_time(status.st_mtime_ns))
    if stat.S_ISDIR(status.st_mode) and not _is_mounted_elsewhere(status):
        return None
    return UnlistedPlace(locator=locator, reason="is neither a file nor a folder", is_blinding=False)


def _is_mounted_elsewhere(status: os.stat_result) -> bool:
    tag: int = getattr(status, "st_reparse_tag", 0)
    return tag != 0 and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0)


def _as_time(nanoseconds: int) -> datetime:
    try:
        moment = _EPOCH + timedelta(seconds=nanoseconds / 1_000_000_000)
    except OverflowError:
        moment = datetime.max.replace(tzinfo=UTC) if nanoseconds > 0 else datetime.min.replace(tzinfo=UTC)
    first, last = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
    return first if moment < first else min(moment, last)


def _as_step(name: str) -> str:
    """A name as a step of a locator: what is no plain text stands there as `%XX` for each of its bytes."""
    text = os.fsencode(name).decode("utf-8", "surrogateescape")
    if text.isprintable() and "%" not in text and "\\" not in text:
        return text
    return "".join(_as_sign(sign, text[place + 1 : place + 3]) for place, sign in enumerate(text))


def _as_sign(sign: str, following: str) -> str:
    if sign == "%":
        return "%25" if following in _ESCAPES else "%"
    if sign == "\\" or unicodedata.category(sign) in _ESCAPED_CATEGORIES:
        return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogateescape"))
    return sign


def _from_step(step: str) -> str:
    head, *rest = step.split("%")
    content = head.encode()
    for one in rest:
        is_escape = one[:2] in _ESCAPES
        content += bytes.fromhex(one[:2]) + one[2:].encode() if is_escape else b"%" + one.encode()
    return os.fsdecode(content)


def _reason_of(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or "it cannot be read"
