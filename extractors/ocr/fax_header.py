"""Reads the line of the fax machine from the page as it came: it is printed straight over a crooked page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from crmbridge.domain.reader_settings import OcrSettings
from extractors.ocr import tesseract
from extractors.ocr.fax_line import parse_fax_line
from extractors.ocr.found import FoundWord
from extractors.ocr.placement import Placement, place
from extractors.ocr.raster import Raster
from extractors.ocr.specks import clean_ink
from extractors.ocr.words import tidy

# The share of the page in which the line stands, and the empty rows below it, as shares of an inch.
_STRIP = 0.055
_GAP_INCHES = 0.06
_SCALE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """The words of the line, the way back to the page, and the thousandths of its height that belong to the line."""

    words: tuple[FoundWord, ...]
    placement: Placement
    bottom: int
    text: str


def read_header(raster: Raster, dpi: tuple[float, float], settings: OcrSettings) -> HeaderLine | None:
    """The header line of a page in black and white, None where there is none."""
    height, width = raster.pixels.shape
    top = raster.pixels[: max(1, round(height * _STRIP))]
    ink = clean_ink(top < 128 if float(raster.pixels.mean()) >= 128 else top >= 128)
    end = _find_line_end(ink, dpi[1])
    if not end:
        return None
    strip = numpy.full_like(raster.pixels, 255)[: end + 8]
    strip[:end] = numpy.where(ink[:end], 0, 255)
    placement = place((width, len(strip)), scale=(_SCALE, _SCALE * dpi[0] / dpi[1]))
    found = tesseract.recognise(placement.apply(strip), settings.languages, layout=6)
    words = tidy(found.words)
    text = " ".join(word.text for word in words)
    if not parse_fax_line(text).is_header:
        return None
    return HeaderLine(words=words, placement=placement, bottom=round(1000 * len(strip) / height), text=text)


def _find_line_end(ink: numpy.typing.NDArray[numpy.bool_], dpi: float) -> int:
    """The row after the first line of print; 0 where the strip is empty, its height where the line does not end."""
    rows = ink.sum(axis=1) > 2
    if not rows.any():
        return 0
    start = int(numpy.argmax(rows))
    gap = max(2, round(_GAP_INCHES * dpi))
    for row in range(start + gap, len(rows) - gap):
        if not rows[row : row + gap].any():
            return row + 1
    return len(rows)
