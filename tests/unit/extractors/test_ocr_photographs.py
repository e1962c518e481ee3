"""Pictures without print: a photograph is no page that could not be read, and handwriting is no photograph."""

from __future__ import annotations

import io

import numpy
import pytest
from PIL import Image, ImageDraw

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings
from crmbridge.domain.reading import PartState
from extractors.ocr import rapid
from extractors.ocr.tesseract import find_version
from tests.unit.extractors.extractor_builders import read

needs_both = pytest.mark.skipif(
    not (rapid.find_version() and find_version()), reason="two engines are needed to say that there is no print"
)
ALONE = ReaderSettings(ocr=OcrSettings(engine=OcrEngine.TESSERACT))


def _save(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def _make_photograph() -> Image.Image:
    """Hills in mist: soft shades, and no edge that could be a letter."""
    across = numpy.linspace(0, 3 * numpy.pi, 500)
    down = numpy.linspace(0, 255, 360)
    shades = down[:, None] * 0.7 + 60 * numpy.sin(across)[None, :] * (down[:, None] / 255)
    return Image.fromarray(numpy.clip(shades + 20, 0, 255).astype(numpy.uint8))


def _make_handwriting() -> Image.Image:
    sheet = Image.new("L", (870, 1200), 250)
    curve = [(200 + at * 3, 600 + round(90 * numpy.sin(at / 9) + at * 0.8)) for at in range(120)]
    ImageDraw.Draw(sheet).line(curve, fill=120, width=3)
    return sheet


@needs_both
@pytest.mark.timeout(120)
def test_a_photograph_on_which_two_engines_find_no_print_is_empty_and_says_so() -> None:
    reading = read(_save(_make_photograph()), name="hills.png")
    assert (reading.state, reading.text) == (PartState.EMPTY, "")
    assert reading.reason == "a picture on which two engines find no text"
    rapid.close()


def test_a_photograph_that_only_one_engine_saw_is_not_called_empty() -> None:
    reading = read(_save(_make_photograph()), name="hills.png", settings=ALONE)
    assert reading.state is not PartState.EMPTY


@needs_both
@pytest.mark.timeout(120)
def test_a_sheet_of_paper_with_a_stroke_of_a_pen_is_never_called_a_picture_without_text() -> None:
    reading = read(_save(_make_handwriting()), name="scan.png")
    assert reading.state is not PartState.EMPTY
    rapid.close()


@needs_both
@pytest.mark.timeout(120)
def test_a_picture_without_print_does_not_stop_the_pip_engine_from_reading_the_next_one() -> None:
    blank = numpy.full((200, 300), 128, dtype=numpy.uint8)
    assert rapid.recognise(blank).problem == ""
    assert rapid.recognise(blank).words == ()
    rapid.close()


@pytest.mark.parametrize("size", [(27, 27), (40, 32), (600, 3), (1, 1)])
def test_an_icon_or_a_line_is_too_small_for_words_and_says_so(size: tuple[int, int]) -> None:
    picture = Image.new("L", size, 90)
    reading = read(_save(picture), name="ball.png")
    assert reading.state is PartState.EMPTY
    assert "too small to hold words" in reading.reason


def test_a_small_fax_is_still_looked_at() -> None:
    page = Image.new("1", (38, 38), 1)
    assert "too small" not in read(_save(page, "TIFF")).reason
