"""Structured header fields of MIME (RFC 2045, 2231): the first word, and parameters in every form that is written."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from extractors.charsets import decode_text

_PARAMETER = re.compile(
    rb";[\s;]*([!#$&+.^`{|}~0-9A-Za-z_%'*-]{1,80})\s*=\s*(?:\"((?:[^\"\\]|\\.)*+)\"?|([^;]*+))", re.S
)
_ESCAPED = re.compile(rb"\\(.)", re.S)
_COMMENT = re.compile(rb"\([^()]*\)")
_UNDIVIDED = re.compile(rb"\s+(?=[a-z]{1,20}=)", re.I)
_FOLD = re.compile(rb"\r?\n(?=[ \t])|\r\Z")
_SECTION = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")
_MOST_BYTES = 64 * 1024

Parameters = dict[str, bytes]


def find_token(value: bytes) -> str:
    """The word before the parameters, in lower case: `text/plain`, `attachment`, `base64`."""
    words = _COMMENT.sub(b"", value.split(b";", 1)[0]).replace(b" /", b"/").split()
    return words[0].strip(b"\"'").decode("ascii", "replace").lower() if words else ""


def find_parameter(value: bytes, name: str) -> str:
    """A parameter, put together and decoded as RFC 2231 has it; empty where there is none."""
    if b"=" not in value:
        return ""
    found = _list_parameters(value)
    plain = found.get(name)
    extended = _join_sections(found, name)
    if extended:
        return extended
    return _as_text(plain) if plain is not None else ""


def list_parameters(value: bytes) -> list[tuple[str, str]]:
    """Every parameter as it stands, in order."""
    return [(name, _as_text(one)) for name, one in _list_parameters(value).items()]


@lru_cache(maxsize=16)  # the same field is asked for its boundary, its charset and its name
def _list_parameters(value: bytes) -> Parameters:
    found: Parameters = {}
    unfolded = _FOLD.sub(b"", value[:_MOST_BYTES])
    for match in _PARAMETER.finditer(unfolded if b";" in unfolded else _UNDIVIDED.sub(b";", unfolded)):
        written = match[3].strip() if match[2] is None else _ESCAPED.sub(rb"\1", match[2])
        found.setdefault(match[1].decode("ascii").lower(), written)
    return found


def _join_sections(found: Parameters, name: str) -> str:
    """`name*0*=utf-8''a%20; name*1=b` -> `a b`."""
    sections: dict[int, tuple[bytes, bool]] = {}
    for key, value in found.items():
        match = _SECTION.fullmatch(key)
        if match and match[1] == name:
            sections[int(match[2] or 0)] = (value, match[3] is not None or match[2] is None)
    if not sections:
        return ""
    first, is_encoded = sections[min(sections)]
    charset = b""
    if is_encoded and first.count(b"'") >= 2:
        charset, _, first = first.split(b"'", 2)
        sections[min(sections)] = (first, True)
    joined = b"".join(unquote_to_bytes(one) if encoded else one for _, (one, encoded) in sorted(sections.items()))
    return decode_text(joined, charset.decode("ascii", "replace"))


def _as_text(value: bytes) -> str:
    return value.decode("ascii") if value.isascii() else decode_text(value)
