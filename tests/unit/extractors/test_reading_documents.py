from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings
from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import (
    WITHOUT_OCR,
    find_part,
    list_found,
    make_docx,
    make_docx_body,
    make_image,
    make_pdf,
    make_zip,
    read,
)


def _rewrite(content: bytes, *, password: str | None = None, attachment: bytes | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    if attachment is not None:
        writer.add_attachment("inside.txt", attachment)
    if password is not None:
        writer.encrypt(password, "owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_pdf_gives_its_pages_divided_by_form_feeds_and_each_find_its_page() -> None:
    reading = read(make_pdf("First page", "Client C-104233"))
    assert reading.text == "First page\fClient C-104233"
    assert (reading.pages, reading.channel, reading.direction) == (2, Channel.LETTER, Direction.UNKNOWN)
    assert [one.page for one in list_found(reading, "client_number")] == [2]


def test_a_pdf_that_is_only_pictures_needs_ocr_and_is_not_empty() -> None:
    reading = read(make_pdf("", "", picture=True), settings=WITHOUT_OCR)
    assert reading.state is PartState.NEEDS_OCR
    assert "pages 1, 2" in reading.reason


def test_a_pdf_with_one_scanned_page_names_that_page() -> None:
    reading = read(make_pdf("Words", "", picture=True), settings=WITHOUT_OCR)
    assert reading.state is PartState.NOT_FULLY_READ
    assert "page 2" in reading.reason
    assert "Words" in reading.text


def test_a_pdf_with_blank_pages_is_empty() -> None:
    assert read(make_pdf("")).state is PartState.EMPTY


def test_the_values_of_form_fields_are_read() -> None:
    reading = read(make_pdf("Claim form", field=("client", "C-104233")))
    assert "client: C-104233" in reading.text
    assert list_found(reading, "client_number")[0].page == 1


def test_a_file_attached_to_a_pdf_is_a_part() -> None:
    reading = read(_rewrite(make_pdf("Cover"), attachment=b"Attached C-104233"))
    part = find_part(reading, "1")
    assert (part.name, part.text) == ("inside.txt", "Attached C-104233")


def test_a_pdf_with_an_empty_user_password_opens() -> None:
    assert read(_rewrite(make_pdf("Open words"), password="")).text == "Open words"


def test_a_pdf_with_a_password_is_encrypted() -> None:
    assert read(_rewrite(make_pdf("Secret"), password="x")).state is PartState.ENCRYPTED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_pdf_that_was_cut_short_is_damaged(share: float) -> None:
    whole = make_pdf("One page", "Another page")
    assert read(whole[: int(len(whole) * share)]).state is PartState.DAMAGED


def test_a_word_document_gives_header_body_table_and_footer() -> None:
    reading = read(
        make_docx("Dear Sir", header="Kay & Co", footer="Page foot", table=(("Client", "C-104233"), ("a", "b")))
    )
    assert reading.text == "Kay & Co\n\nDear Sir\nClient\tC-104233\na\tb\n\nPage foot"
    assert (reading.channel, reading.occurred_at) == (Channel.LETTER, None)


def test_a_text_box_is_read_once_although_it_is_stored_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    reading = read(make_docx_body(f"<w:p><w:r><w:t>Around</w:t></w:r><w:r>{both}</w:r></w:p>"))
    assert reading.text.count("In the box") == 1
    assert "Around" in reading.text


def test_a_text_box_that_is_stored_only_in_the_old_form_is_read() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    reading = read(
        make_docx_body(
            f"<w:p><w:r><mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
    )
    assert reading.text == "In the box"


def test_deleted_words_and_content_controls_are_read_and_deletions_marked() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t> new</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Filled in</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert read(make_docx_body(body)).text == "[deleted: old] new\nFilled in"


def test_a_document_embedded_in_a_word_document_is_a_part() -> None:
    word = make_docx_body("<w:p><w:r><w:t>Outer</w:t></w:r></w:p>")
    inner = make_zip({"a.txt": b"Innermost"})
    with io.BytesIO(word) as stream:
        import zipfile

        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("word/embeddings/inner.zip", inner)
        reading = read(stream.getvalue())
    assert [part.path for part in reading.parts] == ["0", "1", "1.1"]
    assert reading.text == "Outer\n\nInnermost"


def test_html_gives_its_visible_text_in_its_own_charset() -> None:
    page = (
        "<html><head><meta charset='iso-8859-2'><style>p{}</style></head><body><p>Łódź</p><script>x()</script></body>"
    )
    assert read(page.encode("iso-8859-2")).text == "Łódź"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_decoded(codec: str) -> None:
    reading = read("Zoë wrote £5".encode(codec))
    assert reading.text == "Zoë wrote £5"
    assert reading.channel is Channel.LETTER


def test_an_empty_file_is_empty() -> None:
    assert read(b"").state is PartState.EMPTY


def test_a_fax_of_which_nothing_is_recognised_needs_ocr_and_tells_its_pages() -> None:
    settings = ReaderSettings(ocr=OcrSettings(engine=OcrEngine.OFF))
    reading = read(make_image("TIFF", pages=3, mode="1"), settings=settings)
    assert (reading.state, reading.pages, reading.channel) == (PartState.NEEDS_OCR, 3, Channel.FAX)


def test_the_text_that_the_scanner_made_is_used_with_its_pages() -> None:
    reading = read(make_image("TIFF", pages=2), sidecar="Cover\fClient C-104233\f")
    assert (reading.state, reading.text) == (PartState.READ, "Cover\fClient C-104233")
    assert list_found(reading, "client_number")[0].page == 2


def test_the_text_that_the_scanner_made_fills_only_the_scanned_pages() -> None:
    reading = read(make_pdf("Typed words", "", picture=True), settings=WITHOUT_OCR, sidecar="typed\fScanned words")
    assert (reading.state, reading.text) == (PartState.READ, "Typed words\fScanned words")


def test_the_members_of_an_archive_are_parts() -> None:
    reading = read(make_zip({"a/one.txt": b"One", "two.pdf": make_pdf("Two")}))
    assert [(part.path, part.name) for part in reading.parts[1:]] == [("1", "a/one.txt"), ("2", "two.pdf")]
    assert reading.text == "One\n\nTwo"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (make_zip({"[Content_Types].xml": b"", "visio/document.xml": b""}), "Office"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 20, "7-Zip"),
        (b"Rar!\x1a\x07\0" + b"\0" * 20, "RAR"),
    ],
)
def test_a_format_that_is_not_read_says_what_it_is(content: bytes, word: str) -> None:
    reading = read(content, "letter.pdf")
    assert reading.state is PartState.UNSUPPORTED
    assert word in reading.reason


def test_an_office_document_with_a_password_is_encrypted() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert read(content, "letter.docx").state is PartState.ENCRYPTED


def test_an_enveloped_mail_is_encrypted() -> None:
    content = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + b"\0" * 40
    assert read(content, "smime.p7m").state is PartState.ENCRYPTED


def test_the_channel_and_direction_of_the_repository_win_over_guesses() -> None:
    reading = read(make_pdf("x"), channel=Channel.FAX, direction=Direction.OUT)
    assert (reading.channel, reading.direction) == (Channel.FAX, Direction.OUT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"ID3\x03" + bytes(range(256)), "a sound recording (audio/mpeg), which a person must play"),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(range(200)), "a sound recording (audio/wav), which a person must play"),
        (b"\0\0\0\x18ftypisom" + bytes(range(200)), "a film (video/mp4), which a person must play"),
        (b"\0\0\0\x18ftypheic" + bytes(range(200)), "a photograph of a kind that cannot be opened (HEIC)"),
        (b"MZ" + bytes(range(256)), "a program, which is not opened"),
        (b"\x8a\x01" + bytes(range(256)), "a file of a kind that is not known here, which cannot be read"),
    ],
)
def test_a_file_that_nobody_can_read_is_named_for_what_it_is(content: bytes, reason: str) -> None:
    reading = read(content, name="file.bin")
    assert (reading.state, reading.reason) == (PartState.UNSUPPORTED, reason)


def test_words_that_begin_like_another_kind_of_file_are_words() -> None:
    assert read(b"ID3 is my number").text == "ID3 is my number"
    assert read(b"MZ 4471 please").state is PartState.READ


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Gr\u00fc\u00dfe aus Kiel".encode("utf-16-le"), "Gr\u00fc\u00dfe aus Kiel"),
        (
            "\u8a3c\u5238\u756a\u53f7\u306e\u4ef6\u3067\u3059\u3002".encode("cp932"),
            "\u8a3c\u5238\u756a\u53f7\u306e\u4ef6\u3067\u3059\u3002",
        ),
    ],
)
def test_a_short_text_without_a_label_is_read_in_its_own_charset(content: bytes, words: str) -> None:
    assert read(content, name="note.txt").text == words
