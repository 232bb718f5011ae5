"""The published requests and patient records that some tests read, where this machine has them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest


def shared_fixtures() -> Path | None:
    """The folder with `fixtures/` in it: IMAGING_CDS_FIXTURES, or the folder beside the checkout; None without one."""
    named = os.environ.get("IMAGING_CDS_FIXTURES")
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(named) if named else beside
    return folder if (folder / "fixtures").is_dir() else None


WHY_NOT = "no published requests here: IMAGING_CDS_FIXTURES names their folder"
FOLDER = (shared_fixtures() or Path("absent")) / "fixtures"
RECORDS = sorted((FOLDER / "fhir").glob("*/*.json"))
needs_fixtures = pytest.mark.skipif(shared_fixtures() is None, reason=WHY_NOT)


def fixture_requests() -> dict[str, dict[str, Any]]:
    """Every request by file name; a context alone is wrapped in the hook its name says."""
    found = {}
    for file in sorted((FOLDER / "cds-hooks").glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or "context" not in content:
            continue
        found[file.name] = content if "hook" in content else {"hook": _hook(file.name), "hookInstance": "x", **content}
    return found


def _hook(name: str) -> str:
    known = ("order-select", "order-sign", "order-dispatch", "appointment-book")
    return next(hook for hook in known if hook in name)
