"""PDF: START HERE. Stored text, then what must be recognised, then fields, notes and files, then the state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.content import Content, Source
from extractors.formats.pdf import extras as pdf_extras
from extractors.formats.pdf.draft import Draft, Need, draft_page
from extractors.formats.pdf.merge import find_new_words
from extractors.formats.pdf.pages import PdfDocument, PdfRefusedError, has_form_or_files, is_xfa, open_pdf
from extractors.formats.pdf.recognise import Recogniser, list_fax_pages
from extractors.formats.pdf.second import read_pages, read_refused
from extractors.formats.pdf.text import join_broken_words
from extractors.formats.pdf.verdict import PageReading, Whole, is_cut_short, judge
from extractors.ocr import join_pages

_MOST_PAGES = 5000
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_FILE = re.compile(rb"/EmbeddedFile\b")
# The cover of a portfolio or of a form in XML: it asks for the program that shows the document.
_ADVERTISEMENT = re.compile(r"\b(?:Adobe|Acrobat)\b")
_LONGEST_ADVERTISEMENT = 2000
_TARGET_HEAD = re.compile(r"^(?:mailto:|tel:|https?://)", re.I)
_TARGET = re.compile(r"(?:mailto|tel|sms|https?|ftp):\S", re.I)
_MOST_LINKS = 200


def read_pdf(source: Source) -> Content:
    """Pages, form values, notes and attachments. A page that is only a picture is told from an empty one."""
    try:
        document = open_pdf(source.content)
    except PdfRefusedError as error:
        return read_refused(source.content, is_refused_as_locked=error.is_locked)
    with document:
        total = len(document)
        drafts = _draft_pages(document, source)
        readings = Recogniser(document=document, source=source).read_pages(drafts)
        has_extras = any(draft.has_extras for draft in drafts) or has_form_or_files(document)
        is_form = is_xfa(document)
    has_extras = has_extras or bool(_FILE.search(source.content))
    extras = pdf_extras.read_extras(source.content) if has_extras else pdf_extras.Extras()
    pages = _drop_advertisement(readings, extras, is_form=is_form)
    return _as_content(source, pages, _list_additions(drafts, pages, extras, is_form=is_form), extras, total)


def _draft_pages(document: PdfDocument, source: Source) -> list[Draft]:
    has_pictures = bool(_PICTURE.search(source.content))
    count = min(len(document), _MOST_PAGES)
    drafts = [draft_page(document, number, has_pictures=has_pictures) for number in range(1, count + 1)]
    texts = join_broken_words([draft.text for draft in drafts])
    drafts = [
        replace(draft, text=text) if text != draft.text else draft for draft, text in zip(drafts, texts, strict=True)
    ]
    wanted = [draft.number for draft in drafts if _is_for_second_engine(draft)]
    found = read_pages(source.content, wanted, len(document)) if wanted else {}
    return [_use_second_engine(draft, found.get(draft.number, "")) for draft in drafts]


def _is_for_second_engine(draft: Draft) -> bool:
    is_silent = not draft.text.strip() and draft.look.has_text_objects
    return draft.need is Need.GARBLED or draft.need is Need.UNOPENED or is_silent


def _use_second_engine(draft: Draft, text: str) -> Draft:
    is_other = bool(text.strip()) and "".join(text.split()) != "".join(draft.text.split())
    need = draft.need if draft.need is Need.UNOPENED else Need.NOTHING
    return replace(draft, text=text, need=need) if is_other else draft


def _drop_advertisement(
    pages: Sequence[PageReading], extras: pdf_extras.Extras, *, is_form: bool
) -> Sequence[PageReading]:
    """The pages without a cover that only says which program shows the document, where the document is here."""
    is_wrapped = (extras.is_portfolio and extras.children) or (is_form and (extras.captions or extras.rest))
    text = "".join(page.text for page in pages)
    if not is_wrapped or len(text) > _LONGEST_ADVERTISEMENT or not _ADVERTISEMENT.search(text):
        return pages
    return [PageReading(number=page.number, is_blank=True) for page in pages]


def _list_additions(
    drafts: Sequence[Draft], pages: Sequence[PageReading], extras: pdf_extras.Extras, *, is_form: bool
) -> list[str]:
    """What is written below the text of each page."""
    additions = [_list_page_additions(draft, page, extras) for draft, page in zip(drafts, pages, strict=True)]
    if additions:
        captions = extras.captions if is_form and not any(page.text.strip() for page in pages) else ""
        additions[-1] += [one for one in (captions, extras.rest) if one]
    return ["\n".join(one) for one in additions]


def _list_page_additions(draft: Draft, page: PageReading, extras: pdf_extras.Extras) -> list[str]:
    noted = extras.pages.get(draft.number - 1, "")
    shown = find_new_words(f"{draft.text}\n{page.text}\n{noted}", draft.shown) if draft.shown else []
    return [*_list_links(draft), *_as_list(noted), *shown]


def _as_list(text: str) -> list[str]:
    return [text] if text else []


def _list_links(draft: Draft) -> list[str]:
    """Where links lead, unless the page says so in its words."""
    shown = "".join(draft.text.split()).casefold()
    links = [link for link in draft.links[:_MOST_LINKS] if _TARGET.match(link)]
    return [f"[link: {link}]" for link in links if _TARGET_HEAD.sub("", link).rstrip("/").casefold() not in shown]


def _as_content(
    source: Source, pages: Sequence[PageReading], additions: Sequence[str], extras: pdf_extras.Extras, total: int
) -> Content:
    texts = ["\n".join(_as_list(page.text) + _as_list(more)) for page, more in zip(pages, additions, strict=True)]
    text, words = join_pages(texts, [page.words for page in pages])
    problems = (extras.problem,) if extras.problem else ()
    whole = Whole(pages=total, is_cut=is_cut_short(source.content), problems=problems, text=text)
    state, reason = judge(pages, whole)
    if state is PartState.EMPTY and extras.children:
        state, reason = PartState.READ, "its pages hold no text; the files inside it are its parts"
    return Content(
        state=state,
        reason=reason,
        text=text if text.strip() else "",
        pages=total,
        children=extras.children,
        words=words,
        fax_pages=list_fax_pages(pages),
    )
