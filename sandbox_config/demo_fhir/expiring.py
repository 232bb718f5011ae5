"""Things handed out under a random name, for a while: launches, codes, access tokens."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Held = TypeVar("Held")
_MOST = 5000


class Expiring(Generic[Held]):
    """Keeps values in memory under names nobody can guess. `lifetime` is in seconds; `clock` is monotonic."""

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._held: dict[str, tuple[float, Held]] = {}
        self._lock = threading.Lock()

    def put(self, value: Held) -> str:
        """A fresh name for the value. What is past its time goes, then what is oldest beyond a few thousand."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._held = {key: kept for key, kept in self._held.items() if kept[0] > now}
            while len(self._held) >= _MOST:
                del self._held[next(iter(self._held))]
            self._held[name] = (now + self.lifetime, value)
        return name

    def get(self, name: str) -> Held | None:
        """The value, as often as it is asked for; None where the name is unknown or past its time."""
        with self._lock:
            until, value = self._held.get(name, (0.0, None))
            return value if until > self._clock() else None

    def take(self, name: str) -> Held | None:
        """The value, once."""
        with self._lock:
            until, value = self._held.pop(name, (0.0, None))
            return value if until > self._clock() else None

    def drop(self, unwanted: Callable[[Held], bool]) -> None:
        """Forget all values of a kind."""
        with self._lock:
            self._held = {key: kept for key, kept in self._held.items() if not unwanted(kept[1])}
