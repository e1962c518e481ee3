"""The folder repository keeps the contract of every repository."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from crmbridge.config import RepositorySettings
from crmbridge.repositories.folder import FolderRepository
from crmbridge.testing.repository_contract import STRANGE_LOCATORS, RepositoryContract

_FORBIDDEN = {*'"|<>*?:'}
_NO_ATIME: int = getattr(os, "O_NOATIME", 0)


class TestFolderRepository(RepositoryContract):
    root: Path
    strange_locators = tuple(one for one in STRANGE_LOCATORS if os.name != "nt" or not _FORBIDDEN & {*one})

    @pytest.fixture(autouse=True)
    def _make_root(self, tmp_path: Path) -> None:
        self.root = tmp_path / "scans"
        self.root.mkdir()

    def make_repository(self) -> FolderRepository:
        return FolderRepository(RepositorySettings(name="scans", url="scans"), self.root)

    def write(self, locator: str, content: bytes) -> None:
        path = self.root / locator
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def delete(self, locator: str) -> None:
        (self.root / locator).unlink()

    def move(self, old: str, new: str) -> None:
        (self.root / old).rename(self.root / new)

    def set_modified(self, locator: str, moment: datetime) -> None:
        os.utime(self.root / locator, (moment.timestamp(), moment.timestamp()))

    def take_snapshot(self) -> Mapping[str, object]:
        return {str(path.relative_to(self.root)): _describe(path) for path in self.root.rglob("*")}

    def add_unlistable_place(self) -> str:
        """Folders so deep that their path is longer than the system takes; unlike permissions, root obeys this too."""
        if os.name == "nt":
            pytest.skip("Windows cannot make a folder that it cannot list")
        name = "d" * 250
        folder = os.open(self.root, os.O_RDONLY)
        for _ in range(17):
            os.mkdir(name, dir_fd=folder)
            deeper = os.open(name, os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = deeper
        os.close(folder)
        return name


def _describe(path: Path) -> tuple[object, ...]:
    status = path.stat()
    if path.is_dir():
        return status.st_mode, status.st_mtime_ns
    with open(path, "rb", opener=_open_quietly) as stream:
        return status.st_mode, status.st_mtime_ns, status.st_atime_ns, stream.read()


def _open_quietly(path: str, flags: int) -> int:
    """Without moving the time of last access, which is part of what is compared."""
    return os.open(path, flags | _NO_ATIME)
