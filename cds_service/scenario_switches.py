"""Scenarios that somebody switched off, or on again: kept for good, and known to every process within half a minute.

Every switch is a row with who, when and why; rows are only ever added. The newest of a scenario and client holds. A
process reads the rows anew every few seconds as long as it is asked; while the database cannot be read, what was read last
stays.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa

from cds_service.database import make_tables, open_database, storable
from imaging_rules.overlays.overlay import Overlay, SwitchedOff

log = logging.getLogger("cds_service")

REREAD_SECONDS = 15.0
EVERY_CLIENT = ""
_PATIENCE_SECONDS = 2.0
_LONGEST_WAIT = 0.25

_tables = sa.MetaData()
SWITCH = sa.Table(
    "scenario_switch",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("scenario", sa.String, nullable=False),
    sa.Column("client", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("because", sa.String, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("until", sa.String, nullable=False),
)

SwitchesUnreadable: TypeAlias = sa.exc.SQLAlchemyError
"""What reading or writing raises where the database is not there, locked or something else."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One time somebody turned a scenario `off` or `on`, at a client or (EVERY_CLIENT) everywhere; `until` is the last day
    it stays off, None where it stays until somebody turns it on."""

    scenario: str
    client: str
    state: str
    because: str
    by: str
    at: str
    until: date | None = None

    def overlay(self) -> Overlay:
        """The switch as the library takes it."""
        since = date.fromisoformat(self.at[:10])
        return Overlay(f"switched-off:{self.scenario}", SwitchedOff(self.scenario), self.because, self.by, since, self.until)


class SwitchRegister:
    """The rows, in the database of the consultations. Every method raises SwitchesUnreadable."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url, _PATIENCE_SECONDS, "full")
        make_tables(self._engine, _tables)
        self._engine.dispose()  # a server forks after this: no connection may cross over

    def add(self, switch: Switch) -> None:
        """Write a switch down; it is there to stay when this returns."""
        row = {name: getattr(switch, name) for name in ("scenario", "client", "state", "because", "by", "at")}
        row["until"] = switch.until.isoformat() if switch.until else ""
        with self._engine.begin() as connection:
            connection.execute(sa.insert(SWITCH), {key: storable(value) for key, value in row.items()})

    def history(self) -> list[Switch]:
        """Every switch there was, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(SWITCH).order_by(SWITCH.c.number)).mappings()
            return [_switch(dict(row)) for row in rows]

    def off(self) -> tuple[Switch, ...]:
        """The switches that hold: the newest of each scenario and client, where it is off."""
        newest = {(switch.scenario, switch.client): switch for switch in self.history()}
        return tuple(switch for _, switch in sorted(newest.items()) if switch.state == "off")

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()


class Switchboard:
    """What a process knows of the register.

    Every `reread_seconds` the next answer has the rows read in a thread and does not wait. Only after a pause of twice
    that, in which nobody asked, are they waited for, and never for long. `clock` tells seconds that only grow.
    """

    def __init__(
        self,
        register: SwitchRegister,
        reread_seconds: float = REREAD_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises SwitchesUnreadable."""
        self._register = register
        self._every = reread_seconds
        self._clock = clock
        self._off = register.off()
        register.close()  # a server forks after this: no connection may cross over
        self._read_at = self._tried_at = clock()
        self._start = threading.Lock()
        self._reading = threading.Event()
        self._reading.set()

    def off(self) -> Sequence[Switch]:
        """The switches that hold, as last read."""
        now = self._clock()
        if now - self._tried_at >= self._every:
            self._reread(now)
        if now - self._read_at >= 2 * self._every:
            self._reading.wait(_LONGEST_WAIT)
        return self._off

    def overlays(self, client: str, day: date) -> tuple[Overlay, ...]:
        """What is switched off for a client on a day; a scenario once, though it be off at the client and everywhere."""
        found: dict[str, Overlay] = {}
        for switch in self.off():
            overlay = switch.overlay()
            if switch.client in (EVERY_CLIENT, client) and not overlay.expired(day):
                found.setdefault(switch.scenario, overlay)
        return tuple(found.values())

    def _reread(self, now: float) -> None:
        with self._start:
            if not self._reading.is_set() or now - self._tried_at < self._every:
                return
            self._tried_at = now
            self._reading.clear()
            threading.Thread(target=self._read, args=(now,), name="scenario-switches", daemon=True).start()

    def _read(self, asked_at: float) -> None:
        try:
            now = self._register.off()
            if now != self._off:
                log.warning("scenarios switched off: %s", ", ".join(map(_named, now)) or "none")
            self._off, self._read_at = now, asked_at
        except Exception as problem:
            log.error("the scenario switches cannot be read, the last known stay: %s", type(problem).__name__)
        finally:
            self._reading.set()


def _named(switch: Switch) -> str:
    return f"{switch.scenario} at {switch.client}" if switch.client else switch.scenario


def _switch(row: dict[str, Any]) -> Switch:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Switch(row["scenario"], row["client"], row["state"], row["because"], row["by"], row["at"], until)
