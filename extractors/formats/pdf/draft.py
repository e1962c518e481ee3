"""One PDF page as it is stored: its text, and whether pixels must be read as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from extractors.formats.pdf.garbled import is_implausible, is_unmeant
from extractors.formats.pdf.pages import (
    PageLook,
    PdfDocument,
    Picture,
    load_page,
    look_at,
    read_annotations,
)
from extractors.formats.pdf.text import clean_page
from extractors.formats.pdf.words import read_appearances, read_stored_text

# Fewer letters than this beside a picture of half the page are a stamp or a fax header, not its text.
_STAMP = 200
_HALF_PAGE = 0.5
# A smaller picture is a logo or a signature.
_TELLING_PICTURE = 0.2
_BACKGROUND = 0.8
# Letters drawn as outlines have hundreds of strokes; a frame or a rule has five.
_DRAWN_LETTERS = 100


class Need(Enum):
    """What must be recognised of a page beside its stored text."""

    NOTHING = auto()
    WHOLE = auto()
    PICTURES = auto()
    GARBLED = auto()
    """Its letters are not the ones that are shown."""
    DOUBTFUL = auto()
    """Its words look like those of no language."""
    UNOPENED = auto()
    """The page cannot be opened at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A page before anything is recognised. `number` counts from 1.

    `shown` is its text with all that its fields, stamps and signatures show, where it has any.
    """

    number: int
    text: str = ""
    need: Need = Need.NOTHING
    look: PageLook = field(default_factory=PageLook)
    pictures: tuple[Picture, ...] = ()
    has_extras: bool = False
    links: tuple[str, ...] = ()
    shown: str = ""


def draft_page(document: PdfDocument, number: int, *, has_pictures: bool) -> Draft:
    """The page, counted from 1. `has_pictures` is False where the file holds none, which saves looking for them."""
    page = load_page(document, number - 1)
    if page is None:
        return Draft(number=number, need=Need.UNOPENED)
    try:
        stored, unmapped = read_stored_text(page)
        text = clean_page(stored)
        letters = len("".join(text.split()))
        look = look_at(page, counts_strokes=not letters) if has_pictures or not letters else PageLook()
        pictures = _find_telling_pictures(look)
        has_extras, links = read_annotations(page, document)
        need = _find_need(text, letters, look, pictures) if not is_unmeant(stored, unmapped) else Need.GARBLED
        return Draft(
            number=number,
            text=text,
            need=need,
            look=look if need is not Need.NOTHING else PageLook(),
            pictures=pictures,
            has_extras=has_extras,
            links=links,
            shown=clean_page(read_appearances(document, page, number - 1)) if has_extras else "",
        )
    finally:
        page.close()


def _find_need(text: str, letters: int, look: PageLook, pictures: tuple[Picture, ...]) -> Need:
    if not letters:
        return Need.WHOLE if _shows_something(look) else Need.NOTHING
    if letters < _STAMP and look.covered > _HALF_PAGE and not look.hides_text:
        return Need.WHOLE
    if is_implausible(text):
        return Need.DOUBTFUL
    return Need.PICTURES if pictures else Need.NOTHING


def _shows_something(look: PageLook) -> bool:
    return bool(look.pictures) or look.has_shading or look.has_text_objects or look.strokes >= _DRAWN_LETTERS


def _find_telling_pictures(look: PageLook) -> tuple[Picture, ...]:
    """Pictures large enough to hold words, unless the text of the page is what was recognised on them."""
    if look.hides_text:
        return ()
    return tuple(
        picture
        for picture in look.pictures
        if picture.area > _TELLING_PICTURE * look.area
        and (picture.is_under_text or picture.area < _BACKGROUND * look.area)
    )
