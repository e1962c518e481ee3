"""The pages of a PDF that must be read from their pixels: rendered one by one, recognised, merged with their text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy

from crmbridge.domain.reader_settings import OcrEngine
from crmbridge.domain.reading import FaxPage, Word
from extractors.content import Source
from extractors.formats.pdf.draft import Draft, Need
from extractors.formats.pdf.garbled import is_implausible
from extractors.formats.pdf.merge import is_agreeing, merge_texts
from extractors.formats.pdf.pages import PdfDocument, PdfPage, load_page
from extractors.formats.pdf.raster import Box, cut_picture, has_no_ink, is_blank, render_page
from extractors.formats.pdf.verdict import Fault, PageReading
from extractors.ocr import Raster, RecognisedPage, recognise_page

# Looking whether a page is blank costs as much as drawing it.
_MOST_GLANCES = 100
# What the engines say of a page that they saw and that has no words.
_WORDLESS = "no word could be recognised"
# The mean of a page. Legible faxes are above 0.7, a script that the engine was not told of is below 0.4.
_UNSURE = 0.5
# Letters that are drawn, not scanned, are recognised surely, or the font shows others than were meant.
_UNSURE_DRAWN = 0.75
_TOO_LARGE = "it is too large to be drawn"


@dataclass(slots=True, kw_only=True)
class Recogniser:
    """Reads the pages of one document that need it. Used once; it counts what it has spent."""

    document: PdfDocument
    source: Source
    glances: int = 0

    def read_pages(self, drafts: Iterable[Draft]) -> list[PageReading]:
        """Every page, in order, as complete as it can be made."""
        return [self._read_page(draft) for draft in drafts]

    def _read_page(self, draft: Draft) -> PageReading:
        stored = PageReading(number=draft.number, text=draft.text)
        if draft.need is Need.NOTHING:
            return stored
        page = load_page(self.document, draft.number - 1) if draft.need is not Need.UNOPENED else None
        if page is None:
            return replace(stored, fault=Fault.UNOPENED)
        try:
            return self._read_pixels(page, draft, stored)
        finally:
            page.close()

    def _read_pixels(self, page: PdfPage, draft: Draft, stored: PageReading) -> PageReading:
        if draft.need is Need.WHOLE and not draft.text.strip() and self._is_blank(page):
            return replace(stored, is_blank=True)
        if self.source.settings.ocr.engine is OcrEngine.OFF:
            return replace(stored, fault=_as_fault(draft, Fault.WAITING))
        if not self.source.allowance.grant_page():
            return replace(stored, fault=Fault.NO_TIME)
        raster = render_page(page, draft.look)
        if raster is None:
            return replace(stored, fault=Fault.FAILED, detail=_TOO_LARGE)
        if draft.need is Need.PICTURES:
            return self._read_pictures(page, draft, raster, stored)
        if not draft.text.strip() and has_no_ink(raster.pixels):
            return replace(stored, is_blank=True)
        return self._read_whole(draft, raster, stored)

    def _is_blank(self, page: PdfPage) -> bool:
        self.glances += 1
        return self.glances <= _MOST_GLANCES and is_blank(page)

    def _read_whole(self, draft: Draft, raster: Raster, stored: PageReading) -> PageReading:
        found = self._recognise(raster, draft.number)
        if found.is_picture and not draft.text.strip():
            return replace(stored, is_blank=True)
        if found.problem and not _is_wordless(found):
            return replace(stored, fault=_as_fault(draft, Fault.FAILED), detail=found.problem)
        if _is_wordless(found):
            return replace(stored, fault=_as_fault(draft, Fault.NO_WORDS))
        if draft.need is Need.WHOLE:
            text, words = merge_texts(draft.text, found.text, found.words)
            return replace(
                stored, text=text, words=words, fax=found.fax, fault=_find_doubt(found, Fault.UNSURE, _UNSURE)
            )
        if draft.need is Need.DOUBTFUL and is_agreeing(draft.text, found.text):
            return stored
        fault = _find_doubt(found, Fault.GARBLED, _UNSURE_DRAWN)
        return replace(stored, text=found.text, words=found.words, fax=found.fax, fault=fault)

    def _read_pictures(self, page: PdfPage, draft: Draft, raster: Raster, stored: PageReading) -> PageReading:
        reading = stored
        for picture in draft.pictures:
            cut = cut_picture(raster, page, picture)
            if cut is None or has_no_ink(cut[0].pixels):
                continue
            found = self._recognise(cut[0], draft.number)
            if _is_wordless(found):
                continue
            if found.problem:
                return replace(reading, fault=Fault.PICTURE, detail=found.problem)
            words = tuple(_move(word, cut[1], raster) for word in found.words)
            text, kept = merge_texts(reading.text, found.text, words)
            fault = reading.fault or _find_doubt(found, Fault.UNSURE, _UNSURE)
            reading = replace(reading, text=text, words=reading.words + kept, fault=fault)
        return reading

    def _recognise(self, raster: Raster, number: int) -> RecognisedPage:
        return recognise_page(raster, number, self.source.settings.ocr)


def _as_fault(draft: Draft, fault: Fault) -> Fault:
    """A page with text of its own is not waiting as a whole."""
    if draft.need in {Need.GARBLED, Need.DOUBTFUL}:
        return Fault.GARBLED
    return Fault.PICTURE if draft.need is Need.PICTURES else fault


def _is_wordless(found: RecognisedPage) -> bool:
    """Whether the engine saw the page and no word on it: a drawing or a photograph."""
    return _WORDLESS in found.problem or not (found.problem or found.text.strip())


def _find_doubt(found: RecognisedPage, fault: Fault, least: float) -> Fault | None:
    """The fault, where what was recognised is no words: a script that the engine does not know, a picture."""
    mean = sum(word.confidence for word in found.words) / len(found.words) if found.words else 1.0
    return fault if mean < least or is_implausible(found.text) else None


def _move(word: Word, box: Box, raster: Raster) -> Word:
    """The place of a word within a picture as a place on the page."""
    height, width = raster.pixels.shape
    scale = numpy.array([box[2] - box[0], box[3] - box[1]]) / (width, height)
    shift = numpy.array([box[0] * 1000 / width, box[1] * 1000 / height])
    left, top = (shift + scale * (word.left, word.top)).round().astype(int)
    right, bottom = (shift + scale * (word.right, word.bottom)).round().astype(int)
    return replace(word, left=int(left), top=int(top), right=int(right), bottom=int(bottom))


def list_fax_pages(pages: Iterable[PageReading]) -> tuple[FaxPage, ...]:
    """The fax header lines that were found, in the order of the pages."""
    return tuple(page.fax for page in pages if page.fax)
