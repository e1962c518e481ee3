"""How words lie on a page: in one column or several, and which of them stand on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from extractors.ocr.found import FoundWord
from extractors.ocr.resample import Pixels, shrink

_GUTTER = 0.02
_INNER = (0.25, 0.75)
_EMPTY_SHARE = 0.88
_LONG_LINE = 0.22
_SOLID = 0.6
_FEW_ROWS = 20
_BOTH_SIDES = 0.5
_COARSE = 8
_SAME_LINE = 0.5


def has_columns(pixels: Pixels) -> bool:
    """Whether an empty strip parts the print from top to bottom, with long lines on both sides of it."""
    height, width = pixels.shape
    coarse = shrink(pixels, (max(1, width // _COARSE), max(1, height // _COARSE))) < 200
    share = coarse.mean(axis=1)
    lines = coarse[(share > 0.01) & (share < _SOLID)]
    if len(lines) < _FEW_ROWS:
        return False
    gutter = max(2, round(coarse.shape[1] * _GUTTER))
    inner = range(round(coarse.shape[1] * _INNER[0]), round(coarse.shape[1] * _INNER[1]) - gutter)
    return any(_parts_columns(lines, start, start + gutter) for start in inner)


def _parts_columns(lines: NDArray[numpy.bool_], start: int, end: int) -> bool:
    is_empty = ~lines[:, start:end].any(axis=1)
    if is_empty.mean() < _EMPTY_SHARE:
        return False
    left, right = lines[:, :start], lines[:, end:]
    is_between = is_empty & left.any(axis=1) & right.any(axis=1)
    if is_between.mean() < _BOTH_SIDES:
        return False
    # The amounts of a table stand in a narrow column; its rows are to be read across.
    widths = (
        (start - left.argmax(axis=1)[is_between]).mean(),
        (right.shape[1] - right[:, ::-1].argmax(axis=1))[is_between].mean(),
    )
    return bool(min(widths) > _LONG_LINE * lines.shape[1])


def arrange_lines(words: Sequence[FoundWord]) -> tuple[FoundWord, ...]:
    """Words from anywhere on a page, line by line from the top and from left to right."""
    lines: list[list[FoundWord]] = []
    for word in sorted(words, key=lambda one: one.box[1] + one.box[3]):
        if lines and _is_beside(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(
        replace(word, line=(0, 0, number))
        for number, line in enumerate(lines)
        for word in sorted(line, key=lambda one: one.box[0])
    )


def _is_beside(line: Sequence[FoundWord], word: FoundWord) -> bool:
    middle = sum(one.box[1] + one.box[3] for one in line) / (2 * len(line))
    height = min(word.box[3] - word.box[1], *(one.box[3] - one.box[1] for one in line))
    return abs((word.box[1] + word.box[3]) / 2 - middle) < _SAME_LINE * height
