"""Where consultations and feedback are kept.

A consultation, and the codes that said nothing, are written behind the answer; feedback is acknowledged only after its
commit (SQLite: WAL with synchronous FULL). Kept are ids, codes, ratings and the assessment; no names, no free text, no
token. The findings and drafts that the details app shows stand in a table of their own and go after some hours; the
findings without words that a replay needs in another, and go when the site says; so do consultations and feedback, which
are kept until it says. A library is kept once, by its hash.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa

from cds_service import __version__, silent_orders, unmatched_codes
from cds_service.consultation import Consultation, Feedback
from cds_service.database import insert_once, make_tables, open_database, storable
from cds_service.group_commit import GroupCommit, TryLater
from cds_service.replay import KeptForReplay
from cds_service.silent_orders import SILENT_ORDER, SilentCount
from cds_service.unmatched_codes import UNMATCHED, CodeCount, Unmatched
from imaging_rules.archive import packed
from imaging_rules.library import Library

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
DETAILS = sa.Table(
    "consultation_details",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("consultation", sa.String, nullable=False),
    sa.Column("client", sa.String, nullable=False),
    sa.Column("patient_id", sa.String, nullable=False),
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
    sa.Column("tasks", sa.Text, nullable=False),
    sa.Index("details_of_patient", "client", "patient_id"),
)
"""The one table with findings of patients; `id` is the SHA-256 of the handle. Rows go when they expire."""
REPLAY = sa.Table(
    "consultation_facts",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("program", sa.String, nullable=False),
    sa.Column("library", sa.String, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
    sa.Column("tasks", sa.Text, nullable=False),
)
"""Findings of patients without words; `id` is the consultation's. Rows go when they expire."""
LIBRARY = sa.Table(
    "library",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("first_used", sa.String, nullable=False),
    sa.Column("program", sa.String, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""Every library that was ever in use, packed; `id` is its content hash. No patient data."""

DETAILS_SECONDS = 8 * 3600.0
"""How long the details app can open a consultation: a shift."""
_DAY = 86_400.0
_SWEEP_EVERY = 60.0
_SWEEP_CONSULTATIONS_EVERY = 3600.0
BUSY_SECONDS = 5.0
"""How long SQLite waits for a lock that another process holds."""
Row: TypeAlias = tuple[sa.Table, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class KeptDetails:
    """The details of a consultation as they are kept; `order_ids` maps each order's reference to the id it carries."""

    consultation: str
    client: str
    patient_id: str
    service: str
    made_at: str
    order_ids: dict[str, str]
    tasks: str = field(repr=False)


StoreUnreadable: TypeAlias = sa.exc.SQLAlchemyError
"""What reading raises where the database is not there or is something else."""


_LOOK_AGAIN = (0.05, 0.15, 0.3, 0.5, 1.0)
"""Seconds between the looks for what may be on its way to the database; longer in all than a writer pauses when it finds the
database locked."""


class ConsultationStore:
    """Keeps consultations and feedback under an SQLAlchemy URL, the facts for a replay `replay_days` long, all else
    `consultation_days`, or for good where that is None; `queue_cap` and `linger` as in GroupCommit."""

    def __init__(
        self,
        url: str,
        queue_cap: int = 10_000,
        linger: float = 0.010,
        replay_days: int = 90,
        consultation_days: int | None = None,
    ) -> None:
        self._engine = open_database(url, BUSY_SECONDS, "full")
        make_tables(self._engine, _tables)
        unmatched_codes.create_table(self._engine)
        silent_orders.create_table(self._engine)
        self._engine.dispose()  # a server forks after this: no connection may cross over
        self._writer: GroupCommit[Row] = GroupCommit(self._commit, queue_cap, linger)
        self._swept = self._swept_consultations = 0.0
        self._consultation_days = consultation_days
        self._replay_seconds = replay_days * _DAY
        self._libraries: set[str] = set()

    @property
    def dropped(self) -> int:
        """How many consultations could not be kept since the start."""
        return self._writer.dropped

    def remember(self, consultation: Consultation) -> None:
        """Hand a consultation to the writer and return at once."""
        silent = [(SILENT_ORDER, row) for row in silent_orders.rows_of(consultation)]
        self._writer.put([*_consultation_rows(consultation), *self._facts_rows(consultation), *silent])

    def library(self, content_hash: str) -> tuple[str, bytes] | None:
        """The hash and the packed content of a library that was in use, by its hash or the first characters of it; None
        where there is none, or more than one."""
        rows = self._rows(
            sa.select(LIBRARY.c.id, LIBRARY.c.content).where(LIBRARY.c.id.startswith(content_hash, autoescape=True))
        )
        return (rows[0]["id"], rows[0]["content"]) if len(rows) == 1 else None

    def for_replay(self, known_id: str) -> KeptForReplay | None:
        """What was kept of a consultation, by its id or one that it gave out (of a card, a suggestion, an order); None for
        an id that is not ours, or whose facts are not kept (any more)."""
        own_id = self.consultation_of(known_id) or known_id
        joined = CONSULTATION.join(REPLAY, CONSULTATION.c.id == REPLAY.c.id).outerjoin(
            LIBRARY, REPLAY.c.library == LIBRARY.c.id
        )
        columns = (CONSULTATION.c.as_of, CONSULTATION.c.assessment, REPLAY.c.tasks, REPLAY.c.library, REPLAY.c.program)
        kept = sa.select(*columns, LIBRARY.c.content).select_from(joined).where(CONSULTATION.c.id == own_id)
        for row in self._rows(kept):
            content = row.pop("content")
            return KeptForReplay(own_id, library_content=content, **row)
        return None

    def _facts_rows(self, consultation: Consultation) -> list[Row]:
        facts = consultation.facts
        if facts is None or not self._replay_seconds:
            return []
        expires = time.time() + self._replay_seconds
        used = facts.library.content_hash
        row = {"id": consultation.id, "program": __version__, "library": used, "expires_at": expires, "tasks": facts.tasks}
        return [(REPLAY, row), *([] if used in self._libraries else [(LIBRARY, _library_row(facts.library))])]

    def count(self, unmatched: Unmatched) -> None:
        """Hand the codes of a request that said nothing to the writer and return at once."""
        if unmatched.codes:
            self._writer.put([(UNMATCHED, row) for row in unmatched_codes.rows_of(unmatched)])

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

    def details(self, handle: str) -> KeptDetails | None:
        """What was kept under a handle; None where there is nothing (any more).

        A quick hand opens a card before its consultation is committed, here or in another process: what is not there is
        looked for again.
        """
        kept = self._details(DETAILS.c.id == _hidden(handle))
        for pause in _LOOK_AGAIN:
            if kept is not None:
                break
            time.sleep(pause)
            kept = self._details(DETAILS.c.id == _hidden(handle))
        return kept

    def newest_details(self, client: str, patient_id: str, drafts: Sequence[str] = ()) -> KeptDetails | None:
        """The newest of a patient at a client, about one of these orders where some are named; None where there is
        nothing (any more)."""
        conditions = [DETAILS.c.client == client, DETAILS.c.patient_id == storable(patient_id)]
        if drafts:
            about = sa.select(ANSWER_ID.c.consultation).where(ANSWER_ID.c.kind == "order", ANSWER_ID.c.of.in_(drafts[:50]))
            conditions.append(DETAILS.c.consultation.in_(about))
        return self._details(*conditions)

    def details_of(self, consultation: str) -> KeptDetails | None:
        """What was kept of a consultation; None where there is nothing (any more)."""
        return self._details(DETAILS.c.consultation == consultation)

    def _details(self, *conditions: sa.ColumnElement[bool]) -> KeptDetails | None:
        chosen = sa.select(DETAILS).where(*conditions, DETAILS.c.expires_at > time.time())
        rows = self._rows(chosen.order_by(DETAILS.c.made_at.desc()).limit(1))
        if not rows:
            return None
        row = rows[0]
        of_orders = sa.select(ANSWER_ID.c.of, ANSWER_ID.c.id).where(
            ANSWER_ID.c.consultation == row["consultation"], ANSWER_ID.c.kind == "order"
        )
        ids = {each["of"]: each["id"] for each in self._rows(of_orders)}
        service = self._rows(sa.select(CONSULTATION.c.service).where(CONSULTATION.c.id == row["consultation"]))[0]["service"]
        return KeptDetails(row["consultation"], row["client"], row["patient_id"], service, row["made_at"], ids, row["tasks"])

    def feedback(self) -> list[dict[str, Any]]:
        """All feedback, oldest first, with the consultation of its card; None where the card is not ours to know."""
        joined = FEEDBACK.outerjoin(ANSWER_ID, FEEDBACK.c.card == ANSWER_ID.c.id)
        chosen = sa.select(FEEDBACK, ANSWER_ID.c.consultation).select_from(joined)
        return self._rows(chosen.order_by(FEEDBACK.c.received_at, FEEDBACK.c.id))

    def unmatched(self, client: str | None = None, limit: int = 50) -> list[CodeCount]:
        """The codes of a client, or of all, that said nothing, the most frequent first."""
        return [CodeCount(**row) for row in self._rows(unmatched_codes.most_frequent(client, limit))]

    def silent(self, client: str | None = None, since: str = "") -> list[SilentCount]:
        """What a client, or all, would have seen of what was assessed silently since a day, by scenario."""
        return [SilentCount(**row) for row in self._rows(silent_orders.by_scenario(client, since))]

    def _rows(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def _commit(self, rows: list[Row]) -> None:
        try:
            with self._engine.begin() as connection:
                self._sweep(connection)
                for table in (CONSULTATION, ANSWER_ID, DETAILS, REPLAY, LIBRARY, SILENT_ORDER, FEEDBACK):
                    values = [{key: storable(each) for key, each in value.items()} for kind, value in rows if kind is table]
                    if values:
                        connection.execute(insert_once(self._engine, table), values)
                unmatched_codes.add(connection, self._engine, [value for kind, value in rows if kind is UNMATCHED])
            self._libraries.update(value["id"] for kind, value in rows if kind is LIBRARY)
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as problem:
            raise TryLater(type(problem).__name__) from None

    def _sweep(self, connection: sa.Connection) -> None:
        """Removes what is past its time."""
        now = time.monotonic()
        if now - self._swept > _SWEEP_EVERY:
            for table in (DETAILS, REPLAY):
                connection.execute(sa.delete(table).where(table.c.expires_at <= time.time()))
            self._swept = now
        if self._consultation_days is not None and now - self._swept_consultations > _SWEEP_CONSULTATIONS_EVERY:
            before = (datetime.now(UTC) - timedelta(days=self._consultation_days)).isoformat(timespec="milliseconds")
            old = sa.select(CONSULTATION.c.id).where(CONSULTATION.c.made_at < before)
            connection.execute(sa.delete(ANSWER_ID).where(ANSWER_ID.c.consultation.in_(old)))
            connection.execute(sa.delete(CONSULTATION).where(CONSULTATION.c.made_at < before))
            connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.received_at < before))
            self._swept_consultations = now


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
    return [(CONSULTATION, row), *ids, *_details_rows(consultation, row["made_at"])]


def _details_rows(consultation: Consultation, made_at: str) -> list[Row]:
    if consultation.details is None:
        return []
    row = {
        "id": _hidden(consultation.details.handle),
        "consultation": consultation.id,
        "client": consultation.client,
        "patient_id": consultation.patient_id,
        "made_at": made_at,
        "expires_at": time.time() + DETAILS_SECONDS,
        "tasks": consultation.details.tasks,
    }
    return [(DETAILS, row)]


def _library_row(library: Library) -> dict[str, Any]:
    return {"id": library.content_hash, "first_used": _now(), "program": __version__, "content": packed(library)}


def _hidden(handle: str) -> str:
    """A handle as it is stored: who reads the database cannot use it."""
    return hashlib.sha256(handle.encode()).hexdigest()


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
