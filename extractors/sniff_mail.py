"""Tells mails and mailboxes by their header lines, and texts from other bytes."""

from __future__ import annotations

import codecs
import re

from extractors.charsets import is_wide_text

_HEADER = re.compile(rb"([!-9;-~]{1,60})[ \t]{0,20}:")
# Only programs write these; people write the others on memos too.
_MACHINE_HEADERS = frozenset(
    {
        *("received", "return-path", "delivered-to", "message-id", "mime-version", "content-type", "x-mailer"),
        *("dkim-signature", "reply-to", "content-transfer-encoding", "x-original-to", "in-reply-to", "user-agent"),
        *(
            "references",
            "authentication-results",
            "received-spf",
            "arc-seal",
            "precedence",
            "auto-submitted",
            "list-id",
        ),
    }
)
_KNOWN_HEADERS = _MACHINE_HEADERS | {"from", "to", "cc", "bcc", "date", "subject", "sender", "x-priority", "status"}
_FROM_ADDRESS = re.compile(rb"^From[ \t]{0,20}:[^\n]{0,500}@", re.M | re.I)
_MULTIPART = re.compile(rb"Content-Type:\s*multipart/", re.I)
COUNT_LINE = re.compile(rb"\A\d{1,10}[ \t]{0,20}\r?\n(?=[!-9;-~]{1,60}:)")
_MBOX_LINE = re.compile(rb"^From \S{1,300}[^\n]{0,200}?\d{4}[^\n]{0,200}$", re.M)
_ODD_BYTES = bytes(one for one in range(32) if one not in b"\t\n\r\f\x1b\b")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_HEAD_BYTES = 64 * 1024
_LONGEST_HEAD_BYTES = 16 * 1024 * 1024


def is_mbox(content: bytes) -> bool:
    """Whether several mails stand in one file, each after a `From ` line."""
    if not content.startswith(b"From "):
        return False
    starts = (match.end() for match in _MBOX_LINE.finditer(content))
    return sum(1 for end in starts if _HEADER.match(content[end : end + 100].lstrip(b"\n"))) > 1


def cut_head(content: bytes) -> bytes:
    """The start of the content; more of it where that is nothing but header lines, so that From may stand below."""
    start = content[:_HEAD_BYTES]
    whole_lines = _split_head(start)[:-1]
    is_long = len(content) > len(start) and all(_is_header_line(line, at) for at, line in enumerate(whole_lines))
    return content[:_LONGEST_HEAD_BYTES] if is_long else start


def _split_head(start: bytes) -> list[bytes]:
    return COUNT_LINE.sub(b"", start.lstrip(b"\xef\xbb\xbf\r\n")).splitlines()


def _is_header_line(line: bytes, position: int) -> bool:
    is_continued = line[:1] in {b" ", b"\t"} and bool(line.strip())
    return bool(_HEADER.match(line)) or is_continued or (position == 0 and line.startswith(b"From "))


def looks_like_mail(start: bytes, name: str) -> bool:
    """Whether the first lines are the head of a mail. `name` is in lower case."""
    names = _find_header_names(start)
    known = names & _KNOWN_HEADERS
    if _MULTIPART.match(start) or (len(known) >= 2 and _FROM_ADDRESS.search(start.removeprefix(codecs.BOM_UTF8))):
        return True
    if name.endswith((".eml", ".mbox", ".mht", ".mhtml")):
        return bool(known)
    return (len(known) >= 2 and bool(known & _MACHINE_HEADERS)) or {"from", "date", "subject"} <= known


def _find_header_names(start: bytes) -> frozenset[str]:
    """The names of the header lines at the start; a first line that is none makes it no mail."""
    names: set[str] = set()
    for position, line in enumerate(_split_head(start)):
        match = _HEADER.match(line)
        if match:
            names.add(match[1].decode("ascii").casefold())
        elif not _is_header_line(line, position):
            break
    return frozenset(names)


def is_binary_mail(content: bytes, name: str) -> bool:
    """A mail whose parts are not encoded: its header is text all the same."""
    head = _END_OF_HEAD.split(content[:_HEAD_BYTES], maxsplit=1)[0]
    return is_text(head) and looks_like_mail(head, name)


def is_text(content: bytes) -> bool:
    """Whether the first bytes are letters in any charset."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or is_wide_text(content):
        return True
    sample = content[:8192]
    odd = len(sample) - len(sample.translate(None, _ODD_BYTES))
    return odd <= len(sample) * 0.02
