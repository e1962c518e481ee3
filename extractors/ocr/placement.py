"""Where a dot of the prepared picture lies on the page as it was stored."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from extractors.ocr.found import Box
from extractors.ocr.resample import Coefficients, Pixels, project


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The way from a prepared picture back to the page: a turn by an angle, a scale, and quarter turns.

    `size` is width and height of the prepared picture, `coefficients` lead from it to the page turned upright, which
    is `upright` wide and high; `quarters` counts the quarter turns, against the clock, that made it upright.
    """

    size: tuple[int, int]
    coefficients: Coefficients
    upright: tuple[int, int]
    quarters: int = 0

    def apply(self, pixels: Pixels) -> Pixels:
        """The prepared picture of an upright page."""
        return project(pixels, self.size, self.coefficients)

    def as_thousandths(self, box: Box) -> Box:
        """A box on the prepared picture in thousandths of the width and height of the page as it was stored."""
        left, top, right, bottom = box
        corners = [self._as_stored(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return _as_unit(min(across)), _as_unit(min(down)), _as_unit(max(across)), _as_unit(max(down))

    def _as_stored(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.coefficients
        across, down = (a * x + b * y + c) / self.upright[0], (d * x + e * y + f) / self.upright[1]
        for _ in range(self.quarters % 4):
            across, down = 1 - down, across
        return across, down


def _as_unit(share: float) -> int:
    return max(0, min(1000, round(share * 1000)))


def place(size: tuple[int, int], *, scale: tuple[float, float], degrees: float = 0.0, quarters: int = 0) -> Placement:
    """A picture of a page of `size`, its dots `scale` times as wide and high, turned by `degrees` with the clock."""
    width, height = max(1, round(size[0] * scale[0])), max(1, round(size[1] * scale[1]))
    turn = math.radians(degrees)
    cosine, sine = math.cos(turn), math.sin(turn)
    a, b, d, e = cosine / scale[0], -sine / scale[0], sine / scale[1], cosine / scale[1]
    c = size[0] / 2 - a * width / 2 - b * height / 2
    f = size[1] / 2 - d * width / 2 - e * height / 2
    return Placement(size=(width, height), coefficients=(a, b, c, d, e, f), upright=size, quarters=quarters)


def turn_quarters(pixels: Pixels, quarters: int) -> Pixels:
    """The page after quarter turns against the clock."""
    return numpy.ascontiguousarray(numpy.rot90(pixels, quarters % 4))
