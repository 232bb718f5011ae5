"""Outbound connections that end at a deadline, whatever the other side does: connecting, TLS, headers and body.

A time limit of a socket starts anew with each piece that arrives; a server that drips its headers would hold its reader
for ever.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_this_thread = threading.local()


class CutOffAdapter(HTTPAdapter):
    """An adapter of `requests` whose connections `cut_off_after` can end."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """As in requests, with connections that can be ended."""
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


@contextmanager
def cut_off_after(seconds: float) -> Iterator[None]:
    """Ends the connection that this thread uses inside, once the time is up; what reads from it then fails."""
    watch = _Watch()
    timer = threading.Timer(max(0.0, seconds), watch.end)
    timer.daemon = True
    _this_thread.watch = watch
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        watch.forget()
        _this_thread.watch = None


class _Watch:
    """The socket in use, ended when the time is up, or at once where it comes too late."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: socket.socket | None = None
        self._over = False

    def use(self, used: socket.socket | None) -> None:
        with self._lock:
            self._used = used
            if self._over:
                _end(used)

    def end(self) -> None:
        with self._lock:
            self._over = True
            _end(self._used)

    def forget(self) -> None:
        """The socket goes back to its pool, for others."""
        with self._lock:
            self._used = None


def _end(used: socket.socket | None) -> None:
    if used is not None:
        with contextlib.suppress(OSError):
            used.shutdown(socket.SHUT_RDWR)


def _use(used: socket.socket | None) -> None:
    watch = getattr(_this_thread, "watch", None)
    if watch is not None:
        watch.use(used)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        _use(made)
        return made

    def putrequest(self, *args: Any, **named: Any) -> None:
        _use(self.sock)
        super().putrequest(*args, **named)


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        _use(made)
        return made

    def connect(self) -> None:
        super().connect()
        _use(self.sock)

    def putrequest(self, *args: Any, **named: Any) -> None:
        _use(self.sock)
        super().putrequest(*args, **named)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
