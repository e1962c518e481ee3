"""What a fax line and a worn scanner leave on a page in black and white: specks, holes and streaks."""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

Ink = NDArray[numpy.bool_]

# A column with so much ink that its neighbours lack is a streak of the scanner.
_STREAK_SHARE = 0.4
_STREAK_WIDTH = 4


def clean_ink(ink: Ink) -> Ink:
    """The same page without lone specks, without holes in its letters and without streaks. True is black."""
    without_streaks = remove_streaks(ink)
    holes: Ink = ~remove_specks(without_streaks)
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
