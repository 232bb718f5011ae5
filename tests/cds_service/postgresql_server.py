"""A PostgreSQL server for the tests: a cluster of its own in a folder of its own, reached by a Unix socket only."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_NOT_ROOT = "postgres"
"""PostgreSQL refuses to run as root; its packages bring this user."""


def server_program() -> Path | None:
    """Where `pg_ctl` is; None on a machine without the server."""
    found = shutil.which("pg_ctl") or next(iter(sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")))), None)
    return Path(found).resolve() if found else None


class Server:
    """A running server that gives out empty databases."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._bin, self._folder, self._numbers = program.parent, folder, count(1)
        self._user = _NOT_ROOT if os.geteuid() == 0 else getpass.getuser()

    def start(self) -> None:
        """Make the cluster and start it."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, _NOT_ROOT)
        self._run("initdb", "-D", str(self._folder / "data"), "-A", "trust", "-U", self._user, "-N")
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c fsync=off"
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-l", str(self._folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test{next(self._numbers)}"
        self._run("createdb", "-h", str(self._folder), "-U", self._user, name)
        return f"postgresql://{self._user}@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = [_runuser(), "-u", _NOT_ROOT, "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)


def _runuser() -> str:
    """The program that drops root; it stands where a user's PATH may not lead."""
    return shutil.which("runuser", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])) or "runuser"


@contextmanager
def running_server(program: Path) -> Iterator[Server]:
    """A server as long as it is needed. The folder's name is short: a socket's path may not be long."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        server = Server(program, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
