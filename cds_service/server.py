"""`imaging-cds serve`: gunicorn with threads, inside this process."""

from __future__ import annotations

import errno
import gc
import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.prompt_worker import prompt_worker
from cds_service.settings import Settings


class CannotListen(OSError):
    """The address cannot be listened on; the message says why in plain words."""


class Server(BaseApplication):  # type: ignore[misc]
    """One worker process with threads. The application is built before the fork, so that what is wrong with it is said
    at once; its threads and connections are opened when they are first used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app = create_app(settings)
        _keep_what_was_read()
        super().__init__()

    def load_config(self) -> None:
        """gunicorn's settings; none are read from its own files or the command line."""
        choices: dict[str, Any] = {
            "bind": self._settings.address,
            "worker_class": prompt_worker(self._settings.arrival_deadline),
            "workers": 1,
            "threads": self._settings.threads,
            "timeout": 30,
            "graceful_timeout": 15,
            "keepalive": 5,
            "loglevel": "warning",
            "proc_name": "imaging-cds",
            "control_socket_disable": True,
            "worker_exit": lambda _server, _worker: self._app.extensions[KEY].store.close(),
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application each worker serves."""
        return self._app


def _keep_what_was_read() -> None:
    """Takes the tables read at start out of garbage collection: a pass over all of them would stop every thread for a third
    of a second, and would touch the memory that the worker shares."""
    gc.collect()
    gc.freeze()


def make_sure_it_is_free(settings: Settings) -> None:
    """Raises CannotListen where the port is taken or may not be opened."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as problem:
            raise CannotListen(_plainly(settings, problem)) from None


def _plainly(settings: Settings, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"port {settings.port} is taken by another program; choose another one with --port"
    if problem.errno == errno.EACCES:
        return f"this user may not open port {settings.port}; choose one above 1023 with --port"
    return f"cannot listen on {settings.address}: {problem.strerror or problem}"
