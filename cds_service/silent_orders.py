"""What was assessed silently: for each order its scenario and what would have been seen, so that a site can decide to go live.

No patient; the consultation it belongs to tells the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cds_service.consultations.consultation import Consultation
from cds_service.database import make_tables

_tables = sa.MetaData()
SILENT_ORDER = sa.Table(
    "silent_order",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("consultation", sa.String, nullable=False),
    sa.Column("client", sa.String, nullable=False, index=True),
    sa.Column("day", sa.String, nullable=False),
    sa.Column("topic", sa.String, nullable=False),
    sa.Column("scenario", sa.String, nullable=False),
    sa.Column("rating", sa.String, nullable=False),
    sa.Column("situation", sa.String, nullable=False),
    sa.Column("cards", sa.Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SilentCount:
    """The orders of one scenario and one situation at a client: how many there were, how many were rated, and how many
    cards would have been shown."""

    client: str
    scenario: str
    situation: str
    orders: int
    rated: int
    cards: int


def create_table(engine: sa.Engine) -> None:
    """Make the table where it is not there."""
    make_tables(engine, _tables)


def rows_of(consultation: Consultation) -> list[dict[str, Any]]:
    """The rows of one consultation."""
    return [
        {
            "id": f"{consultation.id}/{place}",
            "consultation": consultation.id,
            "client": consultation.client,
            "day": consultation.as_of,
            "topic": order.topic,
            "scenario": order.scenario,
            "rating": order.rating,
            "situation": order.situation,
            "cards": int(order.card),
        }
        for place, order in enumerate(consultation.silent)
    ]


def by_scenario(client: str | None, since: str) -> sa.Select[Any]:
    """Selects the counts of a client, or of all, from a day on (ISO; empty for all days)."""
    kept = SILENT_ORDER.c
    what = (kept.client, kept.scenario, kept.situation)
    rated = sa.func.sum(sa.case((kept.rating != "", 1), else_=0))
    chosen = sa.select(
        *what,
        sa.func.count().label("orders"),
        rated.label("rated"),
        sa.func.sum(kept.cards).label("cards"),
    ).where(kept.day >= since)
    if client is not None:
        chosen = chosen.where(kept.client == client)
    return chosen.group_by(*what).order_by(*what)
