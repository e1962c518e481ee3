"""Names of zip members, which say their charset badly or not at all."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

_IS_UTF8 = 0x800
_UNICODE_NAME = 0x7075
_JAPANESE_PAIR = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")
_NOT_LETTERS = re.compile(rb"[\x00-\x40\x5b-\x60\x7b-\x7f]")
_WESTERN = ("cp437", "cp1252")


JAPANESE = "cp932"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberName:
    """A name, and the charset that had to be guessed for it; empty where nothing was guessed."""

    text: str
    charset: str = ""


def find_member_name(member: zipfile.ZipInfo) -> MemberName:
    """The name as it was meant: by its Unicode field, as UTF-8, as Shift-JIS, or in a western code page."""
    if member.flag_bits & _IS_UTF8 or member.filename.isascii():
        return MemberName(text=member.filename)
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return MemberName(text=member.filename)
    named = _find_unicode_field(member.extra, raw)
    return MemberName(text=named) if named else _decode(raw)


def _find_unicode_field(extra: bytes, raw: bytes) -> str:
    """The Info-ZIP Unicode path, where it belongs to this very name."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        field = extra[position + 4 : position + 4 + size]
        if kind == _UNICODE_NAME and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
        position += 4 + size
    return ""


def _decode(raw: bytes) -> MemberName:
    for charset in ("utf-8", JAPANESE):
        try:
            if charset == "utf-8" or _is_japanese(raw):
                return MemberName(text=raw.decode(charset), charset=charset)
        except UnicodeDecodeError:
            continue
    return MemberName(text=max((raw.decode(charset, "replace") for charset in _WESTERN), key=_count_letters))


def _is_japanese(raw: bytes) -> bool:
    """Whether most letters are pairs of bytes; in western names single bytes stand between plain letters."""
    paired = sum(len(pair) for pair in _JAPANESE_PAIR.findall(raw))
    stem = raw.rpartition(b".")[0] or raw
    return 2 * paired >= len(_NOT_LETTERS.sub(b"", stem)) and paired > 2


def _count_letters(name: str) -> int:
    return sum(one.isalpha() and "\u00c0" <= one <= "\u024f" for one in name)
