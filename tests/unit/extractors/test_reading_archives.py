from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from crmbridge.domain.reader_settings import ReadLimits
from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import find_part, make_pdf, make_zip, read, with_limits


def _make_tar(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return stream.getvalue()


def _rename_in_zip(raw: bytes, *, extra: bytes = b"", content: bytes = b"One") -> bytes:
    """An archive of one file whose name is written in bytes of no declared charset."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        member = zipfile.ZipInfo("x" * len(raw))
        member.extra = extra
        archive.writestr(member, content)
    return stream.getvalue().replace(b"x" * len(raw), raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("文章1.txt".encode("cp932"), "文章1.txt"),
        ("Müller.txt".encode("cp437"), "Müller.txt"),
        ("Müller größer.txt".encode("cp1252"), "Müller größer.txt"),
        ("Łódź.txt".encode(), "Łódź.txt"),
    ],
)
def test_a_name_in_a_zip_is_read_in_the_charset_it_was_written_in(raw: bytes, name: str) -> None:
    assert find_part(read(_rename_in_zip(raw)), "1").name == name


def test_the_unicode_name_beside_an_old_one_wins() -> None:
    raw = "Łódź.txt".encode("cp852")
    field = b"\1" + struct.pack("<I", zlib.crc32(raw)) + "Łódź.txt".encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert find_part(read(_rename_in_zip(raw, extra=extra)), "1").name == "Łódź.txt"


def test_short_texts_beside_japanese_names_are_read_as_japanese() -> None:
    archive = _rename_in_zip("文章1.txt".encode("cp932"), content="あいう".encode("cp932"))
    assert read(archive).text == "あいう"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_packed_in_any_way_that_python_knows_are_read(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("a.txt", b"Words")
    assert read(stream.getvalue()).text == "Words"


def test_a_member_packed_in_a_foreign_way_is_named_as_not_read() -> None:
    archive = bytearray(make_zip({"a.txt": b"Words"}))
    for at in (8, archive.index(b"PK\x01\x02") + 10):
        struct.pack_into("<H", archive, at, 9)
    reading = read(bytes(archive))
    assert (reading.state, "Deflate64" in reading.reason) == (PartState.UNSUPPORTED, True)


def test_names_that_point_outside_are_only_names() -> None:
    reading = read(make_zip({"../../etc/passwd": b"One", "/root/x": b"Two"}))
    assert [part.name for part in reading.parts[1:]] == ["../../etc/passwd", "/root/x"]


def test_a_pdf_stored_at_the_start_of_an_archive_is_a_part_of_it() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.pdf", make_pdf("First"))
        archive.writestr("b.txt", b"Second")
    assert read(stream.getvalue()).text == "First\n\nSecond"


def test_an_archive_that_is_cut_short_gives_the_members_that_are_there() -> None:
    whole = make_zip({"a.txt": b"First words", "b.txt": b"Second words"})
    reading = read(whole[: whole.index(b"PK\x01\x02")])
    assert reading.state is PartState.DAMAGED
    assert reading.text == "First words\n\nSecond words"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_a_part(pack: object) -> None:
    assert callable(pack)
    reading = read(pack(b"Client C-104233"), "letter.txt.gz")
    assert (find_part(reading, "1").name, reading.text) == ("letter.txt", "Client C-104233")


def test_the_files_of_a_packed_tar_archive_are_parts_and_its_links_are_not() -> None:
    reading = read(gzip.compress(_make_tar({"a.txt": b"One", "b/c.txt": b"Two"})), "papers.tgz")
    assert [(part.path, part.name) for part in reading.parts] == [
        ("0", "papers.tgz"),
        ("1", "papers.tar"),
        ("1.1", "a.txt"),
        ("1.2", "b/c.txt"),
    ]
    assert reading.text == "One\n\nTwo"


def test_a_packed_file_that_is_cut_short_is_damaged() -> None:
    assert read(gzip.compress(b"Words " * 1000)[:-30]).state is PartState.DAMAGED


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_bomb_ends_at_the_budget(pack: object) -> None:
    assert callable(pack)
    limits = ReadLimits(max_unpacked_bytes=1_000_000)
    reading = read(pack(bytes(50_000_000)), settings=with_limits(limits))
    assert reading.state is PartState.OVER_BUDGET


def test_an_archive_that_holds_itself_in_turn_ends_at_the_budget() -> None:
    inner = b"end"
    for _ in range(40):
        inner = make_zip({"again.zip": inner})
    assert read(inner).state is PartState.OVER_BUDGET
