"""A PDF page as pixels, at the resolution of the pictures on it. Only pdf_pages knows pypdfium2 as well."""

from __future__ import annotations

import ctypes

import numpy
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from extractors.formats.pdf.pages import PageLook, PdfPage, Picture
from extractors.ocr import Raster

_MOST_PIXELS = 40_000_000
_USUAL_DPI = 300.0
# Standard faxes have 98 lines an inch.
_LOWEST_DPI = 90.0
_HIGHEST_DPI = 620.0
_GLANCE_PIXELS = 1_000_000.0
_GLANCE_DPI = 100.0
_FIRST_GLANCE_DPI = 30.0
_POINTS = 72.0
# What differs from the paper by more than this is ink; a page with less ink than this share of it is blank.
_INK = 48
_BLANK_SHARE = 0.00005
# So much ink at the first glance is ink at every resolution.
_PLAIN_INK = 20 * _BLANK_SHARE
# A picture of this much of a page is the page; strips of one scan have the same resolution.
_WHOLE_PAGE = 0.6

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def render_page(page: PdfPage, look: PageLook) -> Raster | None:
    """The page in grey, with its stamps and fields; None where there is no room for it.

    A page that is one picture, or strips of one, keeps the resolution of the picture across and down, and stays in
    black and white where it is stored so.
    """
    resolution = _find_resolution(page, look)
    raster = _render(page, *(resolution or (_USUAL_DPI, _USUAL_DPI)))
    if raster is None or resolution is None or not _is_bilevel(raster):
        return raster
    pixels = numpy.where(raster.pixels < 128, 0, 255).astype(numpy.uint8)
    return Raster(pixels=pixels, dpi=raster.dpi, is_bilevel=True)


def cut_picture(raster: Raster, page: PdfPage, picture: Picture) -> tuple[Raster, Box] | None:
    """The part of a rendered page that a picture covers, and its box in the raster; None where nothing is left."""
    height, width = raster.pixels.shape
    places = [(x, y) for x in (picture.left, picture.right) for y in (picture.bottom, picture.top)]
    corners = [_to_device(page, x, y, width, height) for x, y in places]
    columns, rows = sorted(max(one[0], 0) for one in corners), sorted(max(one[1], 0) for one in corners)
    box = (columns[0], rows[0], min(columns[-1], width), min(rows[-1], height))
    pixels = numpy.ascontiguousarray(raster.pixels[box[1] : box[3], box[0] : box[2]])
    if not pixels.size:
        return None
    return Raster(pixels=pixels, dpi=raster.dpi, is_bilevel=raster.is_bilevel), box


def is_blank(page: PdfPage) -> bool:
    """Whether the page shows nothing at all: a glance at few pixels, where these are all paper one at more."""
    width, height = page.get_size()
    dpi = min(_GLANCE_DPI, _POINTS * (_GLANCE_PIXELS / max(width * height, 1.0)) ** 0.5)
    first = _render(page, min(dpi, _FIRST_GLANCE_DPI), min(dpi, _FIRST_GLANCE_DPI))
    if first is not None and _measure_ink(first.pixels) > _PLAIN_INK:
        return False
    raster = _render(page, dpi, dpi)
    return raster is not None and has_no_ink(raster.pixels)


def has_no_ink(pixels: NDArray[numpy.uint8]) -> bool:
    """Whether all pixels are near one colour, but for a few specks."""
    return _measure_ink(pixels) <= _BLANK_SHARE


def _measure_ink(pixels: NDArray[numpy.uint8]) -> float:
    """The share of the pixels that are far from the commonest colour."""
    if not pixels.size:
        return 0.0
    counts = numpy.bincount(pixels.ravel(), minlength=256)
    paper = int(numpy.argmax(counts))
    near = int(counts[max(paper - _INK, 0) : paper + _INK + 1].sum())
    return (pixels.size - near) / pixels.size


def _find_resolution(page: PdfPage, look: PageLook) -> tuple[float, float] | None:
    """Dots per inch across and down of the picture that is the page; None where there is none."""
    found = [_measure(picture) for picture in look.pictures if picture.area > 0.01 * look.area]
    if look.covered < _WHOLE_PAGE or not found:
        return None
    across, down = max(found)
    is_one = all(abs(one[0] - across) < 0.05 * across and abs(one[1] - down) < 0.05 * down for one in found)
    if not is_one or not all(_LOWEST_DPI <= one <= _HIGHEST_DPI for one in (across, down)):
        return None
    return (down, across) if page.get_rotation() in {90, 270} else (across, down)


def _measure(picture: Picture) -> tuple[float, float]:
    width, height = max(picture.right - picture.left, 0.01), max(picture.top - picture.bottom, 0.01)
    return _POINTS * picture.across / width, _POINTS * picture.down / height


def _render(page: PdfPage, across: float, down: float) -> Raster | None:
    width, height = (side / _POINTS for side in page.get_size())
    shrink = min((_MOST_PIXELS / max(width * across * height * down, 1.0)) ** 0.5, 1.0)
    columns, rows = round(width * across * shrink), round(height * down * shrink)
    if not (min(columns, rows) > 0 and columns * rows <= 1.1 * _MOST_PIXELS):
        return None
    try:
        bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, pdfium.FPDFBitmap_Gray)
    except pypdfium2.PdfiumError:
        return None
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, pdfium.FPDF_ANNOT)
        pixels = numpy.array(bitmap.to_numpy(), dtype=numpy.uint8).reshape(rows, columns)
    finally:
        bitmap.close()
    return Raster(pixels=pixels, dpi=(columns / width, rows / height))


def _is_bilevel(raster: Raster) -> bool:
    """Whether nearly every pixel came out black or white."""
    counts = numpy.bincount(raster.pixels.ravel(), minlength=256)
    return bool(counts[8:248].sum() < 0.01 * raster.pixels.size)


def _to_device(page: PdfPage, x: float, y: float, width: int, height: int) -> tuple[int, int]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, column, row)
    return int(column.value), int(row.value)
