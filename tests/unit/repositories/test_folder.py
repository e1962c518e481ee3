from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from crmbridge.config import RepositorySettings
from crmbridge.domain.communication import Item, ListingProblem
from crmbridge.errors import ItemChangedError, ItemGoneError, ItemUnreadableError, RepositoryUnreachableError
from crmbridge.repositories.folder import FolderRepository

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def make_repository(root: Path, *, include: tuple[str, ...] = ("**/*",), sidecar: str = "") -> FolderRepository:
    return FolderRepository(RepositorySettings(name="scans", url="scans", include=include, sidecar=sidecar), root)


def list_items(repository: FolderRepository) -> dict[str, Item]:
    return {one.locator: one for one in repository.list_items() if isinstance(one, Item)}


def list_problems(repository: FolderRepository) -> dict[str, str]:
    return {one.locator: one.reason for one in repository.list_items() if isinstance(one, ListingProblem)}


def fetch(repository: FolderRepository, item: Item) -> bytes:
    with repository.open_item(item) as stream:
        return stream.read()


@pytest.mark.parametrize("make_root", [lambda path: None, lambda path: path.write_bytes(b"")])
def test_a_root_that_is_no_folder_cannot_be_reached(tmp_path: Path, make_root: Callable[[Path], object]) -> None:
    make_root(tmp_path / "root")
    with pytest.raises(RepositoryUnreachableError, match="'scans'"):
        list(make_repository(tmp_path / "root").list_items())


def test_an_item_is_not_called_gone_when_the_whole_folder_is(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.pdf").write_bytes(b"x")
    repository = make_repository(root)
    item = list_items(repository)["a.pdf"]
    root.rename(tmp_path / "unmounted")
    with pytest.raises(RepositoryUnreachableError):
        fetch(repository, item)


@posix_only
def test_links_pipes_and_sockets_are_reported_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "folder" / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        folder = os.open(tmp_path, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{folder}/socket")
        os.close(folder)
    repository = make_repository(tmp_path)
    link = "is a link; links are not followed"
    assert list_problems(repository) == {
        "link.pdf": link,
        "loop": link,
        "broken": link,
        "folder/pipe.pdf": "is a pipe and no file",
        "socket": "is a socket and no file",
    }
    assert set(list_items(repository)) == {"a.pdf"}


@posix_only
def test_an_item_that_became_a_pipe_is_changed_and_nobody_waits_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    repository = make_repository(tmp_path)
    item = list_items(repository)["a.pdf"]
    (tmp_path / "a.pdf").unlink()
    os.mkfifo(tmp_path / "a.pdf")
    with pytest.raises(ItemChangedError):
        fetch(repository, item)


@posix_only
def test_an_item_that_became_a_link_is_changed(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a.pdf").write_bytes(b"x")
    repository = make_repository(tmp_path / "root")
    item = list_items(repository)["a.pdf"]
    (tmp_path / "root" / "a.pdf").rename(tmp_path / "outside.pdf")
    (tmp_path / "root" / "a.pdf").symlink_to(tmp_path / "outside.pdf")
    with pytest.raises(ItemChangedError):
        fetch(repository, item)


def test_an_item_that_ended_early_is_changed_even_if_it_looks_the_same_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 200_000)
    os.utime(path, ns=(0, 0))
    repository = make_repository(tmp_path)
    item = list_items(repository)["a.pdf"]
    with ExitStack() as leaving:
        stream = leaving.enter_context(repository.open_item(item))
        os.truncate(path, 100)
        assert len(stream.read()) == 100
        path.write_bytes(b"x" * 200_000)
        os.utime(path, ns=(0, 0))
        with pytest.raises(ItemChangedError):
            leaving.close()


@posix_only
def test_a_folder_that_became_a_link_leads_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "in").mkdir(parents=True)
    (root / "in" / "a.pdf").write_bytes(b"x")
    repository = make_repository(root)
    item = list_items(repository)["in/a.pdf"]
    (root / "in").rename(tmp_path / "outside")
    (root / "in").symlink_to(tmp_path / "outside")
    with pytest.raises(ItemGoneError):
        fetch(repository, item)


def test_a_root_that_is_a_link_is_followed_because_the_organisation_named_it(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a.pdf").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "root", target_is_directory=True)
    repository = make_repository(tmp_path / "link")
    assert fetch(repository, list_items(repository)["a.pdf"]) == b"x"


@posix_only
def test_what_cannot_be_fetched_is_named_without_the_path_of_this_computer(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    repository = make_repository(tmp_path)
    item = list_items(repository)["a.pdf"]
    forged = Item(
        repository="scans", locator="n" * 300, version=item.version, size=item.size, modified_at=item.modified_at
    )
    with pytest.raises(ItemUnreadableError, match="cannot be fetched: File name too long") as caught:
        fetch(repository, forged)
    assert str(tmp_path) not in str(caught.value)


@posix_only
@pytest.mark.parametrize(
    "name", [b"M\xfcller.pdf", b"a\nb.pdf", b"a\\..\\b.pdf", b"%0A.pdf", b"\xff\xfe", b"tab\t.pdf"]
)
def test_a_name_that_is_no_plain_text_is_listed_and_fetched(tmp_path: Path, name: bytes) -> None:
    (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    repository = make_repository(tmp_path)
    items = list_items(repository)
    assert [fetch(repository, item) for item in items.values()] == [b"x"]
    assert all(locator.isprintable() for locator in items)


@pytest.mark.parametrize("seconds", [-(2**40), -1, 0, 2**31, 2**33])
def test_an_absurd_time_of_modification_is_listed_like_any_other(tmp_path: Path, seconds: int) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    os.utime(tmp_path / "a.pdf", ns=(0, seconds * 10**9))
    repository = make_repository(tmp_path)
    item = list_items(repository)["a.pdf"]
    assert item.modified_at.astimezone(timezone(timedelta(hours=14))).year >= 1
    assert fetch(repository, item) == b"x"


def test_a_changed_permission_is_no_other_version(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    repository = make_repository(tmp_path)
    before = list_items(repository)
    (tmp_path / "a.pdf").chmod(0o400)
    assert list_items(repository) == before


def test_a_file_that_no_pattern_names_is_listed_and_not_included(tmp_path: Path) -> None:
    for name in ("a.pdf", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    repository = make_repository(tmp_path, include=("*.pdf",))
    assert {one: repository.find_exclusion(item) for one, item in list_items(repository).items()} == {
        "a.pdf": "",
        "Thumbs.db": "not in include",
    }


def test_a_sidecar_belongs_to_the_document_of_the_same_name(tmp_path: Path) -> None:
    texts = {"fax1.txt": "one\fpage two", "scan.PDF.txt": "two", "in/b.TXT": "three", "alone.txt": "own"}
    (tmp_path / "in").mkdir()
    for name in (*texts, "fax1.tif", "scan.PDF", "in/b.jpg", "c.pdf"):
        (tmp_path / name).write_bytes(texts.get(name, "").encode())
    repository = make_repository(tmp_path, sidecar=".txt")
    items = list_items(repository)
    left_out = {one: repository.find_exclusion(item) for one, item in items.items() if repository.find_exclusion(item)}
    assert left_out == dict.fromkeys(("fax1.txt", "scan.PDF.txt", "in/b.TXT"), "sidecar of another file")
    assert {one: repository.read_sidecar(item) for one, item in items.items() if repository.read_sidecar(item)} == {
        "fax1.tif": "one\fpage two",
        "scan.PDF": "two",
        "in/b.jpg": "three",
    }


def test_a_text_beside_a_document_that_is_not_included_is_an_item_of_its_own(tmp_path: Path) -> None:
    for name in ("fax1.txt", "fax1.bak"):
        (tmp_path / name).write_bytes(b"x")
    repository = make_repository(tmp_path, include=("*.txt",), sidecar=".txt")
    assert not repository.is_sidecar("fax1.txt")


def test_a_text_becomes_a_sidecar_when_its_document_comes(tmp_path: Path) -> None:
    (tmp_path / "fax1.txt").write_bytes(b"x")
    repository = make_repository(tmp_path, sidecar=".txt")
    alone = repository.is_sidecar("fax1.txt")
    (tmp_path / "fax1.tif").write_bytes(b"x")
    assert (alone, repository.is_sidecar("fax1.txt")) == (False, True)


def test_without_a_sidecar_in_the_configuration_every_text_is_an_item(tmp_path: Path) -> None:
    for name in ("fax1.txt", "fax1.tif"):
        (tmp_path / name).write_bytes(b"x")
    repository = make_repository(tmp_path)
    assert not repository.is_sidecar("fax1.txt")
    assert repository.read_sidecar(list_items(repository)["fax1.tif"]) == ""


def test_bytes_of_a_sidecar_that_are_no_utf_8_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "fax1.tif").write_bytes(b"x")
    (tmp_path / "fax1.txt").write_bytes(b"\xef\xbb\xbfM\xfcller")
    repository = make_repository(tmp_path, sidecar="txt")
    assert repository.read_sidecar(list_items(repository)["fax1.tif"]) == "M\ufffdller"
