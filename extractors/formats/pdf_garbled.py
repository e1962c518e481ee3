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
_GLYPH_NAMES = re.compile(r"(?:\(cid:\d+\)|/[A-Za-z]{1,3}\d{1,5}(?=/|\s|$))")
_LATIN_WORD = re.compile(r"(?<![^\W_])[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{4,40}(?![^\W_])")
_VOWELS = frozenset("aeiouy")
_ENOUGH_WORDS = 12
_FEWEST_VOWELS = 0.2
_MOST_VOWELS = 0.68
_CLUSTER = re.compile(r"[b-df-hj-np-tv-xz]{6}")
_MOST_CLUSTERS = 0.3
_MOST_ACCENTED = 0.6


def is_unmeant(text: str, unmapped: float) -> bool:
    """Whether the letters are known to be other than shown. `unmapped` is the share that pdfium is unsure of."""
    letters = len(text) - text.count(" ") - text.count("\n")
    return unmapped > _UNMAPPED_SHARE or len(_UNMEANT.findall(text)) > _UNMEANT_SHARE * letters


def is_implausible(text: str) -> bool:
    """Whether the words look like those of no language in Latin letters. Other scripts and numbers are never judged."""
    if len(_GLYPH_NAMES.findall(text)) * 4 > len(text.split()) + 4:
        return True
    words = [word.casefold() for word in _LATIN_WORD.findall(text[:4000])]
    if len(words) < _ENOUGH_WORDS:
        return False
    joined = "".join(words)
    accented = sum(1 for letter in joined if letter > "\x7f") / len(joined)
    plain = unicodedata.normalize("NFD", joined)
    letters = [letter for letter in plain if letter.isalpha()]
    vowels = sum(1 for letter in letters if letter in _VOWELS) / len(letters)
    clusters = sum(1 for word in words if _CLUSTER.search(word)) / len(words)
    return not _FEWEST_VOWELS <= vowels <= _MOST_VOWELS or clusters > _MOST_CLUSTERS or accented > _MOST_ACCENTED
