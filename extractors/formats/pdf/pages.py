"""PDF through pdfium: a file, its pages and what lies on them. Only pdf_words and pdf_raster know pypdfium2 as well."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

_DEEP = 4
_MOST_OBJECTS = 20_000
_MOST_ANNOTATIONS = 2000
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


def look_at(page: PdfPage, *, counts_strokes: bool) -> PageLook:
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
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and counts_strokes:
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
            inner.reverse()
            waiting += zip(inner, map(pdfium.FPDFPageObj_GetType, inner), repeat(depth + 1))


def _list_inner(parent: Any, *, is_page: bool) -> Iterator[Any]:
    count = pdfium.FPDFPage_CountObjects if is_page else pdfium.FPDFFormObj_CountObjects
    get = pdfium.FPDFPage_GetObject if is_page else pdfium.FPDFFormObj_GetObject
    # The bare handle of a page, because looking it up in its wrapper takes longer than the question.
    handle = parent.raw if is_page else parent
    return map(get, repeat(handle), range(min(max(int(count(handle)), 0), _MOST_OBJECTS)))


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
