"""Tells stored letters from letters whose meaning is lost: fonts without a usable table give other letters than shown.

pdfium knows of most letters whether their meaning is certain; the rest is told by how words of any language look.
"""

from __future__ import annotations

import re
import unicodedata

# Of all letters on a page: a dash or a bullet without meaning is nothing, a word in every second line is.
_UNMAPPED_SHARE = 0.04
_UNMEANT_SHARE = 0.1
_UNMEANT = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0e-\x1f\x80-\x9f]")
_UNMEANT_ASCII = bytes(one for one in range(128) if _UNMEANT.match(chr(one)))
_GLYPH_NAMES = re.compile(r"(?:\(cid:\d+\)|/[A-Za-z]{1,3}\d{1,5}(?=/|\s|$))")
_LATIN_WORD = re.compile(r"(?<![^\W_])[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{4,40}(?![^\W_])")
_SHORTEST, _LONGEST = 4, 40
_ASCII_GAPS = {one: " " for one in range(128) if not chr(one).isalnum()}
_VOWELS = "aeiouy"
_JUDGED = 2000
_ENOUGH_WORDS = 12
_FEWEST_VOWELS = 0.2
_MOST_VOWELS = 0.68
_CLUSTER = re.compile(r"[b-df-hj-np-tv-xz]{6}")
_MOST_CLUSTERS = 0.3
_MOST_ACCENTED = 0.6


def is_unmeant(text: str, unmapped: float) -> bool:
    """Whether the letters are known to be other than shown. `unmapped` is the share that pdfium is unsure of."""
    letters = len(text) - text.count(" ") - text.count("\n")
    return unmapped > _UNMAPPED_SHARE or _count_unmeant(text) > _UNMEANT_SHARE * letters


def _count_unmeant(text: str) -> int:
    if text.isascii():  # the same in a tenth of the time
        return len(text) - len(text.encode("ascii").translate(None, _UNMEANT_ASCII))
    return len(_UNMEANT.findall(text)) if _UNMEANT.search("".join(set(text))) else 0


def is_implausible(text: str) -> bool:
    """Whether the words look like those of no language in Latin letters. Other scripts and numbers are never judged."""
    text = text[:_JUDGED]
    if "/" in text or "(" in text:
        names = len(_GLYPH_NAMES.findall(text))
        if names * 4 > len(text.split()) + 4:
            return True
    words = _list_latin_words(text)
    return len(words) >= _ENOUGH_WORDS and _is_no_language(" ".join(words).casefold(), len(words))


def _list_latin_words(text: str) -> list[str]:
    if not text.isascii():
        return _LATIN_WORD.findall(text)
    # The same as the pattern finds, in a fifth of the time.
    words = text.translate(_ASCII_GAPS).split()
    return [word for word in words if _SHORTEST <= len(word) <= _LONGEST and word.isalpha()]


def _is_no_language(joined: str, count: int) -> bool:
    letters = len(joined) - joined.count(" ")
    accented = len(joined) - len(joined.encode("ascii", "ignore"))
    plain = unicodedata.normalize("NFD", joined) if accented else joined
    vowels = sum(plain.count(vowel) for vowel in _VOWELS) / letters
    is_odd = not _FEWEST_VOWELS <= vowels <= _MOST_VOWELS or accented > _MOST_ACCENTED * letters
    return is_odd or len(_CLUSTER.findall(joined)) > _MOST_CLUSTERS * count
