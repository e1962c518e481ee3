"""Opens the SQLite file of the embedded CRM, and turns the database's troubles into CrmUnreachableError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from crmbridge.crm.embedded_tables import metadata
from crmbridge.errors import CrmUnreachableError
from crmbridge.ledger.sqlite import create_sqlite_engine


class EmbeddedDatabase:
    """The file of one embedded CRM. Several processes may read it; one writes at a time."""

    def __init__(self, path: Path) -> None:
        self.calls = 0
        self._engine = create_sqlite_engine(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CrmUnreachableError(f"its folder cannot be made: {error.strerror}") from error
        try:
            with self._transaction("IMMEDIATE") as connection:
                metadata.create_all(connection)
        except CrmUnreachableError:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One call: a connection that sees one state of the CRM."""
        self.calls += 1
        with self._transaction("DEFERRED") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One call: all that is written in it is on disk when it is left, or none of it."""
        self.calls += 1
        with self._transaction("IMMEDIATE") as connection:
            yield connection

    def close(self) -> None:
        """Gives the file back."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(begin=begin) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise CrmUnreachableError(f"its database says: {error.orig}") from error
