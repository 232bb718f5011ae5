"""`imaging-cds serve` as a process of its own: its CPU time for calls over loopback, and how long they take (Linux only)."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_START_SECONDS = 20.0
_WARM_CALLS = 10
_PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


@dataclass(frozen=True)
class Served:
    """Microseconds for one POST: `cpu` of the server's processes; `waits` of the client, by percentile."""

    cpu: float
    waits: Mapping[str, float]


def served(bodies: Sequence[bytes], path: str, folder: Path) -> Served | None:
    """What answering these bodies one after the other costs; the first few warm up. None where there is no /proc.

    Raises RuntimeError where the server does not come up or answers anything but 200.
    """
    if not Path("/proc/self/stat").exists():
        return None
    with _server(folder) as (process, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for body in bodies[:_WARM_CALLS]:
            _post(connection, path, body)
        before = _cpu_seconds(process.pid)
        waits = sorted(_post(connection, path, body) for body in bodies)
        time.sleep(0.1)
        spent = _cpu_seconds(process.pid) - before
        connection.close()
    at = {name: waits[min(len(waits) - 1, int(len(waits) * share))] * 1e6 for name, share in _PERCENTILES.items()}
    return Served(spent / len(bodies) * 1e6, at)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = _free_port()
    settings = {"IMAGING_CDS_DATABASE_URL": f"sqlite:///{folder / 'served.sqlite'}"}
    command = [sys.executable, "-m", "cds_service", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=os.environ | settings, stdout=quiet, stderr=quiet)
    try:
        _wait_for(port, process)
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the service did not start")


def _post(connection: http.client.HTTPConnection, path: str, body: bytes) -> float:
    """Seconds until the whole answer is there."""
    began = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"answered {answer.status}")
    return time.perf_counter() - began


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children, from /proc."""
    spent, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            own, _, fields = file.read_text().rpartition(")")
        except OSError:
            continue  # it has ended meanwhile
        values = fields.split()
        if int(own.split(" ", 1)[0]) == pid or int(values[1]) == pid:
            spent += (int(values[11]) + int(values[12])) / ticks
    return spent
