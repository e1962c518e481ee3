"""Plain text files, with the files that old programs wrote into them as letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, decode_text
from extractors.content import Child, Content, Damaged, Source
from extractors.formats.mail.decode import decode_uu
from extractors.formats.texts.pgp import MARK, read_pgp_text
from extractors.formats.texts.yenc import EncodedFile, split_yenc

_UU_FILE = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,300})\n((?:[ -`][ -`]{1,90}+[a-z]?+[ \t]*+\n)++)(?:[` ]?+[ \t]*+\n)?end[ \t]*$", re.M
)
_YENC = re.compile(r"^=ybegin [^\n]{0,200}\bname=([^\n]{1,300})$", re.M)
_TAG = re.compile(r"<(?:/?[A-Za-z0-9-]{1,60})>")
_PARAMETER = re.compile(r"<param>[^<]{0,2000}</param>", re.I)


def read_plain(source: Source) -> Content:
    """The text; form feeds divide pages. A PGP block in it is said to be locked, a file in it is a part."""
    content, encoded = split_yenc(source.content) if b"=ybegin " in source.content else (source.content, ())
    text = decode_text(content, source.charset)
    if encoded:
        return _name_cut(replace(as_text_content(text), children=tuple(_list_encoded(encoded))))
    if "begin " in text or "=ybegin " in text:
        return _name_cut(_read_with_files(text))
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
    return replace(as_text_content(words), children=tuple(_list_files(files)))


def _name_cut(content: Content) -> Content:
    """Says where a file stands in the text whose end did not come."""
    foreign = _YENC.search(content.text)
    if not foreign:
        return content
    reason = f"the file '{clean_line(foreign[1])}' that stands in it (yEnc) is damaged or cut short"
    return replace(content, state=PartState.NOT_FULLY_READ, reason=reason)


def _list_files(files: list[re.Match[str]]) -> Iterator[Child]:
    for number, match in enumerate(files, 1):
        yield Child(number=str(number), load=_find_loader(match[2]), name=clean_line(match[1]))


def _list_encoded(files: Iterable[EncodedFile]) -> Iterator[Child]:
    for number, file in enumerate(files, 1):
        yield Child(number=str(number), load=_give(file), name=file.name)


def _give(file: EncodedFile) -> Callable[[int], bytes | Damaged]:
    return lambda _: Damaged(content=file.content, reason=file.lost) if file.lost else file.content


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
