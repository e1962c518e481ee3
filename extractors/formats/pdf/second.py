"""The second engine: pages and files that pdfium does not read, through pypdf, which is slow and reads others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crmbridge.domain.reading import PartState
from extractors.content import Content
from extractors.formats.pdf.garbled import is_implausible, is_unmeant
from extractors.formats.pdf.objects import BROKEN, Entry, Reader, be_quiet, is_locked, open_reader
from extractors.formats.pdf.text import clean_page, join_broken_words
from extractors.formats.pdf.verdict import is_cut_short

_LOCKED = "the PDF asks for a password"
# pypdf needs seconds for a page with more operators than this holds.
_MOST_BYTES = 300_000
_MOST_PAGES = 2000
_MOST_TRIED = 50
_HANDLER = re.compile(rb"/Filter\s*/((?:Adobe\.(?:PubSec|APS|PPK)|Entrust|FOPN|EBX|Microsoft|IRM)[\w.]*)")
_HANDLERS = {
    "Adobe.PubSec": "the PDF is encrypted for the holders of certain certificates (Adobe.PubSec)",
    "Adobe.APS": "the PDF is encrypted by a rights management server (Adobe.APS)",
}


def read_refused(content: bytes, *, is_refused_as_locked: bool) -> Content:
    """A file that pdfium does not open: what can be saved of it, or why nothing can."""
    handler = _find_handler(content)
    if handler:
        return Content(state=PartState.ENCRYPTED, reason=handler)
    with be_quiet():
        try:
            reader = open_reader(content)
            if is_locked(reader):
                return Content(state=PartState.ENCRYPTED, reason=_LOCKED)
            found = _save_pages(reader, content)
        except BROKEN:
            found = None
    if found is None and is_refused_as_locked:
        return Content(state=PartState.ENCRYPTED, reason=_LOCKED)
    return found or Content(state=PartState.DAMAGED, reason="the PDF is damaged or cut short and cannot be opened")


def read_pages(content: bytes, wanted: Iterable[int], total: int) -> dict[int, str]:
    """The text of pages, counted from 1, that the first engine reads wrongly; those that this one reads well."""
    found: dict[int, str] = {}
    with be_quiet():
        try:
            reader = open_reader(content)
            if len(reader.pages) != total:  # one of them leaves pages out, so the numbers mean others
                return {}
            for number in list(wanted)[:_MOST_TRIED]:
                text = clean_page(_extract(reader.pages[number - 1]) or "")
                if _is_good(text):
                    found[number] = join_broken_words([text])[0]
        except BROKEN:
            return found
    return found


def _is_good(text: str) -> bool:
    shown = "".join(text.split())
    letters = sum(1 for letter in shown if letter.isalpha())
    return letters * 2 > len(shown) and not is_unmeant(text, 0.0) and not is_implausible(text)


def _save_pages(reader: Reader, content: bytes) -> Content | None:
    texts: list[str] = []
    missing: list[int] = []
    total = len(reader.pages)
    for number in range(min(total, _MOST_PAGES)):
        text = _extract(reader.pages[number])
        texts.append(clean_page(text or ""))
        missing += [] if text is not None else [number + 1]
    if not any(text.strip() for text in texts):
        return None
    why = "cut short" if is_cut_short(content) else "damaged"
    reason = f"the PDF is {why}; what is here could be saved, something may be missing"
    named = ", ".join(str(number) for number in missing[:20])
    return Content(
        state=PartState.DAMAGED,
        reason=f"{reason}; unread: page {named}" if named else reason,
        text="\f".join(join_broken_words(texts)),
        pages=total,
    )


def _extract(page: Entry) -> str | None:
    """The text of one page; None where it is damaged or too long for this engine."""
    try:
        contents = page.get_contents()  # type: ignore[attr-defined]
        if contents is not None and len(contents.get_data()) > _MOST_BYTES:
            return None
        return str(page.extract_text())  # type: ignore[attr-defined]
    except BROKEN:
        return None


def _find_handler(content: bytes) -> str:
    match = _HANDLER.search(content) if b"/Encrypt" in content else None
    name = match[1].decode("ascii") if match else ""
    return _HANDLERS.get(name, f"the PDF is encrypted in a way that is not known here ({name})") if name else ""
