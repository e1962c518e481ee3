"""Plain text files."""

from __future__ import annotations

from crmbridge.domain.reading import PartState
from extractors.charsets import decode_text
from extractors.content import Content, Source
from extractors.formats.pgp import MARK, read_pgp_text


def read_plain(source: Source) -> Content:
    """The text; form feeds divide pages."""
    text = decode_text(source.content, source.charset)
    return as_text_content(text)


def as_text_content(text: str) -> Content:
    """A text as content: empty where nothing but white space stands in it. PGP in it is said to be locked."""
    if MARK in text:
        return read_pgp_text(text)
    if not text.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in it")
    pages = text.rstrip("\f\n ").count("\f") + 1
    return Content(text=text, pages=pages if pages > 1 else None)
