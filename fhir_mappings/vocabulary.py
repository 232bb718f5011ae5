"""The vocabulary's file as the readers of words need it: what the model of `imaging_rules` does not keep."""

from __future__ import annotations

from functools import cache
from typing import Any

from imaging_rules.yaml_files import packaged_yaml


def vocabulary() -> dict[str, Any]:
    """The file `imaging_rules/library/vocabulary.yaml`. Not to be changed by who reads it."""
    content: dict[str, Any] = packaged_yaml("imaging_rules", "library/vocabulary.yaml")
    return content


def vocabulary_findings() -> dict[str, dict[str, Any]]:
    """Its findings by name."""
    findings: dict[str, dict[str, Any]] = vocabulary()["findings"]
    return findings


@cache
def dated_quantities() -> frozenset[str]:
    """The measured values that count for some days only, because one of them can bar a study."""
    return frozenset(name for name, row in vocabulary_findings().items() if row.get("worse"))


@cache
def negatable_findings() -> frozenset[str]:
    """The findings that a plain no denies. The file's scalars are text here: "false" is not true."""
    return frozenset(name for name, row in vocabulary_findings().items() if row.get("negatable") == "true")
