"""How the product opens a SQLite file: WAL, every commit on disk before it counts, transactions begun by our word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")


def create_sqlite_engine(path: Path) -> Engine:
    """An engine for one file. A transaction begins DEFERRED unless the connection's option `begin` says IMMEDIATE.

    Errors of it hold no parameters, because these may be a client's.
    """
    # isolation_level None: the driver must not open transactions of its own, BEGIN is said below.
    arguments = {"isolation_level": None, "timeout": 30}
    engine = create_engine(f"sqlite:///{path}", connect_args=arguments, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine
