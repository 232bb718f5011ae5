"""One thread that commits for many: rows are gathered into one transaction, behind those who do not wait for it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

log = logging.getLogger("cds_service")
Row = TypeVar("Row")

_BATCH = 500
_COMMIT_WAIT = 5.0
_PAUSE = 1.0


class TryLater(RuntimeError):
    """The database cannot commit at the moment (locked, full, gone); the same rows may go through later."""


class NotCommitted(RuntimeError):
    """Rows that somebody waited for were not committed."""


@dataclass(slots=True)
class _Job(Generic[Row]):
    """Rows for one transaction; `done` is set where somebody waits for the commit."""

    rows: list[Row]
    done: Future[None] | None = None


class GroupCommit(Generic[Row]):
    """Commits rows in the order they came.

    `commit` writes a list of rows in one transaction and raises TryLater where it may succeed later; `linger` is how
    long, in seconds, rows that nobody waits for are gathered; at most `cap` jobs wait, and what finds no room is dropped
    and counted in `dropped`.
    """

    def __init__(self, commit: Callable[[list[Row]], None], cap: int, linger: float) -> None:
        self._commit_rows = commit
        self._jobs: queue.Queue[_Job[Row] | None] = queue.Queue(cap)
        self._linger = linger
        self._start = threading.Lock()
        self._writer: threading.Thread | None = None
        self.dropped = 0

    def put(self, rows: list[Row]) -> None:
        """Hand over rows and return at once."""
        self._start_writer()
        try:
            self._jobs.put_nowait(_Job(rows))
        except queue.Full:
            self._drop()

    def put_and_wait(self, rows: list[Row]) -> None:
        """Hand over rows and return after their commit. Raises NotCommitted."""
        job = _Job(rows, Future())
        self._start_writer()
        try:
            self._jobs.put(job, timeout=_COMMIT_WAIT)
            assert job.done is not None
            job.done.result(timeout=_COMMIT_WAIT)
        except Exception as problem:
            raise NotCommitted(type(problem).__name__) from None

    def close(self) -> None:
        """Commit what waits, then stop."""
        if self._writer is not None and self._writer.is_alive():
            with suppress(queue.Full):
                self._jobs.put(None, timeout=_COMMIT_WAIT)
            self._writer.join(timeout=2 * _COMMIT_WAIT)

    def _start_writer(self) -> None:
        with self._start:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._run, name="group-commit", daemon=True)
                self._writer.start()

    def _run(self) -> None:
        kept: list[_Job[Row]] = []
        closing = False
        while not closing:
            gathered, closing = self._gather(_BATCH - len(kept), wait=not kept)
            kept = self._commit(kept + gathered)
            if kept and not closing:
                time.sleep(_PAUSE)
        for _ in kept:
            self._drop()

    def _gather(self, room: int, wait: bool) -> tuple[list[_Job[Row]], bool]:
        """The waiting jobs, and whether to stop. Rows that nobody waits for linger for company."""
        jobs: list[_Job[Row]] = []
        until: float | None = None
        while len(jobs) < room:
            try:
                job = self._jobs.get(block=wait or until is not None, timeout=_remaining(until))
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            wait = False
            jobs.append(job)
            if job.done is not None:
                until = None
            elif len(jobs) == 1:
                until = time.monotonic() + self._linger
        return jobs, False

    def _commit(self, jobs: list[_Job[Row]]) -> list[_Job[Row]]:
        """Commit all jobs together, or each alone where one of them cannot be stored. Returns those to try again."""
        try:
            if jobs:
                self._commit_rows([row for job in jobs for row in job.rows])
        except TryLater as problem:
            log.error("database is unavailable: %s, waiting=%d", problem, len(jobs))
            return [job for job in jobs if not _tell(job, problem)]
        except Exception as problem:
            if len(jobs) > 1:
                return [left for job in jobs for left in self._commit([job])]
            log.error("rows that cannot be stored: %s", type(problem).__name__)
            if not _tell(jobs[0], problem):
                self._drop()
            return []
        for job in jobs:
            _tell(job, None)
        return []

    def _drop(self) -> None:
        self.dropped += 1
        log.warning("a consultation was not kept, dropped=%d", self.dropped)


def _tell(job: _Job[Row], problem: Exception | None) -> bool:
    """Tell who waits for a job; False where nobody does."""
    if job.done is None:
        return False
    if problem is None:
        job.done.set_result(None)
    else:
        job.done.set_exception(problem)
    return True


def _remaining(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())
