"""Rich text documents (RTF), also those that hold the HTML they were made from."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.content import Child, Content, Source
from extractors.formats.html.page import read_html
from extractors.formats.office.ole_package import unpack_object
from extractors.formats.rtf.document import Document, Embedded
from extractors.formats.rtf.story import Interpreter
from extractors.formats.texts.plain import as_text_content
from extractors.media_types import HTML

_HIDDEN = "hidden text was left out"
_CUT = "the rich text document is damaged or cut short; what is here could be saved, something may be missing"
_REST = "words stand behind the end of the rich text document; they were not read"


def read_rtf(source: Source) -> Content:
    """Letterhead, body, notes, text boxes, foot and comments; pictures and objects as parts."""
    document = Interpreter().read(source.content)
    children = tuple(_find_children(document))
    content = replace(_read_words(source, document), children=children)
    if not document.is_whole:
        return replace(content, state=PartState.DAMAGED, reason=_CUT)
    if document.has_rest:
        return replace(content, state=PartState.NOT_FULLY_READ, reason=_REST)
    return content


def extract_page(content: bytes) -> tuple[bytes, bool] | None:
    """The HTML page that an RTF body was made from, and whether it is whole; None where it was not made from one."""
    document = Interpreter().read(content)
    if not document.has_page:
        return None
    return _as_page(document), document.is_whole


def _as_page(document: Document) -> bytes:
    whole = "".join(document.page).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.encode("utf-8", "replace")


def _read_words(source: Source, document: Document) -> Content:
    if document.has_page:
        return read_html(replace(source, content=_as_page(document), media_type=HTML, charset="utf-8"))
    content = as_text_content(document.render())
    if document.has_hidden:
        return replace(content, reason=_HIDDEN if content.text else f"{content.reason}; {_HIDDEN}")
    return content


def _find_children(document: Document) -> Iterator[Child]:
    found = [one for one in document.embedded if any(one.pieces)]
    for number, embedded in enumerate(found, 1):
        yield _as_object(number, embedded) if embedded.is_object else _as_picture(number, embedded)


def _as_picture(number: int, embedded: Embedded) -> Child:
    return Child(
        number=str(number),
        name=f"picture{number}{embedded.suffix}",
        load=lambda _: _as_bitmap(embedded.as_bytes()) if embedded.suffix == ".bmp" else embedded.as_bytes(),
        inline=True,
        is_minor=embedded.is_preview,
    )


def _as_bitmap(content: bytes) -> bytes:
    """RTF keeps bitmaps without the header that a file has."""
    size = struct.unpack_from("<I", content)[0] if len(content) >= 40 else 0
    if size != 40:
        return content
    depth, colours = struct.unpack_from("<H", content, 14)[0], struct.unpack_from("<I", content, 32)[0]
    palette = 4 * (colours or (1 << depth if depth <= 8 else 0))
    return b"BM" + struct.pack("<IHHI", len(content) + 14, 0, 0, 14 + 40 + palette) + content


def _as_object(number: int, embedded: Embedded) -> Child:
    written = embedded.as_bytes()
    found = unpack_object(written)
    return Child(
        number=str(number),
        name=found.name if found else "object",
        load=lambda _: found.content if found and found.is_whole else _as_broken(has_content=bool(found)),
    )


def _as_broken(*, has_content: bool) -> Content:
    if has_content:
        return Content(state=PartState.DAMAGED, reason="the object in the document is damaged or cut short")
    return Content(
        state=PartState.UNSUPPORTED, reason="a linked or foreign object, whose content is not in the document"
    )
