"""An application on a database of its own, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postgresql_server import Server, running_server, server_program

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.settings import Settings


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("store")
    made = create_app(Settings(database_url=f"sqlite:///{folder / 'consultations.sqlite'}"))
    yield made
    made.extensions[KEY].store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server; the test is left out where the machine has none."""
    program = server_program()
    if program is None:
        pytest.skip("no PostgreSQL server here")
    with running_server(program) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind that a site may use."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()
