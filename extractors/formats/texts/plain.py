"""Plain text files, with the files that old programs wrote into them as letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, decode_text
from extractors.content import Child, Content, Damaged, Source
from extractors.formats.mail.decode import decode_uu
from extractors.formats.texts.pgp import MARK, read_pgp_text

_UU_FILE = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,300})\n((?:[ -`][ -`]{1,90}+[a-z]?+[ \t]*+\n)++)(?:[` ]?+[ \t]*+\n)?end[ \t]*$", re.M
)
_YENC = re.compile(r"^=ybegin [^\n]{0,200}\bname=([^\n]{1,300})$", re.M)
_TAG = re.compile(r"<(?:/?[A-Za-z0-9-]{1,60})>")
_PARAMETER = re.compile(r"<param>[^<]{0,2000}</param>", re.I)


def read_plain(source: Source) -> Content:
    """The text; form feeds divide pages. A PGP block in it is said to be locked, a file in it is a part."""
    text = decode_text(source.content, source.charset)
    if "begin " in text or "=ybegin " in text:
        return _read_with_files(text)
    return as_text_content(text)


def as_text_content(text: str) -> Content:
    """A text as content: empty where nothing but white space stands in it. PGP in it is said to be locked."""
    if MARK in text:
        return read_pgp_text(text)
    if not text.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in it")
    pages = text.rstrip("\f\n ").count("\f") + 1
    return Content(text=text, pages=pages if pages > 1 else None)


def _read_with_files(text: str) -> Content:
    files = list(_UU_FILE.finditer(text))
    words = _UU_FILE.sub(lambda match: f"[{clean_line(match[1])}]", text)
    content = replace(as_text_content(words), children=tuple(_list_files(files)))
    foreign = _YENC.search(text)
    if foreign:
        reason = f"the file '{clean_line(foreign[1])}' stands in it as yEnc, which cannot be read"
        return replace(content, state=PartState.NOT_FULLY_READ, reason=reason)
    return content


def _list_files(files: list[re.Match[str]]) -> Iterator[Child]:
    for number, match in enumerate(files, 1):
        yield Child(number=str(number), load=_find_loader(match[2]), name=clean_line(match[1]))


def _find_loader(lines: str) -> Callable[[int], bytes | Damaged]:
    def load(_: int) -> bytes | Damaged:
        content, lost = decode_uu(lines.encode("ascii", "replace"))
        return Damaged(content=content, reason=lost) if lost else content

    return load


def read_enriched(source: Source) -> Content:
    """Text with the marks of RFC 1896: single line ends join lines, `<<` is a letter."""
    text = decode_text(source.content, source.charset).replace("<<", "\x00")
    bare = _TAG.sub("", _PARAMETER.sub("", text)).replace("\x00", "<")
    paragraphs = (" ".join(one.split()) for one in re.split(r"\n{2,}", bare))
    return as_text_content("\n".join(paragraphs))
