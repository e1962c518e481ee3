"""yEnc: files that news programs write into a text, byte by byte (yenc.org, draft 1.3)."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from extractors.charsets import clean_line, decode_text

_FILE = re.compile(
    rb"^=ybegin (?P<head>[^\r\n]{1,400}?)\bname=(?P<name>[^\r\n]{1,300})\r?\n"
    rb"(?P<lines>.*?)^=yend\b(?P<end>[^\r\n]{0,200})",
    re.M | re.S,
)
_PART = re.compile(rb"\A=ypart[^\r\n]{0,200}\r?\n")
_ESCAPED = re.compile(rb"=(.)", re.S)
_SIZE = re.compile(rb"\bsize=(\d{1,12})")
_CHECK = re.compile(rb"\bp?crc32=0*([0-9a-fA-F]{1,8})\b")
_TOTAL = re.compile(rb"\btotal=(\d{1,6})|\bpart=(\d{1,6})")
_SHIFTED = bytes((one - 42) % 256 for one in range(256))
_PIECE = "one piece of a file that was sent in several"
_LOST = "some of its bytes are damaged or missing; what is left was read"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedFile:
    """A file within a text: its bytes, and what was lost of them, in words for a clerk; empty where nothing was."""

    name: str
    content: bytes
    lost: str


def split_yenc(content: bytes) -> tuple[bytes, tuple[EncodedFile, ...]]:
    """The text with the name of each file in its place, and the files."""
    files = tuple(_decode(match) for match in _FILE.finditer(content))
    return _FILE.sub(lambda match: b"[" + match["name"].strip() + b"]", content), files


def _decode(match: re.Match[bytes]) -> EncodedFile:
    lines = _PART.sub(b"", match["lines"])
    joined = lines.translate(None, b"\r\n")
    plain = _ESCAPED.sub(lambda one: bytes(((one[1][0] - 64) % 256,)), joined).translate(_SHIFTED)
    return EncodedFile(name=clean_line(decode_text(match["name"])), content=plain, lost=_find_loss(plain, match))


def _find_loss(plain: bytes, match: re.Match[bytes]) -> str:
    if _TOTAL.search(match["head"]):
        return _PIECE
    size, check = _SIZE.search(match["end"]), _CHECK.search(match["end"])
    is_short = size is not None and int(size[1]) != len(plain)
    is_changed = check is not None and int(check[1], 16) != zlib.crc32(plain)
    return _LOST if is_short or is_changed else ""
