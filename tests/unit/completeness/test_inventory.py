from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.completeness.inventory import Unit, fingerprint_of, iter_units, take_inventory
from crmbridge.config import RepositorySettings
from crmbridge.domain.communication import Item, ListingProblem
from crmbridge.errors import ItemError, ItemGoneError
from crmbridge.repositories.folder import FolderRepository

SETTINGS = RepositorySettings(name="scans", url="scans", include=("*.pdf",), sidecar=".txt")
posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
# Bytes that decide how a name is written, mixed with any others.
NAME = st.lists(
    st.sampled_from([b"%", b"25", b"5C", b"0A", b"\\", b"\n", b"\xe2\x80\xa8", b"\xff", b"a"]) | st.binary(max_size=3)
)
NAMES = st.lists(NAME.map(lambda pieces: b"".join(pieces).replace(b"/", b"").replace(b"\0", b"")[:200]), max_size=8)


def test_an_inventory_holds_every_file_whatever_the_patterns_say(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.pdf", "in/Thumbs.db", "in/.b.txt"):
        (tmp_path / name).write_bytes(name.encode())
        os.utime(tmp_path / name, (0, 1_000_000_000))
    inventory = take_inventory(SETTINGS, tmp_path)
    moment = datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert inventory.repository == "scans"
    assert inventory.units == tuple(
        Unit(locator=name, size=len(name), modified_at=moment) for name in ("a.pdf", "in/.b.txt", "in/Thumbs.db")
    )
    assert inventory.is_complete


def test_an_inventory_of_a_root_that_is_not_there_is_not_complete(tmp_path: Path) -> None:
    inventory = take_inventory(SETTINGS, tmp_path / "unmounted")
    assert (inventory.units, inventory.is_complete) == ((), False)
    assert [str(one) for one in inventory.blind_places] == ["the whole folder: No such file or directory"]


@posix_only
def test_links_and_pipes_are_named_are_not_opened_and_hide_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.pdf")
    inventory = take_inventory(SETTINGS, tmp_path)
    assert [str(one) for one in inventory.oddities] == [
        "loop: is neither a file nor a folder",
        "pipe.pdf: is neither a file nor a folder",
    ]
    assert inventory.is_complete


def test_the_fingerprint_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(b"x" * 3_000_000)
    assert fingerprint_of(tmp_path, "in/a.pdf") == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_a_file_that_is_not_there_has_no_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    for locator in ("b.pdf", "in/b.pdf", "a.pdf/b"):
        with pytest.raises(ItemGoneError, match=locator):
            fingerprint_of(tmp_path, locator)


@posix_only
def test_nothing_outside_the_folder_and_nothing_but_files_has_a_fingerprint(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "in").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"x")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "up").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    for locator in ("../secret", "link", "up/secret", "pipe", "in", str(tmp_path / "secret"), "a\0b"):
        with pytest.raises(ItemError):
            fingerprint_of(root, locator)


@pytest.mark.parametrize("seconds", [-(2**40), -1, 2**31, 2**33])
def test_an_absurd_time_of_modification_is_the_one_that_the_repository_gives(tmp_path: Path, seconds: int) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    os.utime(tmp_path / "a.pdf", ns=(0, seconds * 10**9))
    (item,) = FolderRepository(SETTINGS, tmp_path).list_items()
    (unit,) = iter_units(tmp_path)
    assert isinstance(item, Item)
    assert isinstance(unit, Unit)
    assert unit.modified_at == item.modified_at


@posix_only
@given(names=NAMES)
@settings(max_examples=100, deadline=None)
def test_the_inventory_and_the_repository_give_every_file_the_same_locator(
    tmp_path_factory: pytest.TempPathFactory, names: list[bytes]
) -> None:
    root = tmp_path_factory.mktemp("root")
    for place, name in enumerate(names):
        with contextlib.suppress(IsADirectoryError, FileExistsError, FileNotFoundError):
            folder = root if place % 2 else root / os.fsdecode(b"d" + names[0])
            folder.mkdir(exist_ok=True)
            (folder / os.fsdecode(name)).write_bytes(name)
    items = [one for one in FolderRepository(SETTINGS, root).list_items() if not isinstance(one, ListingProblem)]
    inventory = take_inventory(SETTINGS, root)
    assert inventory.is_complete
    assert sorted((one.locator, one.size) for one in items) == [(one.locator, one.size) for one in inventory.units]
    for item in items:
        with FolderRepository(SETTINGS, root).open_item(item) as stream:
            assert fingerprint_of(root, item.locator) == hashlib.sha256(stream.read()).hexdigest()
