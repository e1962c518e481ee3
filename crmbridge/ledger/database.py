"""Opens the ledger database: SQLite in WAL mode, every commit on disk before it counts, schema brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from crmbridge.errors import LedgerError
from crmbridge.ledger.journal import JournalWriter
from crmbridge.ledger.sqlite import create_sqlite_engine
from crmbridge.ports import Clock

HEAD = "0002"
"""The schema this version works with; the newest file in migrations/versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """A write transaction: the connection, its moment, and the journal that is stored with it."""

    connection: Connection
    journal: JournalWriter
    at: datetime
    actor: str
    run_id: int | None


class Ledger:
    """The ledger database of one installation. Safe to open from several processes; one writes at a time."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self.run_id: int | None = None
        self._engine = create_sqlite_engine(path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger and writes nothing."""
        with self._guarding(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def entering(self, actor: str = "machine") -> Iterator[Entering]:
        """A write transaction: rows and their journal entries are stored together or not at all."""
        with self._engine.connect() as connection, self.entering_on(connection, actor) as entering:
            yield entering

    @contextmanager
    def entering_on(self, connection: Connection, actor: str = "machine") -> Iterator[Entering]:
        """The same on a connection that is already open and between transactions."""
        with self._guarding(), connection.execution_options(begin="IMMEDIATE").begin():
            at = self.clock.now()
            journal = JournalWriter(connection, at=at, actor=actor, run_id=self.run_id)
            yield Entering(connection=connection, journal=journal, at=at, actor=actor, run_id=self.run_id)
            journal.flush()

    @contextmanager
    def _guarding(self) -> Iterator[None]:
        """A full disk, a damaged file, a lock that does not end. A refused row goes through: its caller knows why."""
        try:
            yield
        except OperationalError as error:
            raise LedgerError(self.path.name, f"cannot be used: {error.orig}") from error

    def close(self) -> None:
        """Gives the database back."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """For migrations and the directory, which share the database."""
        return self._engine


def open_ledger(path: Path, clock: Clock, *, create: bool = True) -> Ledger:
    """Opens the ledger and brings its schema up to date. Raises LedgerError where that cannot be."""
    if not create and not path.exists():
        raise LedgerError(path.name, "there is none yet; `crmbridge sync` makes it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(path.name, f"its folder cannot be made: {error.strerror}") from error
    ledger = Ledger(path, clock)
    try:
        _bring_up_to_date(ledger)
    except DatabaseError as error:
        ledger.close()
        raise LedgerError(path.name, f"cannot be opened: {error.orig}") from error
    return ledger


def check_integrity(ledger: Ledger) -> None:
    """Lets the database look over its own pages. Raises LedgerError where one is damaged."""
    with ledger.reading() as connection:
        found = [str(one) for one in connection.execute(text("PRAGMA quick_check")).scalars()]
    if found != ["ok"]:
        raise LedgerError(ledger.path.name, f"the file is damaged ({found[0]}); restore it from a backup")


def copy_ledger(source: Path, target: Path) -> None:
    """A consistent copy of a ledger that others may be writing to (for a dry run or a backup)."""
    with sqlite3.connect(source) as from_, sqlite3.connect(target) as to:
        from_.backup(to)
    from_.close()
    to.close()


def _bring_up_to_date(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        version = _find_schema_version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise LedgerError(ledger.path.name, f"its schema {version} is newer than this version of crmbridge ({HEAD})")
    from crmbridge.ledger.migrate import upgrade_schema  # Alembic is slow to load and seldom needed

    upgrade_schema(ledger.engine)


def _find_schema_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
