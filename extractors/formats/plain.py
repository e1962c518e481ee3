"""Plain text files."""

from __future__ import annotations

from crmbridge.domain.reading import PartState
from extractors.charsets import decode_text
from extractors.content import Content, Source

_PGP = "-----BEGIN PGP MESSAGE-----"


def read_plain(source: Source) -> Content:
    """The text; form feeds divide pages. A PGP block in it is said to be locked."""
    text = decode_text(source.content, source.charset)
    if _PGP in text:
        return Content(state=PartState.ENCRYPTED, reason="encrypted with PGP", text=text)
    return as_text_content(text)


def as_text_content(text: str) -> Content:
    """A text as content: empty where nothing but white space stands in it."""
    if not text.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in it")
    pages = text.rstrip("\f\n ").count("\f") + 1
    return Content(text=text, pages=pages if pages > 1 else None)
