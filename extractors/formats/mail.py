"""Mails (RFC 822, MIME), parsed with the oldest and steadiest policy of the standard library and decoded here."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.generator import BytesGenerator
from email.message import Message

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, decode_text
from extractors.content import Child, Content, Source
from extractors.formats.mail_gate import as_safe_headers, find_excess
from extractors.formats.mail_head import Headers, read_head, render_head
from extractors.formats.mail_words import as_raw, decode_words
from extractors.sniff import HTML, TEXT

_BAD_PARAMETER = (LookupError, ValueError, TypeError, AttributeError)
# PDF, zip and docx, TIFF twice, PNG, JPEG, OLE.
_BASE64_STARTS = (b"JVBERi0", b"UEsDB", b"SUkqA", b"TU0AK", b"iVBORw0", b"/9j/4", b"0M8R4KGx")
# What the parser needs for a mail, as a multiple of its size, with room to spare for the readers of its parts.
_MEMORY_FACTOR = 16
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})


def read_mail(source: Source) -> Content:
    """The header lines as text, the MIME parts as parts. Over the gate only the header is read."""
    content, is_cut = _cut(_strip_envelope(source.content), source.settings.limits.memory_bytes // _MEMORY_FACTOR)
    excess = find_excess(content)
    message = email.message_from_bytes(as_safe_headers(content) if excess else content, policy=email.policy.compat32)
    headers = Headers(message)
    head = read_head(headers, source.settings, is_report=_is_report(message))
    page = replace(render_head(headers, head), channel=Channel.EMAIL)
    if excess:
        reason = f"{excess}, more than the reader takes; only sender, recipients, date and subject were read"
        return replace(page, state=PartState.OVER_BUDGET, reason=reason)
    if message.get_content_type() == "message/partial":
        page = replace(page, state=PartState.NOT_FULLY_READ, reason="one piece of a mail that was sent in several")
    if is_cut:
        reason = f"it is larger than {len(content):,} bytes; what lies beyond them was not read"
        page = replace(page, state=PartState.NOT_FULLY_READ, reason=reason)
    return replace(page, children=_find_children(message))


def _cut(content: bytes, limit: int) -> tuple[bytes, bool]:
    """As much of the mail as can be taken apart in the memory that there is: its head and its first parts."""
    return (content[:limit], True) if len(content) > limit else (content, False)


def _strip_envelope(content: bytes) -> bytes:
    """Without empty lines and marks before the first header, which would make all headers body."""
    return content.lstrip(b"\xef\xbb\xbf\r\n\t ")


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _find_children(message: Message) -> Iterator[Child]:
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        yield from _find_parts(message, "", "")
    else:
        yield _as_child(message, "1", "", is_related=False)


def _find_parts(message: Message, prefix: str, alternative: str) -> Iterator[Child]:
    """The leaves below a multipart, numbered as IMAP numbers them: multiparts count but are not listed."""
    kind = message.get_content_type()
    for position, part in enumerate(_list_payload(message), 1):
        number = f"{prefix}{position}"
        group = alternative or (f"{prefix or 'root'}" if kind == "multipart/alternative" else "")
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            yield from _find_parts(part, f"{number}.", group)
        else:
            yield _as_child(part, number, group, is_related=kind == "multipart/related")


def _list_payload(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _as_child(part: Message, number: str, alternative: str, *, is_related: bool) -> Child:
    # A multipart without its boundary is what is left of it: text.
    declared = TEXT if part.get_content_maintype() == "multipart" else part.get_content_type()
    name = _find_name(part)
    disposition = str(part.get("Content-Disposition", "")).split(";")[0].strip().casefold()
    is_first = not number.replace(".", "").strip("1")
    is_body = (
        declared in {TEXT, HTML} and disposition != "attachment" and (not name or disposition == "inline" or is_first)
    )
    return Child(
        number=number,
        load=_loader(part, is_body=is_body),
        name=name,
        media_type=declared,
        charset=_find_charset(part),
        inline=declared.startswith("image/") and _is_inline(part, disposition, is_related=is_related),
        is_body=is_body or declared in _REPORTS,
        alternative=alternative if is_body else "",
    )


def _is_inline(part: Message, disposition: str, *, is_related: bool) -> bool:
    """Shown within the text: by its own word, or because the page beside it names it by its Content-ID."""
    return disposition == "inline" or (is_related and (disposition != "attachment" or part["Content-ID"] is not None))


def _find_name(part: Message) -> str:
    try:
        return clean_line(decode_words(as_raw(part.get_filename("") or "")))
    except _BAD_PARAMETER:
        return ""


def _find_charset(part: Message) -> str:
    try:
        return part.get_content_charset("") or ""
    except _BAD_PARAMETER:
        return ""


def _loader(part: Message, *, is_body: bool) -> Callable[[int], bytes | Content]:
    if part.get_content_maintype() == "multipart":
        return lambda _: _read_undivided(part)
    return lambda _: _load(part) if is_body else _decode_unlabelled(_load(part))


def _read_undivided(part: Message) -> Content:
    """A multipart in which the parser found no parts: everything is there, but nothing is decoded."""
    payload = part.get_payload(decode=True)
    text = decode_text(payload if isinstance(payload, bytes) else b"", _find_charset(part))
    if not text.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in it")
    reason = "the mail is damaged: its parts cannot be told apart; it was read as one text"
    return Content(state=PartState.NOT_FULLY_READ, reason=reason, text=text)


def _decode_unlabelled(content: bytes) -> bytes:
    """Some programs attach base64 and forget to say so."""
    if not content.lstrip().startswith(_BASE64_STARTS):
        return content
    try:
        joined = b"".join(content.split())
        return base64.b64decode(joined + b"=" * (-len(joined) % 4), validate=True)
    except (binascii.Error, ValueError):
        return content


def _load(part: Message) -> bytes:
    if part.get_content_type() in _REPORTS:
        return _render_report(part)
    if part.get_content_maintype() == "message" and part.is_multipart():
        return _load_message(part)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else _flatten(part)


def _render_report(part: Message) -> bytes:
    blocks = _list_payload(part)
    if not blocks:
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""
    texts = ("\n".join(f"{name}: {as_raw(value)}" for name, value in block.raw_items()) for block in blocks)
    return "\n\n".join(texts).encode("utf-8", "replace")


def _load_message(part: Message) -> bytes:
    inner = _list_payload(part)[0]
    body = inner.get_payload()
    if (
        not inner.keys()
        and isinstance(body, str)
        and str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    ):
        try:
            return base64.b64decode("".join(body.split()))
        except (binascii.Error, ValueError):
            return body.encode("ascii", "surrogateescape")
    return _flatten(inner)


def _flatten(message: Message) -> bytes:
    stream = io.BytesIO()
    try:
        BytesGenerator(stream, mangle_from_=False, maxheaderlen=0, policy=email.policy.compat32).flatten(message)
    except (*_BAD_PARAMETER, UnicodeError):
        return "\n".join(f"{name}: {as_raw(value)}" for name, value in message.raw_items()).encode("utf-8", "replace")
    return stream.getvalue()
