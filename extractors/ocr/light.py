"""Grey scans and photographs: uneven light is taken out, so that paper is white and ink is dark everywhere."""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from extractors.ocr.resample import Pixels, enlarge, shrink

_TILE = 24
_NEIGHBOURS = 2
_DARKEST_PAPER = 12
_DARK_PAGE = 100
_LEAST_INK_PERCENT = 0.1
_INK = 200
_LEAST_CONTRAST = 16
_GRAINS = 6


def even_light(pixels: Pixels) -> Pixels:
    """The page as if lit evenly: each dot against the paper around it. White print on black becomes black on white."""
    if _is_inverted(pixels):
        pixels = 255 - pixels
    paper = enlarge(_find_paper(pixels), (pixels.shape[1], pixels.shape[0])).astype(numpy.float32)
    even = numpy.clip(pixels / numpy.maximum(paper, _DARKEST_PAPER) * 255, 0, 255)
    least, dark, grain = (float(one) for one in numpy.percentile(even[::4, ::4], (_LEAST_INK_PERCENT, 1, 25)))
    # Few or pale letters stand out from the grain of the paper; on blank paper nothing does.
    is_pale = dark >= _INK and 255 - least > max(_LEAST_CONTRAST, _GRAINS * (255 - grain))
    if is_pale or dark < _INK:
        dark = least if is_pale else dark
        even = numpy.clip((even - dark) * (255 / (255 - dark)), 0, 255)
    return even.astype(numpy.uint8)


def _is_inverted(pixels: Pixels) -> bool:
    """Whether the print is brighter than the dark page around it."""
    low, paper, high = (
        float(one) for one in numpy.percentile(pixels[::4, ::4], (_LEAST_INK_PERCENT, 50, 100 - _LEAST_INK_PERCENT))
    )
    return paper < _DARK_PAGE and high - paper > paper - low


def _find_paper(pixels: Pixels) -> Pixels:
    """The shade of the paper, tile by tile: the brightest tile mean of each neighbourhood."""
    height, width = pixels.shape
    small = shrink(pixels, (max(1, width // 6), max(1, height // 6)))
    tiles = shrink(_spread_brightest(small), (max(1, width // _TILE), max(1, height // _TILE)))
    return _spread_brightest(tiles)


def _spread_brightest(pixels: Pixels) -> Pixels:
    reach = _NEIGHBOURS
    padded = numpy.pad(pixels, reach, mode="edge")
    down = numpy.max([padded[at : at + len(pixels)] for at in range(2 * reach + 1)], axis=0)
    across = [down[:, at : at + pixels.shape[1]] for at in range(2 * reach + 1)]
    brightest: Pixels = numpy.max(across, axis=0)
    return brightest


def find_ink(pixels: Pixels) -> NDArray[numpy.bool_]:
    """What is dark on an evenly lit page, by the threshold that parts the shades best (Otsu)."""
    counts = numpy.bincount(pixels.ravel(), minlength=256).astype(numpy.float64)
    shades = numpy.arange(256)
    below, above = numpy.cumsum(counts), counts.sum() - numpy.cumsum(counts)
    weight = numpy.cumsum(counts * shades)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (weight / below - (weight[-1] - weight) / above) ** 2
    threshold = int(numpy.nanargmax(apart)) if numpy.isfinite(apart).any() else 127
    return pixels <= min(threshold, 200)
