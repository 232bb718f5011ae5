"""The vocabulary as the readers need it: read once, however many of them ask."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from imaging_rules.yaml_files import read_yaml


@cache
def vocabulary() -> dict[str, Any]:
    """The file `imaging_rules/library/vocabulary.yaml`. Not to be changed by who reads it."""
    content: dict[str, Any] = read_yaml(files("imaging_rules") / "library" / "vocabulary.yaml")
    return content


def vocabulary_findings() -> dict[str, dict[str, Any]]:
    """Its findings by name."""
    findings: dict[str, dict[str, Any]] = vocabulary()["findings"]
    return findings


@cache
def dated_quantities() -> frozenset[str]:
    """The measured values that count for some days only, because one of them can bar a study."""
    return frozenset(name for name, row in vocabulary_findings().items() if row.get("worse"))
