"""Bytes to text, whatever the label says. The only module that knows charset-normalizer."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# Names that are written in the wild and that Python does not know, or knows more narrowly than writers meant them.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "chinesebig5": "big5hkscs",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-big5": "big5hkscs",
    "x-gbk": "gb18030",
    "cn-gb": "gb18030",
    "hz-gb-2312": "hz",
    "x-windows-949": "cp949",
    "ksc5601": "cp949",
    "ks_c_5601": "cp949",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso8859-15": "iso-8859-15",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-11": "cp874",
    "iso-8859-9": "cp1254",
    "x-mac-roman": "mac_roman",
    "x-macroman": "mac_roman",
    "cp-850": "cp850",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Guessing on short strings turned a 45-byte Latin-1 header into nonsense.
_LONG_ENOUGH_TO_GUESS = 400
_LEAST_JAPANESE = 5
# One letter in so many may be broken, and the charset is still the declared one.
_SOUND = 8
_WIDE = ("utf-16", "utf16", "utf-32", "utf32", "ucs-2", "unicode")
_NARROW = bytes(range(128))
_WESTERN = "äöüÄÖÜßéèêëàâáçîïíôóòûùúñÉÀÇ–—‘’“”„…•€°§´«»©®·\u00a0".encode("cp1252")
# Letters beyond ASCII are at most one in so many in the languages of western Europe.
_FEW = 6
_GUESS_FROM = 64 * 1024
_CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
_LEAST_WIDE = 8
_PRINTED = bytes([9, 10, 12, 13, *range(32, 127), *range(160, 256)])
_UNWANTED = re.compile(r"[\ufeff\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NEWLINES = re.compile(r"[\u0085\u2028\u2029]")


def decode_text(content: bytes, charset: str = "") -> str:
    """The text, cleaned. A byte order mark beats the declared charset, which beats guessing; never fails."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return clean_text(content[len(mark) :].decode(name, "replace"))
    if not charset and is_wide_text(content):
        return clean_text(content.decode("utf-16-le", "replace"))
    names = _candidates(charset, content)
    for name in names:
        text = _try(content, name)
        if text is not None:
            return clean_text(text)
    return clean_text(_decode_faulty(content, names) or content.decode(_guess(content), "replace"))


def is_wide_text(content: bytes) -> bool:
    """Whether Western letters stand in it with two bytes each (UTF-16) and nothing says so at the start."""
    letters, tops = content[:4096:2], content[1:4096:2]
    is_even = len(letters) >= _LEAST_WIDE and tops.count(0) * 20 >= len(tops) * 19
    return is_even and not letters.translate(None, _PRINTED).strip(b"\x80\x99\x93\x94\x13\x14\x18\x19\x1c\x1d\xac")


def clean_text(text: str) -> str:
    r"""One kind of line end, no control characters but tab, newline and form feed, no lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.encode("ascii").translate(None, _CONTROLS).decode("ascii")
    text = _NEWLINES.sub("\n", text) if _has_any(text, "\u0085\u2028\u2029") else text
    text = _UNWANTED.sub("", text) if _has_any(text, "\ufeff\ufffe\uffff") else text
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:
        encoded = _SURROGATE.sub("\ufffd", text).encode("utf-8")
    return encoded.translate(None, _CONTROLS).decode("utf-8")


def _has_any(text: str, letters: str) -> bool:
    return any(letter in text for letter in letters)


def clean_line(text: str) -> str:
    """The text on one line, runs of white space made one blank: for names, subjects and file names."""
    return " ".join(clean_text(text).split())


def _candidates(charset: str, content: bytes) -> tuple[str, ...]:
    declared = charset.strip().strip("\"'").casefold()
    meant = _MEANT.get(declared, declared)
    if meant.startswith(_WIDE) and b"\0" not in content:
        meant = ""  # every letter of these has a NUL beside it, unless all are far from Latin
    # A body that is valid UTF-8 with 8-bit letters is UTF-8, even where the label says Latin-1.
    return ("utf-8",) if not meant else ("utf-8", "cp1252") if meant == "cp1252" else (meant, "utf-8")


def _try(content: bytes, charset: str) -> str | None:
    try:
        decoded = codecs.lookup(charset)
        return content.decode(charset) if _is_text_codec(decoded) else None
    except (LookupError, ValueError):  # UnicodeError is a ValueError; a name with a NUL raises it too
        return None


def _is_text_codec(codec: codecs.CodecInfo) -> bool:
    # Python also knows `hex`, `zip` and the like, which are no charsets.
    return bool(getattr(codec, "_is_text_encoding", True))


def _decode_faulty(content: bytes, names: tuple[str, ...]) -> str:
    """The text in the declared charset, or in UTF-8, where nearly all letters are sound; empty where they are not."""
    for name in names:
        text = content.decode(name, "replace") if _is_charset(name) else ""
        wide = len(text) - len(text.encode("ascii", "ignore"))
        if text and text.count("\ufffd") * _SOUND < wide:
            return text
    return ""


def _is_charset(name: str) -> bool:
    try:
        return _is_text_codec(codecs.lookup(name))
    except (LookupError, ValueError):
        return False


def _guess(content: bytes) -> str:
    wide = content.translate(None, _NARROW)
    if len(wide) * _FEW < len(content) and not wide.translate(None, _WESTERN):
        return "cp1252"  # German, French or Spanish: guessing would cost a millisecond and say the same
    if len(content) >= _LONG_ENOUGH_TO_GUESS:
        best = from_bytes(content[:_GUESS_FROM]).best()
        if best is not None:
            return best.encoding
    return _find_japanese(content) or "cp1252"


def _find_japanese(content: bytes) -> str:
    """Japanese is full of syllables that bytes of other languages do not make, so that a short text tells."""
    for name in ("cp932", "euc_jp"):
        text = _try(content, name) or ""
        wide = sum(not letter.isascii() for letter in text)
        if wide >= _LEAST_JAPANESE and sum("\u3041" <= letter <= "\u30fe" for letter in text) * 5 >= wide:
            return name
    return ""


def guess_charset(content: bytes) -> str:
    """The likeliest charset of bytes that nobody labelled; Windows-1252 where they are too few to tell."""
    return _guess(content)
