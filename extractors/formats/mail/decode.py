"""Content-Transfer-Encodings: what decodes is kept, and it is said where bytes were lost on the way."""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_PADDING = re.compile(rb"=+")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} +([^\r\n]{1,300})\r?\n", re.M)
_CHARSET = re.compile(r"(?:utf|iso\d|windows|us?ascii|8bitmime)")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]")

DAMAGED_BASE64 = "some of its base64 is damaged; what could be decoded was read"
DAMAGED_UU = "some of its uuencoded lines are damaged; what could be decoded was read"
UNKNOWN_ENCODING = "its transfer encoding ({}) is not known; it was read as it stands"


def decode_transfer(body: bytes, encoding: str) -> tuple[bytes, str]:
    """The decoded bytes, and what was lost, in words for a clerk; empty where nothing was."""
    name = _NOT_A_LETTER.sub("", encoding.lower())
    if name == "base64":
        return decode_base64(body)
    if name in {"quotedprintable", "quoted", "qp"}:
        return binascii.a2b_qp(_SOFT_BREAK.sub(b"=", body)), ""
    if name in {"xuuencode", "uuencode", "uue", "xuue"}:
        return decode_uu(body)
    # Some programs write a media type or a charset there, and mean none.
    is_meant = "/" in encoding or _CHARSET.match(name)
    is_known = is_meant or name in {"", "7bit", "8bit", "binary", "8bits", "7bits", "none"}
    return body, "" if is_known else UNKNOWN_ENCODING.format(encoding[:40])


def decode_base64(body: bytes) -> tuple[bytes, str]:
    """Base64 with or without line breaks and padding; text that somebody added behind it is kept."""
    joined = body.translate(None, b"\r\n\t \0")
    try:
        return binascii.a2b_base64(joined, strict_mode=True), ""
    except binascii.Error:
        return _decode_damaged_base64(body)


def _decode_damaged_base64(body: bytes) -> tuple[bytes, str]:
    lines = body.splitlines(keepends=True)
    count = next((at for at, line in enumerate(lines) if _is_foreign(line)), len(lines))
    encoded, tail = b"".join(lines[:count]), b"".join(lines[count:])
    if tail and not any(_is_foreign(line) for line in lines[count:]):
        encoded, tail = body, b""
    if _NOT_BASE64.search(tail) and _is_base64(tail):
        encoded, tail = body, b""
    clean = _NOT_BASE64.sub(b"", encoded).translate(None, b"\r\n\t \v\f")
    is_lossy = bool(_NOT_BASE64.search(encoded))
    pieces: list[bytes] = []
    for piece in _PADDING.split(clean):
        is_lossy = is_lossy or len(piece) % 4 == 1
        whole = piece if len(piece) % 4 != 1 else piece[:-1]
        pieces.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(pieces) + (b"\n" + tail if tail.strip() else b""), DAMAGED_BASE64 if is_lossy else ""


def _is_foreign(line: bytes) -> bool:
    """Whether a line is words rather than base64: somebody's footer, or a body that is not encoded at all."""
    words = line.split()
    return (len(words) > 1 and bool(_NOT_BASE64.search(line))) or line.startswith(b"____")


def _is_base64(tail: bytes) -> bool:
    odd = len(_NOT_BASE64.findall(tail))
    return len(tail) > 200 and odd * 50 < len(tail)


def decode_uu(body: bytes) -> tuple[bytes, str]:
    """The bytes of the first uuencoded file in a body, begun or not begun by a `begin` line."""
    begin = _UU_BEGIN.search(body)
    kept: list[bytes] = []
    lost = 0
    for line in body[begin.end() if begin else 0 :].splitlines():
        if line.strip() == b"end":
            break
        decoded = _decode_uu_line(line)
        lost += decoded is None
        kept.append(decoded or b"")
    return b"".join(kept), DAMAGED_UU if lost else ""


def _decode_uu_line(line: bytes) -> bytes | None:
    if not line.strip():
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some programs write more letters than the length at the start of the line needs.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return None
