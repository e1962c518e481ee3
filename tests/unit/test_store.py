from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.errors import ItemChangedError, NotFoundError, StoreError
from crmbridge.store import CHUNK, OriginalStore

CONTENT = b"Dear Sirs, please change my address."
FINGERPRINT = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> OriginalStore:
    return OriginalStore(tmp_path / "var" / "originals", reserve=0)


def list_files(root: Path) -> Iterator[Path]:
    return (one for one in root.rglob("*") if one.is_file())


class FailingStream(io.BytesIO):
    """Gives one chunk, then fails as a repository does."""

    def __init__(self, error: Exception) -> None:
        super().__init__(bytes(CHUNK))
        self.error = error

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        if not content:
            raise self.error
        return content


@pytest.mark.parametrize("content", [b"", CONTENT, bytes(CHUNK), bytes(3 * CHUNK + 1)])
def test_what_is_kept_lies_under_its_fingerprint_and_comes_back(store: OriginalStore, content: bytes) -> None:
    kept = store.keep(io.BytesIO(content))
    assert kept.fingerprint == hashlib.sha256(content).hexdigest()
    assert kept.size == len(content)
    assert kept.path == store.path_of(kept.fingerprint)
    assert kept.path.parts[-3:] == (kept.fingerprint[:2], kept.fingerprint[2:4], kept.fingerprint)
    with store.open(kept.fingerprint) as stream:
        assert stream.read() == content
    assert store.verify(kept.fingerprint)


def test_an_original_is_read_only(store: OriginalStore) -> None:
    mode = store.keep(io.BytesIO(CONTENT)).path.stat().st_mode
    assert mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) == 0


def test_the_same_content_again_makes_no_second_copy_and_leaves_the_first_alone(
    store: OriginalStore, tmp_path: Path
) -> None:
    first = store.keep(io.BytesIO(CONTENT))
    before = first.path.stat()
    assert store.keep(io.BytesIO(CONTENT)) == first
    assert list(list_files(tmp_path)) == [first.path]
    assert (first.path.stat().st_ino, first.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_original_of_another_size_is_named_and_not_overwritten(store: OriginalStore, tmp_path: Path) -> None:
    path = store.keep(io.BytesIO(CONTENT)).path
    path.chmod(0o600)
    path.write_bytes(b"cut")
    with pytest.raises(StoreError, match=f"{FINGERPRINT}: has 3 bytes where 36 were kept"):
        store.keep(io.BytesIO(CONTENT))
    assert path.read_bytes() == b"cut"
    assert list(list_files(tmp_path)) == [path]


def test_an_altered_original_of_the_same_size_is_not_verified(store: OriginalStore) -> None:
    path = store.keep(io.BytesIO(CONTENT)).path
    path.chmod(0o600)
    path.write_bytes(CONTENT[::-1])
    assert store.has(FINGERPRINT)
    assert not store.verify(FINGERPRINT)


def test_an_original_that_is_not_there_is_told_from_one_that_is(store: OriginalStore) -> None:
    assert not store.has(FINGERPRINT)
    assert not store.verify(FINGERPRINT)
    with pytest.raises(StoreError, match=FINGERPRINT):
        store.open(FINGERPRINT)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "/" * 64])
def test_what_is_no_fingerprint_never_becomes_a_path(store: OriginalStore, name: str) -> None:
    with pytest.raises(NotFoundError, match="no original answers to"):
        store.path_of(name)


@pytest.mark.parametrize("error", [ItemChangedError("a.pdf"), OSError("the network went away")])
def test_a_source_that_fails_half_way_leaves_nothing_and_its_error_goes_through(
    store: OriginalStore, tmp_path: Path, error: Exception
) -> None:
    with pytest.raises(type(error), match=str(error)):
        store.keep(FailingStream(error))
    assert list(list_files(tmp_path)) == []


def test_nothing_is_kept_when_the_free_space_would_fall_under_the_reserve(tmp_path: Path) -> None:
    store = OriginalStore(tmp_path / "originals", reserve=2**62)
    with pytest.raises(StoreError, match="kept in reserve"):
        store.keep(io.BytesIO(CONTENT))
    assert list(list_files(tmp_path)) == []


def test_a_store_whose_place_is_taken_by_a_file_is_an_error_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "originals").write_bytes(b"")
    with pytest.raises(StoreError, match="originals"):
        OriginalStore(tmp_path / "originals").keep(io.BytesIO(CONTENT))


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are a matter of POSIX")
def test_a_medium_that_takes_no_more_is_an_error_of_the_store(store: OriginalStore, tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK + 10, before[1]))
    try:
        with pytest.raises(StoreError, match="File too large"):
            store.keep(io.BytesIO(bytes(2 * CHUNK)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(list_files(tmp_path)) == []


def test_sweeping_removes_the_parts_of_a_dead_run_and_no_original(store: OriginalStore, tmp_path: Path) -> None:
    path = store.keep(io.BytesIO(CONTENT)).path
    for name in ("one.part", "two.part"):
        part = tmp_path / "var" / "originals" / "incoming" / name
        part.write_bytes(b"half")
        part.chmod(0o440)
    assert store.sweep() == 2
    assert list(list_files(tmp_path)) == [path]
    assert store.sweep() == 0


def test_an_empty_place_has_nothing_to_sweep_and_nothing_to_list(store: OriginalStore) -> None:
    assert (store.sweep(), list(store.list_fingerprints())) == (0, [])


def test_all_fingerprints_are_listed_in_order_and_nothing_else(store: OriginalStore, tmp_path: Path) -> None:
    kept = sorted(store.keep(io.BytesIO(str(number).encode())).fingerprint for number in range(30))
    strange = tmp_path / "var" / "originals" / kept[0][:2] / kept[0][2:4]
    (strange / "README").write_bytes(b"x")
    (strange / ("f" * 64)).write_bytes(b"in the wrong folder")
    assert list(store.list_fingerprints()) == kept


@given(contents=st.lists(st.binary(max_size=50), max_size=12))
@settings(max_examples=15, deadline=None)
def test_the_store_holds_each_content_once_whatever_comes(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    store = OriginalStore(tmp_path_factory.mktemp("store"), reserve=0)
    for content in contents:
        store.keep(io.BytesIO(content))
    assert list(store.list_fingerprints()) == sorted({hashlib.sha256(one).hexdigest() for one in contents})
    assert all(store.verify(one) for one in store.list_fingerprints())
