"""Submissions of web forms and exports of calls: JSON and CSV, by the fields that the configuration names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmbridge.domain.communication import Channel
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PartState, Party, TimeSource
from extractors.charsets import clean_line, clean_text, decode_text
from extractors.content import Child, Content, Head, Mark, Source, Span
from extractors.dates import parse_moment
from extractors.formats.texts.plain import as_text_content
from extractors.media_types import TEXT

Row = Mapping[str, str]

# The names that forms give to what we look for, the likeliest first; used where the configuration names none.
_OBVIOUS: dict[str, tuple[str, ...]] = {
    "occurred_at": (
        "occurred_at",
        "submitted_at",
        "received_at",
        "created_at",
        "timestamp",
        "sent_at",
        "datetime",
        "date_time",
        "submitted",
        "date",
        "start",
        "time",
    ),
    "sender_name": (
        "sender_name",
        "full_name",
        "fullname",
        "customer_name",
        "client_name",
        "contact_name",
        "your_name",
        "name",
        "caller",
        "from_name",
        "from",
    ),
    "sender_email": ("sender_email", "email", "e-mail", "email_address", "from_email", "mail", "your_email"),
    "client_number": ("client_number", "client_no", "customer_number", "customer_no", "membership_number", "client"),
    "text": ("text", "message", "body", "comments", "comment", "note", "notes", "content", "description", "enquiry"),
    "key": ("key", "submission_id", "sid", "uniqueid", "id", "number"),
}
_SUBJECT = ("subject", "topic", "reason")
_MOST_ROWS_NAMED = 10
_LONGEST_CELL = 16 * 1024 * 1024


def read_json_submission(source: Source) -> Content:
    """One object, or a list of them."""
    found = json.loads(decode_text(source.content, source.charset))
    rows = found if isinstance(found, list) else [found]
    good = [_as_row(row) for row in rows if isinstance(row, dict)]
    bad = [f"entry {number}" for number, row in enumerate(rows, 1) if not isinstance(row, dict)]
    return _as_content(source, good, bad)


def _list_lines(text: str) -> list[list[str]]:
    former = csv.field_size_limit(_LONGEST_CELL)  # one limit for the whole process, so it is given back
    try:
        return list(csv.reader(io.StringIO(text, newline=""), _find_dialect(text), strict=True))
    finally:
        csv.field_size_limit(former)


def read_csv_submission(source: Source) -> Content:
    """A header line and one row for each submission. A row with too many or too few cells is named as bad."""
    text = decode_text(source.content, source.charset)
    try:
        lines = _list_lines(text)
    except csv.Error:
        return replace(
            as_text_content(text), state=PartState.DAMAGED, reason="the table is damaged; it was read as text"
        )
    rows = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    if len(rows) < 2:
        return as_text_content(text)
    header = [clean_line(cell) for cell in rows[0][1]]
    good = [dict(zip(header, line, strict=True)) for _, line in rows[1:] if len(line) == len(header)]
    bad = [f"row {number}" for number, line in rows[1:] if len(line) != len(header)]
    return _as_content(source, good, bad)


def _find_dialect(text: str) -> type[csv.Dialect]:
    first = text.lstrip().split("\n", 1)[0]
    found = max(",;\t|", key=first.count)

    class _Dialect(csv.excel):
        delimiter = found

    return _Dialect


def _as_row(row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """An object with objects inside as one row: `{"from": {"name": …}}` has the field `from.name`."""
    flat: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict) and prefix.count(".") < 5:
            flat |= _as_row(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = _as_cell(value)
    return flat


def _as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _as_content(source: Source, rows: list[dict[str, str]], bad: list[str]) -> Content:
    read = [_read_row(row, source) for row in rows]
    if len(read) == 1 and not bad:
        return replace(read[0], channel=Channel.FORM)
    children = tuple(
        Child(number=str(number), load=_given(content), name=f"row {number}", media_type=TEXT, is_body=True)
        for number, content in enumerate(read, 1)
    )
    if bad:
        named = ", ".join(bad[:_MOST_ROWS_NAMED]) + (" …" if len(bad) > _MOST_ROWS_NAMED else "")
        reason = f"{len(bad)} of {len(bad) + len(read)} rows could not be read: {named}"
        return Content(state=PartState.NOT_FULLY_READ, reason=reason, channel=Channel.FORM, children=children)
    return Content(state=PartState.EMPTY, channel=Channel.FORM, children=children)


def _given(content: Content) -> Any:
    return lambda _: content


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Which field of a row is what, by the reader's name for it."""

    names: Mapping[str, str]

    def find(self, row: Row, role: str) -> str:
        return row.get(self.names.get(role, ""), "").strip()


def _find_columns(row: Row, fields: Sequence[tuple[str, str]]) -> _Columns:
    by_folded = {_fold(name): name for name in row}
    names = {role: field for role, field in fields if field in row}
    for role, obvious in _OBVIOUS.items():
        found = next((by_folded[one] for one in obvious if one in by_folded), "")
        if role not in names and found and found not in names.values():
            names[role] = found
    return _Columns(names=names)


def _fold(name: str) -> str:
    return clean_line(name).casefold().replace(" ", "_")


def _read_row(row: Row, source: Source) -> Content:
    columns = _find_columns(row, source.fields)
    text, spans, marks = _render(row, columns)
    if not text.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in it")
    written = columns.find(row, "occurred_at")
    moment = parse_moment(written, timezone=source.settings.timezone, country=source.settings.country)
    name, address = clean_line(columns.find(row, "sender_name")), clean_line(columns.find(row, "sender_email"))
    by_folded = {_fold(one): value for one, value in row.items()}
    head = Head(
        sender=Party(role="from", name=name, address=address) if name or address else None,
        occurred_at=moment,
        occurred_at_source=TimeSource.FORM_FIELD if moment else TimeSource.UNKNOWN,
        subject=clean_line(next((by_folded[one] for one in _SUBJECT if by_folded.get(one)), "")),
        key=clean_line(columns.find(row, "key")),
    )
    reason = "" if moment or not written else "the time of the submission could not be understood"
    return Content(text=text, reason=reason, head=head, spans=spans, marks=marks)


def _render(row: Row, columns: _Columns) -> tuple[str, tuple[Span, ...], tuple[Mark, ...]]:
    """The fields as lines, the message last, each with its zone; the named ones are identifiers by themselves."""
    text = ""
    spans: list[Span] = []
    marks: list[Mark] = []
    roles = {name: role for role, name in columns.names.items()}
    for name, value in _order_fields(row, columns):
        role = roles.get(name, "")
        start = len(text)
        text += f"{clean_line(name)}: "
        written = clean_text(value).strip() if role == "text" else clean_line(value)
        place = len(text)
        text += f"{written}\n"
        spans.append(Span(start=start, end=len(text), zone=None if role == "occurred_at" else _zone(role)))
        marks.extend(_find_mark(role, place, written))
    return text.rstrip("\n"), tuple(spans), tuple(marks)


def _zone(role: str) -> Zone:
    return Zone.BODY if role == "text" else Zone.FIELD


def _find_mark(role: str, place: int, written: str) -> Iterator[Mark]:
    kind = {"sender_name": "name", "client_number": "reference"}.get(role)
    if kind and written:
        label = role.replace("_", " ")
        yield Mark(kind=kind, start=place, end=place + len(written), zone=Zone.FIELD, label=label)


def _order_fields(row: Row, columns: _Columns) -> list[tuple[str, str]]:
    body = columns.names.get("text")
    filled = [(name, value) for name, value in row.items() if value.strip()]
    return sorted(filled, key=lambda one: one[0] == body)
