"""The published and captured requests of the fixtures folder, as bodies ready to post."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conftest import shared_fixtures

FOLDER = (shared_fixtures() or Path("absent")) / "fixtures"


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
