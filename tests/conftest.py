"""Where the published requests and patient records are that some tests read."""

from __future__ import annotations

from pathlib import Path

import pytest
from published_fixtures import WHY_NOT, shared_fixtures


@pytest.fixture
def published() -> Path:
    """The folder with `fixtures/` in it; the test is left out, with the reason, where there is none."""
    folder = shared_fixtures()
    if folder is None:
        pytest.skip(WHY_NOT)
    return folder
