"""The whole service, on a database of its own and on one day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ehr import ADDRESS, DAY, Ehr

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.settings import Settings


@pytest.fixture(scope="session")
def ehr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ehr]:
    """An EHR that calls the service."""
    store = tmp_path_factory.mktemp("store") / "consultations.sqlite"
    app = create_app(Settings(database_url=f"sqlite:///{store}", as_of=DAY, public_base_url=ADDRESS))
    yield Ehr(app)
    app.extensions[KEY].store.close()
