"""Set comparison of what a repository lists now with what the ledger knows: never a date, never a watermark."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, exists, func, insert, select, text

from crmbridge.domain.communication import Item
from crmbridge.ledger.columns import UtcTime
from crmbridge.ledger.database import Entering, Ledger
from crmbridge.ledger.tables import item, listing

BATCH = 1000

_CREATE = """
CREATE TEMPORARY TABLE staged (
    locator TEXT NOT NULL PRIMARY KEY, version TEXT NOT NULL, size INTEGER NOT NULL, modified_at TEXT NOT NULL
) WITHOUT ROWID
"""
_STAGE = "INSERT OR REPLACE INTO staged (locator, version, size, modified_at) VALUES (?, ?, ?, ?)"
_SUPERSEDED = text("""
    SELECT item.id FROM item JOIN staged ON staged.locator = item.locator
    WHERE item.repository = :repository AND item.superseded_at IS NULL AND staged.version <> item.version
    LIMIT :batch
""")
_REVIVED = text("""
    SELECT item.id FROM item JOIN staged ON staged.locator = item.locator AND staged.version = item.version
    WHERE item.repository = :repository AND item.superseded_at IS NOT NULL
    LIMIT :batch
""")
_NEW = text("""
    SELECT staged.locator, staged.version, staged.size, staged.modified_at FROM staged
    WHERE NOT EXISTS (
        SELECT 1 FROM item
        WHERE item.repository = :repository AND item.locator = staged.locator AND item.version = staged.version
    )
    LIMIT :batch
""")
_GONE = text("""
    SELECT id FROM item
    WHERE repository = :repository AND superseded_at IS NULL AND gone_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.locator = item.locator)
    LIMIT :batch
""")
_BACK = text("""
    SELECT item.id FROM item JOIN staged ON staged.locator = item.locator
    WHERE item.repository = :repository AND item.superseded_at IS NULL AND item.gone_at IS NOT NULL
    LIMIT :batch
""")
_MARK = {
    "superseded": text("UPDATE item SET superseded_at = :at WHERE id = :id"),
    "revived": text("UPDATE item SET superseded_at = NULL, gone_at = NULL WHERE id = :id"),
    "gone": text("UPDATE item SET gone_at = :at WHERE id = :id"),
    "back": text("UPDATE item SET gone_at = NULL WHERE id = :id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a listing changed in the ledger: counts of items."""

    listed: int
    new: int
    superseded: int
    gone: int


class StagedListing:
    """One listing of one repository, staged beside the ledger and then compared with it. Memory stays flat."""

    def __init__(self, ledger: Ledger, connection: Connection, repository: str) -> None:
        self._ledger, self._connection, self._repository = ledger, connection, repository
        self._connection.exec_driver_sql(_CREATE)
        self._started_at = ledger.clock.now()

    def stage(self, items: Iterable[Item]) -> Iterator[int]:
        """Takes in what the repository lists; yields the running count after each batch."""
        count = 0
        feed = iter(items)
        while batch := [_as_row(one) for one in islice(feed, BATCH)]:
            self._connection.exec_driver_sql(_STAGE, batch)
            count += len(batch)
            yield count

    def compare(self, *, is_complete: bool, problem: str = "") -> Comparison:
        """Writes the difference into the ledger, in one transaction with its journal entries.

        Where the listing is not complete, nothing is taken for absent.
        """
        self._connection.commit()
        with self._ledger.entering_on(self._connection) as entering:
            superseded = self._mark_all(entering, _SUPERSEDED, "superseded")
            self._mark_all(entering, _REVIVED, "revived")
            new = self._insert_new(entering)
            self._mark_all(entering, _BACK, "back")
            gone = self._mark_all(entering, _GONE, "gone") if is_complete else 0
            listed = int(entering.connection.execute(text("SELECT count(*) FROM staged")).scalar_one())
            self._record(entering, listed, is_complete=is_complete, problem=problem)
        return Comparison(listed=listed, new=new, superseded=superseded, gone=gone)

    def is_suspiciously_empty(self) -> bool:
        """Whether nothing at all is listed where items were: a share that is not mounted looks like an empty folder."""
        known = exists().where(item.c.repository == self._repository, item.c.gone_at.is_(None))
        has_staged = self._connection.execute(text("SELECT 1 FROM staged LIMIT 1")).first() is not None
        return not has_staged and bool(self._connection.execute(select(known)).scalar())

    def _mark_all(self, entering: Entering, query: Any, mark: str) -> int:
        count = 0
        where = {"repository": self._repository, "batch": BATCH}
        at = UtcTime().process_bind_param(entering.at, entering.connection.dialect)
        while ids := entering.connection.execute(query, where).scalars().all():
            entering.connection.execute(_MARK[mark], [{"id": one, "at": at} for one in ids])
            for one in ids:
                entering.journal.append(mark, f"item:{one}", {})
            entering.journal.flush()
            count += len(ids)
        return count

    def _insert_new(self, entering: Entering) -> int:
        count = 0
        where = {"repository": self._repository, "batch": BATCH}
        next_id = int(entering.connection.execute(select(func.coalesce(func.max(item.c.id), 0))).scalar_one()) + 1
        while rows := entering.connection.execute(_NEW, where).mappings().all():
            new = [self._as_item(dict(row), next_id + place, entering.at) for place, row in enumerate(rows)]
            entering.connection.execute(insert(item), new)
            for one in new:
                entering.journal.append("listed", f"item:{one['id']}", _as_facts(one))
            entering.journal.flush()
            next_id += len(new)
            count += len(new)
        return count

    def _as_item(self, row: dict[str, Any], id_: int, at: datetime) -> dict[str, Any]:
        return {
            "id": id_,
            "repository": self._repository,
            "locator": row["locator"],
            "version": row["version"],
            "size": row["size"],
            "modified_at": datetime.fromisoformat(row["modified_at"]),
            "listed_at": at,
            "state": "listed",
            "state_at": at,
        }

    def _record(self, entering: Entering, listed: int, *, is_complete: bool, problem: str) -> None:
        entering.connection.execute(
            insert(listing).values(
                run_id=self._ledger.run_id,
                repository=self._repository,
                started_at=self._started_at,
                items=listed,
                is_complete=is_complete,
                problem=problem,
            )
        )


@contextmanager
def staging(ledger: Ledger, repository: str) -> Iterator[StagedListing]:
    """A staged listing on a connection of its own; what was staged is dropped at the end."""
    with ledger.engine.connect() as connection:
        try:
            yield StagedListing(ledger, connection, repository)
        finally:
            connection.rollback()
            connection.exec_driver_sql("DROP TABLE IF EXISTS staged")
            connection.commit()


def compute_locator_hash(repository: str, locator: str) -> str:
    """Names an item in the journal without writing its name there."""
    return hashlib.sha256(f"{repository}\x1f{locator}".encode()).hexdigest()


def find_last_listing(connection: Connection, repository: str) -> datetime | None:
    """When the last complete listing of a repository began; None where there was none."""
    query = (
        select(listing.c.started_at)
        .where(listing.c.repository == repository, listing.c.is_complete)
        .order_by(listing.c.id.desc())
        .limit(1)
    )
    found: datetime | None = connection.execute(query).scalar()
    return found


def _as_row(one: Item) -> tuple[str, str, int, str]:
    return (one.locator, one.version, one.size, one.modified_at.isoformat(timespec="microseconds"))


def _as_facts(row: Mapping[str, Any]) -> dict[str, str | int]:
    return {
        "repository": row["repository"],
        "locator_hash": compute_locator_hash(row["repository"], row["locator"]),
        "version": row["version"],
        "size": row["size"],
    }
