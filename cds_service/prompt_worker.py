"""A gunicorn worker that does not wait for ever for a request that was begun and never finished."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any, ClassVar

from gunicorn.workers.gthread import TConn, ThreadWorker


class PromptWorker(ThreadWorker):  # type: ignore[misc]
    """Ends reading from a connection whose request has not arrived in time. What has been read by then is answered."""

    arrival_seconds: ClassVar[float] = 15.0

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._arriving: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """As in gunicorn, with the time noted at which reading ends."""
        self._arriving[conn] = time.monotonic() + self.arrival_seconds
        try:
            return super().handle(conn)
        finally:
            self._arriving.pop(conn, None)

    def murder_pending(self) -> None:
        """Once a second: as in gunicorn, and those overdue."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, until in list(self._arriving.items()) if until <= now]:
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)


def prompt_worker(arrival_seconds: float) -> type[PromptWorker]:
    """A worker with its own limit on how long a whole request may take to arrive."""
    return type("PromptWorker", (PromptWorker,), {"arrival_seconds": arrival_seconds})
