"""The modules and tables that a decision names are there under these names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PACKAGES = ("imaging_rules", "fhir_mappings", "cards", "cds_service", "sandbox_config", "tests", "benchmarks")
FILES = {f"/{file.relative_to(ROOT)}" for package in PACKAGES for file in (ROOT / package).rglob("*.*")}


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_names_files_that_are_there(decision: Path) -> None:
    named = set(re.findall(r"`([\w./]+\.(?:py|csv|yaml))`", decision.read_text(encoding="utf-8")))
    assert {name for name in named if not any(file.endswith(f"/{name}") for file in FILES)} == set()


def test_every_document_is_in_the_list_of_documents() -> None:
    told = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for file in (ROOT / "docs").rglob("*.md"):
        assert file.name == "README.md" or f"]({file.relative_to(ROOT / 'docs')})" in told, file.name
