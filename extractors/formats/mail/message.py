"""Mails (RFC 822, MIME): the header lines as text, the MIME parts as parts."""

from __future__ import annotations

from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.content import Content, Source
from extractors.formats.mail.fields import find_parameter, find_token
from extractors.formats.mail.gate import as_safe_headers, find_excess
from extractors.formats.mail.head import Headers, read_head, render_head
from extractors.formats.mail.parts import find_children
from extractors.formats.mail.tree import Entity, ExcessError, split_fields, split_mail
from extractors.media_types import HTML
from extractors.sniff_mail import COUNT_LINE

# What a mail and the copies of its parts take of the memory, as a multiple of its size, with room for their readers.
_MEMORY_FACTOR = 16
_MEASURED = 64 * 1024
_PIECE = "one piece of a mail that was sent in several"
_OPEN_END = "the mail ends before the mark that closes it: its last part may be cut short, or others may be missing"


def read_mail(source: Source) -> Content:
    """The header lines as text, the MIME parts as parts. Of what is over the gate, only the header is read."""
    content, is_cut = _cut(_normalise(source.content), source.settings.limits.memory_bytes // _MEMORY_FACTOR)
    excess = find_excess(content)
    if excess:
        return _read_header_only(as_safe_headers(content), source, excess)
    try:
        mail = split_mail(content)
    except ExcessError as error:
        return _read_header_only(content, source, str(error))
    reason = f"it is larger than {len(content):,} bytes; what lies beyond them was not read" if is_cut else _judge(mail)
    state = PartState.NOT_FULLY_READ if reason else PartState.READ
    return replace(_read_page(mail, source), children=find_children(mail), state=state, reason=reason)


def _cut(content: bytes, limit: int) -> tuple[bytes, bool]:
    """As much of the mail as can be taken apart in the memory that there is: its head and its first parts."""
    return (content[:limit], True) if len(content) > limit else (content, False)


def _normalise(content: bytes) -> bytes:
    """Without what stands before the first header, which would make all headers body; with line feeds."""
    content = content.lstrip(b"\xef\xbb\xbf\r\n\t ")
    counted = COUNT_LINE.match(content)
    if counted:
        end = counted.end() + int(counted[0])
        is_told = content[end : end + 100].lstrip().startswith(b"<?xml")
        content = content[counted.end() : end if is_told else len(content)]
    start = content[:_MEASURED]
    if start.count(b"\n") * 20 < start.count(b"\r"):  # an old program ended its lines with CR alone
        return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content


def _judge(mail: Entity) -> str:
    """What is missing of the mail as a whole, in words for a clerk; empty where nothing is."""
    if mail.kind == "message/partial":
        number, total = (find_parameter(mail.content_type, name) for name in ("number", "total"))
        return f"{_PIECE} (piece {number} of {total})" if number and total else _PIECE
    return _OPEN_END if mail.parts and not mail.is_closed and not _ends_with_a_page(mail) else ""


def _ends_with_a_page(mail: Entity) -> bool:
    """Whether the last of several forms of the words is a page that is all there: nothing follows such a one."""
    last = mail
    while last.parts and last.kind == "multipart/alternative":
        last = last.parts[-1]
    return last is not mail and last.kind == HTML and last.body.rstrip()[-7:].lower() == b"</html>"


def _read_page(mail: Entity, source: Source) -> Content:
    headers = Headers(mail.fields, charset=_find_body_charset(mail))
    head = read_head(headers, source.settings, is_report=mail.kind == "multipart/report")
    return render_head(headers, head)


def _find_body_charset(mail: Entity) -> str:
    """What 8-bit letters in the header are likely written in: the charset of the first words below it."""
    while mail.parts:
        mail = mail.parts[0]
    return find_parameter(mail.content_type, "charset") if b"charset" in mail.content_type.lower() else ""


def _read_header_only(content: bytes, source: Source, excess: str) -> Content:
    fields, body = split_fields(content)
    kind = next((find_token(value) for name, value in fields if name == "content-type"), "")
    page = _read_page(Entity(content=content, fields=fields, start=body, end=body, kind=kind), source)
    reason = f"{excess}, more than the reader takes; only sender, recipients, date and subject were read"
    return replace(page, state=PartState.OVER_BUDGET, reason=reason)
