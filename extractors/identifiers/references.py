"""Reference numbers in our own formats, from the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crmbridge.domain.reader_settings import ReaderSettings, ReferencePattern
from crmbridge.normalise import normalise_reference
from extractors.identifiers.checks import is_checked
from extractors.identifiers.place import Found, Place

_REACH = 20
_LONGEST_WORD = 40
# Words of the context that are none here: a turn of speech, a verb.
_IDIOM = re.compile(
    r"\b(?:(?:just in|in (?:any|that|this|which|either|no|such|every|most)) case|in case (?:of|you|we|it|the)|"
    r"(?:to|please|can|could|may|might|must|will|would|now|and|or|i|we|you|they) claim|"
    r"claim (?:your|by|it|a|an|this|these|before|now|until))\b"
)
# A number ends where its writer ended it: `C-104233-9`, `12/C-104233`, `104233.50` and `104233-<new line>4` are others.
_BEFORE = r"(?<!\w)(?<![^\W_][-/])(?<![^\W_]-\n)(?!(?<=\d[.,])\d)(?<![\s(]\+)(?<!\+\d\s)(?<!\+\d\d\s)(?<!\+\d\d\d\s)"
_AFTER = r"(?!\w)(?![-/][^\W_])(?![.,]\d)(?!-[ \t]{0,3}\n)(?!@)"


def find_configured(place: Place, settings: ReaderSettings) -> Iterator[Found]:
    """Matches of our own formats. A context word near gives the label; without one the label is empty."""
    for pattern in settings.patterns:
        taken = bytearray(len(place.text))
        for start, end in _find_matches(place.text, pattern):
            if 1 not in taken[start:end]:
                taken[start:end] = b"\1" * (end - start)
                place.take(start, end)
                yield _as_found(place.text, pattern, start, end)


def _as_found(text: str, pattern: ReferencePattern, start: int, end: int) -> Found:
    normalised = normalise_reference(text[start:end])
    return Found(
        kind=pattern.kind,
        start=start,
        end=end,
        normalised=normalised,
        label=_find_context(text, start, pattern.context),
        checked=is_checked(pattern.check, normalised),
    )


def _find_matches(text: str, pattern: ReferencePattern) -> Iterator[tuple[int, int]]:
    """First as configured, then with other or no divider: people write `C 104233` for C-104233."""
    for bare, whole in _compile(pattern.pattern):
        match = bare.search(text)
        while match:
            found = whole.match(text, match.start())
            if found and found.end() > found.start():
                yield found.span()
            start = found.end() if found and found.end() > found.start() else match.start() + 1
            match = bare.search(text, start)


@lru_cache(maxsize=64)
def _compile(pattern: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Each form bare, which is quick to search, and with what must and must not stand around it."""
    forms = dict.fromkeys((pattern, _loosen(pattern)))
    return tuple((re.compile(form, re.I), re.compile(rf"{_BEFORE}(?:{form}){_AFTER}", re.I)) for form in forms)


def _loosen(pattern: str) -> str:
    """Makes each dash of the format a dash, blank, dot, slash or nothing; inside [...] and {...} it stays."""
    pieces: list[str] = []
    is_class = is_escaped = False
    for letter in pattern:
        if letter == "-" and not is_class:
            if is_escaped:
                pieces.pop()
            pieces.append("[-./ ]{0,2}")
        else:
            pieces.append(letter)
            is_class = is_class if is_escaped else (is_class or letter == "[") and letter != "]"
        is_escaped = letter == "\\" and not is_escaped
    return "".join(pieces)


def _find_context(text: str, start: int, words: tuple[str, ...]) -> str:
    """The context word nearest before the match, within reach; none where there are none to stand near."""
    before = text[max(0, start - _REACH - _LONGEST_WORD) : start].lower()
    before = _IDIOM.sub(lambda match: " " * len(match[0]), before)
    nearest = max(((_find_word(before, word.casefold()), word.casefold()) for word in words), default=(-1, ""))
    return nearest[1] if nearest[0] >= max(0, len(before) - _REACH) else ""


def _find_word(before: str, word: str) -> int:
    matches = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", before)
    return max((match.end() for match in matches), default=-1)
