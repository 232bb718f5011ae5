"""How often each client sent a code that said nothing, so that a site knows what to map next.

Kept are the client, where the code stood, its system, the code, a count, and the first and last day. No patient, no words,
no order; nothing finer than a day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from cds_service.database import insert_or_change, make_tables
from fhir_mappings.codes.unmatched import UnmatchedCode

MOST_OF_ONE_REQUEST = 100
"""The most codes that one request is counted for, in alphabetical order: a chart of a thousand local codes is one remark."""

_tables = sa.MetaData()
UNMATCHED = sa.Table(
    "unmatched_code",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("client", sa.String, nullable=False, index=True),
    sa.Column("part", sa.String, nullable=False),
    sa.Column("system", sa.String, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("first_day", sa.String, nullable=False),
    sa.Column("last_day", sa.String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """The codes of one request that said nothing, of which client, on which day."""

    client: str
    day: date
    codes: frozenset[UnmatchedCode]


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One code of one client: `requests` is how many requests had it."""

    client: str
    part: str
    system: str
    code: str
    requests: int
    first_day: str
    last_day: str


def create_table(engine: sa.Engine) -> None:
    """Make the table where it is not there."""
    make_tables(engine, _tables)


def rows_of(unmatched: Unmatched) -> list[dict[str, Any]]:
    """The rows that count one request."""
    day = unmatched.day.isoformat()
    counted = sorted(unmatched.codes)[:MOST_OF_ONE_REQUEST]
    return [
        {"id": _id(unmatched.client, each), "client": unmatched.client, **each._asdict(), "requests": 1}
        | {"first_day": day, "last_day": day}
        for each in counted
    ]


def add(connection: sa.Connection, engine: sa.Engine, rows: Iterable[dict[str, Any]]) -> None:
    """Add rows to what is counted already. Each code is written once, and always in one order, so that two processes
    never wait for each other in a circle."""
    summed: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = summed.setdefault(row["id"], {**row, "requests": 0})
        known["requests"] += row["requests"]
        known["first_day"] = min(known["first_day"], row["first_day"])
        known["last_day"] = max(known["last_day"], row["last_day"])
    if summed:
        connection.execute(_adding(engine), [summed[key] for key in sorted(summed)])


def _adding(engine: sa.Engine) -> sa.Insert:
    kept = UNMATCHED.c
    return insert_or_change(
        engine,
        UNMATCHED,
        lambda new: {
            "requests": kept.requests + new.requests,
            "first_day": sa.case((new.first_day < kept.first_day, new.first_day), else_=kept.first_day),
            "last_day": sa.case((new.last_day > kept.last_day, new.last_day), else_=kept.last_day),
        },
    )


def most_frequent(client: str | None, limit: int) -> sa.Select[Any]:
    """Selects the counts of a client, or of all, the most frequent first."""
    columns = [column for column in UNMATCHED.c if column.name != "id"]
    chosen = sa.select(*columns)
    if client is not None:
        chosen = chosen.where(UNMATCHED.c.client == client)
    order = (UNMATCHED.c.requests.desc(), UNMATCHED.c.last_day.desc(), UNMATCHED.c.id)
    return chosen.order_by(*order).limit(limit)


def _id(client: str, code: UnmatchedCode) -> str:
    return hashlib.sha256(json.dumps([client, *code]).encode()).hexdigest()
