"""Faxes, scans and photographs, read by whatever engine is installed."""

from __future__ import annotations

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy
import pytest
from PIL import Image

from crmbridge.domain.communication import Channel
from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings
from crmbridge.domain.reading import PartState, Reading, TimeSource
from extractors.allowance import Allowance
from extractors.content import Source
from extractors.formats.pictures.image import read_image
from extractors.formats.pictures.picture import as_raster
from extractors.ocr import Raster, find_obstacle, rapid, recognise_page
from tests.unit.extractors.extractor_builders import list_found, make_image
from tests.unit.extractors.extractor_builders import read as read_document
from tests.unit.extractors.ocr_builders import ENGINE, LETTER, READING, as_bilevel, draw_page, make_fax, needs_engine

OFF = ReaderSettings(ocr=OcrSettings(engine=OcrEngine.OFF))


def read(content: bytes, *, settings: ReaderSettings = READING, sidecar: str = "") -> Reading:
    return read_document(content, settings=settings, sidecar=sidecar)


def _fold(number: str) -> str:
    return number.replace(" ", "")


class Stingy(Allowance):
    """Grants so many pages and no more."""

    def __init__(self, pages: int) -> None:
        self._left = pages

    def grant_page(self) -> bool:
        self._left -= 1
        return self._left >= 0


@needs_engine
def test_a_fax_gives_its_words_with_their_pages_and_what_its_header_lines_say() -> None:
    reading = read(make_fax(LETTER, "The second page"))
    assert (reading.state, reading.channel, reading.pages) == (PartState.READ, Channel.FAX, 2)
    assert [one.page for one in list_found(reading, "client_number")] == [1]
    assert "second page" in reading.text.split("\f")[1]
    assert [(_fold(page.sender), page.number, page.total) for page in reading.fax_pages] == [
        ("+441632960123", 1, 2),
        ("+441632960123", 2, 2),
    ]
    assert reading.sender is not None
    assert _fold(reading.sender.address) == "+441632960123"
    assert reading.occurred_at == datetime(2025, 3, 4, 14, 22, tzinfo=ZoneInfo("Europe/London"))
    assert reading.occurred_at_source is TimeSource.FAX_HEADER


@needs_engine
def test_every_recognised_word_stands_in_the_text_and_at_its_place_on_the_page() -> None:
    part = read(make_fax(LETTER)).parts[0]
    words = {part.text[word.start : word.end]: word for word in part.words}
    assert words["Client"].page == 1
    assert words["Client"].left == pytest.approx(200 / 1728 * 1000, abs=8)
    assert words["Client"].top == pytest.approx((160 + 120) / 1100 * 1000, abs=15)
    assert words["Dear"].top < words["Client"].top < words["faithfully"].top
    assert words["14:22"].top < words["Dear"].top


@needs_engine
def test_an_identifier_on_a_picture_says_how_surely_it_was_recognised() -> None:
    found = list_found(read(make_fax(LETTER)), "client_number")[0]
    assert found.confidence is not None
    assert 0 < found.confidence <= 1


@needs_engine
def test_a_fax_whose_lines_name_more_pages_than_came_is_not_fully_read() -> None:
    reading = read(make_fax(LETTER, "The second page", total=3))
    assert reading.state is PartState.NOT_FULLY_READ
    assert reading.missing_pages == (3,)
    assert "page 3 is missing" in reading.reason


@needs_engine
def test_the_tags_of_the_fax_server_tell_when_it_came_and_who_sent_it_where_no_line_does() -> None:
    tags = {271: "HylaFAX", 306: "2025:03:05 09:10:11", 270: "+44 1632 960999"}
    reading = read(make_fax(LETTER, header="", tags=tags))
    assert reading.occurred_at == datetime(2025, 3, 5, 9, 10, 11, tzinfo=ZoneInfo("Europe/London"))
    assert reading.occurred_at_source is TimeSource.FAX_TAG
    assert reading.sender is not None
    assert reading.sender.address == "+44 1632 960999"


@needs_engine
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_upside_down_is_read(quarters: int) -> None:
    upright = as_bilevel(draw_page("\n".join([LETTER] * 3)))
    pixels = numpy.ascontiguousarray(numpy.rot90(upright.pixels, quarters))
    dpi = upright.dpi if quarters % 2 == 0 else (upright.dpi[1], upright.dpi[0])
    found = recognise_page(Raster(pixels=pixels, dpi=dpi, is_bilevel=True), 1, ENGINE)
    assert "C-104233" in found.text


@needs_engine
def test_blank_paper_is_empty_and_a_drawing_without_words_is_not_fully_read() -> None:
    assert read(make_image("TIFF", size=(1728, 1100), mode="1")).state is PartState.EMPTY
    drawing = Image.new("1", (1728, 1100), 1)
    drawing.paste(0, (400, 400, 1300, 900))
    file = io.BytesIO()
    drawing.save(file, "TIFF", compression="group4", dpi=(204, 196))
    reading = read(file.getvalue())
    assert reading.state is PartState.NOT_FULLY_READ
    assert "no word could be recognised" in reading.reason


@needs_engine
@needs_engine
def test_a_picture_too_dark_to_show_anything_is_not_called_empty() -> None:
    file = io.BytesIO()
    Image.new("L", (1240, 1754), 24).save(file, "PNG")
    reading = read_document(file.getvalue(), "photo.png", settings=READING)
    assert reading.state is PartState.NOT_FULLY_READ
    assert reading.reason == "page 1: it is too dark to tell whether anything stands on it"


def test_pages_for_which_there_is_no_time_are_named() -> None:
    source = Source(
        content=make_fax(LETTER, "two", "three"), media_type="image/tiff", settings=READING, allowance=Stingy(1)
    )
    content = read_image(source)
    assert (content.state, content.pages) == (PartState.NOT_FULLY_READ, 3)
    assert "C-104233" in content.text
    assert "pages 2 to 3 were not recognised" in content.reason


@needs_engine
def test_what_is_left_of_a_picture_that_is_cut_short_is_read_and_the_loss_is_named() -> None:
    file = io.BytesIO()
    draw_page("\n".join([LETTER] * 3)).save(file, "JPEG", dpi=(204, 204))
    reading = read(file.getvalue()[: len(file.getvalue()) * 3 // 4])
    assert reading.state is PartState.NOT_FULLY_READ
    assert "page 1 is cut short" in reading.reason
    assert "roof" in reading.text


@needs_engine
def test_a_photograph_is_read_upright_as_its_camera_says() -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[274] = 6
    draw_page(LETTER).rotate(90, expand=True).save(file, "JPEG", exif=exif, dpi=(204, 204))
    reading = read(file.getvalue())
    assert "C-104233" in reading.text
    assert reading.channel is not Channel.FAX


def test_without_an_engine_a_picture_waits_and_says_why() -> None:
    reading = read(make_fax(LETTER), settings=OFF)
    assert reading.state is PartState.NEEDS_OCR
    assert "switched off" in reading.reason
    assert find_obstacle(OFF.ocr)


def test_a_picture_of_a_kind_that_cannot_be_opened_is_not_called_damaged() -> None:
    whole = make_image("TIFF", size=(64, 64))
    strange = whole.replace(b"\x02\x01\x03\x00\x01\x00\x00\x00\x08\x00", b"\x02\x01\x03\x00\x01\x00\x00\x00\x0e\x00")
    reading = read(strange)
    assert reading.state is PartState.UNSUPPORTED
    assert "14 bits" in reading.reason
    assert read(whole[:40]).state is PartState.DAMAGED


def test_the_side_text_of_a_fax_server_needs_no_recognition() -> None:
    reading = read(make_fax(LETTER), settings=OFF, sidecar="As the server read it")
    assert (reading.state, reading.text, reading.parts[0].words) == (PartState.READ, "As the server read it", ())


@pytest.mark.parametrize(("height", "dpi", "down"), [(1146, (72, 72), 98), (2292, (0, 0), 196), (1146, (204, 98), 98)])
def test_a_fax_without_a_believable_resolution_has_that_of_its_size(
    height: int, dpi: tuple[int, int], down: int
) -> None:
    file = io.BytesIO()
    Image.new("1", (1728, height), 1).save(file, "TIFF", compression="group4", dpi=dpi)
    with Image.open(io.BytesIO(file.getvalue())) as picture:
        raster, is_whole = as_raster(picture)
    assert (raster.dpi, is_whole) == ((204.0, float(down)), True)


def test_many_shades_and_transparency_become_grey() -> None:
    deep = Image.fromarray(numpy.arange(4096, dtype=numpy.uint16).reshape(64, 64) * 16)
    assert as_raster(deep)[0].pixels.dtype == numpy.uint8
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert as_raster(clear)[0].pixels.min() == 255


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(not rapid.find_version(), reason="rapidocr is not installed")
def test_the_engine_that_comes_with_pip_reads_a_page_alone_and_upside_down() -> None:
    page = as_bilevel(draw_page("\n".join([LETTER] * 3)))
    settings = OcrSettings(engine=OcrEngine.RAPIDOCR)
    upside_down = Raster(pixels=numpy.ascontiguousarray(page.pixels[::-1, ::-1]), dpi=page.dpi, is_bilevel=True)
    for raster in (page, upside_down):
        found = recognise_page(raster, 1, settings)
        assert found.problem == ""
        assert "C-104233" in found.text
        assert found.text.index("Dear") < found.text.index("faithfully")
    rapid.close()


@needs_engine
def test_a_fax_that_breaks_off_is_read_as_far_as_it_came_and_its_state_says_so() -> None:
    whole = make_fax(LETTER, "The second page", "The third page", header="")
    reading = read(whole[: len(whole) * 9 // 10])
    assert reading.state is PartState.NOT_FULLY_READ
    assert "the file breaks off at page 3" in reading.reason
    assert "second page" in reading.text
