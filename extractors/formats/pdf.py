"""PDF: the text of its pages. The only module that knows pypdfium2; fields, notes and attachments are in pdf_extras."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_text
from extractors.content import Content, Source
from extractors.formats import pdf_extras

_END_MARK = re.compile(rb"%%EOF|startxref")
_TAIL = 4096
_MOST_PAGES = 5000
# Fewer characters than this beside a picture of the whole page are a stamp or a fax header, not its text.
_STAMP = 200
_WHOLE_PAGE = 0.5
# Letters drawn as outlines have hundreds of strokes; a frame or a rule has five.
_DRAWN_LETTERS = 100
_UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08]")
_DEEP = 3
_PAGE_FLOW = re.compile(r"[\f\v]")
_EXTRA_ANNOTATIONS = frozenset(
    {pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_FILEATTACHMENT, pdfium.FPDF_ANNOT_WIDGET}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    text: str
    is_scan: bool
    has_extras: bool


def read_pdf(source: Source) -> Content:
    """Pages, form values, notes and attachments. A page that is only a picture is told from an empty one."""
    try:
        with pypdfium2.PdfDocument(source.content) as document:
            pages = [_read_page(document, number) for number in range(min(len(document), _MOST_PAGES))]
            has_extras = any(page.has_extras for page in pages) or bool(document.get_formtype())
            has_extras = has_extras or document.count_attachments() > 0
            total = len(document)
    except pypdfium2.PdfiumError as error:
        return _read_without_pdfium(source, error)
    extras = pdf_extras.read_extras(source.content) if has_extras else pdf_extras.Extras()
    return _as_content(source, pages, extras, total)


def _as_content(source: Source, pages: list[_Page], extras: pdf_extras.Extras, total: int) -> Content:
    texts = [_join(page.text, extras.pages.get(number, "")) for number, page in enumerate(pages)]
    texts[-1:] = [_join(texts[-1], extras.rest)] if texts else []
    state, reason = _judge(source.content, pages, texts, total)
    if extras.problem and state in {PartState.READ, PartState.EMPTY}:
        state, reason = PartState.NOT_FULLY_READ, extras.problem
    text = "\f".join(texts) if any(text.strip() for text in texts) else ""
    return Content(state=state, reason=reason, text=text, pages=total, children=extras.children)


def _join(text: str, more: str) -> str:
    return f"{text}\n{more}" if text and more else text or more


def _judge(content: bytes, pages: list[_Page], texts: list[str], total: int) -> tuple[PartState, str]:
    scans = [number for number, page in enumerate(pages, 1) if page.is_scan]
    if is_cut_short(content):
        return PartState.DAMAGED, "the file ends before its end mark: it was cut short, something may be missing"
    if scans and len(scans) == len([page for page in pages if page.is_scan or page.text.strip()]):
        return PartState.NEEDS_OCR, f"{_name_pages(scans)} only a picture; its text must be recognised (OCR)"
    if scans:
        return PartState.NOT_FULLY_READ, f"{_name_pages(scans)} only a picture and must be recognised (OCR)"
    if total > len(pages):
        return PartState.NOT_FULLY_READ, f"it has {total} pages; only the first {len(pages)} were read"
    text = "".join(texts)
    if len(_UNMAPPED.findall(text)) > 0.3 * len(text.replace(" ", "")) > 0:
        return PartState.NOT_FULLY_READ, "its letters are stored without their meaning; it must be recognised (OCR)"
    return (PartState.READ, "") if text.strip() else (PartState.EMPTY, "there is no text on its pages")


def is_cut_short(content: bytes) -> bool:
    """Whether the end mark that every whole PDF has is missing."""
    return not _END_MARK.search(content.rstrip(b"\0\r\n\t ")[-_TAIL:])


def _name_pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]} is"
    named = ", ".join(str(number) for number in numbers[:20]) + (" …" if len(numbers) > 20 else "")
    return f"pages {named} are"


def _read_page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return _Page(text="", is_scan=False, has_extras=False)
    try:
        words = page.get_textpage()
        text = _PAGE_FLOW.sub(" ", clean_text(words.get_text_bounded())).replace("\ufffe", "-").strip("\n")
        words.close()
        is_scan = len(text) < _STAMP and _is_picture(page, has_text=bool(text.strip()))
        return _Page(text=text, is_scan=is_scan, has_extras=_has_extras(page))
    finally:
        page.close()


def _is_picture(page: pypdfium2.PdfPage, *, has_text: bool) -> bool:
    """Whether the page is a scan: any picture where there is no text, one of half the page where there is."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    strokes = 0
    for found in page.get_objects(max_depth=_DEEP):
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(found)
            if not has_text or (right - left) * (top - bottom) > _WHOLE_PAGE * area:
                return True
        if found.type == pdfium.FPDF_PAGEOBJ_PATH:
            strokes += max(int(pdfium.FPDFPath_CountSegments(found.raw)), 0)
    return not has_text and strokes >= _DRAWN_LETTERS


def _bounds(found: pypdfium2.PdfObject) -> tuple[float, float, float, float]:
    try:
        left, bottom, right, top = found.get_bounds()
    except pypdfium2.PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return float(left), float(bottom), float(right), float(top)


def _has_extras(page: pypdfium2.PdfPage) -> bool:
    count = pdfium.FPDFPage_GetAnnotCount(page)
    return any(_annotation_kind(page, position) in _EXTRA_ANNOTATIONS for position in range(min(count, 2000)))


def _annotation_kind(page: pypdfium2.PdfPage, position: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, position)
    if not annotation:
        return -1
    kind = int(pdfium.FPDFAnnot_GetSubtype(annotation))
    pdfium.FPDFPage_CloseAnnot(annotation)
    return kind


def _read_without_pdfium(source: Source, error: pypdfium2.PdfiumError) -> Content:
    code = getattr(error, "err_code", None)
    if code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
        return Content(state=PartState.ENCRYPTED, reason="the PDF asks for a password")
    rescued = pdf_extras.read_damaged(source.content)
    if rescued is None:
        return Content(state=PartState.DAMAGED, reason="the PDF is damaged or cut short and cannot be opened")
    return replace(rescued, text=clean_text(rescued.text))
