"""Header values as people read them: encoded words, raw 8-bit bytes, addresses, dates."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from datetime import datetime, timedelta, timezone
from email.utils import getaddresses, parsedate_tz
from zoneinfo import ZoneInfo

from crmbridge.domain.reading import Party
from extractors.charsets import clean_line, clean_text, decode_text

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_UNENDED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{1,200}\Z")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?[^?\s]{1,60}\?[bBqQ]\?)")
_ADDRESS_BYTES = 256 * 1024
# An item of an address header: a comma ends it, but not within quotations, comments and angle brackets.
_ITEM = re.compile(r'(?:"[^"]*+"|\([^()]*+\)|<[^<>]*+>|[^,;])++')
_ADDRESS = r"[^\s<>,;:()\"\\@=]{1,200}@[^\s<>,;:()\"\\@=\[\]]{1,255}"
_SIMPLE = re.compile(rf'\s*+(?:(?:"([^"\\<>@]*+)"|([^"\\<>@,;:()]*+))\s*+<({_ADDRESS})>|({_ADDRESS}))\s*+(?:,|\Z)')
_BARE_ADDRESS = re.compile(r"[^\s<>,;:\"()]{1,64}@[^\s<>,;:\"()]{1,255}")
_SOUND = re.compile(r'(?:"[^"]*+"|[^\s<>,;:()"@]++)@[^\s<>,;:()"@]++')
# The way a mail shall take (RFC 822), and the kind of address as some programs write it.
_ROUTE = re.compile(r"<\s{0,20}(?:(?:@[^<>:\s]{1,255}:)|(?:smtp|mailto):)", re.I)
_KIND = re.compile(r"\A(?:smtp|mailto):", re.I)
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_AROUND_DOTS = re.compile(r"\s{0,20}([.@])\s{0,20}")
_AROUND_COLONS = re.compile(r"\s{0,20}:\s{0,20}")
_NOT_IN_QUOTATION = re.compile(r"[\\\"()]")
_QUOTATION = re.compile(r'"[^"]*+"|\([^()]*+\)')
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
# `10 Mar 0001`, `Mar 10 10:00:00 0001`: the library takes the years 0 to 99 for short forms of ours.
_NO_YEAR = re.compile(
    rf"\b{_MONTH}[\s,.-]{{1,3}}(?:\d{{1,2}}[\s,]{{1,3}})?(?:\d{{1,2}}:[\d:]{{2,6}}\s{{1,3}})?0\d{{2,3}}\b", re.I
)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE_MESSAGE_ID = re.compile(r"[^<>\s,;]{1,400}@[^<>\s,;]{1,400}")


def as_raw(value: bytes | str, charset: str = "") -> str:
    """A header as it was written, unfolded; 8-bit letters are UTF-8, or else of `charset`, or else Windows-1252."""
    if isinstance(value, str):
        return value
    if value.isascii() and b"\x1b" not in value:
        written = value.decode("ascii")
    else:
        written = _decode_bare(value, charset)
    return written.replace("\r", " ").replace("\n", " ") if "\n" in written or "\r" in written else written


def _decode_bare(value: bytes, charset: str) -> str:
    if b"\x1b$" in value or b"\x1b(" in value:
        return decode_text(value, "iso-2022-jp")
    try:
        return clean_text(value.decode("utf-8"))
    except UnicodeDecodeError:
        return decode_text(value, charset)


def decode_words(value: str) -> str:
    """`=?utf-8?q?Zo=C3=AB?=` -> `Zoë`; words of one charset are joined first, a letter may be cut between them."""
    if "=?" not in value:
        return clean_line(value)
    joined = _BETWEEN_WORDS.sub(r"\1\2", _BETWEEN_WORDS.sub(r"\1\2", value.rstrip()))
    joined += "?=" if _UNENDED.search(joined) else ""
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _WORD.finditer(joined):
        gap = joined[end : match.start()]
        if pending and (gap or match[1].casefold() != charset):
            pieces.append(decode_text(pending, charset))
            pending = b""
        pieces.append(gap)
        charset, end = match[1].casefold().split("*")[0], match.end()
        pending += _decode_word(match[2].lower(), match[3])
    tail = decode_text(pending, charset) if pending else ""
    return clean_line("".join([*pieces, tail, joined[end:]]))


def _decode_word(encoding: str, body: str) -> bytes:
    encoded = body.encode("utf-8", "replace")
    if encoding == "q":
        return quopri.decodestring(encoded, header=True)
    try:
        return base64.b64decode(encoded + b"=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        return encoded


def parse_parties(role: str, values: list[str]) -> tuple[Party, ...]:
    """The parties of a header, in order. An address that is none is kept as a name."""
    if not values:
        return ()
    simple = _list_simple(role, values)
    if simple is not None:
        return simple
    plain = [_ROUTE.sub("<", value[:_ADDRESS_BYTES]) for value in values]
    cut = [_ITEM.sub(lambda item: _quote_name(item[0]), value) for value in plain]
    parties: list[Party] = []
    found = _split_addresses(cut)
    for name, address in found if _is_sound(found, plain) else _split_loosely(plain):
        party = _as_party(role, decode_words(name), decode_words(address))
        if party.name or party.address:
            parties.append(party)
    return tuple(parties)


def _list_simple(role: str, values: list[str]) -> tuple[Party, ...] | None:
    """The parties where all are written in one of the two common ways; None where one is not."""
    parties: list[Party] = []
    for value in values:
        place = 0
        while place < len(value):
            match = _SIMPLE.match(value, place)
            if not match:
                return None
            name, address = match[1] or match[2] or "", match[3] or match[4]
            parties.append(_as_party(role, decode_words(name), address))
            place = match.end()
    return tuple(parties)


def _quote_name(item: str) -> str:
    """`a@b.example <c@d.example>` names one sender, who calls himself `a@b.example`; the library would see two."""
    name, bracket, address = item.rpartition("<")
    is_one = bracket and "<" not in name and "@" in address and address.rstrip().endswith(">")
    if not is_one or "@" not in _QUOTATION.sub("", name):
        return item
    words = " ".join(_NOT_IN_QUOTATION.sub(" ", name).split())
    return f' "{words}" <{address}'


def _split_addresses(values: list[str]) -> list[tuple[str, str]]:
    if not any("@" in value or ":" in value or "<" in value for value in values):
        # A name alone, of which the library would take the first word for an address.
        return [(item.strip(' "'), "") for value in values for item in value.split(",")]
    found = _get_addresses(values)
    if any(address for _, address in found) or not any("@" in value for value in values):
        return found
    # Newer Python refuses the whole header for one bad address: then the addresses are taken one by one.
    return [
        ("", address)
        for value in values
        for address in _BARE_ADDRESS.findall(_AROUND_DOTS.sub(r"\1", _COMMENT.sub("", value)))
    ]


def _is_sound(found: list[tuple[str, str]], values: list[str]) -> bool:
    """Whether the library made addresses of everything that looks like one; it drops what it does not understand."""
    if not all(_SOUND.fullmatch(address) for _, address in found if "@" in address):
        return False
    told = " ".join(f"{name} {address}" for name, address in found)
    return all(one in told for value in values for one in _BARE_ADDRESS.findall(_COMMENT.sub(" ", value)))


def _split_loosely(values: list[str]) -> list[tuple[str, str]]:
    """Item by item: whatever has an @ in it is an address, the other words before it are its name."""
    found: list[tuple[str, str]] = []
    for item in (match[0] for value in values for match in _ITEM.finditer(value)):
        name = ""
        for word in _COMMENT.sub(" ", item).split():
            if "@" in word:
                found.append((name.strip("\"' "), _KIND.sub("", word.strip("<>\"'[]"))))
                name = ""
            else:
                name += f"{word} "
        if name.strip():
            found.append((name.strip("\"'<> "), ""))
    return found


def _get_addresses(values: list[str]) -> list[tuple[str, str]]:
    try:
        return getaddresses(values)
    except (RecursionError, ValueError, IndexError):
        return []  # comments within comments without end


def _as_party(role: str, name: str, address: str) -> Party:
    if "@" not in address:
        return Party(role=role, name=name or address, address="")
    # "smith@example.org" <smith@example.org> names nobody.
    return Party(role=role, name="" if name.casefold() == address.casefold() else name, address=address)


def parse_date(value: str, zone: str) -> datetime | None:
    """An RFC 5322 date, aware, in its own offset; in `zone` where it names none; None where it is none."""
    try:
        found = parsedate_tz(value) or parsedate_tz(_AROUND_COLONS.sub(":", _COMMENT.sub(" ", value)))
        if found is None or not 1970 <= found[0] <= 2200 or _NO_YEAR.search(value):
            return None
        offset = found[9]
        tz = ZoneInfo(zone) if offset is None else timezone(timedelta(seconds=offset))
        return datetime(*found[:6], tzinfo=tz)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def parse_message_ids(values: list[str]) -> tuple[str, ...]:
    """Message-IDs without angle brackets, in order, each once."""
    text = " ".join(values)
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text) or _BARE_MESSAGE_ID.findall(text)))
