"""Two engines read the same lines: where they agree the words are surer, where they differ the likelier reading stands.

A word on which they differ keeps a low confidence, whatever either of them claims, so that a person can see the doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import product

from extractors.ocr.found import Box, FoundWord
from extractors.ocr.likely import find_oddity, fold_accents
from extractors.ocr.words import list_lines

LineKey = tuple[int, int, int]

# A word that the engines read differently is never surer than this.
DISPUTED = 0.5
_MOST_CHOICES = 7
_OF_CONFIDENCE = 0.5
_LOSING, _GUESSING = 0.3, 0.5
_LEAST_NEW_LETTERS = 3
_SURE_LINE = 0.8
_DIVIDERS = "._-"
_COMMA = re.compile(r"(?<=\w),(?=\w)")


def merge_lines(words: Sequence[FoundWord], second: Mapping[LineKey, FoundWord]) -> tuple[FoundWord, ...]:
    """The words of one engine, after another read those of their lines that stand in `second` as one text each."""
    merged: list[FoundWord] = []
    for found in list_lines(words):
        other = second.get(found[0].line)
        merged += found if other is None else _merge_line(found, other)
    return tuple(merged)


def _merge_line(words: list[FoundWord], other: FoundWord) -> list[FoundWord]:
    tokens = fold_accents(other.text).split()
    merged: list[FoundWord] = []
    for mine, theirs in _pair([word.text for word in words], tokens):
        own = [words[place] for place in mine]
        read = " ".join(tokens[place] for place in theirs)
        merged += _settle(own, read, other) if own else _add_missed(read, other, merged)
    return merged


def _pair(mine: Sequence[str], theirs: Sequence[str]) -> Iterable[tuple[list[int], list[int]]]:
    """Which words stand at the same place: groups of positions in both, in reading order."""
    one, other = " ".join(mine), " ".join(theirs)
    own_places, other_places = _number_letters(mine), _number_letters(theirs)
    groups: list[tuple[list[int], list[int]]] = []
    links = sorted(
        {
            (own_places[block.a + step], other_places[block.b + step])
            for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
            for step in range(block.size)
            if one[block.a + step] != " "
        }
    )
    for left, right in links:
        if groups and (left in groups[-1][0] or right in groups[-1][1]):
            groups[-1][0].extend([left] if left not in groups[-1][0] else [])
            groups[-1][1].extend([right] if right not in groups[-1][1] else [])
        else:
            groups.append(([left], [right]))
    return _add_unpaired(groups, len(mine), len(theirs))


def _number_letters(words: Sequence[str]) -> list[int]:
    """For each character of the words joined by spaces the number of its word."""
    return [place for place, word in enumerate(words) for _ in range(len(word) + 1)]


def _add_unpaired(
    groups: list[tuple[list[int], list[int]]], mine: int, theirs: int
) -> list[tuple[list[int], list[int]]]:
    whole: list[tuple[list[int], list[int]]] = []
    left = right = 0
    for own, others in [*groups, ([mine], [theirs])]:
        skipped = list(range(left, own[0])), list(range(right, others[0]))
        if all(skipped) or skipped[0]:
            whole.append(skipped)
        elif skipped[1]:
            whole.append(([], skipped[1]))
        left, right = own[-1] + 1, others[-1] + 1
        whole.append((own, others))
    return whole[:-1]


def _settle(own: list[FoundWord], read: str, other: FoundWord) -> list[FoundWord]:
    """The words of one place, as they most likely are."""
    mine = " ".join(word.text for word in own)
    if "@" in mine or "@" in read:
        # Nobody writes a comma inside an address: it is a dot with a speck at its foot.
        own = [replace(word, text=_mend_commas(word.text)) for word in own]
        mine, read = " ".join(word.text for word in own), _mend_commas(read)
    sure = min(word.confidence for word in own)
    if mine == read:
        return [replace(word, confidence=1 - (1 - word.confidence) * (1 - other.confidence)) for word in own]
    if not read:
        return [replace(word, confidence=min(word.confidence, DISPUTED)) for word in own if _has_letters(word.text)]
    chosen = choose_reading(mine, read, sure, other.confidence)
    doubt = min(DISPUTED, max(sure, other.confidence))
    others = tuple(one for one in dict.fromkeys((mine, read)) if one != chosen)
    if chosen == mine:
        return _note([replace(word, confidence=min(word.confidence, doubt)) for word in own], others)
    return _note(_spread(chosen, own, doubt), others)


def _note(words: list[FoundWord], others: tuple[str, ...]) -> list[FoundWord]:
    """The words of one place with what else was read there, the whole of it at the first of them."""
    rest = ("",) * len(others)
    return [replace(word, alternatives=rest if place else others) for place, word in enumerate(words)]


def _mend_commas(text: str) -> str:
    return _COMMA.sub(".", text)


def _has_letters(text: str) -> bool:
    return any(one.isalnum() for one in text)


def choose_reading(one: str, other: str, sure: float, other_sure: float) -> str:
    """The likeliest of two readings and of what lies between them, letter by letter; the first where they are equal."""
    parts: list[list[tuple[str, float]]]
    found = _list_choices(one, other)
    if sum(len(part) - 1 for part in found) > _MOST_CHOICES:
        parts = [[(one, 1 - sure), (other, 1 - other_sure)]]
    else:
        costs = (1 - sure, 1 - other_sure)
        marks = _DIVIDERS if "@" in one and "@" in other else ""
        parts = [_price(part, costs, marks) for part in found]
    readings = (("".join(text for text, _ in chosen), sum(cost for _, cost in chosen)) for chosen in product(*parts))
    return min(readings, key=lambda reading: find_oddity(reading[0]) + _OF_CONFIDENCE * reading[1])[0]


def _list_choices(one: str, other: str) -> list[list[tuple[str, int]]]:
    """What both read, and where they differ what each read, with the number of the reader."""
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [[(one[a:b], 0)] if kind == "equal" else [(one[a:b], 0), (other[c:d], 1)] for kind, a, b, c, d in changes]


def _price(part: list[tuple[str, int]], costs: tuple[float, float], marks: str) -> list[tuple[str, float]]:
    if len(part) == 1:
        return [(part[0][0], 0.0)]
    weighed = _weigh(part[0][0], part[1][0], costs, marks)
    return [(text, weighed[which]) for text, which in part]


def _weigh(first: str, second: str, costs: tuple[float, float], marks: str) -> tuple[float, float]:
    """The second engine leaves letters and `marks` out and mistakes small letters for each other and for large ones."""
    loses = _count_signs(second, marks) < _count_signs(first, marks)
    guesses = (first.islower() and second.islower()) or first.casefold() == second.casefold()
    return costs[0], costs[1] + (_LOSING if loses else 0.0) + (_GUESSING if guesses else 0.0)


def _count_signs(text: str, marks: str) -> int:
    return sum(one.isalnum() or one in marks for one in text)


def _spread(text: str, own: list[FoundWord], confidence: float) -> list[FoundWord]:
    """Words in the box of those whose place they take, as wide as their letters."""
    left, top = min(word.box[0] for word in own), min(word.box[1] for word in own)
    right, bottom = max(word.box[2] for word in own), max(word.box[3] for word in own)
    tokens = text.split()
    step = (right - left) / max(1, len(" ".join(tokens)))
    words: list[FoundWord] = []
    start = 0
    for token in tokens:
        box: Box = (round(left + start * step), top, round(left + (start + len(token)) * step), bottom)
        words.append(replace(own[0], text=token, box=box, confidence=confidence))
        start += len(token) + 1
    return words


def _add_missed(read: str, other: FoundWord, before: list[FoundWord]) -> list[FoundWord]:
    """What only the second engine saw, behind the words before it."""
    letters = sum(1 for one in read if one.isalnum())
    if letters < _LEAST_NEW_LETTERS or other.confidence < _SURE_LINE or not before:
        return []
    last = before[-1]
    width = (last.box[2] - last.box[0]) / max(1, len(last.text))
    right = min(other.box[2], round(last.box[2] + width * (len(read) + 1)))
    placed = replace(last, box=(last.box[2], last.box[1], max(right, last.box[2] + 1), last.box[3]))
    return _spread(read, [placed], DISPUTED)
