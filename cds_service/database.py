"""Opening the database that consultations, feedback and short-lived records share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def open_database(url: str, busy_seconds: float, synchronous: Literal["full", "normal"]) -> sa.Engine:
    """An engine for an SQLAlchemy URL.

    For SQLite: write-ahead log; `busy_seconds` is how long a lock of another process is waited for; `synchronous` is
    `full` where an acknowledged row must survive a power cut, `normal` where it need only survive the process.
    """
    engine = sa.create_engine(url, connect_args={"timeout": busy_seconds} if url.startswith("sqlite") else {})
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.execute("pragma journal_mode=wal")
            connection.execute(f"pragma synchronous={synchronous}")

    return engine


def insert_or_change(engine: sa.Engine, table: sa.Table, changes: Callable[[Any], dict[str, Any]]) -> sa.Insert:
    """An insert that changes a row which is already there; the primary key is called `id`. `changes` is given the columns of
    the new row, and says what each column becomes."""
    insert = (postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert)(table)
    return insert.on_conflict_do_update(index_elements=["id"], set_=changes(insert.excluded))


def insert_once(engine: sa.Engine, table: sa.Table) -> sa.Insert:
    """An insert that leaves a row which is already there as it is; the primary key is called `id`."""
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing(index_elements=["id"])
