"""The MIME parts of a mail, cut out of its own bytes in one way through them (RFC 2045, 2046).

Nothing is parsed into a library's objects and written out again: a part is a stretch of the mail as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.formats.mail.fields import find_parameter, find_token

NESTING = 100
PARTS = 2000
PART_HEADER_BYTES = 256 * 1024

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_BLANK = re.compile(rb"\r?\n")
_ENVELOPE = re.compile(rb">?From (?![ \t]*:)[^\n]*(?:\n|\Z)")
# What stands below a line without a colon makes it the rest of a broken header, and not the first line of the body.
_SURE_FIELD = re.compile(
    rb"(?:[ \t][^\n]*+\n)*+"
    rb"(?:(?:x|content|mime|list|message|return|reply|delivered|received|dkim|auto|in|thread)-[a-z-]{1,60}"
    rb"|from|to|cc|bcc|subject|date|sender|received|references)[ \t]*:",
    re.I,
)
_LONGEST_BOUNDARY = 1000
_MOST_MISSING = 50
_GUESSED_DELIMITER = re.compile(rb"^--([^\s-][^\n]{0,200}?)[ \t\r]*\n(?=Content-[A-Za-z-]{1,40}[ \t]*:)", re.M | re.I)

RawFields = list[tuple[str, bytes]]


class ExcessError(Exception):
    """The mail is built in a way that must not be taken apart; the text says why, for a clerk."""


@dataclass(slots=True, eq=False)
class Entity:
    """A mail or a part of one: its header fields as they stand, the place of its body, the parts within.

    `is_closed` tells of a multipart that its last boundary was there. `stray` are the places of text that stands
    before the first part or behind the last.
    """

    content: bytes
    fields: RawFields
    start: int
    end: int
    kind: str = ""
    content_type: bytes = b""
    parts: list[Entity] = field(default_factory=list)
    is_closed: bool = False
    stray: list[tuple[int, int]] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """The bytes below the header, as they came."""
        return self.content[self.start : self.end]

    @property
    def is_multipart(self) -> bool:
        """Whether it says that it is made of parts."""
        return self.kind.startswith("multipart/")

    def find_raw(self, name: str) -> bytes:
        """The first value of a field (name in lower case), empty where there is none."""
        return next((value for one, value in self.fields if one == name), b"")


def split_mail(content: bytes) -> Entity:
    """The tree of a mail. Raises ExcessError where it is nested too deep or has too many parts."""
    cutter = _Cutter(content)
    cutter.cut()
    return cutter.root


def split_fields(content: bytes, start: int = 0) -> tuple[RawFields, int]:
    """The header fields from a place on, names in lower case, and the place where the body begins."""
    fields: RawFields = []
    envelope = _ENVELOPE.match(content, start)
    place = envelope.end() if envelope else start
    while place < len(content):
        match = _FIELD.match(content, place)
        if match:
            fields.append((match[1].decode("ascii").lower(), match[2]))
            place = match.end()
            continue
        blank = _BLANK.match(content, place)
        if blank:
            return fields, blank.end()
        after = _pass_broken_line(content, place) if fields else 0
        if not after:
            return fields, place
        name, value = fields[-1]
        fields[-1] = (name, value + b" " + content[place:after].strip())
        place = after
    return fields, place


def _pass_broken_line(content: bytes, place: int) -> int:
    """The end of a line that lost its indent when the header was folded; 0 where the body begins here."""
    after = content.find(b"\n", place) + 1
    is_broken = after and not content.startswith(b"--", place) and _SURE_FIELD.match(content, after)
    return after if is_broken else 0


class _Cutter:
    """One way through the delimiter lines, with the multiparts that are open."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: list[Entity] = []
        self._levels: dict[bytes, tuple[int, bool]] = {}
        self._boundaries: list[bytes] = []
        self._late: dict[bytes, Entity] = {}
        self._leaf: Entity | None = None
        self._count = 0
        self._missing = 0
        self.root = self._enter(0, "text/plain")

    def cut(self) -> None:
        """Passes every line that begins with two hyphens; those that are a known boundary divide."""
        content = self._content
        place = max(0, self.root.start - 1)
        while self._open:
            place = content.find(b"\n--", place) + 1
            if not place:
                break
            end = content.find(b"\n", place)
            end = end if end >= 0 else len(content)
            delimiter = content[place : min(end, place + _LONGEST_BOUNDARY)].rstrip()
            after = min(end + 1, len(content))
            # RFC 2046: what stands behind the boundary on its line does not matter.
            known = self._levels.get(delimiter) or self._levels.get(delimiter.split(None, 1)[0])
            if known is not None:
                self._pass_delimiter(place, after, *known)
            elif delimiter in self._late:
                self._pass_late(place, after, self._late[delimiter])
            place = end
        self._end_all(len(content))

    def _pass_delimiter(self, place: int, after: int, level: int, is_last: bool) -> None:
        self._end_at(place, level)
        multipart = self._open[level]
        if is_last:
            multipart.is_closed = True
            multipart.stray.append((after, -1))
            return
        default = "message/rfc822" if multipart.kind == "multipart/digest" else "text/plain"
        multipart.parts.append(self._enter(after, default))

    def _pass_late(self, place: int, after: int, multipart: Entity) -> None:
        """A part of a multipart that another boundary had cut short goes on."""
        if self._leaf is not None:
            self._leaf.end = max(self._leaf.start, _without_line_break(self._content, place))
        multipart.parts.append(self._enter(after, "text/plain"))

    def _enter(self, start: int, default: str) -> Entity:
        self._count += 1
        if self._count > PARTS:
            raise ExcessError(f"it has more than {PARTS} parts")
        entity = _read_entity(self._content, start, default)
        if self._count > 1 and entity.start - start > PART_HEADER_BYTES:
            raise ExcessError("the header of one of its parts is larger than 256 kB")
        self._leaf = entity
        if entity.is_multipart:
            self._open_multipart(entity)
        return entity

    def _open_multipart(self, entity: Entity) -> None:
        boundary = find_parameter(entity.content_type, "boundary").encode("utf-8", "surrogateescape").rstrip()
        if not boundary or b"--" + boundary in self._levels or not self._has_delimiter(entity, boundary):
            boundary = _guess_boundary(self._content, entity.start, self._levels)
        if not boundary:
            return
        if len(self._open) >= NESTING:
            raise ExcessError(f"it is nested more than {NESTING} deep")
        level = len(self._open)
        self._open.append(entity)
        self._boundaries.append(boundary)
        self._levels.setdefault(b"--" + boundary, (level, False))
        self._levels.setdefault(b"--" + boundary + b"--", (level, True))
        entity.stray.append((entity.start, -1))
        self._leaf = None

    def _has_delimiter(self, multipart: Entity, boundary: bytes) -> bool:
        """Whether a declared boundary is used at all; asked only so often, because it may take all of the mail."""
        if self._missing >= _MOST_MISSING or self._content.find(b"--" + boundary, multipart.start) >= 0:
            return True
        self._missing += 1
        return False

    def _end_at(self, place: int, level: int) -> None:
        """Ends what is open above a level: the line break before a delimiter belongs to it."""
        end = _without_line_break(self._content, place)
        while len(self._open) > level + 1:
            self._close(self._open.pop(), end)
        if self._leaf is not None:
            self._leaf.end = max(self._leaf.start, end)
            self._leaf = None
        _end_stray(self._open[level], end)

    def _close(self, multipart: Entity, end: int) -> None:
        multipart.end = max(multipart.start, end)
        _end_stray(multipart, end)
        boundary, level = self._boundaries.pop(), len(self._open)
        if not multipart.is_closed:
            self._late.setdefault(b"--" + boundary, multipart)
        for line in (b"--" + boundary, b"--" + boundary + b"--"):
            if self._levels.get(line, (-1, False))[0] == level:
                del self._levels[line]

    def _end_all(self, end: int) -> None:
        while self._open:
            self._close(self._open.pop(), end)


def _end_stray(multipart: Entity, end: int) -> None:
    if multipart.stray and multipart.stray[-1][1] < 0:
        start = multipart.stray.pop()[0]
        if end > start:
            multipart.stray.append((start, end))


def _read_entity(content: bytes, start: int, default: str) -> Entity:
    fields, body = split_fields(content, start)
    entity = Entity(content=content, fields=fields, start=body, end=len(content))
    entity.content_type = entity.find_raw("content-type")
    kind = find_token(entity.content_type)
    entity.kind = kind if kind.count("/") == 1 else default
    return entity


def _guess_boundary(content: bytes, start: int, known: dict[bytes, tuple[int, bool]]) -> bytes:
    """The first line below that looks like a delimiter and is none of those already known."""
    for match in _GUESSED_DELIMITER.finditer(content, start):
        if b"--" + match[1] not in known:
            return match[1]
        return b""
    return b""


def _without_line_break(content: bytes, place: int) -> int:
    if content[place - 1 : place] == b"\n":
        place -= 2 if content[place - 2 : place] == b"\r\n" else 1
    return place
