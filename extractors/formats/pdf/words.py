"""The stored text of a PDF page through pdfium, with what pdfium gets wrong in it put right."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from itertools import islice, repeat

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.formats.pdf.pages import PdfDocument, PdfPage, PdfTextPage, load_page

_SAMPLED = 128
_ASKED_ANGLES = 3
_MOST_ASKED = 1000
_DIGITS = re.compile(r"[0-9]+")
_SMALLER = 0.8
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")


def read_stored_text(page: PdfPage) -> tuple[str, float]:
    """The text as pdfium gives it, and the share of its letters that have no certain meaning."""
    try:
        words = _open_upright(page)
    except pypdfium2.PdfiumError:
        return "", 0.0
    try:
        text = _get_text(words)
        count = words.count_chars()
        if len(text) == count:
            text = _part_footnotes(words, _turn_ligatures(words, text))
        return text, _measure_unmapped(words, count)
    finally:
        words.close()


def _open_upright(page: PdfPage) -> PdfTextPage:
    """The text of the page turned so that its letters stand upright: pdfium orders the lines of others backwards."""
    words = page.get_textpage()
    stored = page.get_rotation()
    upright = _find_upright(words)
    if upright in {stored, -1}:
        return words
    words.close()
    page.set_rotation(upright)
    try:
        return page.get_textpage()
    finally:
        page.set_rotation(stored)


def _find_upright(words: PdfTextPage) -> int:
    """The turn, in degrees, in which most letters stand upright; -1 where there are none."""
    count = words.count_chars()
    places = range(0, count, max(count // _ASKED_ANGLES, 1))
    angles = Counter(pdfium.FPDFText_GetCharAngle(words, place) for place in places)
    angle = angles.most_common(1)[0][0] if angles else -1.0
    return -1 if angle < 0 else round(-angle / (math.pi / 2)) % 4 * 90


def _get_text(words: PdfTextPage) -> str:
    # The bounded text runs lines together; the other cannot count letters beyond the basic plane.
    try:
        return str(words.get_text_range())
    except AssertionError:
        return str(words.get_text_bounded()).replace("\x02", "\ufffe")


def _measure_unmapped(words: PdfTextPage, count: int) -> float:
    """Sampled, because asking for every letter costs as much as the text itself."""
    step = max(count // _SAMPLED, 1)
    positions = range(0, count, step)
    # The bare handle, because looking it up in its wrapper takes longer than the question.
    asked = list(map(pdfium.FPDFText_HasUnicodeMapError, repeat(words.raw), positions))
    return asked.count(1) / len(asked) if asked else 0.0


def _turn_ligatures(words: PdfTextPage, text: str) -> str:
    """Lam-alef is one glyph, whose two letters pdfium gives from left to right."""
    return _ALEF_LAM.sub(lambda match: match[0][::-1] if _is_one_glyph(words, match.start()) else match[0], text)


def _is_one_glyph(words: PdfTextPage, position: int) -> bool:
    return _get_box(words, position) == _get_box(words, position + 1)


def _get_box(words: PdfTextPage, position: int) -> tuple[float, ...]:
    sides = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(words, position, *sides)
    return tuple(side.value for side in sides)


def _part_footnotes(words: PdfTextPage, text: str) -> str:
    """A raised footnote mark is no digit of the number before it, nor a letter of the word after it."""
    for match in reversed(list(islice(_DIGITS.finditer(text), _MOST_ASKED))):
        place = _find_mark_end(words, text, *match.span()) or _find_raised(words, text, match.end())
        if place:
            text = f"{text[:place]} {text[place:]}"
    return text


def _find_mark_end(words: PdfTextPage, text: str, start: int, end: int) -> int:
    """Where a word begins after the smaller digits before it; 0 where there are none."""
    is_before_word = end - start <= 2 and text[end : end + 2].isalpha() and not text[start - 1 : start].isalnum()
    return end if is_before_word and len(text) > end + 1 and _is_smaller(words, start, end) else 0


def _find_raised(words: PdfTextPage, text: str, end: int) -> int:
    """Where the one or two smaller digits at the end of a word begin; 0 where there are none.

    Such digits after one or two letters belong to them: CO2, m2.
    """
    if not text[max(end - 3, 0) : end].isalnum() or text[end : end + 1].isalnum():
        return 0
    height = _measure_height(words, end - 1)
    if height >= _SMALLER * _measure_height(words, end - 3):
        return 0
    for place in (end - 1, end - 2):
        before = text[max(place - 3, 0) : place]
        is_word = before[-1:].isdigit() or (len(before) == 3 and before.isalpha())
        if is_word and text[place:end].isdigit() and height < _SMALLER * _measure_height(words, place - 1):
            return place
    return 0


def _is_smaller(words: PdfTextPage, one: int, other: int) -> bool:
    return _measure_height(words, one) < _SMALLER * _measure_height(words, other)


def _measure_height(words: PdfTextPage, position: int) -> float:
    """Of a line in the size of a letter, in points: its font size alone leaves out how the page scales it."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(words.raw, position, box)
    return float(box.top - box.bottom)


def read_appearances(document: PdfDocument, page: PdfPage, number: int) -> str:
    """The text of a page, counted from 0, with all that its fields, stamps and signatures show.

    The page as it is held in memory has these as its own content from then on.
    """
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return ""
    flat = load_page(document, number)
    if flat is None:
        return ""
    try:
        return read_stored_text(flat)[0]
    finally:
        flat.close()
