"""What a fax line and a worn scanner leave on a page in black and white: specks, holes and streaks."""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

Ink = NDArray[numpy.bool_]

# A column with so much ink that its neighbours lack is a streak of the scanner.
_STREAK_SHARE = 0.4
_STREAK_WIDTH = 4
_STOP_BEFORE, _STOP_ABOVE = 7, 10
_PAD = 12


def clean_ink(ink: Ink) -> Ink:
    """The same page without lone specks, without holes in its letters and without streaks. True is black."""
    holes: Ink = ~remove_small_blocks(remove_specks(remove_streaks(ink)))
    without_holes: Ink = ~remove_specks(holes)
    return without_holes


def remove_specks(ink: Ink) -> Ink:
    """Dots with no neighbour or one only, and pairs that touch nothing, are taken away."""
    around = count_neighbours(ink)
    kept = ink & (around > 1)
    # What hung on by a single dot stays where the stroke that it ends is still there.
    ends = ink & (around == 1) & (count_neighbours(kept) > 0)
    cleaned: Ink = kept | ends
    return cleaned


def remove_small_blocks(ink: Ink) -> Ink:
    """Specks of two by two dots with paper all around are taken away, unless a letter stands close to their left."""
    sums = _sum_up(ink)
    height, width = ink.shape
    inside = _sum_windows(sums, (0, 0, 2, 2), height, width)
    lone = (inside > 0) & (inside == _sum_windows(sums, (-1, -1, 4, 4), height, width))
    # A full stop stands behind a letter; a speck stands anywhere.
    lone &= _sum_windows(sums, (-_STOP_ABOVE, -_STOP_BEFORE, _STOP_ABOVE + 2, _STOP_BEFORE), height, width) == 0
    blocks = lone.copy()
    blocks[1:] |= lone[:-1]
    blocks[:, 1:] |= lone[:, :-1]
    blocks[1:, 1:] |= lone[:-1, :-1]
    cleaned: Ink = ink & ~blocks
    return cleaned


def _sum_up(ink: Ink) -> NDArray[numpy.int32]:
    padded = numpy.pad(ink, ((_PAD + 1, _PAD), (_PAD + 1, _PAD)))
    sums: NDArray[numpy.int32] = padded.astype(numpy.int32).cumsum(axis=0).cumsum(axis=1)
    return sums


def _sum_windows(
    sums: NDArray[numpy.int32], window: tuple[int, int, int, int], height: int, width: int
) -> NDArray[numpy.int32]:
    """How many dots are black in a window at each dot: where it starts (rows, columns), and how high and wide it is."""
    top, left, rows, columns = window[0] + _PAD, window[1] + _PAD, window[2], window[3]
    found: NDArray[numpy.int32] = (
        sums[top + rows : top + rows + height, left + columns : left + columns + width]
        - sums[top : top + height, left + columns : left + columns + width]
        - sums[top + rows : top + rows + height, left : left + width]
        + sums[top : top + height, left : left + width]
    )
    return found


def count_neighbours(ink: Ink) -> NDArray[numpy.uint8]:
    """How many of the eight dots around each are black."""
    padded = numpy.pad(ink, 1).astype(numpy.uint8)
    across = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    whole: NDArray[numpy.uint8] = across[:-2] + across[1:-1] + across[2:] - ink
    return whole


def remove_streaks(ink: Ink) -> Ink:
    """Columns of ink from top to bottom become paper, except where a letter crosses them."""
    share = ink.mean(axis=0)
    dark = share > _STREAK_SHARE
    if not dark.any():
        return ink
    clean = ink.copy()
    for start, end in _list_runs(dark):
        if end - start <= _STREAK_WIDTH:
            before = ink[:, start - 1] if start else numpy.zeros(len(ink), dtype=bool)
            after = ink[:, end] if end < ink.shape[1] else numpy.zeros(len(ink), dtype=bool)
            clean[:, start:end] = (before & after)[:, None]
    return clean


def _list_runs(marked: NDArray[numpy.bool_]) -> list[tuple[int, int]]:
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([False], marked, [False]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
