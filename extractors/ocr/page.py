"""Recognises one page: the seam between readers of formats and the engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings
from crmbridge.domain.reading import FaxPage, Word
from extractors.ocr.engines import recognise_best
from extractors.ocr.fax_header import HeaderLine, read_header
from extractors.ocr.fax_line import parse_fax_line
from extractors.ocr.prepare import estimate_dpi
from extractors.ocr.raster import Raster
from extractors.ocr.words import compose

# Below this mean confidence nobody can rely on the words of a page: it is a drawing, a photograph or handwriting.
_LEGIBLE = 0.45
# No paper is as dark as this (0 is black, 255 white): where nothing is seen on it, something may still be there.
_DARK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """What was recognised on one page. `words` count characters in `text`, which has no form feed.

    `problem` says why the page could not be recognised, empty where it was; a page without a word is no problem. A page
    that is hardly legible has a problem and the words that were made of it. `is_picture` marks a photograph or drawing
    on which two engines find no print.
    """

    text: str = ""
    words: tuple[Word, ...] = ()
    fax: FaxPage | None = None
    problem: str = ""
    is_picture: bool = False


def recognise_page(raster: Raster, page: int, settings: OcrSettings) -> RecognisedPage:
    """The words on a page, in reading order. `page` counts from 1."""
    if settings.engine is OcrEngine.OFF:
        return RecognisedPage(problem=f"page {page}: text recognition is switched off")
    if raster.pixels.size == 0:
        return RecognisedPage(problem=f"page {page}: it has no dots")
    try:
        return _recognise(raster, page, settings)
    except (ValueError, TypeError, LookupError, ArithmeticError, AssertionError) as error:
        # A page that the recognition stumbles over is not read; the picture itself is not damaged by that.
        return RecognisedPage(problem=f"page {page}: its text could not be recognised ({type(error).__name__})")


def _recognise(raster: Raster, page: int, settings: OcrSettings) -> RecognisedPage:
    best = recognise_best(raster, settings)
    if not best.problem and not best.words and numpy.median(raster.pixels) < _DARK:
        return RecognisedPage(problem=f"page {page}: it is too dark to tell whether anything stands on it")
    if best.problem:
        return RecognisedPage(problem=f"page {page}: {best.problem}")
    if best.is_picture:
        return RecognisedPage(is_picture=True)
    text, words = compose(best.words, best.placement, page)
    header = _find_header(raster, settings)
    if header is not None:
        text, words = _put_header(header, text, words, page)
    elif not words and best.has_ink:
        return RecognisedPage(problem=f"page {page}: there is print or drawing on it, and no word could be recognised")
    fax = parse_fax_line(header.text).as_fax_page(page, header.text) if header else None
    problem = f"page {page}: it is hardly legible, and its words are uncertain" if _is_hardly_legible(words) else ""
    return RecognisedPage(text=text, words=words, fax=fax, problem=problem)


def _is_hardly_legible(words: Sequence[Word]) -> bool:
    letters = sum(word.end - word.start for word in words)
    return letters > 0 and sum((word.end - word.start) * word.confidence for word in words) < _LEGIBLE * letters


def _find_header(raster: Raster, settings: OcrSettings) -> HeaderLine | None:
    if not raster.is_bilevel:
        return None
    return read_header(raster, estimate_dpi(raster), settings)


def _put_header(header: HeaderLine, text: str, words: tuple[Word, ...], page: int) -> tuple[str, tuple[Word, ...]]:
    """The line as it was read on the raw page, in place of what was read there on the cleaned one."""
    line, line_words = compose([replace(word, line=(0, 0, 0)) for word in header.words], header.placement, page)
    line_words = tuple(_lift(word, header.bottom) for word in line_words)
    lines = [one for one in _list_lines(text, words) if not _is_in_header(one[1], header.bottom)]
    return _stack([(line, line_words, "\n"), *((one, found, gap) for one, found, gap in lines)])


def _lift(word: Word, bottom: int) -> Word:
    """From thousandths of the strip to thousandths of the page."""
    return replace(word, top=round(word.top * bottom / 1000), bottom=max(1, round(word.bottom * bottom / 1000)))


def _list_lines(text: str, words: Sequence[Word]) -> list[tuple[str, tuple[Word, ...], str]]:
    """Each line of the text with its words, counted from its start, and the line feeds behind it."""
    lines: list[tuple[str, tuple[Word, ...], str]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        found = tuple(
            replace(word, start=word.start - start, end=word.end - start) for word in words if start <= word.start < end
        )
        lines.append((line.rstrip("\n"), found, "\n"))
        start = end
    return lines


def _is_in_header(words: Sequence[Word], bottom: int) -> bool:
    return bool(words) and all((word.top + word.bottom) / 2 <= bottom + 4 for word in words)


def _stack(lines: Sequence[tuple[str, tuple[Word, ...], str]]) -> tuple[str, tuple[Word, ...]]:
    pieces: list[str] = []
    moved: list[Word] = []
    start = 0
    for line, words, gap in lines:
        moved += [replace(word, start=word.start + start, end=word.end + start) for word in words]
        pieces.append(line + gap)
        start += len(line) + len(gap)
    return "".join(pieces).rstrip("\n"), tuple(moved)


def join_pages(texts: Sequence[str], words: Sequence[tuple[Word, ...]]) -> tuple[str, tuple[Word, ...]]:
    """The texts of all pages, a form feed between them, and their words counted in that text."""
    moved: list[Word] = []
    start = 0
    for text, found in zip(texts, words, strict=True):
        moved += [replace(word, start=word.start + start, end=word.end + start) for word in found]
        start += len(text) + 1
    return "\f".join(texts), tuple(moved)
