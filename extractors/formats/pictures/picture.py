"""From a picture as Pillow opens it to a page of grey dots."""

from __future__ import annotations

import numpy
from PIL import Image, ImageFile, ImageOps

from extractors.ocr import Raster

# More dots than these are not decoded at all; a page of more than these is read at half its resolution.
_MOST_DOTS = 120_000_000
_MANY_DOTS = 24_000_000
# Widths of a fax page: A4, B4 and A3 by Group 3 and 4, and A4 in double resolution.
_FAX_WIDTHS = frozenset({1728, 2048, 2432, 1216, 3456})
_FAX_ACROSS = 204.0
_FAX_ROWS = (98.0, 196.0, 391.0)
_SHEET_INCHES = 11.69
_ACROSS, _DOWN, _UNIT = 282, 283, 296
_ORIENTATION = 274


class PictureTooLargeError(ValueError):
    """It has more dots than may be decoded."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"with {width:,} x {height:,} dots it is too large to be decoded")


def as_raster(picture: Image.Image) -> tuple[Raster, bool]:
    """The page that is open, upright as its orientation says, and whether it was all there."""
    width, height = picture.size
    if width * height > _MOST_DOTS:
        raise PictureTooLargeError(width, height)
    picture.draft("L", (width // 2, height // 2) if width * height > _MANY_DOTS else (width, height))
    is_whole = _load(picture)
    across, down = find_resolution(picture)
    is_sideways = picture.getexif().get(_ORIENTATION, 1) in {5, 6, 7, 8}
    grey = _as_grey(picture)
    if grey.size != picture.size and is_sideways:
        across, down = down, across
    shrunk = max(1, round((grey.width * grey.height / _MANY_DOTS) ** 0.5 + 0.49))
    if shrunk > 1:
        grey = grey.reduce(shrunk)
    factor = max(grey.size) / max(width, height)
    pixels = numpy.array(grey)
    levels = numpy.flatnonzero(numpy.bincount(pixels.ravel(), minlength=256))
    is_bilevel = picture.mode == "1" or len(levels) == 2
    if len(levels) == 2:
        pixels = numpy.where(pixels == levels[0], 0, 255).astype(numpy.uint8)
    return Raster(pixels=pixels, dpi=(across * factor, down * factor), is_bilevel=is_bilevel), is_whole


def _load(picture: Image.Image) -> bool:
    """Decodes it. Where its end is missing, what is there; False then."""
    try:
        picture.load()
    except OSError:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            picture.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        return False
    return True


def _as_grey(picture: Image.Image) -> Image.Image:
    """Transparent is white; more than 256 shades are brought to 256."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith(("I", "F")):
        return _squeeze(upright)
    if "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA", "La", "RGBa"}:
        see_through = upright.convert("RGBA")
        paper = Image.new("RGBA", see_through.size, (255, 255, 255, 255))
        upright = Image.alpha_composite(paper, see_through)
    return upright.convert("L")


def _squeeze(picture: Image.Image) -> Image.Image:
    shades = numpy.nan_to_num(numpy.array(picture, dtype=numpy.float64), posinf=0.0, neginf=0.0)
    low, high = float(shades.min()), float(shades.max())
    if high <= low:
        return Image.new("L", picture.size, 255)
    return Image.fromarray(((shades - low) * (255 / (high - low))).astype(numpy.uint8))


def find_resolution(picture: Image.Image) -> tuple[float, float]:
    """Dots an inch across and down, as the file tells them; for pages as wide as a fax, those of a fax.

    Programs write the resolution of faxes with wrong units or not at all; then the height of the page decides.
    """
    across, down = _read_resolution(picture)
    if picture.mode == "1" and picture.width in _FAX_WIDTHS and not _is_plausible_fax(across, down):
        own = _FAX_ACROSS * (2 if picture.width == 3456 else 1)
        return own, min(_FAX_ROWS, key=lambda rows: abs(picture.height / rows - _SHEET_INCHES))
    return (across, down) if across >= 50 and down >= 50 else (0.0, 0.0)


def _read_resolution(picture: Image.Image) -> tuple[float, float]:
    tags: dict[int, float] = getattr(picture, "tag_v2", {})
    values = (tags.get(_ACROSS, 0), tags.get(_DOWN, 0)) if tags.get(_UNIT) == 1 else picture.info.get("dpi", (0, 0))
    try:
        across, down = (float(one) for one in values)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    return (across, down) if across < 10_000 and down < 10_000 else (0.0, 0.0)


def _is_plausible_fax(across: float, down: float) -> bool:
    return 190 <= across <= 416 and any(abs(down - rows) <= rows * 0.06 for rows in (*_FAX_ROWS, 300.0, 400.0))
