"""The code pages of messages from before Unicode: which one a message was written in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from extractors.charsets import guess_charset

_CODECS = {
    709: "iso-8859-6",
    936: "gb18030",
    1200: "utf-16-le",
    1201: "utf-16-be",
    1361: "johab",
    10000: "mac-roman",
    10006: "mac-greek",
    10007: "mac-cyrillic",
    10029: "mac-latin2",
    20127: "cp1252",
    20866: "koi8-r",
    20932: "euc_jp",
    20936: "gb18030",
    20949: "cp949",
    21866: "koi8-u",
    28591: "cp1252",
    38598: "iso-8859-8",
    50220: "iso2022_jp",
    50221: "iso2022_jp",
    50222: "iso2022_jp",
    50225: "iso2022_kr",
    51932: "euc_jp",
    51936: "gb18030",
    51949: "cp949",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
# What a Windows machine keeps in a message that travels in these.
_ANSI = {
    **{50220: 932, 50221: 932, 50222: 932, 51932: 932, 20932: 932, 50225: 949, 51949: 949, 20949: 949},
    **{51936: 936, 52936: 936, 54936: 936, 20936: 936, 20866: 1251, 21866: 1251, 28592: 1250, 28594: 1257},
    **{28595: 1251, 28596: 1256, 28597: 1253, 28598: 1255, 38598: 1255, 28599: 1254, 28605: 1252},
}
_SEVERAL_BYTES = frozenset({932, 936, 949, 950, 1361})
# Primary language of a Windows locale -> code page; all others are Western.
_LANGUAGES = {
    **dict.fromkeys((0x05, 0x0E, 0x15, 0x18, 0x1A, 0x1B, 0x1C, 0x24), 1250),
    **dict.fromkeys((0x02, 0x19, 0x22, 0x23, 0x2F, 0x3F, 0x40, 0x44, 0x50), 1251),
    **dict.fromkeys((0x1F, 0x2C, 0x43), 1254),
    **dict.fromkeys((0x01, 0x20, 0x29), 1256),
    **dict.fromkeys((0x25, 0x26, 0x27), 1257),
    **{0x08: 1253, 0x0D: 1255, 0x2A: 1258, 0x1E: 874, 0x11: 932, 0x12: 949, 0x04: 936},
}
# Kana and Hangul, and how much of the letters beyond ASCII they must be.
_OWN_LETTERS = (
    ("cp932", re.compile("[\u3041-\u30fe]"), 0.3),
    ("cp949", re.compile("[\uac00-\ud7a3]"), 0.9),
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ENOUGH_LETTERS = 6
_TRADITIONAL_CHINESE = frozenset({0x0404, 0x0C04, 0x1404})


def find_codec(code_page: int) -> str:
    """Python's name for a Windows code page number; empty where there is none."""
    name = _CODECS.get(code_page) or (
        f"iso-8859-{code_page - 28590}" if 28591 <= code_page <= 28605 else f"cp{code_page}"
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def find_locale_page(locale: int) -> int:
    """The code page of a Windows locale; 0 where it names none."""
    if locale in _TRADITIONAL_CHINESE:
        return 950
    return _LANGUAGES.get(locale & 0x3FF, 1252) if locale & 0x3FF else 0


def choose_charset(strings: Iterable[bytes], code_pages: Iterable[int]) -> str:
    """The charset of all strings of a message together: the first code page claimed anywhere that fits every one.

    One string alone would be too short to tell. Code pages with letters of several bytes go first: they fit only what
    was written in them, while the Western one fits nearly everything.
    """
    joined = b"\n".join(one for one in strings if not one.isascii())
    if not joined:
        return "cp1252"
    pages = [_ANSI.get(page, page) for page in code_pages if page and page not in {1200, 1201, 20127, 28591}]
    ordered = sorted(dict.fromkeys([65001, *pages]), key=lambda page: page not in {65001, *_SEVERAL_BYTES})
    for page in ordered:
        name = find_codec(page)
        if name and _fits(joined, name):
            return name
    return _guess_by_script(joined) or guess_charset(joined)


def _guess_by_script(joined: bytes) -> str:
    """The code page whose own letters, which no other script has, make up enough of the text; empty where none does."""
    for name, letters, share in _OWN_LETTERS:
        if _fits(joined, name):
            foreign = _NOT_ASCII.findall(joined.decode(name))
            own = sum(1 for one in foreign if letters.match(one))
            if own >= max(_ENOUGH_LETTERS, share * len(foreign)):
                return name
    return ""


def _fits(joined: bytes, name: str) -> bool:
    try:
        joined.decode(name)
    except ValueError:
        return False
    return True
