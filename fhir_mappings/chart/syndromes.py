"""Syndromes that their signs are read as: no saddle anaesthesia does not deny the cauda equina syndrome that is asked about.

What denies the whole has to name it, in a word of `tables/syndrome_names.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import Finding, State


def denies_a_sign_only(finding: Finding) -> bool:
    """Whether a finding denies a syndrome in words that name only one of its signs."""
    if finding.state is not State.REFUTED or finding.name not in syndromes() or finding.evidence.kind == "code":
        return False
    return not has_any_word(syndromes()[finding.name], finding.evidence.text)


@cache
def syndromes() -> Mapping[str, tuple[str, ...]]:
    """The syndromes, each with its names."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in table("syndrome_names"):
        names[row["finding"]].append(row["name"])
    return {finding: tuple(each) for finding, each in names.items()}
