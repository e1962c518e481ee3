"""Holds the ledger's rows against the journal: a row changed or removed behind the product's back shows here."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select, text

from crmbridge.ledger.journal import compute_digest, iter_entries
from crmbridge.ledger.tables import decision, reading

_STATES = "'listed','captured','read','linked','review','unlinked','excluded','delivered','failed','quarantined'"

_WRONG_STATES = text(f"""
    SELECT item.id, item.state, last.action
    FROM item
    LEFT JOIN (
        SELECT subject, action, max(seq) FROM journal
        WHERE subject LIKE 'item:%' AND action IN ({_STATES})
        GROUP BY subject
    ) AS last ON last.subject = 'item:' || item.id
    WHERE last.action IS NULL OR last.action <> item.state
    ORDER BY item.id
""")  # noqa: S608 - the states are a constant of this module

_REMOVED_ITEMS = text("""
    SELECT DISTINCT journal.subject FROM journal
    WHERE journal.subject LIKE 'item:%' AND journal.action = 'listed'
      AND NOT EXISTS (SELECT 1 FROM item WHERE 'item:' || item.id = journal.subject)
    ORDER BY journal.seq
""")
_REMOVED_COMMUNICATIONS = text("""
    SELECT journal.subject FROM journal
    WHERE journal.action = 'kept'
      AND NOT EXISTS (SELECT 1 FROM communication WHERE 'communication:' || communication.id = journal.subject)
    ORDER BY journal.seq
""")


def iter_wrong_states(connection: Connection) -> Iterator[tuple[int, str]]:
    """Items whose state is not the one that the journal wrote last."""
    for row in connection.execute(_WRONG_STATES):
        yield row.id, f"its state is {row.state}, and the journal says {row.action or 'nothing'}"


def iter_unjournaled_rows(connection: Connection) -> Iterator[tuple[str, str]]:
    """Subjects that the journal knows and the ledger no longer has."""
    for query in (_REMOVED_ITEMS, _REMOVED_COMMUNICATIONS):
        for row in connection.execute(query):
            yield row.subject, "its row was removed from the ledger"


def iter_altered_content(connection: Connection) -> Iterator[tuple[str, str]]:
    """Decisions and readings whose content is no longer what the journal took the digest of."""
    yield from _iter_altered_decisions(connection)
    yield from _iter_altered_readings(connection)


def _iter_altered_decisions(connection: Connection) -> Iterator[tuple[str, str]]:
    digests = {entry.facts["decision"]: entry.facts["digest"] for entry in iter_entries(connection, action="decided")}
    for row in connection.execute(select(decision.c.id, decision.c.communication_id, decision.c.content)):
        if digests.get(row.id) != compute_digest(row.content):
            yield f"communication:{row.communication_id}", f"decision {row.id} is not the one that the journal knows"


def _iter_altered_readings(connection: Connection) -> Iterator[tuple[str, str]]:
    digests = {entry.subject: entry.facts["digest"] for entry in iter_entries(connection, action="reading_stored")}
    query = select(reading.c.communication_id, reading.c.content).execution_options(yield_per=200)
    for row in connection.execute(query):
        subject = f"communication:{row.communication_id}"
        if digests.get(subject) != compute_digest(row.content):
            yield subject, "its reading is not the one that the journal knows"
