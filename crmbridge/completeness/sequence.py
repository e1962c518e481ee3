"""Holes in numbers that must be consecutive: register numbers, letter numbers, a device's counter."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

LONGEST_HOLE = 1000
"""A hole of more numbers is one entry `first…last`: one mistyped number must not open a million gaps."""

_NUMBERED = re.compile(r"(?P<prefix>.*?)(?P<number>[0-9]+)(?P<suffix>[^0-9]*)", re.DOTALL)


def find_holes(keys: Iterable[str]) -> list[str]:
    """The numbers that are missing between the first and the last of each series, in order.

    A series is a prefix such as `P-2025-`; the padding of its shortest number is kept. Void numbers are given with
    the others and so leave no hole. Keys without digits are no part of a series.
    """
    series: dict[tuple[str, str], dict[int, int]] = {}
    for key in keys:
        match = _NUMBERED.fullmatch(key)
        if match:
            numbers = series.setdefault((match["prefix"], match["suffix"]), {})
            numbers[int(match["number"])] = len(match["number"])
    return [hole for (prefix, suffix), numbers in sorted(series.items()) for hole in _holes_in(prefix, suffix, numbers)]


def _holes_in(prefix: str, suffix: str, widths: dict[int, int]) -> Iterator[str]:
    width, numbers = min(widths.values()), sorted(widths)

    def as_key(number: int) -> str:
        return f"{prefix}{number:0{width}d}{suffix}"

    for before, after in itertools.pairwise(numbers):
        if after - before - 1 > LONGEST_HOLE:
            yield f"{as_key(before + 1)}…{as_key(after - 1)}"
        else:
            yield from map(as_key, range(before + 1, after))
