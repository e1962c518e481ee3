from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.reader_settings import ReadLimits
from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import (
    find_part,
    list_values,
    make_docx,
    make_docx_body,
    make_image,
    make_mail,
    make_pdf,
    make_zip,
    read,
    with_limits,
)

_MB = 1024 * 1024
_WHOLE = {
    "mail": make_mail("Hello C-104233").as_bytes(),
    "pdf": make_pdf("Hello", "There"),
    "docx": make_docx("Hello"),
    "zip": make_zip({"a.txt": b"Hello", "b.txt": b"There"}),
    "tiff": make_image("TIFF", pages=2),
    "png": make_image(),
    "html": b"<html><body><p>Hello</p></body></html>",
    "json": b'{"name": "Anna", "message": "Hello"}',
}


@given(st.binary(max_size=300), st.sampled_from(["a.eml", "a.csv", "a.json", "a.html", "a.pdf", "a"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_under_any_name_give_a_reading(content: bytes, name: str) -> None:
    assert read(content, name).state in PartState


@pytest.mark.parametrize("kind", sorted(_WHOLE))
@given(cut=st.integers(0, 400), flip=st.integers(0, 5000))
@settings(max_examples=25, deadline=None)
def test_a_document_that_is_cut_or_altered_gives_a_reading(kind: str, cut: int, flip: int) -> None:
    content = bytearray(_WHOLE[kind])
    content[flip % len(content)] ^= 0x5A
    assert read(bytes(content[: len(content) - cut])).state in PartState


def test_an_archive_that_unpacks_without_end_stops_at_the_budget() -> None:
    limits = ReadLimits(max_unpacked_bytes=2 * _MB)
    reading = read(make_zip({"bomb.txt": b"0" * (20 * _MB), "after.txt": b"x"}), settings=with_limits(limits))
    assert reading.state is PartState.OVER_BUDGET
    assert "bomb.txt" in reading.reason
    assert reading.text == ""


def test_archives_within_archives_stop_at_the_depth() -> None:
    content = b"bottom"
    for number in range(12):
        content = make_zip({f"{number}.zip": content})
    reading = read(content, settings=with_limits(ReadLimits(max_depth=5)))
    assert reading.state is PartState.OVER_BUDGET
    assert len(reading.parts) == 7


def test_an_archive_with_too_many_members_names_the_limit_and_reads_those_before() -> None:
    content = make_zip({f"{number}.txt": b"x" for number in range(60)})
    reading = read(content, settings=with_limits(ReadLimits(max_parts=20)))
    assert reading.state is PartState.OVER_BUDGET
    assert "20 parts" in reading.reason
    assert len(reading.parts) == 21


def test_a_locked_member_is_encrypted_and_the_others_are_read() -> None:
    content = bytearray(make_zip({"locked.txt": b"x", "open.txt": b"Open words"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    reading = read(bytes(content))
    assert reading.state is PartState.ENCRYPTED
    assert "locked.txt" in reading.reason
    assert reading.text == "Open words"


def test_a_damaged_member_is_damaged_and_the_others_are_read() -> None:
    content = make_zip({"broken.txt": b"words that will be broken" * 9, "open.txt": b"Open words"})
    start = content.index(b"broken.txt") + 12
    content = content[:start] + b"\xff\xff\xff" + content[start + 3 :]
    reading = read(content)
    assert find_part(reading, "1").state is PartState.DAMAGED
    assert reading.text == "Open words"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x.txt", "a\nb.txt"])
def test_the_name_of_a_member_is_only_a_name(name: str) -> None:
    reading = read(make_zip({name: b"harmless"}))
    assert reading.text == "harmless"
    assert "\n" not in reading.parts[1].name


def test_a_mail_header_without_end_is_not_parsed_and_its_first_lines_are_read() -> None:
    raw = b"From: a@b.example\nSubject: About C-104233\nMIME-Version: 1.0\n" + b"X-Filler: yes\n" * 100_000 + b"\nbody"
    reading = read(raw)
    assert reading.state is PartState.OVER_BUDGET
    assert reading.subject == "About C-104233"
    assert list_values(reading, "client_number") == ["C-104233"]


def test_a_sender_below_a_megabyte_of_other_headers_is_still_read() -> None:
    raw = b"X-Filler: yes\n" * 100_000 + b"From: a@b.example\nSubject: About C-104233\n\nbody"
    reading = read(raw, "mail.eml")
    assert (reading.state, reading.subject) == (PartState.OVER_BUDGET, "About C-104233")
    assert reading.sender is not None
    assert reading.sender.address == "a@b.example"


def _make_large_mail() -> bytes:
    mail = make_mail("Please see C-104233.")
    mail.add_attachment("word and more words here\n" * 150_000, filename="large.txt")
    return mail.as_bytes()


def test_a_text_too_long_for_an_answer_is_cut_and_the_rest_of_the_mail_is_kept() -> None:
    reading = read(_make_large_mail(), settings=with_limits(ReadLimits(result_bytes=8 * _MB)))
    assert reading.state is PartState.NOT_FULLY_READ
    assert reading.sender is not None
    assert len(find_part(reading, "2").text) == 2_000_000


def test_a_text_that_fits_into_no_answer_is_over_budget_and_its_mail_is_kept() -> None:
    reading = read(_make_large_mail(), settings=with_limits(ReadLimits(result_bytes=_MB)))
    assert (find_part(reading, "2").state, find_part(reading, "2").text) == (PartState.OVER_BUDGET, "")
    assert (reading.text, reading.subject) == ("Please see C-104233.", "A question")


def test_a_mail_too_large_for_the_memory_is_read_as_far_as_it_fits() -> None:
    reading = read(_make_large_mail(), settings=with_limits(ReadLimits(memory_bytes=16 * _MB)))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "1,048,576 bytes" in reading.reason
    assert reading.sender is not None
    assert reading.text.startswith("Please see C-104233.")


def test_more_identifiers_than_an_answer_holds_are_cut_and_said_to_be() -> None:
    reading = read(b"a@b.example " * 5000, settings=with_limits(ReadLimits(result_bytes=_MB)))
    assert reading.state is PartState.NOT_FULLY_READ
    assert 0 < len(reading.identifiers) < 5000


def test_a_header_line_of_a_megabyte_is_not_parsed() -> None:
    raw = b"From: a@b.example\nTo: " + b"x@y.example, " * 20_000 + b"\nSubject: x\nMIME-Version: 1.0\n\nbody"
    reading = read(raw)
    assert (reading.state, reading.subject) == (PartState.OVER_BUDGET, "x")


def test_a_mail_nested_too_deep_is_not_parsed() -> None:
    raw = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"
    for number in range(500):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
    assert read(raw + b"\n\nbottom").state is PartState.OVER_BUDGET


def test_a_mail_with_too_many_parts_is_not_parsed() -> None:
    raw = b'From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    assert read(raw + b"--b\n\nx\n" * 3000 + b"--b--\n").state is PartState.OVER_BUDGET


def test_a_mail_that_attaches_itself_again_and_again_ends() -> None:
    mail = make_mail("bottom")
    for _ in range(25):
        outer = make_mail("layer")
        outer.add_attachment(mail)
        mail = outer
    assert read(mail.as_bytes()).state is PartState.OVER_BUDGET


def test_entities_of_a_word_document_are_not_expanded() -> None:
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    document = laughs + (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        b"<w:t>safe</w:t></w:r><w:r><w:t>&b;&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    reading = read(make_zip({"[Content_Types].xml": b"", "word/document.xml": document}))
    assert reading.text == "safe"


def test_a_word_document_that_unpacks_without_end_is_over_budget() -> None:
    body = "<w:p>" + "<w:r><w:t>aaaaaaaaaaaaaaaa</w:t></w:r>" * 700_000 + "</w:p>"
    assert read(make_docx_body(body)).state is PartState.OVER_BUDGET


def test_tables_nested_beyond_what_the_parser_takes_are_damaged_and_not_empty() -> None:
    inside = "<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
    body = "<w:tbl><w:tr><w:tc>" * 1000 + inside + "</w:tc></w:tr></w:tbl>" * 1000
    assert read(make_docx_body(body)).state is PartState.DAMAGED


def test_html_nested_a_hundred_thousand_deep_keeps_its_words() -> None:
    reading = read(b"<html><body>" + b"<div>" * 100_000 + b"words C-104233")
    assert list_values(reading, "client_number") == ["C-104233"]


def test_json_nested_without_end_is_read_as_text() -> None:
    reading = read(b'{"a":' * 50_000 + b"1")
    assert reading.media_type == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "<html>" + "<!--" * 50_000,
        "<html hidden>" + "</a" * 200_000,
        "<html hidden>" + '<a ="' * 100_000,
        "<html><style>" + "/*{" * 100_000,
        "<html><style>.a{color:red}</style>" + "<p class=a>x" * 20_000,
        "case 12345678-\n" * 20_000,
        "C-104233," * 20_000,
        "1 " * 100_000,
        "a@" * 100_000,
        "ref " * 50_000,
        "\n" * 200_000,
        "Mr " * 60_000,
        "PA1 4ZZ " * 9_000,
    ],
)
def test_a_text_made_to_stall_a_search_is_read(text: str) -> None:
    assert read(text.encode()).state in {PartState.READ, PartState.EMPTY}


def test_a_text_longer_than_what_is_searched_says_so() -> None:
    reading = read(b"word " * 500_000)
    assert reading.state is PartState.NOT_FULLY_READ
    assert "2,000,000 characters" in reading.reason


def test_control_characters_and_lone_surrogates_never_reach_a_reading() -> None:
    reading = read(b'{"name": "A\\ud800nna", "message": "x\\u0000y"}')
    assert reading.text.encode("utf-8")
    assert "\x00" not in reading.text


def test_overlapping_members_do_not_multiply_without_end() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kernel.txt", b"0" * _MB)
        first = archive.infolist()[0]
        for number in range(50):
            copy = zipfile.ZipInfo(f"{number}.txt")
            for fact in ("header_offset", "compress_size", "file_size", "CRC", "compress_type", "flag_bits"):
                setattr(copy, fact, getattr(first, fact))
            archive.filelist.append(copy)
    reading = read(stream.getvalue(), settings=with_limits(ReadLimits(max_unpacked_bytes=4 * _MB)))
    assert reading.state in {PartState.OVER_BUDGET, PartState.DAMAGED}
