"""Keeps mails away from the parser that would hang it: headers without end, nesting without bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator

HEADER_BYTES = 1024 * 1024
LINE_BYTES = 64 * 1024
NESTING = 100
PARTS = 2000

# RFC 2231 lets a boundary come encoded or in pieces; the first piece is enough to count it.
_BOUNDARY = re.compile(rb"boundary(?:\*\d{0,4}\*?)?\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.I)
# The parser goes into every kind of message but this one, which it reads line by line.
_MESSAGE = re.compile(rb"^content-type\s{0,20}:\s{0,200}message/(?!delivery-status)", re.M | re.I)
# With the lines that continue it: tens of thousands of parameters stall the parser on however many lines they stand.
_PART_HEADER = re.compile(rb"^Content-[A-Za-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.M | re.I)
# What is read of a mail that is not parsed.
_TOLD = re.compile(
    rb"(?:from|sender|reply-to|to|cc|subject|date|message-id|references|in-reply-to|received|received-spf|"
    rb"authentication-results|auto-submitted|precedence|list-id|content-type)\s{0,5}:",
    re.I,
)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")


def find_excess(content: bytes) -> str:
    """Why the mail must not be parsed, in words for a clerk; empty where it may be."""
    block = cut_headers(content)
    if len(block) > HEADER_BYTES:
        return "its header is larger than 1 MB"
    if any(len(line) > LINE_BYTES for line in block.splitlines()) or _has_long_part_header(content):
        return "a line of its header is longer than 64 kB"
    boundaries = {quoted or bare for quoted, bare in _BOUNDARY.findall(content)}
    if max(len(boundaries), len(_MESSAGE.findall(content)), content.lower().count(b"message/rfc822")) > NESTING:
        return f"it is nested more than {NESTING} deep"
    if sum(content.count(b"\n--" + one) for one in boundaries) > PARTS:
        return f"it has more than {PARTS} parts"
    return ""


def _has_long_part_header(content: bytes) -> bool:
    return any(header.end() - header.start() > LINE_BYTES for header in _PART_HEADER.finditer(content))


def cut_headers(content: bytes) -> bytes:
    """The header block: everything up to the first empty line."""
    end = _END_OF_HEADERS.search(content)
    return content[: end.start()] if end else content


def as_safe_headers(content: bytes) -> bytes:
    """The telling lines of the header block, up to a megabyte, without those too long: all that is read of the mail."""
    return b"\n".join(_iter_told_lines(cut_headers(content))) + b"\n\n"


def _iter_told_lines(block: bytes) -> Iterator[bytes]:
    is_told, size = False, 0
    for line in block.splitlines():
        if line[:1] not in {b" ", b"\t"}:
            is_told = bool(_TOLD.match(line)) and len(line) <= LINE_BYTES
        size += len(line) if is_told else 0
        if size > HEADER_BYTES:
            return
        if is_told and len(line) <= LINE_BYTES:
            yield line
