"""Keeps mails with headers without end away from what reads headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

HEADER_BYTES = 1024 * 1024
LINE_BYTES = 64 * 1024

# What is read of a mail that is not parsed.
_TOLD = re.compile(
    rb"(?:from|sender|reply-to|to|cc|subject|date|message-id|references|in-reply-to|received|received-spf|"
    rb"authentication-results|auto-submitted|precedence|list-id|content-type)\s{0,5}:",
    re.I,
)
_ENDS_OF_HEADERS = (b"\n\n", b"\n\r\n", b"\r\r")
_USUAL_BYTES = 32 * 1024


def find_excess(content: bytes) -> str:
    """Why the header must not be read as a whole, in words for a clerk; empty where it may be."""
    block = cut_headers(content)
    if len(block) > HEADER_BYTES:
        return "its header is larger than 1 MB"
    if len(block) > LINE_BYTES and any(len(line) > LINE_BYTES for line in block.splitlines()):
        return "a line of its header is longer than 64 kB"
    return ""


def cut_headers(content: bytes) -> bytes:
    """The header block: everything up to the first empty line."""
    end = _find_end(content[:_USUAL_BYTES])
    end = _find_end(content) if end < 0 else end
    return content if end < 0 else content[:end].removesuffix(b"\r")


def _find_end(content: bytes) -> int:
    """Where the first empty line begins; -1 where there is none."""
    end = -1
    for mark in _ENDS_OF_HEADERS:
        found = content.find(mark) if end < 0 else content.find(mark, 0, end + 1)
        end = found if found >= 0 else end
    return end


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
