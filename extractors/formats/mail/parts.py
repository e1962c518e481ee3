"""The parts of a mail as a clerk counts them: numbered as IMAP numbers them, decoded, with what was lost of them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, decode_text
from extractors.content import Child, Content, Damaged
from extractors.formats.mail.decode import decode_transfer
from extractors.formats.mail.fields import find_parameter, find_token, list_parameters
from extractors.formats.mail.flowed import unfold_flowed
from extractors.formats.mail.tree import Entity, split_mail
from extractors.formats.mail.words import as_raw, decode_words
from extractors.media_types import HTML, MAIL, TEXT

REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})

# PDF, zip and docx, TIFF twice, PNG, JPEG, OLE.
_BASE64_STARTS = (b"JVBERi0", b"UEsDB", b"SUkqA", b"TU0AK", b"iVBORw0", b"/9j/4", b"0M8R4KGx")
_APPLE_FORK = "application/applefile"
_OTHER_PAGES = frozenset({"text/x-amp-html", "text/watch-html"})
# What mail programs write above the parts for programs without MIME, in all languages.
_STOCK = re.compile(rb"\bmime\b|multi-?\s?part", re.I)
_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]{2}")
_UNDIVIDED = "the mail is damaged: its parts cannot be told apart; it was read as one text"

Load = Callable[[int], "bytes | Content | Damaged"]


def find_children(mail: Entity) -> Iterator[Child]:
    """The leaves of the tree, in order; multiparts count but are not listed."""
    if mail.is_multipart and mail.parts:
        yield from _find_parts(mail, "", "")
    elif mail.is_multipart and _is_encoded(mail):
        yield _as_encoded_multipart(mail)
    else:
        yield _as_child(mail, "1", "", parent="")


def _find_parts(multipart: Entity, prefix: str, alternative: str) -> Iterator[Child]:
    for position, part in enumerate(multipart.parts, 1):
        number = f"{prefix}{position}"
        group = alternative or (f"{prefix or 'root'}" if multipart.kind == "multipart/alternative" else "")
        if part.is_multipart and part.parts:
            yield from _find_parts(part, f"{number}.", group)
        elif part.is_multipart or part.start < part.end or part.fields:
            yield _as_child(part, number, group, parent=multipart.kind)
    yield from _find_stray(multipart, prefix)


def _find_stray(multipart: Entity, prefix: str) -> Iterator[Child]:
    """Text that stands between the parts, which no mail program shows: the footers of lists, what damage left over."""
    number = len(multipart.parts)
    for start, end in multipart.stray:
        text = multipart.content[start:end]
        is_stock = start == multipart.start and len(text) < 1000 and _STOCK.search(text)
        if _WORD.search(text) and not is_stock:
            number += 1
            yield Child(number=f"{prefix}{number}", load=_give(text), name="text outside of the parts", media_type=TEXT)


def _give(content: bytes) -> Load:
    return lambda _: content


def _is_encoded(part: Entity) -> bool:
    return find_token(part.find_raw("content-transfer-encoding")) in {"base64", "quoted-printable"}


def _as_encoded_multipart(part: Entity) -> Child:
    """A multipart that was encoded as a whole, which no standard allows: a mail of its own inside."""

    def load(_: int) -> bytes:
        body, _lost = decode_transfer(part.body, find_token(part.find_raw("content-transfer-encoding")))
        head = b"Content-Type: " + part.content_type.strip() + b"\n\n"
        inner = split_mail(head + body)
        return head + body if inner.parts else body

    return Child(number="1", load=load, media_type=MAIL)


def _as_child(part: Entity, number: str, alternative: str, *, parent: str) -> Child:
    # A multipart without its boundary is what is left of it: text.
    declared = TEXT if part.is_multipart else part.kind
    name = _find_name(part)
    disposition = find_token(part.find_raw("content-disposition"))
    is_first = not number.replace(".", "").strip("1")
    is_body = (
        declared in {TEXT, HTML} and disposition != "attachment" and (not name or disposition == "inline" or is_first)
    )
    return Child(
        number=number,
        load=_find_loader(part, is_body=is_body, alternative=alternative),
        name=name,
        media_type=declared,
        charset=find_parameter(part.content_type, "charset") if b"charset" in part.content_type.lower() else "",
        inline=declared.startswith("image/") and _is_inline(part, disposition, parent),
        is_body=is_body or declared in REPORTS,
        is_minor=declared == _APPLE_FORK,
        alternative=alternative if is_body else "",
    )


def _is_inline(part: Entity, disposition: str, parent: str) -> bool:
    """Shown within the text: by its own word, or because the page beside it names it by its Content-ID."""
    is_named = disposition != "attachment" or bool(part.find_raw("content-id"))
    return disposition == "inline" or (parent == "multipart/related" and is_named)


def _find_name(part: Entity) -> str:
    disposition = part.find_raw("content-disposition")
    name = find_parameter(disposition, "filename") or find_parameter(part.content_type, "name")
    return clean_line(decode_words(as_raw(name))) if name else _find_file_name(part)


def _find_file_name(part: Entity) -> str:
    """The name of a file that only says where it was kept (RFC 2557), as web pages sent by mail do."""
    location = decode_words(as_raw(part.find_raw("content-location")))
    if not location or part.kind.startswith(("text/", "multipart/", "message/")):
        return ""
    return clean_line(re.split(r"[?#]", location)[0].rstrip("/").rpartition("/")[2])


def _find_loader(part: Entity, *, is_body: bool, alternative: str) -> Load:
    if part.is_multipart:
        return lambda _: _read_undivided(part)
    if part.kind == "message/external-body":
        return lambda _: _read_external(part)
    if part.kind in _OTHER_PAGES and alternative:
        reason = "a further form of the words beside it, which mail programs do not show"
        return lambda _: Content(state=PartState.EMPTY, reason=reason)
    return lambda _: _load(part, is_body=is_body)


def _load(part: Entity, *, is_body: bool) -> bytes | Damaged:
    encoding = find_token(part.find_raw("content-transfer-encoding"))
    content, lost = decode_transfer(part.body, encoding)
    if is_body and part.kind == TEXT and b"flowed" in part.content_type.lower():
        content = unfold_flowed(content, find_parameter(part.content_type, "delsp").lower() == "yes")
    if not is_body and not lost:
        content = _decode_unlabelled(content)
    return Damaged(content=content, reason=lost) if lost else content


def _decode_unlabelled(content: bytes) -> bytes:
    """Some programs attach base64 and forget to say so."""
    if not content[:200].lstrip().startswith(_BASE64_STARTS):
        return content
    try:
        joined = b"".join(content.split())
        return base64.b64decode(joined + b"=" * (-len(joined) % 4), validate=True)
    except (binascii.Error, ValueError):
        return content


def _read_undivided(part: Entity) -> Content:
    """A multipart in which no parts were found: everything is there, but nothing is decoded."""
    encoding = find_token(part.find_raw("content-transfer-encoding"))
    text = decode_text(decode_transfer(part.body, encoding)[0], find_parameter(part.content_type, "charset"))
    if not text.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in it")
    return Content(state=PartState.NOT_FULLY_READ, reason=_UNDIVIDED, text=text)


def _read_external(part: Entity) -> Content:
    """An attachment that stayed where it was: the mail only says where."""
    told = [f"{name}: {value}" for name, value in list_parameters(part.content_type)]
    lines = [clean_line(one) for one in (*told, *decode_text(part.body).split("\n"))]
    text = "\n".join(one for one in lines if one)
    return Content(
        state=PartState.NOT_FULLY_READ, reason="its content is not in the mail, only where it is kept", text=text
    )
