"""What is acknowledged is kept: through a kill, through repeats, through a database that is away for a while."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cds_service.consultations.consultation import AnswerId, Consultation, Details, Feedback
from cds_service.consultations.group_commit import GroupCommit, NotCommitted, TryLater
from cds_service.consultations.store import ConsultationStore


def consultation(own_id: str = "k1", card: str = "card-1") -> Consultation:
    return Consultation(
        own_id,
        "demo",
        "imaging-appropriateness-select",
        "order-select",
        "h",
        "p1",
        "u",
        "2026-11-20",
        {"orders": []},
        (AnswerId(card, "card"), AnswerId("s1", "suggestion", card)),
    )


def test_consultations_and_feedback_go_when_the_site_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    before = ConsultationStore(url)
    before.remember(consultation("old"))
    before.keep_feedback([feedback()])
    before.close()
    with sqlite3.connect(tmp_path / "kept.sqlite") as database:
        database.execute("update consultation set made_at = '2020-01-01T00:00:00.000+00:00'")
        database.execute("update feedback set received_at = '2020-01-01T00:00:00.000+00:00'")
    for days, left in ((None, {"old", "k2"}), (365, {"k2", "k3"})):
        store = ConsultationStore(url, consultation_days=days)
        store.remember(consultation("k2" if days is None else "k3", card=f"card of {days}"))
        store.close()
        assert {row["id"] for row in ConsultationStore(url).consultations()} == left
    assert ConsultationStore(url).feedback() == []


def feedback(card: str = "card-1", outcome: str = "accepted", suggestions: tuple[str, ...] = ("s1",)) -> Feedback:
    return Feedback("imaging-appropriateness-select", card, outcome, "2026-11-20T10:00:00+00:00", suggestions)


def test_a_consultation_is_written_behind_the_answer(url: str) -> None:
    store = ConsultationStore(url)
    store.remember(consultation())
    store.close()
    assert [row["id"] for row in ConsultationStore(url).consultations()] == ["k1"]


def test_details_opened_before_their_consultation_is_written_are_waited_for(url: str) -> None:
    store, details = ConsultationStore(url, linger=0.2), Details("a-handle", "{}")
    store.remember(replace(consultation(), details=details))
    kept = store.details("a-handle")
    assert kept is not None
    assert kept.consultation == "k1"
    store.close()


def test_feedback_is_joined_to_its_consultation_and_unknown_cards_are_kept_too(url: str) -> None:
    store = ConsultationStore(url)
    store.remember(consultation())
    store.keep_feedback([feedback(), feedback("nobody-knows")])
    assert {row["card"]: row["consultation"] for row in store.feedback()} == {"card-1": "k1", "nobody-knows": None}


def test_the_same_report_many_times_in_parallel_is_one_row(url: str) -> None:
    store = ConsultationStore(url)
    threads = [threading.Thread(target=store.keep_feedback, args=([feedback()],)) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.keep_feedback([feedback(suggestions=("s2",)), feedback(outcome="overridden", suggestions=())])
    assert len(store.feedback()) == 3


def test_what_was_acknowledged_survives_a_kill(url: str) -> None:
    program = f"""
from cds_service.consultations.store import ConsultationStore
from cds_service.consultations.consultation import Feedback
store = ConsultationStore({url!r})
for number in range(100_000):
    store.keep_feedback([Feedback("s", f"card-{{number}}", "accepted", "2026-11-20T10:00:00+00:00")])
    print(number, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(40)]
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
    kept = {row["card"] for row in ConsultationStore(url).feedback()}
    assert {f"card-{number}" for number in acknowledged} <= kept


@pytest.mark.parametrize("odd", ["p\x001", "p\ud8001", "Пациент-1", "x" * 100_000])
def test_an_odd_id_loses_no_consultation(url: str, odd: str) -> None:
    store = ConsultationStore(url)
    store.remember(replace(consultation(), patient_id=odd, user_id=odd, hook_instance=odd))
    store.close()
    assert [row["id"] for row in ConsultationStore(url).consultations()] == ["k1"]


def test_an_empty_report_needs_no_commit(url: str) -> None:
    store = ConsultationStore(url)
    store.keep_feedback([])
    assert store.feedback() == []


def test_a_locked_database_is_never_a_false_yes_and_recovers_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds_service.consultations.store.BUSY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = ConsultationStore(url)
    other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    other.execute("begin immediate")
    store.remember(consultation())
    with pytest.raises(NotCommitted):
        store.keep_feedback([feedback()])
    other.execute("rollback")
    store.keep_feedback([feedback()])
    store.close()
    reopened = ConsultationStore(url)
    assert (len(reopened.consultations()), len(reopened.feedback())) == (1, 1)


def test_a_full_queue_drops_and_counts_and_does_not_wait() -> None:
    writing, held = threading.Event(), threading.Event()

    def commit(_: list[int]) -> None:
        writing.set()
        held.wait(60)

    writer: GroupCommit[int] = GroupCommit(commit, cap=2, linger=0)
    writer.put([0])
    assert writing.wait(60)
    began = time.monotonic()
    for number in range(1, 10):
        writer.put([number])
    assert time.monotonic() - began < 30, "the writer is held for a minute"
    assert writer.dropped == 7  # one is being written and two wait
    held.set()
    writer.close()


def test_one_bad_row_does_not_take_the_others_with_it() -> None:
    kept: list[int] = []

    def commit(rows: list[int]) -> None:
        if -1 in rows:
            raise ValueError("cannot be stored")
        kept.extend(rows)

    writer: GroupCommit[int] = GroupCommit(commit, cap=100, linger=0.05)
    for number in (1, -1, 2):
        writer.put([number])
    with pytest.raises(NotCommitted):
        writer.put_and_wait([-1])
    writer.put_and_wait([3])
    assert (kept, writer.dropped) == ([1, 2, 3], 1)


def test_rows_wait_for_a_database_that_is_away() -> None:
    kept: list[int] = []
    away = True

    def commit(rows: list[int]) -> None:
        if away:
            raise TryLater("away")
        kept.extend(rows)

    writer: GroupCommit[int] = GroupCommit(commit, cap=100, linger=0)
    writer.put([1])
    time.sleep(0.1)
    away = False
    writer.put_and_wait([2])
    assert kept == [1, 2]


def test_stores_that_open_a_new_database_together_all_open(url: str) -> None:
    together = threading.Barrier(6)

    def opened() -> bool:
        together.wait()
        store = ConsultationStore(url)
        ready = store.ready()
        store.close()
        return ready

    with ThreadPoolExecutor(6) as pool:
        assert all(each.result() for each in [pool.submit(opened) for _ in range(6)])
