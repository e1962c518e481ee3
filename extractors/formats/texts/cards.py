"""Appointments (iCalendar, RFC 5545) and visiting cards (vCard, RFC 6350) as lines that a person would read."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from extractors.charsets import clean_line, clean_text, decode_text
from extractors.content import Content, Source
from extractors.formats.texts.plain import as_text_content

_FOLD = re.compile(r"\n[ \t]")
_QP_FOLD = re.compile(r"=\n")
_LINE = re.compile(r"(?:[\w-]{1,40}\.)?([A-Za-z-]{1,40})((?:;(?:\"[^\"]*\"|[^:\"])*)?):(.*)")
_COMMON_NAME = re.compile(r";CN=\"?([^\";:]{1,200})", re.I)
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z?))?")
_ESCAPES = {"n": "\n", "N": "\n"}
_ESCAPED = re.compile(r"\\(.)")
_CALENDAR = {
    "SUMMARY": "Summary",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "LOCATION": "Place",
    "ORGANIZER": "Organiser",
    "ATTENDEE": "Attendee",
    "STATUS": "Status",
    "METHOD": "Method",
    "DESCRIPTION": "Description",
    "COMMENT": "Comment",
    "URL": "Link",
    "UID": "UID",
}
_CARD = {
    "FN": "Name",
    "N": "Full name",
    "ORG": "Organisation",
    "TITLE": "Title",
    "ROLE": "Role",
    "TEL": "Telephone",
    "EMAIL": "E-mail",
    "ADR": "Address",
    "LABEL": "Address",
    "BDAY": "Born",
    "URL": "Link",
    "NOTE": "Note",
}
# Time zones and alarms are for programs.
_SILENT = frozenset({"VTIMEZONE", "VALARM"})


def read_calendar(source: Source) -> Content:
    """What, when, where, who: one line each."""
    return _read(source, _CALENDAR)


def read_card(source: Source) -> Content:
    """Name, firm, numbers, addresses: one line each."""
    return _read(source, _CARD)


def _read(source: Source, labels: dict[str, str]) -> Content:
    text = _FOLD.sub("", decode_text(source.content, source.charset or "utf-8"))
    if "QUOTED-PRINTABLE" in text.upper():
        text = _QP_FOLD.sub("", text)
    return as_text_content("\n".join(_list_lines(text, labels)))


def _list_lines(text: str, labels: dict[str, str]) -> Iterator[str]:
    silent = ""
    for line in text.split("\n"):
        match = _LINE.fullmatch(line)
        name = match[1].upper() if match else ""
        if match and name == "BEGIN" and match[3].strip().upper() in _SILENT:
            silent = match[3].strip().upper()
        elif match and name == "END" and match[3].strip().upper() == silent:
            silent = ""
        elif match and name in labels and not silent:
            yield f"{labels[name]}: {_as_written(name, match[2], match[3])}"


def _as_written(name: str, parameters: str, value: str) -> str:
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = decode_text(quopri.decodestring(value.encode("utf-8", "replace")), "utf-8")
    if name in {"ATTENDEE", "ORGANIZER"}:
        return _as_party(parameters, value)
    time = _TIME.fullmatch(value.strip())
    if time:
        return _as_time(time, parameters)
    if name in {"N", "ADR", "ORG"}:
        value = ", ".join(one for one in re.split(r"(?<!\\);", value) if one.strip())
    return clean_text(_ESCAPED.sub(lambda one: _ESCAPES.get(one[1], one[1]), value)).strip()


def _as_party(parameters: str, value: str) -> str:
    named = _COMMON_NAME.search(parameters)
    address = value.strip().removeprefix("mailto:").removeprefix("MAILTO:")
    return f"{clean_line(named[1])} <{address}>" if named and named[1] != address else address


def _as_time(time: re.Match[str], parameters: str) -> str:
    day = f"{time[1]}-{time[2]}-{time[3]}"
    if not time[4]:
        return day
    zone = re.search(r";TZID=\"?([^\";:]{1,60})", parameters, re.I)
    return f"{day} {time[4]}:{time[5]}{' UTC' if time[7] else f' {zone[1]}' if zone else ''}"
