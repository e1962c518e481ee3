"""Cuts RTF into its tokens: groups, control words, control symbols, text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|([{}])"
    rb"|([^\\{}\r\n\0]+)"
    rb"|\\([^a-zA-Z])"
    rb"|[\r\n\0]+|\\",
    re.S,
)


class Token(NamedTuple):
    """One token. Of `word` (control word or symbol), `byte`, `brace`, `text` and `binary` one is set."""

    word: bytes = b""
    argument: int | None = None
    byte: int = -1
    brace: bytes = b""
    text: bytes = b""
    binary: bytes = b""


def iter_tokens(content: bytes) -> Iterator[Token]:
    r"""Every token in order. The bytes after \bin are one token, whatever stands in them."""
    position, end = 0, len(content)
    while position < end:
        match = _TOKEN.match(content, position)
        if match is None:
            return
        position = match.end()
        if match[1] == b"bin":
            length = max(0, int(match[2] or 0))
            yield Token(binary=content[position : position + length])
            position += length
        elif match.lastindex:
            yield _as_token(match)


def _as_token(match: re.Match[bytes]) -> Token:
    word, argument, byte, brace, text, symbol = match.groups()
    if text:
        return Token(text=text)
    if word:
        return Token(word=word, argument=None if argument is None else int(argument))
    if byte:
        return Token(byte=int(byte, 16))
    return Token(brace=brace) if brace else Token(word=symbol)
