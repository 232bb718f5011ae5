"""An EHR at its address, a consultation of one of its patients, and the application between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_ehr import ask, handle_of, saved_request
from flask import Flask
from flask.testing import FlaskClient

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.settings import Settings


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("smart") / "kept.sqlite"


@pytest.fixture(scope="session")
def app(database: Path) -> Iterator[Flask]:
    made = create_app(Settings(database_url=f"sqlite:///{database}"))
    yield made
    made.extensions[KEY].store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def neck_pain(client: FlaskClient, app: Flask) -> str:
    """The handle of a consultation whose rating hangs on one question."""
    return handle_of(ask(client, app, saved_request("neck-pain-new-mri-cervical")))
