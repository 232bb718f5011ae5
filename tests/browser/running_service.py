"""A service of its own process, as `make run` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(folder: Path, port: int, more: Mapping[str, str]) -> Iterator[str]:
    """A service of its own, with its files in `folder`; its base address."""
    settings = {
        "IMAGING_CDS_PUBLIC_BASE_URL": f"http://localhost:{port}",
        "IMAGING_CDS_DATABASE_URL": f"sqlite:///{folder / 'consultations.sqlite'}",
        **more,
    }
    command = [sys.executable, "-m", "cds_service", "serve", "--port", str(port)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log) as server,
    ):
        try:
            yield _ready(f"http://localhost:{port}", server)
        finally:
            server.terminate()


def _ready(base: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        assert server.poll() is None, "the service ended by itself"
        try:
            if requests.get(f"{base}/cds-services", timeout=2).ok:
                return base
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("the service did not start")
