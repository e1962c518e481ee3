"""Text that a scanner or fax server puts beside the image: `fax1.tif` with `fax1.txt` or `fax1.tif.txt`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crmbridge.repositories.locators import as_locator_name, path_of

_FOLDERS_KEPT = 64
"""The ledger asks in its own order, which goes to and fro between the folders that are growing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """The files of one folder, as they were at its time of change `changed`. Keys are names without the suffix."""

    changed: int
    mains: frozenset[str] = frozenset()
    sidecars: dict[str, str] = field(default_factory=dict)


class SidecarIndex:
    """Tells sidecars from documents. A text file is a sidecar only beside an included file that it belongs to."""

    def __init__(self, root: Path, suffix: str, is_included: Callable[[str], bool]) -> None:
        self._root = root
        self._suffix = f".{suffix.lstrip('.')}" if suffix else ""
        self._is_included = is_included
        self._folders: dict[str, _Folder] = {}

    def forget(self) -> None:
        """At the start of a listing: some file systems do not tell that a folder changed."""
        self._folders.clear()

    def is_sidecar(self, locator: str) -> bool:
        """Whether the file belongs to another one and is no item of its own."""
        folder_locator, _, name = locator.rpartition("/")
        if not self._has_suffix(name):
            return False
        folder, key = self._look_into(folder_locator), self._key_of(name)
        return key in folder.mains and folder.sidecars.get(key) == name

    def find_sidecar(self, locator: str) -> str:
        """The locator of the sidecar that belongs to a file, empty where there is none."""
        folder_locator, slash, name = locator.rpartition("/")
        if not self._suffix or self._has_suffix(name):
            return ""
        sidecars = self._look_into(folder_locator).sidecars
        found = sidecars.get(name) or sidecars.get(_stem_of(name), "")
        return f"{folder_locator}{slash}{found}" if found else ""

    def _has_suffix(self, name: str) -> bool:
        return bool(self._suffix) and name.lower().endswith(self._suffix.lower()) and len(name) > len(self._suffix)

    def _key_of(self, name: str) -> str:
        return name[: -len(self._suffix)]

    def _look_into(self, locator: str) -> _Folder:
        path = self._root / path_of(locator) if locator else self._root
        try:
            changed = path.stat().st_mtime_ns
            known = self._folders.get(locator)
            if known is not None and known.changed == changed:
                return known
            found = self._index_folder(locator, path, changed)
        except OSError:  # a folder that cannot be listed hides no document behind a sidecar
            return _Folder(changed=0)
        if len(self._folders) >= _FOLDERS_KEPT:
            self._folders.pop(next(iter(self._folders)))
        self._folders[locator] = found
        return found

    def _index_folder(self, locator: str, path: Path, changed: int) -> _Folder:
        with os.scandir(path) as entries:
            names = sorted(as_locator_name(one.name) for one in entries if one.is_file(follow_symlinks=False))
        prefix = f"{locator}/" if locator else ""
        documents = [one for one in names if not self._has_suffix(one) and self._is_included(prefix + one)]
        # `a.TXT` and `a.txt` both: the one spelled as configured belongs to the document, the other is its own.
        texts = sorted((one for one in names if self._has_suffix(one)), key=lambda one: one.endswith(self._suffix))
        mains = frozenset(documents) | {_stem_of(one) for one in documents}
        return _Folder(changed=changed, mains=mains, sidecars={self._key_of(one): one for one in texts})


def _stem_of(name: str) -> str:
    return name.rpartition(".")[0] or name
