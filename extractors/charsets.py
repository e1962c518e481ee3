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
    "chinesebig5": "big5",
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
_GUESS_FROM = 64 * 1024
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NEWLINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


def decode_text(content: bytes, charset: str = "") -> str:
    """The text, cleaned. A byte order mark beats the declared charset, which beats guessing; never fails."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return clean_text(content[len(mark) :].decode(name, "replace"))
    for name in _candidates(charset):
        text = _try(content, name)
        if text is not None:
            return clean_text(text)
    return clean_text(content.decode(_guess(content), "replace"))


def clean_text(text: str) -> str:
    r"""One kind of line end, no control characters but tab, newline and form feed, no lone surrogates."""
    text = _NEWLINES.sub("\n", text)
    text = _UNWANTED.sub("", text)
    return _SURROGATE.sub("\ufffd", text)


def clean_line(text: str) -> str:
    """The text on one line, runs of white space made one blank: for names, subjects and file names."""
    return " ".join(clean_text(text).split())


def _candidates(charset: str) -> tuple[str, ...]:
    declared = charset.strip().strip("\"'").casefold()
    meant = _MEANT.get(declared, declared)
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


def _guess(content: bytes) -> str:
    if len(content) >= _LONG_ENOUGH_TO_GUESS:
        best = from_bytes(content[:_GUESS_FROM]).best()
        if best is not None:
            return best.encoding
    return "cp1252"


def guess_charset(content: bytes) -> str:
    """The likeliest charset of bytes that nobody labelled; Windows-1252 where they are too few to tell."""
    return _guess(content)
