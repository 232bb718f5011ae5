"""The phrases of reports by the part they play, from `tables/report_phrases.csv`: a result, a hedge, a heading, a denial."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.word_match import has_any_word


@cache
def report_phrases(role: str) -> Mapping[str, str]:
    """The phrases of a role, each with the value it stands for, if it has one."""
    return {row["phrase"]: row["value"] for row in table("report_phrases") if row["role"] == role}


def says(role: str, sentence: str) -> bool:
    """Whether a sentence has a phrase of a role."""
    return has_any_word(report_phrases(role), sentence)


@cache
def any_phrase_of(role: str) -> re.Pattern[str]:
    """The phrases of a role as they stand, the longest first."""
    phrases = sorted(report_phrases(role), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)
