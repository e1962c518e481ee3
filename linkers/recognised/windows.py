"""Stretches of recognised words that may be a number: one word, or up to four that a stray space has divided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import product

from crmbridge.domain.reading import Part, Word
from crmbridge.normalise import normalise_reference
from linkers.recognised.edits import DIGIT_OF, SIGNS

WORDS_AT_MOST = 4
_MIXED_AT_MOST = 4
_GAP_AT_MOST = 3
_EDGES = " .,;:()[]{}<>*\"'“”‘’|!-–_/\\"
_LENGTHS = range(5, 25)
_DIGITS_AT_LEAST = 3
_DIGIT_LIKE_AT_LEAST = 4
_GROUP = re.compile(r"\+?\d{2,5}-?|\(\d{2,5}\)")
_GROUP_AFTER = re.compile(r"\d{3,}")
_PLAIN_WORD = re.compile(r"[^\W\d_]{5,}")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_AMOUNT = re.compile(r"[£€$]?\d{1,3}(?:,\d{3})*\.\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a part's text. `confidence` is that of its worst word; `gaps` is the number of spaces inside.

    `text` is what stands there in `shown`, or, where two engines read it differently, what else may: the other reading
    or a mixture of both, of which each sign was read by one of them.
    """

    part: str
    text: str
    start: int
    end: int
    page: int
    confidence: float
    gaps: int
    shown: str

    @property
    def is_second(self) -> bool:
        """Whether it is another reading than the one that stands in the text."""
        return self.text != self.shown

    def is_overlapping(self, start: int, end: int) -> bool:
        """Whether it shares a character with another stretch of the same part."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A number as it was read, folded as the directory folds it, with the sign that stood for each character."""

    folded: str
    shown: tuple[str, ...]


def iter_windows(part: Part) -> Iterator[Window]:
    """One to four neighbouring words of a line, without the punctuation around them."""
    words = part.words
    for first in range(len(words)):
        for last in range(first, min(first + WORDS_AT_MOST, len(words))):
            if last > first and not _is_neighbour(part.text, words[last - 1], words[last]):
                break
            window = _cut_window(part, first, last)
            if window is not None:
                yield window
                yield from _iter_others(window, words[first : last + 1])


def _is_neighbour(text: str, one: Word, other: Word) -> bool:
    """Whether they stand side by side; a number that its writer groups may go on in the next line."""
    gap = text[one.end : other.start]
    is_grouped = _GROUP.fullmatch(text, one.start, one.end) and _GROUP_AFTER.match(text, other.start, other.end)
    return len(gap) <= _GAP_AT_MOST and not gap.strip(" \n" if is_grouped else " ")


def _cut_window(part: Part, first: int, last: int) -> Window | None:
    words = part.words[first : last + 1]
    raw = part.text[words[0].start : words[-1].end]
    text = raw.strip(_EDGES)
    if not text or text.count(" ") > raw.count(" ") or (last > first and text.count(" ") < raw.count(" ")):
        return None
    start = words[0].start + raw.index(text)
    return Window(
        part=part.path,
        text=text,
        start=start,
        end=start + len(text),
        page=words[0].page,
        confidence=min(word.confidence for word in words),
        gaps=len(text.split()) - 1,
        shown=text,
    )


def _iter_others(window: Window, words: tuple[Word, ...]) -> Iterator[Window]:
    """What else may stand in a window, as the second engine read it."""
    count = max(len(word.alternatives) for word in words)
    shown = window.shown.split()
    if not count or len(shown) != len(words):
        return
    others = (_join_reading(shown, words, which) for which in range(count))
    mixed = (text for other in others if _is_code(other) for text in iter_mixtures(window.shown, other))
    for text in dict.fromkeys(mixed):
        if text and text != window.shown:
            yield replace(window, text=text, gaps=text.count(" "))


def _join_reading(shown: Sequence[str], words: Sequence[Word], which: int) -> str:
    read = ([*word.alternatives[which : which + 1], mine][0] for mine, word in zip(shown, words, strict=True))
    return " ".join(" ".join(read).split()).strip(_EDGES)


def _is_code(text: str) -> bool:
    return any(sign.isdigit() or sign == "@" for sign in text)


def iter_mixtures(one: str, other: str) -> Iterator[str]:
    """Every text that takes each stretch on which two readings differ from either; few where they differ much."""
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    if sum(kind != "equal" for kind, *_ in changes) > _MIXED_AT_MOST:
        yield other
        return
    parts = [{one[a:b]: None, other[c:d]: None} for _, a, b, c, d in changes]
    for chosen in product(*parts):
        yield " ".join("".join(chosen).split())


def spell_number(window: Window) -> Spelling | None:
    """The window as a reference number, None where it cannot be one."""
    text = window.text
    if window.gaps and (_PLAIN_WORD.search(text) or _has_foreign_word(text)):
        return None
    if _DATE.fullmatch(text) or _AMOUNT.fullmatch(text):
        return None
    pairs = [(sign, shown) for shown in text for sign in normalise_reference(SIGNS.get(shown, shown))]
    folded = "".join(sign for sign, _ in pairs)
    digits = sum(sign.isdigit() for sign in folded)
    alike = digits + sum(sign in DIGIT_OF for sign in folded)
    if len(folded) not in _LENGTHS or digits < _DIGITS_AT_LEAST or alike < _DIGIT_LIKE_AT_LEAST:
        return None
    return Spelling(folded=folded, shown=tuple(shown for _, shown in pairs))


def _has_foreign_word(text: str) -> bool:
    """Words in lower case of two letters and more do not stand inside a number; a lone `l` or `o` may."""
    return any(len(word) > 1 and word.isalpha() and word.islower() and set(word) - set("lio") for word in text.split())
