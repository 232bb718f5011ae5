"""The service with the demo, and one of a site without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import ECKey

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.settings import Settings


def _client(folder: Path, **chosen: object) -> Iterator[FlaskClient]:
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'consultations.sqlite'}", **chosen))  # type: ignore[arg-type]
    yield app.test_client()
    app.extensions[KEY].store.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    yield from _client(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("site")
    key = ECKey.generate_key("P-384", {"kid": "1", "alg": "ES384"}, private=False)
    registry = [{"id": "ehr", "issuer": "https://ehr.example", "keys": {"keys": [key.as_dict(private=False)]}}]
    clients_file = folder / "clients.yaml"
    clients_file.write_text(json.dumps(registry))
    yield from _client(folder, profile="site", public_base_url="https://cds.example.org", clients_file=clients_file)
