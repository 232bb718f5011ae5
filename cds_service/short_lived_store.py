"""What is kept for minutes or hours and shared by all processes: used token ids, SMART launches and sessions.

The secret by which a record is found is stored as its SHA-256 only: who reads the database cannot act as its holder.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from cds_service.database import insert_once, make_tables, open_database

_tables = sa.MetaData()
SHORT_LIVED = sa.Table(
    "short_lived",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
    sa.Column("content", sa.Text, nullable=False),
)
BUSY_SECONDS = 0.5
_SWEEP_EVERY = 60.0


class StoreUnavailable(RuntimeError):
    """The database cannot be read or written at the moment."""


class ShortLivedStore:
    """Records by kind and secret, each until it expires. `now` gives seconds since 1970."""

    def __init__(self, url: str, now: Callable[[], float] = time.time) -> None:
        self._engine = open_database(url, BUSY_SECONDS, "normal")
        make_tables(self._engine, _tables)
        self._engine.dispose()  # a server forks after this: no connection may cross over
        self._now = now
        self._swept = 0.0

    def keep(self, kind: str, secret: str, content: dict[str, Any], seconds: float) -> None:
        """Store a record, in place of an earlier one of the same kind and secret. Raises StoreUnavailable."""
        row = self._row(kind, secret, content, self._now() + seconds)
        self._write(
            sa.delete(SHORT_LIVED).where(SHORT_LIVED.c.id == row["id"]),
            sa.insert(SHORT_LIVED).values(row),
        )

    def first_use(self, kind: str, secret: str, until: float) -> bool:
        """True the first time a secret is seen, in whichever process; it is remembered until a time. Raises
        StoreUnavailable."""
        return self._write(insert_once(self._engine, SHORT_LIVED).values(self._row(kind, secret, {}, until))) == 1

    def read(self, kind: str, secret: str) -> dict[str, Any] | None:
        """The record, or None where there is none (any more). Raises StoreUnavailable."""
        chosen = sa.select(SHORT_LIVED.c.content).where(
            SHORT_LIVED.c.id == _id(kind, secret), SHORT_LIVED.c.expires_at > self._now()
        )
        try:
            with self._engine.connect() as connection:
                found = connection.execute(chosen).scalar_one_or_none()
        except sa.exc.SQLAlchemyError as problem:
            raise StoreUnavailable(type(problem).__name__) from None
        return None if found is None else dict(json.loads(found))

    def take(self, kind: str, secret: str) -> dict[str, Any] | None:
        """The record, once: who asks again, or at the same moment, gets None. Raises StoreUnavailable."""
        found = self.read(kind, secret)
        gone = self._write(sa.delete(SHORT_LIVED).where(SHORT_LIVED.c.id == _id(kind, secret)))
        return found if gone == 1 else None

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _row(self, kind: str, secret: str, content: dict[str, Any], until: float) -> dict[str, Any]:
        return {"id": _id(kind, secret), "kind": kind, "expires_at": until, "content": json.dumps(content)}

    def _write(self, *statements: sa.Delete | sa.Insert) -> int:
        """Run statements in one transaction; the row count of the last. What has expired goes at most once a minute."""
        now = self._now()
        swept = abs(now - self._swept) < _SWEEP_EVERY
        try:
            with self._engine.execution_options(preserve_rowcount=True).begin() as connection:
                if not swept:
                    connection.execute(sa.delete(SHORT_LIVED).where(SHORT_LIVED.c.expires_at <= now))
                for statement in statements:
                    count = connection.execute(statement).rowcount
        except sa.exc.SQLAlchemyError as problem:
            raise StoreUnavailable(type(problem).__name__) from None
        self._swept = self._swept if swept else now
        return count


def _id(kind: str, secret: str) -> str:
    return hashlib.sha256(f"{kind}\n{secret}".encode()).hexdigest()
