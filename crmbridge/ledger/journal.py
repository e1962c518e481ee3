"""The journal: append-only, each entry bound to the one before it by a hash.

Facts hold ids, states, counts and hashes, never names or document text, so that erasing a client later breaks nothing.
The hash of an entry is the SHA-256 of the canonical JSON of its fields and the hash of the previous entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from crmbridge.errors import JournalBrokenError
from crmbridge.ledger.columns import as_canonical_json
from crmbridge.ledger.tables import journal

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal."""

    seq: int
    at: datetime
    run_id: int | None
    actor: str
    action: str
    subject: str
    facts: Facts
    previous: str
    hash: str


def compute_hash(row: Mapping[str, Any]) -> str:
    """The hash that an entry must carry."""
    bound = {
        "seq": row["seq"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "run_id": row["run_id"],
        "actor": row["actor"],
        "action": row["action"],
        "subject": row["subject"],
        "facts": row["facts"],
        "previous": row["previous"],
    }
    return hashlib.sha256(as_canonical_json(bound).encode()).hexdigest()


def compute_digest(content: Any) -> str:
    """The SHA-256 of a value's canonical JSON: stands in the journal for content that must not."""
    return hashlib.sha256(as_canonical_json(content).encode()).hexdigest()


class JournalWriter:
    """Appends to the journal inside one write transaction; `flush` writes what was appended."""

    def __init__(self, connection: Connection, *, at: datetime, actor: str, run_id: int | None) -> None:
        self._connection = connection
        self._at, self._actor, self._run_id = at, actor, run_id
        self._seq, self._previous = find_head(connection)
        self._rows: list[dict[str, Any]] = []

    def append(self, action: str, subject: str, facts: Facts) -> None:
        """Adds an entry; it is chained at once and stored by `flush`."""
        row: dict[str, Any] = {
            "seq": self._seq + 1,
            "at": self._at,
            "run_id": self._run_id,
            "actor": self._actor,
            "action": action,
            "subject": subject,
            "facts": dict(facts),
            "previous": self._previous,
        }
        row["hash"] = compute_hash(row)
        self._rows.append(row)
        self._seq, self._previous = row["seq"], row["hash"]

    def flush(self) -> None:
        """Stores the appended entries."""
        if self._rows:
            self._connection.execute(insert(journal), self._rows)
            self._rows = []


def find_head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; (0, GENESIS) where there is none."""
    head = connection.execute(select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)).first()
    return (head.seq, head.hash) if head else (0, GENESIS)


def iter_entries(connection: Connection, *, subject: str | None = None, action: str | None = None) -> Iterator[Entry]:
    """The journal, oldest first; only about one subject (`item:17`, `communication:4`, `gap:2`) or action if named."""
    query = select(journal).order_by(journal.c.seq)
    if subject is not None:
        query = query.where(journal.c.subject == subject)
    if action is not None:
        query = query.where(journal.c.action == action)
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        yield Entry(**row)


def verify_chain(connection: Connection) -> int:
    """Recomputes every hash; returns the number of entries.

    Raises JournalBrokenError at the first entry that does not hold.
    """
    previous, count = GENESIS, 0
    for entry in iter_entries(connection):
        count += 1
        row = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        if entry.seq != count:
            raise JournalBrokenError(entry.seq, f"entry {count} is not there")
        if entry.previous != previous or compute_hash(row) != entry.hash:
            raise JournalBrokenError(entry.seq, "its hash does not hold: it or an entry before it was altered")
        previous = entry.hash
    return count
