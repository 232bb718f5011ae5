"""Where consultations and feedback are kept.

A consultation is written behind the answer; feedback is acknowledged only after its commit (SQLite: WAL with
synchronous FULL). Kept are ids, codes, ratings and the assessment; no names, no free text, no token.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from cds_service.consultation import Consultation, Feedback
from cds_service.database import insert_once, open_database
from cds_service.group_commit import GroupCommit, TryLater

_tables = sa.MetaData()
CONSULTATION = sa.Table(
    "consultation",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("client", sa.String, nullable=False),
    sa.Column("service", sa.String, nullable=False),
    sa.Column("hook", sa.String, nullable=False),
    sa.Column("hook_instance", sa.String, nullable=False),
    sa.Column("patient_id", sa.String, nullable=False),
    sa.Column("user_id", sa.String, nullable=False),
    sa.Column("as_of", sa.String, nullable=False),
    sa.Column("assessment", sa.Text, nullable=False),
)
ANSWER_ID = sa.Table(
    "answer_id",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("consultation", sa.String, nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("of", sa.String, nullable=False),
)
FEEDBACK = sa.Table(
    "feedback",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("service", sa.String, nullable=False),
    sa.Column("card", sa.String, nullable=False, index=True),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("suggestions", sa.Text, nullable=False),
    sa.Column("outcome_timestamp", sa.String, nullable=False),
    sa.Column("reason_system", sa.String, nullable=False),
    sa.Column("reason_code", sa.String, nullable=False),
    sa.Column("received_at", sa.String, nullable=False),
)

BUSY_SECONDS = 5.0
"""How long SQLite waits for a lock that another process holds."""
Row: TypeAlias = tuple[sa.Table, dict[str, Any]]


class ConsultationStore:
    """Keeps consultations and feedback under an SQLAlchemy URL; `queue_cap` and `linger` as in GroupCommit."""

    def __init__(self, url: str, queue_cap: int = 10_000, linger: float = 0.010) -> None:
        self._engine = open_database(url, BUSY_SECONDS, "full")
        _tables.create_all(self._engine)
        self._engine.dispose()  # a server forks after this: no connection may cross over
        self._writer: GroupCommit[Row] = GroupCommit(self._commit, queue_cap, linger)

    @property
    def dropped(self) -> int:
        """How many consultations could not be kept since the start."""
        return self._writer.dropped

    def remember(self, consultation: Consultation) -> None:
        """Hand a consultation to the writer and return at once."""
        self._writer.put(_consultation_rows(consultation))

    def keep_feedback(self, items: Sequence[Feedback]) -> None:
        """Store feedback and return after its commit; a repeat changes nothing. Raises NotCommitted."""
        received = _now()
        if items:
            self._writer.put_and_wait([(FEEDBACK, _feedback_row(item, received)) for item in items])

    def ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self._engine.connect() as connection:
                connection.execute(sa.text("select 1"))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Write what waits, then stop."""
        self._writer.close()
        self._engine.dispose()

    def consultations(self) -> list[dict[str, Any]]:
        """All consultations, oldest first, as rows."""
        return self._rows(sa.select(CONSULTATION).order_by(CONSULTATION.c.made_at))

    def consultation_of(self, answer_id: str) -> str | None:
        """The consultation that gave out a card, a suggestion or the id on an order; None for an id that is not ours."""
        rows = self._rows(sa.select(ANSWER_ID.c.consultation).where(ANSWER_ID.c.id == answer_id))
        return rows[0]["consultation"] if rows else None

    def feedback(self) -> list[dict[str, Any]]:
        """All feedback, oldest first, with the consultation of its card; None where the card is not ours to know."""
        joined = FEEDBACK.outerjoin(ANSWER_ID, FEEDBACK.c.card == ANSWER_ID.c.id)
        chosen = sa.select(FEEDBACK, ANSWER_ID.c.consultation).select_from(joined)
        return self._rows(chosen.order_by(FEEDBACK.c.received_at, FEEDBACK.c.id))

    def _rows(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def _commit(self, rows: list[Row]) -> None:
        try:
            with self._engine.begin() as connection:
                for table in (CONSULTATION, ANSWER_ID, FEEDBACK):
                    values = [value for kind, value in rows if kind is table]
                    if values:
                        connection.execute(insert_once(self._engine, table), values)
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as problem:
            raise TryLater(type(problem).__name__) from None


def _consultation_rows(consultation: Consultation) -> list[Row]:
    row = {
        "id": consultation.id,
        "made_at": _now(),
        "client": consultation.client,
        "service": consultation.service,
        "hook": consultation.hook,
        "hook_instance": consultation.hook_instance,
        "patient_id": consultation.patient_id,
        "user_id": consultation.user_id,
        "as_of": consultation.as_of,
        "assessment": json.dumps(consultation.assessment, separators=(",", ":")),
    }
    ids: list[Row] = [
        (ANSWER_ID, {"id": each.id, "consultation": consultation.id, "kind": each.kind, "of": each.of})
        for each in consultation.ids
    ]
    return [(CONSULTATION, row), *ids]


def _feedback_row(item: Feedback, received: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "service": item.service,
        "card": item.card,
        "outcome": item.outcome,
        "suggestions": json.dumps(list(item.suggestions)),
        "outcome_timestamp": item.outcome_timestamp,
        "reason_system": item.reason_system,
        "reason_code": item.reason_code,
        "received_at": received,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
