"""From the words that an engine found to the text of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise, zip_longest
from statistics import median

from crmbridge.domain.reading import Word
from extractors.ocr.found import Box, FoundWord
from extractors.ocr.placement import Placement

# Marks alone are seldom words; those that are not sure are specks.
_LONE_MARKS = frozenset("&-–—+=@£€$%•")
_SURE = 0.75
_STROKE = 0.9
# A gap narrower than this share of the height of the line is no space between two words.
_NARROW = 0.1
# A step to the next line of more than this many usual ones is a blank line.
_BLANK_LINE = 1.45


def tidy(words: Sequence[FoundWord]) -> tuple[FoundWord, ...]:
    """Without specks that were taken for marks, and with addresses and numbers joined that were torn apart."""
    kept = [word for word in _mend_strokes(words) if _is_word(word)]
    joined: list[FoundWord] = []
    for word in kept:
        if joined and _belong_together(joined[-1], word):
            joined[-1] = _join(joined[-1], word)
        else:
            joined.append(word)
    return tuple(joined)


def _mend_strokes(words: Sequence[FoundWord]) -> Iterator[FoundWord]:
    """An upright stroke before a word in small letters is the word I, as tall as the words around it."""
    for word, following in zip_longest(words, words[1:]):
        is_word = word.text == "|" and following is not None and following.line == word.line
        if is_word and following is not None and following.text[:1].islower() and _is_as_tall(word, following):
            yield replace(word, text="I", confidence=min(word.confidence, _STROKE))
        else:
            yield word


def _is_as_tall(word: FoundWord, other: FoundWord) -> bool:
    return word.box[3] - word.box[1] < 1.8 * (other.box[3] - other.box[1])


def _is_word(word: FoundWord) -> bool:
    has_letters = any(one.isalnum() for one in word.text)
    return (
        has_letters
        or (word.confidence >= _SURE and len(word.text) > 1)
        or (word.text in _LONE_MARKS and word.confidence >= 0.5)
    )


def _belong_together(left: FoundWord, right: FoundWord) -> bool:
    if left.line != right.line:
        return False
    gap = right.box[0] - left.box[2]
    height = max(left.box[3] - left.box[1], right.box[3] - right.box[1], 1)
    if left.text.endswith("@") or right.text.startswith("@"):
        return gap < 0.6 * height
    return gap < _NARROW * height and (_has_digit(left.text) and _has_digit(right.text))


def _has_digit(text: str) -> bool:
    return any(one.isdigit() for one in text)


def _join(left: FoundWord, right: FoundWord) -> FoundWord:
    return replace(
        left,
        text=left.text + right.text,
        box=_unite(left.box, right.box),
        confidence=min(left.confidence, right.confidence),
        alternatives=_join_alternatives(left, right),
    )


def _join_alternatives(left: FoundWord, right: FoundWord) -> tuple[str, ...]:
    pairs = zip_longest(left.alternatives, right.alternatives)
    joined = ((left.text if one is None else one) + (right.text if other is None else other) for one, other in pairs)
    return tuple(dict.fromkeys(joined))


def _unite(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def compose(words: Sequence[FoundWord], placement: Placement, page: int) -> tuple[str, tuple[Word, ...]]:
    """The text of a page, a line feed after each line and two after each block, and its words counted in it."""
    pitch = _find_pitch(words)
    pieces: list[str] = []
    placed: list[Word] = []
    length = 0
    last: FoundWord | None = None
    for word in words:
        gap = _find_gap(last, word, pitch)
        pieces += [gap, word.text]
        start = length + len(gap)
        length = start + len(word.text)
        left, top, right, bottom = placement.as_thousandths(word.box)
        placed.append(
            Word(
                start=start,
                end=length,
                page=page,
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                confidence=round(word.confidence, 3),
                alternatives=word.alternatives,
            )
        )
        last = word
    return "".join(pieces), tuple(placed)


def _find_gap(last: FoundWord | None, word: FoundWord, pitch: float) -> str:
    if last is None:
        return ""
    if last.line == word.line:
        return " "
    return "\n\n" if _is_new_block(last.box, word.box, pitch) else "\n"


def _is_new_block(last: Box, box: Box, pitch: float) -> bool:
    """Whether a blank line stands between, by the page and not by the engine: engines part every short line."""
    step = (box[1] + box[3] - last[1] - last[3]) / 2
    return step < 0 or step > _BLANK_LINE * pitch


def _find_pitch(words: Sequence[FoundWord]) -> float:
    """The usual step from one line of print to the next, a low one: double spacing is the exception."""
    lines = list_lines(words)
    middles = [sum(one.box[1] + one.box[3] for one in line) / (2 * len(line)) for line in lines]
    height = median([one.box[3] - one.box[1] for one in words]) if words else 1
    steps = sorted(step for one, other in pairwise(middles) if (step := other - one) > 0.7 * height)
    return steps[len(steps) // 4] if steps else 2.0 * height


def list_lines(words: Iterable[FoundWord]) -> list[list[FoundWord]]:
    """The words of each line of print."""
    return [list(line) for _, line in groupby(words, key=lambda word: word.line)]
