from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from crmbridge.domain.reader_settings import OcrSettings
from crmbridge.domain.reading import PartState, Word
from crmbridge.ports import ReadTask
from extractors.allowance import Allowance
from extractors.formats.pdf.merge import merge_texts
from extractors.formats.pdf.pages import look_at, open_pdf
from extractors.formats.pdf.raster import cut_picture, has_no_ink, render_page
from extractors.ocr import Raster, recognise_page
from extractors.read import read_document
from tests.unit.extractors.extractor_builders import SETTINGS, WITHOUT_OCR, list_found, make_pdf, read
from tests.unit.extractors.pdf_builders import (
    LETTER,
    change,
    draw_lines,
    draw_pdf,
    draw_picture,
    make_scan,
    with_lost_letters,
)

_PROBE = recognise_page(Raster(pixels=numpy.full((300, 300), 255, numpy.uint8), dpi=(300, 300)), 1, OcrSettings())
needs_engine = pytest.mark.skipif("installed" in _PROBE.problem, reason=f"no text recognition: {_PROBE.problem}")


class _Refusal(Allowance):
    """Grants so many pages and no more."""

    def __init__(self, pages: int) -> None:
        self._left = pages

    def grant_page(self) -> bool:
        self._left -= 1
        return self._left >= 0


def _write_scan(*lines: str, size: tuple[int, int] = (1654, 2339)) -> Image.Image:
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((160, 300 + 70 * number), line, fill=0, font=ImageFont.load_default(36))
    return picture


def _read_with(allowance: Allowance, content: bytes) -> tuple[PartState, str]:
    task = ReadTask(
        key=1, path=Path("unused"), fingerprint="", name="x", channel=None, direction=None, fields=(), sidecar=""
    )
    reading = read_document(task, content, SETTINGS, allowance)
    return reading.state, reading.reason


@pytest.mark.parametrize(("size", "mode"), [((1728, 2287), "1"), ((1728, 1143), "1"), ((2480, 3508), "1")])
def test_a_page_that_is_one_picture_keeps_its_pixels(size: tuple[int, int], mode: str) -> None:
    noise = numpy.random.default_rng(1).random((size[1], size[0])) > 0.1
    picture = Image.fromarray((noise * 255).astype(numpy.uint8)).convert(mode)
    document = open_pdf(draw_pdf(draw_picture(picture, box=(0, 0, 612, 842)), size=(612, 842)))
    raster = render_page(document[0], look_at(document[0], counts_strokes=True))
    assert raster is not None
    assert raster.is_bilevel
    assert numpy.array_equal(raster.pixels, numpy.asarray(picture.convert("L")))
    assert raster.dpi == pytest.approx((size[0] / 8.5, size[1] / 842 * 72), rel=0.01)


def test_a_page_of_drawings_is_drawn_at_300_dots_an_inch() -> None:
    document = open_pdf(draw_pdf(lambda canvas: canvas.circle(300, 300, 100)))
    raster = render_page(document[0], look_at(document[0], counts_strokes=True))
    assert raster is not None
    assert raster.pixels.shape == (round(A4[1] / 72 * 300), round(A4[0] / 72 * 300))
    assert not raster.is_bilevel


@pytest.mark.parametrize("side", [20_000.0, 14_000_000.0])
def test_no_page_is_drawn_with_more_pixels_than_there_is_room_for(side: float) -> None:
    document = open_pdf(draw_pdf(lambda canvas: canvas.circle(300, 300, 100), size=(side, side)))
    raster = render_page(document[0], look_at(document[0], counts_strokes=True))
    assert raster is None or raster.pixels.size < 45_000_000


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_picture_is_cut_from_where_it_is_shown(angle: int) -> None:
    def edit(writer: PdfWriter) -> None:
        writer.pages[0].rotate(angle)

    black = Image.new("L", (300, 300), 0)
    document = open_pdf(change(draw_pdf(draw_picture(black, box=(72, 72, 300, 300))), edit))
    look = look_at(document[0], counts_strokes=True)
    raster = render_page(document[0], look)
    assert raster is not None
    cut = cut_picture(raster, document[0], look.pictures[0])
    assert cut is not None
    assert cut[0].pixels.mean() < 5


@pytest.mark.parametrize(("specks", "is_blank"), [(0, True), (20, True), (4000, False)])
def test_a_few_specks_are_no_ink(specks: int, is_blank: bool) -> None:
    pixels = numpy.full((1000, 1000), 240, numpy.uint8)
    pixels.ravel()[:specks] = 0
    assert has_no_ink(pixels) is is_blank


def _make_words(text: str) -> tuple[Word, ...]:
    words = []
    for word in text.split():
        start = text.index(word)
        words.append(Word(start=start, end=start + len(word), page=1, left=0, top=0, right=9, bottom=9, confidence=0.9))
    return tuple(words)


def test_a_stamp_that_is_also_recognised_stands_once() -> None:
    recognised = "Recelved 12 March 2025\nDear Madam\nmoney"
    text, words = merge_texts("Received 12 March 2025", recognised, _make_words(recognised))
    assert text == "Received 12 March 2025\nDear Madam\nmoney"
    assert [text[word.start : word.end] for word in words] == ["Dear", "Madam", "money"]


def test_pages_for_which_there_is_no_time_are_named() -> None:
    scan = draw_picture(make_scan())

    def draw(canvas: Canvas) -> None:
        scan(canvas)
        canvas.showPage()
        scan(canvas)

    state, reason = _read_with(_Refusal(0), draw_pdf(draw))
    assert state is PartState.NOT_FULLY_READ
    assert "pages 1, 2" in reason
    assert "time" in reason


def test_without_an_engine_a_garbled_page_keeps_its_letters_and_says_so() -> None:
    reading = read(with_lost_letters(draw_lines(*LETTER)), settings=WITHOUT_OCR)
    assert reading.text.strip()
    assert reading.state is PartState.NOT_FULLY_READ


@needs_engine
def test_the_words_of_a_scan_are_read_with_their_places() -> None:
    reading = read(draw_pdf(draw_picture(_write_scan(*LETTER, "Client C-104233"))))
    assert reading.state is PartState.READ
    assert [one.page for one in list_found(reading, "client_number")] == [1]
    part = reading.parts[0]
    assert [part.text[word.start : word.end] for word in part.words] == part.text.split()


@needs_engine
def test_the_words_of_a_scan_behind_a_page_of_text_are_counted_in_the_whole_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "A typed page")
        canvas.showPage()
        draw_picture(_write_scan(*LETTER))(canvas)

    part = read(draw_pdf(draw)).parts[0]
    assert part.text.startswith("A typed page\f")
    assert {word.page for word in part.words} == {2}
    assert [part.text[word.start : word.end] for word in part.words] == part.text.partition("\f")[2].split()


@needs_engine
def test_letters_without_a_meaning_are_read_from_what_is_shown() -> None:
    reading = read(with_lost_letters(draw_lines(*LETTER)))
    assert reading.state is PartState.READ
    assert "the policy of my late husband" in " ".join(reading.text.split())


@needs_engine
def test_a_picture_within_a_text_is_read_after_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(LETTER * 2):
            canvas.drawString(72, 770 - 16 * number, line)
        draw_picture(_write_scan("Client C-104233", size=(1000, 1000)), box=(72, 72, 450, 450))(canvas)

    reading = read(draw_pdf(draw))
    assert reading.state is PartState.READ
    assert reading.text.startswith(LETTER[0])
    assert "C-104233" in reading.text.split("\n")[-1]
    place = reading.parts[0].words[-1]
    assert place.left > 120
    assert place.top > 400


@needs_engine
def test_a_page_with_ink_and_no_words_is_not_empty() -> None:
    reading = read(make_pdf("", picture=True))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "no words" in reading.reason
