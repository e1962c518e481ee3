"""How clients, contacts and cases stand in a table: alike in the embedded CRM and in the mirror of any CRM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Column, Date, Text

from crmbridge.domain.directory import Case, Client, Contact, KnownMessage
from crmbridge.ledger.columns import Json

Record = TypeVar("Record", Client, Contact, Case, KnownMessage)


def client_columns() -> list[Column[Any]]:
    """New columns for a table of clients, named as the fields of Client."""
    return [
        _key("id"),
        *_texts("number", "kind", "name", "first_name", "last_name"),
        *_lists("former_names", "emails", "phones", "accounts"),
        *_texts("street", "city", "postcode", "country"),
        Column("birth_date", Date),
        *_texts("status"),
        Column("created", Date),
    ]


def contact_columns(client_id: Column[Any]) -> list[Column[Any]]:
    """New columns for a table of contacts; the caller says how `client_id` refers to a client."""
    return [_key("id"), client_id, *_texts("first_name", "last_name", "role"), *_lists("emails", "phones")]


def case_columns(client_id: Column[Any]) -> list[Column[Any]]:
    """New columns for a table of cases; the caller says how `client_id` refers to a client."""
    return [
        _key("id"),
        *_texts("number"),
        client_id,
        *_texts("subject"),
        Column("opened", Date),
        Column("closed", Date),
        *_texts("status"),
        *_lists("accounts", "former_numbers"),
    ]


def as_row(record: Client | Contact | Case | KnownMessage) -> dict[str, Any]:
    """A record as the values of its columns."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def from_row(record_type: type[Record], row: Mapping[Any, Any]) -> Record:
    """The record that a row holds; columns that are no field of it are left aside."""
    return record_type(**{field.name: _as_value(row[field.name]) for field in fields(record_type)})


def _as_value(stored: Any) -> Any:
    return tuple(stored) if isinstance(stored, list) else stored


def _key(name: str) -> Column[Any]:
    return Column(name, Text, primary_key=True)


def _texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Text, nullable=False, default="") for name in names]


def _lists(*names: str) -> list[Column[Any]]:
    return [Column(name, Json, nullable=False, default=list) for name in names]
