"""Where consultations and feedback are kept.

A consultation, and the codes that said nothing, are written behind the answer; feedback is acknowledged only after its
commit (SQLite: WAL with synchronous FULL). What is kept, and for how long, stands in `consultations.tables`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa

from cds_service import silent_orders, unmatched_codes
from cds_service.consultations.consultation import Consultation, Feedback, KeptDetails
from cds_service.consultations.group_commit import GroupCommit, TryLater
from cds_service.consultations.replay import KeptForReplay
from cds_service.consultations.rows import Row, hidden, row_of_feedback, rows_of_consultation, rows_of_facts
from cds_service.consultations.tables import ANSWER_ID, CONSULTATION, DETAILS, FEEDBACK, LIBRARY, REPLAY, TABLES
from cds_service.database import insert_once, make_tables, now_in_utc, open_database, storable
from cds_service.silent_orders import SILENT_ORDER, SilentCount
from cds_service.unmatched_codes import UNMATCHED, CodeCount, Unmatched

_DAY = 86_400.0
_SWEEP_EVERY = 60.0
_SWEEP_CONSULTATIONS_EVERY = 3600.0
BUSY_SECONDS = 5.0
"""How long SQLite waits for a lock that another process holds."""
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
        make_tables(self._engine, TABLES)
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
        self._writer.put(
            [*rows_of_consultation(consultation), *rows_of_facts(consultation, self._replay_seconds, self._libraries), *silent]
        )

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

    def count(self, unmatched: Unmatched) -> None:
        """Hand the codes of a request that said nothing to the writer and return at once."""
        if unmatched.codes:
            self._writer.put([(UNMATCHED, row) for row in unmatched_codes.rows_of(unmatched)])

    def keep_feedback(self, items: Sequence[Feedback]) -> None:
        """Store feedback and return after its commit; a repeat changes nothing. Raises NotCommitted."""
        received = now_in_utc()
        if items:
            self._writer.put_and_wait([(FEEDBACK, row_of_feedback(item, received)) for item in items])

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
        kept = self._details(DETAILS.c.id == hidden(handle))
        for pause in _LOOK_AGAIN:
            if kept is not None:
                break
            time.sleep(pause)
            kept = self._details(DETAILS.c.id == hidden(handle))
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
