"""Recognises one page: the seam between readers of formats and the engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmbridge.domain.reader_settings import OcrSettings
from crmbridge.domain.reading import FaxPage, Word
from extractors.ocr.raster import Raster


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """What was recognised on one page. `words` count characters in `text`, which has no form feed.

    `problem` says why the page could not be recognised, empty where it was; a page without a word is no problem.
    """

    text: str = ""
    words: tuple[Word, ...] = ()
    fax: FaxPage | None = None
    problem: str = ""


def recognise_page(raster: Raster, page: int, settings: OcrSettings) -> RecognisedPage:
    """The words on a page, in reading order. `page` counts from 1."""
    return RecognisedPage(problem=f"page {page}: no text recognition is installed ({settings.engine})")


def join_pages(texts: Sequence[str], words: Sequence[tuple[Word, ...]]) -> tuple[str, tuple[Word, ...]]:
    """The texts of all pages, a form feed between them, and their words counted in that text."""
    moved: list[Word] = []
    start = 0
    for text, found in zip(texts, words, strict=True):
        moved += [replace(word, start=word.start + start, end=word.end + start) for word in found]
        start += len(text) + 1
    return "\f".join(texts), tuple(moved)
