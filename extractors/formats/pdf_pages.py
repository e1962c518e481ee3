"""PDF through pdfium: the stored text of a page and what else lies on it. Only pdf_raster knows pypdfium2 as well."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

_DEEP = 4
_MOST_OBJECTS = 20_000
_MOST_ANNOTATIONS = 2000
_SAMPLED = 128
_ASKED_ANGLES = 3
_EXTRA_ANNOTATIONS = frozenset(
    {
        *(pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_FILEATTACHMENT),
        *(pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_REDACT),
        *(pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_STRIKEOUT),
        *(pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_CARET, pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE),
        *(pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_POLYLINE, pdfium.FPDF_ANNOT_POPUP),
    }
)
_XFA_FORMS = frozenset({pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND})
_LOCKED = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})
_WORD_END = re.compile(r"(?<=\w)\d(?!\w)")
_WORD_START = re.compile(r"(?<!\w)\d{1,2}(?=[^\W\d_]{2})")
_SMALLER = 0.8
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")


PdfDocument: TypeAlias = pypdfium2.PdfDocument
PdfPage: TypeAlias = pypdfium2.PdfPage
PdfTextPage: TypeAlias = pypdfium2.PdfTextPage


class PdfRefusedError(Exception):
    """pdfium does not open the file; `is_locked` where it asks for a password or for a way of unlocking."""

    def __init__(self, *, is_locked: bool) -> None:
        super().__init__("pdfium refuses the file")
        self.is_locked = is_locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture on a page: its box in points from the lower left corner of the page, its pixels across and down."""

    left: float
    bottom: float
    right: float
    top: float
    across: int
    down: int
    is_under_text: bool

    @property
    def area(self) -> float:
        """Square points."""
        return max(self.right - self.left, 0.0) * max(self.top - self.bottom, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """What lies on a page beside its text. `strokes` counts the segments of its drawn paths."""

    pictures: tuple[Picture, ...] = ()
    strokes: int = 0
    has_text_objects: bool = False
    has_shading: bool = False
    hides_text: bool = False
    area: float = 1.0

    @property
    def covered(self) -> float:
        """The share of the page under pictures, 1 at most."""
        return min(sum(picture.area for picture in self.pictures) / self.area, 1.0)


def open_pdf(content: bytes) -> PdfDocument:
    """The open document, to be closed by the caller. Raises PdfRefusedError."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise PdfRefusedError(is_locked=getattr(error, "err_code", None) in _LOCKED) from error


def has_form_or_files(document: PdfDocument) -> bool:
    """Whether the document as a whole has fields or named attachments."""
    return bool(document.get_formtype()) or document.count_attachments() > 0


def is_xfa(document: PdfDocument) -> bool:
    """Whether its form is kept as XML, which its pages may not show."""
    return document.get_formtype() in _XFA_FORMS


def load_page(document: PdfDocument, number: int) -> PdfPage | None:
    """A page, counted from 0; None where it cannot be opened."""
    try:
        return document[number]
    except pypdfium2.PdfiumError:
        return None


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
    asked = [pdfium.FPDFText_HasUnicodeMapError(words, position) == 1 for position in range(0, count, step)]
    return sum(asked) / len(asked) if asked else 0.0


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
    places = [place for match in _WORD_END.finditer(text) if (place := _find_raised(words, text, match.end()))]
    places += [match.end() for match in _WORD_START.finditer(text) if _is_smaller(words, match.start(), match.end())]
    for place in sorted(set(places), reverse=True):
        text = f"{text[:place]} {text[place:]}"
    return text


def _find_raised(words: PdfTextPage, text: str, end: int) -> int:
    """Where the one or two smaller digits at the end of a word begin; 0 where there are none.

    Such digits after one or two letters belong to them: CO2, m2.
    """
    for place in (end - 1, end - 2):
        before = text[max(place - 3, 0) : place]
        is_word = before[-1:].isdigit() or (len(before) == 3 and before.isalpha())
        if is_word and text[place:end].isdigit() and _is_smaller(words, end - 1, place - 1):
            return place
    return 0


def _is_smaller(words: PdfTextPage, one: int, other: int) -> bool:
    first, second = pdfium.FPDFText_GetFontSize(words, one), pdfium.FPDFText_GetFontSize(words, other)
    return bool(0 < first < _SMALLER * second)


def look_at(page: PdfPage) -> PageLook:
    """The pictures and drawings of a page, also those inside its form XObjects."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    pictures: list[Picture] = []
    strokes = 0
    kinds: set[int] = set()
    hidden: list[bool] = []
    for found, kind in _list_objects(page):
        kinds.add(kind)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and len(hidden) < 20:
            hidden.append(pdfium.FPDFTextObj_GetTextRenderMode(found) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(_as_picture(found, page, is_under_text=pdfium.FPDF_PAGEOBJ_TEXT not in kinds))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            strokes += max(int(pdfium.FPDFPath_CountSegments(found)), 0)
    return PageLook(
        pictures=tuple(pictures),
        strokes=strokes,
        has_text_objects=pdfium.FPDF_PAGEOBJ_TEXT in kinds,
        has_shading=pdfium.FPDF_PAGEOBJ_SHADING in kinds,
        hides_text=sum(hidden) * 2 > len(hidden),
        area=area,
    )


def _list_objects(page: PdfPage) -> Iterator[tuple[Any, int]]:
    """Every object with its kind. A form XObject stands before what it holds."""
    waiting: list[tuple[Any, int, int]] = [(page, -1, 0)]
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        parent, kind, depth = waiting.pop()
        if kind >= 0:
            seen += 1
            yield parent, kind
        if kind in {-1, pdfium.FPDF_PAGEOBJ_FORM} and depth < _DEEP:
            inner = [one for one in _list_inner(parent, is_page=kind < 0) if one]
            waiting += [(one, int(pdfium.FPDFPageObj_GetType(one)), depth + 1) for one in reversed(inner)]


def _list_inner(parent: Any, *, is_page: bool) -> Iterator[Any]:
    count = pdfium.FPDFPage_CountObjects if is_page else pdfium.FPDFFormObj_CountObjects
    get = pdfium.FPDFPage_GetObject if is_page else pdfium.FPDFFormObj_GetObject
    return (get(parent, position) for position in range(min(max(int(count(parent)), 0), _MOST_OBJECTS)))


def _as_picture(found: Any, page: PdfPage, *, is_under_text: bool) -> Picture:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(found, *sides):
        sides = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = (float(side.value) for side in sides)
    box = page.get_bbox()
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(found, across, down)
    return Picture(
        left=max(left, box[0]),
        bottom=max(bottom, box[1]),
        right=min(right, box[2]),
        top=min(top, box[3]),
        across=int(across.value),
        down=int(down.value),
        is_under_text=is_under_text,
    )


def read_annotations(page: PdfPage, document: PdfDocument) -> tuple[bool, tuple[str, ...]]:
    """Whether the page has fields or notes, and the addresses that its links lead to."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)
    has_extras = False
    links: dict[str, None] = {}
    for position in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(page, position)
        if not annotation:
            continue
        kind = int(pdfium.FPDFAnnot_GetSubtype(annotation))
        has_extras = has_extras or kind in _EXTRA_ANNOTATIONS
        if kind == pdfium.FPDF_ANNOT_LINK:
            links[_get_target(annotation, document)] = None
        pdfium.FPDFPage_CloseAnnot(annotation)
    return has_extras, tuple(link for link in links if link)


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


def _get_target(annotation: Any, document: PdfDocument) -> str:
    link = pdfium.FPDFAnnot_GetLink(annotation)
    action = pdfium.FPDFLink_GetAction(link) if link else None
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    length = int(pdfium.FPDFAction_GetURIPath(document, action, None, 0))
    if not 1 < length <= 2048:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.value.decode("utf-8", "replace")
