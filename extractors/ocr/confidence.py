"""How surely a stretch of text was recognised."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from crmbridge.domain.reading import Word


def find_confidence(words: Sequence[Word], start: int, end: int) -> float | None:
    """The least confidence of the words that a stretch of text touches; None where none was recognised there.

    `words` stand in the order of the text and do not overlap, as those of a Part do.
    """
    place = max(0, bisect_right(words, start, key=lambda word: word.start) - 1)
    least: float | None = None
    while place < len(words) and words[place].start < end:
        word = words[place]
        if word.end > start:
            least = word.confidence if least is None else min(least, word.confidence)
        place += 1
    return least
