from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import WITHOUT_OCR, list_values, make_pdf, read
from tests.unit.extractors.pdf_builders import (
    LETTER,
    SHIFTED,
    as_object,
    change,
    draw_lines,
    draw_pdf,
    draw_picture,
    entry,
    make_scan,
    make_stream,
    with_lost_letters,
)


def test_a_word_that_a_line_end_broke_is_whole() -> None:
    assert read(draw_lines("this is impor-", "tant")).text == "this is important"


@pytest.mark.parametrize(
    ("first", "second", "whole"), [("case C-", "104233", "C-104233"), ("at ABC-", "DEF", "ABC-DEF")]
)
def test_a_number_that_a_line_end_broke_keeps_its_hyphen(first: str, second: str, whole: str) -> None:
    assert whole in read(draw_lines(first, second)).text


def test_a_word_that_is_written_with_a_hyphen_elsewhere_keeps_it() -> None:
    assert read(draw_lines("well-known", "and well-", "known")).text == "well-known\nand well-known"


def test_a_raised_footnote_mark_is_no_digit_of_the_number_before_it() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "Client C-104233")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72 + canvas.stringWidth("Client C-104233", "Helvetica", 12), 705, "1")

    reading = read(draw_pdf(draw))
    assert "C-104233 1" in " ".join(reading.text.split())
    assert list_values(reading, "client_number") == ["C-104233"]


def test_letters_set_wide_are_still_words() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setCharSpace(5)
        text.textLine("INVOICE 4711")
        canvas.drawText(text)

    assert read(draw_pdf(draw)).text == "INVOICE 4711"


def test_text_in_a_form_xobject_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        canvas.drawString(72, 700, "Inside C-104233")
        canvas.endForm()
        canvas.doForm("inner")

    assert read(draw_pdf(draw)).text == "Inside C-104233"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_read(angle: int) -> None:
    def edit(writer: PdfWriter) -> None:
        writer.pages[0].rotate(angle)

    assert read(change(draw_lines(*LETTER), edit)).text == "\n".join(LETTER)


def test_letters_without_a_meaning_are_not_read_as_if_they_had_one() -> None:
    reading = read(with_lost_letters(draw_lines(*LETTER)), settings=WITHOUT_OCR)
    assert reading.state is PartState.NOT_FULLY_READ
    assert "letters of page 1" in reading.reason


def test_letters_that_stand_for_others_are_not_read_as_words() -> None:
    reading = read(draw_lines(*SHIFTED), settings=WITHOUT_OCR)
    assert reading.state is PartState.NOT_FULLY_READ
    assert "letters of page 1" in reading.reason


@pytest.mark.parametrize(
    "lines",
    [
        LETTER,
        ("GBP 1,204.50  17.5 %  2025-03-12  0113 496 0000", "GB29 NWBK 6016 1331 9268 19", "X7Q-99120-BCDFG HGB DVLA"),
        (
            "def read_pdf(source): return [_page(x) for x in src if x.ok]",
            "for (i = 0; i < n; i++) { printf(fmt, str[i]); }",
        ),
        (
            "Rechtschreibschwierigkeiten bei vielen Schriftstücken, Angstschweiß nach dem Herbststurm",
            "Wir bitten Sie um Rückmeldung zu Ihren Angaben.",
        ),
        ("Čtvrt prst zmrzl; vlk strhl smrk a krk. Prosíme o sdělení nové adresy.", "Děkujeme za včasnou odpověď."),
        ("Wszczęto postępowanie w sprawie świadczeń", "Prosimy o przesłanie brakujących dokumentów źródłowych"),
        ("Hyväksymme hakemuksenne ja lähetämme päätöksen", "yöaikaan ei vastata, hääyöaie on aika oiva"),
    ],
)
def test_numbers_code_and_other_languages_are_words(lines: tuple[str, ...]) -> None:
    assert read(draw_lines(*lines, *lines), settings=WITHOUT_OCR).state is PartState.READ


def test_a_page_that_shows_only_a_white_picture_is_empty() -> None:
    reading = read(draw_pdf(draw_picture(make_scan(ink=False))), settings=WITHOUT_OCR)
    assert reading.state is PartState.EMPTY


def test_a_picture_with_a_stamp_needs_ocr_and_keeps_the_stamp() -> None:
    def draw(canvas: Canvas) -> None:
        draw_picture(make_scan())(canvas)
        canvas.drawString(72, 800, "Received 12 March 2025")

    reading = read(draw_pdf(draw), settings=WITHOUT_OCR)
    assert (reading.state, reading.text) == (PartState.NEEDS_OCR, "Received 12 March 2025")


def test_the_text_that_lies_unseen_on_a_scan_is_its_text() -> None:
    def draw(canvas: Canvas) -> None:
        draw_picture(make_scan())(canvas)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        for line in LETTER:
            text.textLine(line)
        canvas.drawText(text)

    reading = read(draw_pdf(draw), settings=WITHOUT_OCR)
    assert (reading.state, reading.text) == (PartState.READ, "\n".join(LETTER))


@pytest.mark.parametrize(("width", "state"), [(60, PartState.READ), (450, PartState.NOT_FULLY_READ)])
def test_a_large_picture_within_a_text_matters_and_a_logo_does_not(width: int, state: PartState) -> None:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(LETTER):
            canvas.drawString(72, 770 - 16 * number, line)
        draw_picture(make_scan((600, 600)), box=(72, 72, width, width))(canvas)

    assert read(draw_pdf(draw), settings=WITHOUT_OCR).state is state


def test_letters_drawn_as_outlines_need_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(60):
            canvas.line(72 + number * 5, 700, 74 + number * 5, 710)
            canvas.circle(72 + number * 5, 600, 2)

    assert read(draw_pdf(draw), settings=WITHOUT_OCR).state is PartState.NEEDS_OCR


def test_a_frame_without_words_is_empty() -> None:
    assert read(draw_pdf(lambda canvas: canvas.rect(50, 50, 400, 600))).state is PartState.EMPTY


def test_a_page_too_large_to_be_drawn_is_named() -> None:
    def edit(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/MediaBox")] = as_object([0, 0, 1_000_000_000, 1])

    reading = read(change(draw_pdf(draw_picture(make_scan())), edit))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "page 1" in reading.reason


def test_a_page_that_cannot_be_opened_is_named_and_the_others_are_read() -> None:
    def edit(writer: PdfWriter) -> None:
        kids = writer.root_object["/Pages"]["/Kids"]  # type: ignore[index]
        kids[1] = writer._add_object(NullObject())

    reading = read(change(make_pdf("First", "Second", "Third"), edit))
    assert "First" in reading.text
    assert reading.state in {PartState.NOT_FULLY_READ, PartState.DAMAGED}
    assert "page 2" in reading.reason


def test_a_file_that_the_first_engine_refuses_is_saved_by_the_second() -> None:
    content = draw_lines("Saved words")
    broken = content.replace(b"/Type /Catalog", b"/Type /Cetalog").replace(b"/Type /Pages", b"/Type /Pagos")
    reading = read(broken)
    assert "Saved words" in reading.text


def test_a_way_of_encryption_that_is_not_known_is_named() -> None:
    content = draw_lines("Secret")
    handler = b"<</Filter /Adobe.PubSec /V 4 /SubFilter /adbe.pkcs7.s5>>"
    broken = content.replace(b"trailer\n<<", b"trailer\n<< /Encrypt " + handler)
    reading = read(broken)
    assert reading.state is PartState.ENCRYPTED
    assert "Adobe.PubSec" in reading.reason


def test_a_document_that_only_its_owner_may_change_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(draw_lines("Open words"))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    assert read(stream.getvalue()).text == "Open words"


def test_junk_behind_a_whole_document_does_not_damage_it() -> None:
    assert read(draw_lines("Words") + b"\0" * 9000 + b"<html>advert</html>").state is PartState.READ


def test_a_page_tree_that_holds_itself_ends() -> None:
    def edit(writer: PdfWriter) -> None:
        pages = writer.root_object["/Pages"].get_object()
        assert isinstance(pages, DictionaryObject)
        kids = pages["/Kids"]
        assert isinstance(kids, ArrayObject)
        kids.append(pages.indirect_reference)
        pages[NameObject("/Count")] = NumberObject(2)

    assert "Words" in read(change(draw_lines("Words"), edit)).text


def test_a_stream_that_unpacks_to_gigabytes_ends_in_a_state() -> None:
    import zlib

    bomb = zlib.compress(zlib.compress(b"\0" * 200_000_000))

    def edit(writer: PdfWriter) -> None:
        stream = make_stream(bomb, Type="/EmbeddedFile", Filter=["/FlateDecode", "/FlateDecode"])
        specification = entry(Type="/Filespec", F="a.bin", EF=entry(F=writer._add_object(stream)))
        writer.root_object[NameObject("/AF")] = as_object([specification])

    reading = read(change(draw_lines("Cover"), edit))
    assert reading.parts[1].state is PartState.OVER_BUDGET


def test_a_scan_keeps_its_state_when_the_document_has_had_its_time() -> None:
    limits = replace(WITHOUT_OCR.limits, max_depth=1)
    reading = read(draw_pdf(draw_picture(make_scan())), settings=replace(WITHOUT_OCR, limits=limits))
    assert reading.state is PartState.NEEDS_OCR
