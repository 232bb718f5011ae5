"""Where the published requests and patient records are that some tests read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_fixtures() -> Path | None:
    """The folder with `fixtures/` in it: IMAGING_CDS_FIXTURES, or the folder beside the checkout; None without one."""
    named = os.environ.get("IMAGING_CDS_FIXTURES")
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(named) if named else beside
    return folder if (folder / "fixtures").is_dir() else None


needs_fixtures = pytest.mark.skipif(
    shared_fixtures() is None, reason="no published requests here: set IMAGING_CDS_FIXTURES to their folder"
)


@pytest.fixture
def published() -> Path:
    """The folder with `fixtures/` in it; the test is left out, with the reason, where there is none."""
    folder = shared_fixtures()
    if folder is None:
        pytest.skip("no published requests here: set IMAGING_CDS_FIXTURES to their folder")
    return folder
