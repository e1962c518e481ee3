"""Holds the ledger's rows against the journal: a row changed or removed behind the product's back shows here."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

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
