"""The standard code that a row of a site's own flowsheet stands for by its whole name: `GCS total` is the coma score.

Only names that mean one quantity wherever they stand are in `tables/observation_names.csv`; its number is read as though it had
come with the code, with the same units and limits. The filtration rate has a name for each formula and way to write it: a name
is one of them whose every word says the rate or how it was reckoned (`tables/filtration_rate_words.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from fhir_mappings.codes.findings import FindingCode, findings_of
from fhir_mappings.remembered import remembered
from fhir_mappings.rows.label_wording import plain_label
from fhir_mappings.tables_csv import table, words_by_role
from fhir_mappings.whole_texts import normal_text

_RATE, _RATE_BY_RACE = "98979-8", "48642-3"
_LONG_NAME = "glomerular filtration rate"
_PARTS = re.compile(r"[ /]+")


def rows_by_name(wordings: Iterable[str]) -> list[FindingCode]:
    """What the codes say that these wordings name; none where they name none, or not the same."""
    found = {_named(each) for each in wordings}
    known = found.pop() if len(found) == 1 else None
    return list(findings_of("loinc", known, "Observation")) if known else []


@remembered
def _named(wording: str) -> str | None:
    name = normal_text(plain_label(wording))
    return _loinc().get(name) or (_filtration_rate(name) if "gfr" in name or _LONG_NAME in name else None)


def _filtration_rate(name: str) -> str | None:
    """The code of a filtration rate that a name says, whatever its formula; those by race are older."""
    words = words_by_role("filtration_rate_words")
    said = {*_PARTS.split(name.replace(_LONG_NAME, "gfr"))}
    if not said & words["rate"] or said - words["rate"] - words["says how"] - words["by race"]:
        return None
    return _RATE_BY_RACE if said & words["by race"] else _RATE


@cache
def _loinc() -> dict[str, str]:
    return {row["name"]: row["loinc"] for row in table("observation_names")}
