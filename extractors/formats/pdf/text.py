"""The text of a PDF page as a person would write it down: words broken at line ends, ligatures, right-to-left runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from extractors.charsets import clean_text

# pdfium puts this where a hyphen ends a line and the word goes on in the next.
_BREAK = "\ufffe"
_BROKEN_WORD = re.compile(r"(?:(?<!\w)(\w++))?+\ufffe(?:\n\s*)?(\w*)")
_BLANKS = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]")
_SOFT_BREAK = re.compile(r"\u00ad\r?\n")
_LIGATURES = re.compile(r"[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]")
_LOOSE_ACCENT = re.compile(r"([A-Za-z])([\u00a8\u02c6\u02dc\u00b8\u02da])(?=[a-z])")
_ACCENTS = str.maketrans(
    {"\u00a8": "\u0308", "\u02c6": "\u0302", "\u02dc": "\u0303", "\u00b8": "\u0327", "\u02da": "\u030a"}
)
_ACCENT = frozenset(map(chr, _ACCENTS))
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
_LOOSE_MARK = re.compile(r" ([\u064b-\u0652]+)([\u0620-\u064a])")
_GLUED_LATIN = re.compile(r"(?<=[\u0620-\u064a]) ([A-Za-z]+)(?=[\u0620-\u064a])")
_PUNCTUATION = ".,;:!?()[]\"'“”‘’"


def clean_page(text: str) -> str:
    """The text with one kind of line end and blank, without what a person does not see; no form feed in it.

    A hyphen that ends a line stays marked until `join_broken_words` has seen the whole document.
    """
    if "\u00ad" in text:
        text = _SOFT_BREAK.sub(_BREAK, text)
    folded = _BREAK.join(map(_fold, text.split(_BREAK)))
    return "\n".join(map(str.rstrip, folded.split("\n"))).strip("\n")


def _fold(text: str) -> str:
    text = clean_text(text).replace("\f", " ").replace("\v", " ")
    if text.isascii():
        return text
    # Each letter once: looking for what is not there at all would take longer than all the rest.
    letters = "".join(set(text))
    if _BLANKS.search(letters) or _UNSEEN.search(letters):
        text = _UNSEEN.sub("", _BLANKS.sub(" ", text))
    if not _ACCENT.isdisjoint(letters):
        text = _LOOSE_ACCENT.sub(lambda match: match[1] + match[2].translate(_ACCENTS), text)
    if _LIGATURES.search(letters):
        text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = unicodedata.normalize("NFC", text)
    return _set_right_to_left(text) if _ARABIC.search(letters) else text


def _set_right_to_left(text: str) -> str:
    text = _LOOSE_MARK.sub(r"\2\1", text)
    return _GLUED_LATIN.sub(r"\1 ", text)


def join_broken_words(texts: Sequence[str]) -> list[str]:
    """The pages with every word that a line end broke made whole.

    A hyphen stays where the document writes the word with one elsewhere, and beside capitals and digits, where it may
    belong to a number.
    """
    if not any(_BREAK in text for text in texts):
        return list(texts)
    known = {word.strip(_PUNCTUATION).casefold() for text in texts for word in text.split() if "-" in word}
    return [
        _BROKEN_WORD.sub(lambda match: _join(match[1] or "", match[2], known), text) if _BREAK in text else text
        for text in texts
    ]


def _join(left: str, right: str, known: set[str]) -> str:
    hyphenated = f"{left}-{right}"
    if not (left[-1:].islower() and right[:1].islower() and len(left) > 1):
        return hyphenated
    return hyphenated if hyphenated.casefold() in known else left + right
