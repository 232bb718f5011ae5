"""Whether the name of a Procedure says that something went into the spine or its canal, or that the spine was operated on.

From `tables/spine_procedures.csv`: some names say it by themselves, some by an act and a part of the spine, a level among them
('L4/5 radiofrequency ablation'). A level of one thoracic vertebra alone says nothing: a tumor may be 'T3'.
"""

from __future__ import annotations

import re
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.tables_csv import words_by_role
from fhir_mappings.word_match import has_any_word, is_denied

_LEVEL = re.compile(r"\b(?:L[1-5]|[CT]\d{1,2}\s?[/-]\s?[CT]?\d{1,2})\b", re.IGNORECASE)


@remembered
def goes_into_the_spine(wording: str) -> bool:
    """Whether it is an operation, an injection, a puncture or an implant of the spine."""
    if is_denied(wording) or _names("not of the spine", wording):
        return False
    if _names("always", wording) or (_names("implant", wording) and _acts(wording)):
        return True
    return _acts(wording) and _is_of_the_spine(wording)


@remembered
def operates_on_the_spine(wording: str) -> bool:
    """Whether it is an operation of the spine, whatever its level; what is done to a stimulator or a pump is none."""
    if not goes_into_the_spine(wording) or _names("implant", wording):
        return False
    return _names("operation", wording) and _is_of_the_spine(wording)


def _acts(wording: str) -> bool:
    return _names("act", wording) or _names("operation", wording)


def _is_of_the_spine(wording: str) -> bool:
    return _names("part", wording) or _LEVEL.search(wording) is not None


def _names(role: str, wording: str) -> bool:
    return has_any_word(_words(role), wording)


@cache
def _words(role: str) -> tuple[str, ...]:
    return tuple(sorted(word.lower() for word in words_by_role("spine_procedures")[role]))
