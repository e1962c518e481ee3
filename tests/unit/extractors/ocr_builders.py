"""Pages with words on them, as pixels and as files, made on the spot."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont, TiffImagePlugin

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings
from extractors.ocr import Raster, find_engines
from extractors.ocr.tesseract import find_version
from tests.unit.extractors.extractor_builders import SETTINGS

needs_engine = pytest.mark.skipif(not find_engines(), reason="no text recognition is installed")

# The quick engine where it is there: these tests are about what becomes of the words.
ENGINE = OcrSettings(engine=OcrEngine.TESSERACT if find_version() else OcrEngine.AUTO)
READING = replace(SETTINGS, ocr=ENGINE)

LETTER = "Dear Sir or Madam\nThe roof was repaired in spring\nClient C-104233\nYours faithfully"
HEADER = "04/03/2025 14:22   +44 1632 960123   HARBOUR MUTUAL   P. {page}/{total}"
_FAX_SIZE = (1728, 1100)


def draw_page(text: str, *, header: str = "", size: tuple[int, int] = _FAX_SIZE) -> Image.Image:
    """Black letters on white paper, at the resolution of a fine fax."""
    sheet = Image.new("L", size, 255)
    pen = ImageDraw.Draw(sheet)
    if header:
        pen.text((80, 14), header, fill=0, font=ImageFont.load_default(size=30))
    for number, line in enumerate(text.split("\n")):
        pen.text((200, 160 + 60 * number), line, fill=0, font=ImageFont.load_default(size=36))
    return sheet


def as_bilevel(sheet: Image.Image) -> Raster:
    pixels = numpy.where(numpy.array(sheet) < 128, 0, 255).astype(numpy.uint8)
    return Raster(pixels=pixels, dpi=(204.0, 196.0), is_bilevel=True)


def make_fax(
    *pages: str,
    header: str = HEADER,
    total: int = 0,
    tags: dict[int, str] | None = None,
    dpi: tuple[int, int] = (204, 196),
) -> bytes:
    """A Group 4 TIFF. The header line of each page says that there are `total`, where that is given."""
    count = total or len(pages)
    sheets = [
        draw_page(text, header=header.format(page=number, total=count)).convert("1", dither=Image.Dither.NONE)
        for number, text in enumerate(pages, 1)
    ]
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in (tags or {}).items():
        directory[tag] = value
        directory.tagtype[tag] = 2
    file = io.BytesIO()
    sheets[0].save(
        file, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=dpi, tiffinfo=directory
    )
    return file.getvalue()
