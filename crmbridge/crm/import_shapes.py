"""What the CSV files of clients, contacts, cases and known messages look like: which columns, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from crmbridge.normalise import normalise_message_id


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShape:
    """What a file of one kind looks like: how each column is read, and which must not be empty (the key first)."""

    kind: str
    columns: Mapping[str, Callable[[str], Any]]
    required: tuple[str, ...]

    @property
    def key(self) -> str:
        """The column that names a record."""
        return self.required[0]


def as_list(cell: str) -> tuple[str, ...]:
    """`a | b` -> ("a", "b")."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def as_date(cell: str) -> date | None:
    """A day as 2025-03-17; a time after it is left aside. Raises ValueError."""
    return datetime.fromisoformat(cell).date() if cell else None


def as_moment(cell: str) -> str:
    """A time as written, when it is one."""
    if cell:
        datetime.fromisoformat(cell)
    return cell


def as_client_kind(cell: str) -> str:
    """`person` where the cell is empty. Raises ValueError for any other word than person and organisation."""
    kind = cell.lower() or "person"
    if kind not in {"person", "organisation"}:
        raise ValueError(kind)
    return kind


def _texts(*names: str) -> dict[str, Callable[[str], Any]]:
    return dict.fromkeys(names, str)


EXPECTED: Mapping[Callable[[str], Any], str] = MappingProxyType(
    {
        as_date: "is no date; write 2025-03-17",
        as_moment: "is no time; write 2025-03-17T08:36:00+00:00",
        as_client_kind: "must be person or organisation",
    }
)
"""What a cell should have been, by the function that could not read it."""

SHAPES: Mapping[str, FileShape] = MappingProxyType(
    {
        "client": FileShape(
            kind="client",
            columns={
                **_texts("id", "number", "name", "first_name", "last_name", "street", "city", "postcode", "country"),
                "status": str,
                "kind": as_client_kind,
                **dict.fromkeys(("former_names", "emails", "phones", "accounts"), as_list),
                **dict.fromkeys(("birth_date", "created"), as_date),
            },
            required=("id", "number", "name"),
        ),
        "contact": FileShape(
            kind="contact",
            columns={
                **_texts("id", "client_id", "first_name", "last_name", "role"),
                **dict.fromkeys(("emails", "phones"), as_list),
            },
            required=("id", "client_id"),
        ),
        "case": FileShape(
            kind="case",
            columns={
                **_texts("id", "number", "client_id", "subject", "status"),
                **dict.fromkeys(("opened", "closed"), as_date),
                **dict.fromkeys(("accounts", "former_numbers"), as_list),
            },
            required=("id", "number", "client_id"),
        ),
        "message": FileShape(
            kind="message",
            columns={"message_id": normalise_message_id, "case_id": str, "sent": as_moment, "subject": str},
            required=("message_id", "case_id"),
        ),
    }
)
"""By kind of record, owners before what they own: the order in which files are loaded."""
