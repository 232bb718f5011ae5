"""A lesion of the cord beside a demyelinating disease that is known: it is one of its lesions, and tells of no new syndrome of
the cord.

`Known cord lesion` alone is a disease of the cord to be found out about. Beside known multiple sclerosis it is what a scan has
shown before; what the cord no longer does is told in words of its own (weakness, a level, myelopathy). The words stand in
`tables/cord_lesion_names.csv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fhir_mappings.tables_csv import words_by_role
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import Finding, State

_CORD, _MS, _LESIONS = "myelopathy", "multiple_sclerosis", "ms_cord_lesions"
_KNOWN = frozenset({State.PRESENT, State.HISTORY})


def as_lesions_of_known_disease(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, with a lesion that was taken for a disease of the cord as a lesion of the demyelinating disease."""
    named = [each for each in found if _is_a_lesion(each)]
    if not named:
        return tuple(found)
    if not any(each.name == _MS and each.state in _KNOWN for each in found):
        return tuple(found)
    lesions = tuple(replace(each, name=_LESIONS) for each in named)
    gone = frozenset(named)
    return tuple(dict.fromkeys([*(each for each in found if each not in gone), *lesions]))


def _is_a_lesion(each: Finding) -> bool:
    if each.name != _CORD or each.state is not State.PRESENT or each.evidence.kind != "text":
        return False
    words = words_by_role("cord_lesion_names")
    return has_any_word(words["lesion"], each.evidence.text) and not has_any_word(words["deficit"], each.evidence.text)
