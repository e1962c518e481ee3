"""A client's communications in one dated list, however they came: its own, its contacts', its cases'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crmbridge.ledger.communications import CommunicationRow, list_communications
from crmbridge.ledger.decisions import list_linked_to
from crmbridge.ledger.desk_rows import list_client_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One communication of a client; `cases` are the record ids it is filed under."""

    communication: CommunicationRow
    cases: tuple[str, ...]

    @property
    def at(self) -> datetime:
        """When it was, by its own word, else when it was captured."""
        return self.communication.occurred_at or self.communication.captured_at


def list_history(connection: Connection, client_id: str) -> list[HistoryRow]:
    """Everything linked to a client, or to one that was merged into it, oldest first."""
    cases: dict[int, list[str]] = {}
    for one in list_client_ids(connection, client_id):
        for communication_id, case_id in list_linked_to(connection, one):
            cases.setdefault(communication_id, []).extend([case_id] if case_id else [])
    found = list_communications(connection, list(cases))
    rows = [HistoryRow(communication=one, cases=tuple(cases[one.id])) for one in found]
    return sorted(rows, key=lambda row: (row.at, row.communication.id))
