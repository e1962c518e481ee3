"""A page as pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """One page in grey. `pixels` has a row for each line, 0 is black and 255 is white.

    `dpi` is the resolution across and down, as stored; (0, 0) where it is not known. Standard fax pages have twice the
    resolution across. `is_bilevel` marks pages that were stored in black and white.
    """

    pixels: NDArray[numpy.uint8]
    dpi: tuple[float, float] = (0.0, 0.0)
    is_bilevel: bool = False
