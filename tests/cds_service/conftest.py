"""An application on a database of its own, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
