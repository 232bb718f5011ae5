"""Opening the database that consultations, feedback and short-lived records share."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

_POSTGRESQL = "postgresql+psycopg"
"""The driver that is installed, whichever the URL names or leaves open."""
_MAKING = 0.05
"""Seconds in which another process has made a table."""
_SWITCHING = 2.0
"""Seconds in which other processes have switched a new database to its write-ahead log."""


def open_database(url: str, busy_seconds: float, synchronous: Literal["full", "normal"]) -> sa.Engine:
    """An engine for an SQLAlchemy URL.

    `busy_seconds` is how long a lock of another process, or a PostgreSQL server that does not answer, is waited for; the first
    switch of a new SQLite file to its write-ahead log, at the start, waits for two seconds at least. For SQLite, `synchronous`
    is `full` where an acknowledged row must survive a power cut, `normal` where it need only survive the process. PostgreSQL
    goes by its own `synchronous_commit`.
    """
    address = sa.make_url(url)
    if address.get_backend_name() == "postgresql":
        return sa.create_engine(address.set(drivername=_POSTGRESQL), connect_args=_patience(busy_seconds), pool_pre_ping=True)
    engine = sa.create_engine(address, connect_args={"timeout": busy_seconds} if address.get_backend_name() == "sqlite" else {})
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            _write_ahead(connection, busy_seconds)
            connection.execute(f"pragma synchronous={synchronous}")

    return engine


def _write_ahead(connection: Any, busy_seconds: float) -> None:
    """Switches a database to its write-ahead log. SQLite does not wait for a lock here as it does elsewhere: of processes that
    open a new database together all but one would fail. Raises sqlite3.OperationalError where it stays locked."""
    until = time.monotonic() + max(busy_seconds, _SWITCHING)
    while True:
        try:
            connection.execute("pragma journal_mode=wal")
            return
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) or time.monotonic() >= until:
                raise
            time.sleep(_MAKING)


def make_tables(engine: sa.Engine, tables: sa.MetaData) -> None:
    """Make the tables that are not there. Processes that start together on a new database may each find a table missing:
    where another one made it first, this one looks again. Raises SQLAlchemyError where the database cannot be used."""
    for _ in tables.sorted_tables:
        try:
            return tables.create_all(engine)
        except sa.exc.DBAPIError as problem:
            if "exists" not in str(problem.orig):
                raise
            time.sleep(_MAKING)
    return tables.create_all(engine)


def storable(value: Any) -> Any:
    """A value as every database takes it: in text, what is no character of Unicode or ends it (NUL) is marked as such."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def now_in_utc() -> str:
    """This moment as the tables keep it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _patience(seconds: float) -> dict[str, Any]:
    return {"connect_timeout": max(2, round(seconds)), "options": f"-c lock_timeout={round(seconds * 1000)}"}


def insert_or_change(engine: sa.Engine, table: sa.Table, changes: Callable[[Any], dict[str, Any]]) -> sa.Insert:
    """An insert that changes a row which is already there; the primary key is called `id`. `changes` is given the columns of
    the new row, and says what each column becomes."""
    insert = (postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert)(table)
    return insert.on_conflict_do_update(index_elements=["id"], set_=changes(insert.excluded))


def insert_once(engine: sa.Engine, table: sa.Table) -> sa.Insert:
    """An insert that leaves a row which is already there as it is; the primary key is called `id`."""
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing(index_elements=["id"])
