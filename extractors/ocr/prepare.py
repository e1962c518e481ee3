"""Makes a page ready for an engine: clean, straight, with square dots of a size that engines like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from extractors.ocr.light import even_light, find_ink
from extractors.ocr.placement import Placement, place, turn_quarters
from extractors.ocr.raster import Raster
from extractors.ocr.resample import Pixels, soften
from extractors.ocr.skew import find_skew
from extractors.ocr.specks import Ink, clean_ink

_BEST_DPI = 306.0
_MOST_SCALE = 3.0
_LEAST_SCALE = 0.2
_MOST_DOTS = 14_000_000
_PAPER_INCHES = 8.27


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A page ready for an engine, and the way back from it. `ink_share` is the part of the page that is black."""

    pixels: Pixels
    placement: Placement
    ink_share: float


def prepare(raster: Raster, quarters: int = 0) -> Prepared:
    """A page turned by `quarters` against the clock, cleaned, straightened and brought to about 300 dots an inch."""
    across, down = estimate_dpi(raster)
    if quarters % 2:
        across, down = down, across
    pixels = turn_quarters(raster.pixels, quarters)
    ink, shades = _clean(pixels, is_bilevel=raster.is_bilevel)
    scale = _find_scale(pixels.shape, across, down)
    size = (pixels.shape[1], pixels.shape[0])
    degrees = -find_skew(ink, across / down)
    placement = place(size, scale=scale, degrees=-degrees, quarters=quarters)
    return Prepared(pixels=placement.apply(shades), placement=placement, ink_share=float(ink.mean()))


def _clean(pixels: Pixels, *, is_bilevel: bool) -> tuple[Ink, Pixels]:
    """The ink of a page, and the shades from which an engine shall read it."""
    if is_bilevel:
        ink = clean_ink(_with_dark_letters(pixels < 128))
        return ink, soften(numpy.where(ink, 0, 255).astype(numpy.uint8))
    shades = even_light(pixels)
    return find_ink(shades), shades


def _with_dark_letters(ink: Ink) -> Ink:
    return ~ink if ink.mean() > 0.5 else ink


def estimate_dpi(raster: Raster) -> tuple[float, float]:
    """The resolution of a page, guessed from its size as if it were a sheet of A4 where the file does not tell it."""
    across, down = raster.dpi
    if across >= 50 and down >= 50:
        return across, down
    height, width = raster.pixels.shape
    guess = max(72.0, min(width, height) / _PAPER_INCHES) if min(width, height) > 600 else 150.0
    return guess, guess


def _find_scale(shape: tuple[int, ...], across: float, down: float) -> tuple[float, float]:
    wanted = max(_LEAST_SCALE, min(_MOST_SCALE, _BEST_DPI / across))
    scale = (wanted, wanted * across / down)
    dots = shape[0] * scale[1] * shape[1] * scale[0]
    less = min(1.0, (_MOST_DOTS / dots) ** 0.5)
    return scale[0] * less, scale[1] * less
