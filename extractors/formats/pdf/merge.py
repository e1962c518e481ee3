"""Stored and recognised words of one page brought together, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from crmbridge.domain.reading import Word

_SAME = 0.8
_MOST_COMPARED = 200
_AGREEING = 0.5
_WORD = 3


def merge_texts(stored: str, recognised: str, words: Sequence[Word]) -> tuple[str, tuple[Word, ...]]:
    """The stored text, then the recognised lines that it does not hold already, with the words of those lines."""
    if not stored.strip():
        return recognised, tuple(words)
    known = [_fold(line) for line in stored.split("\n")]
    shown = "".join(known)
    text = stored
    kept: list[Word] = []
    start = 0
    for line in recognised.split("\n"):
        end = start + len(line)
        if line.strip() and not _is_known(_fold(line), known, shown):
            shift = len(text) + 1 - start
            kept += [
                replace(word, start=word.start + shift, end=word.end + shift)
                for word in words
                if start <= word.start and word.end <= end
            ]
            text = f"{text}\n{line}"
        start = end + 1
    return text, tuple(kept)


def find_new_words(known: str, shown: str) -> list[str]:
    """What is shown line by line and not yet known, word by word; marks and ticks are left out."""
    counts = Counter(map(_fold, known.split()))
    lines: list[str] = []
    for line in shown.split("\n"):
        left: list[str] = []
        for word in line.split():
            folded = _fold(word)
            counts[folded] -= 1
            left += [word] if counts[folded] < 0 else []
        if len(_fold("".join(left))) >= _WORD:
            lines.append(" ".join(left))
    return lines


def is_agreeing(stored: str, recognised: str) -> bool:
    """Whether most longer stored words were also recognised, so that the stored text means what it shows."""
    words = {word for word in map(_fold, stored.split()) if len(word) > 3}
    found = {_fold(word) for word in recognised.split()}
    return len(words & found) > _AGREEING * len(words)


def _is_known(line: str, known: list[str], shown: str) -> bool:
    if not line:
        return False
    if (len(line) > 3 and line in shown) or line in known:
        return True
    return any(
        SequenceMatcher(None, line[:_MOST_COMPARED], one[:_MOST_COMPARED], autojunk=False).ratio() >= _SAME
        for one in known[:_MOST_COMPARED]
        if one and 0.6 < len(one) / len(line) < 1.6
    )


def _fold(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
