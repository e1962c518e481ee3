"""How crooked a page lies, by its projection profile: straight lines of text give the sharpest one."""

from __future__ import annotations

import math

import numpy
from numpy.typing import NDArray

_MOST_DEGREES = 6.0
_STEPS = (0.5, 0.1, 0.05)
_MOST_DOTS = 60_000
_FEW_DOTS = 200


def find_skew(ink: NDArray[numpy.bool_], aspect: float) -> float:
    """Degrees by which the lines fall to the right, within 0.1. `aspect` is the height of a dot over its width."""
    rows, columns = numpy.nonzero(ink)
    if len(rows) < _FEW_DOTS:
        return 0.0
    if len(rows) > _MOST_DOTS:
        chosen = numpy.random.default_rng(0).choice(len(rows), _MOST_DOTS, replace=False)
        rows, columns = rows[chosen], columns[chosen]
    down, across = rows.astype(numpy.float64) * aspect, columns.astype(numpy.float64)
    best, reach = 0.0, _MOST_DEGREES
    for step in _STEPS:
        angles = numpy.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _measure_sharpness(down, across, angle)))
        reach = step
    return best if abs(best) >= min(_STEPS) else 0.0


def _measure_sharpness(down: NDArray[numpy.float64], across: NDArray[numpy.float64], degrees: float) -> float:
    lines: NDArray[numpy.float64] = down - across * math.tan(math.radians(degrees))
    counts = numpy.bincount(((lines - lines.min()) / 2).astype(numpy.int64)).astype(numpy.float64)
    return float((counts * counts).sum())
