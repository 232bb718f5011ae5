"""The standard code that a row of a site's own flowsheet stands for by its whole name: `GCS total` is the coma score.

Only names that mean one quantity wherever they stand are in `tables/observation_names.csv`; its number is read as though it had
come with the code, with the same units and limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fhir_mappings.codes.findings import FindingCode, findings_of
from fhir_mappings.remembered import remembered
from fhir_mappings.rows.label_wording import plain_label
from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import normal_text


def rows_by_name(wordings: Iterable[str]) -> list[FindingCode]:
    """What the codes say that these wordings name; none where they name none, or not the same."""
    found = {_named(each) for each in wordings}
    known = found.pop() if len(found) == 1 else None
    return list(findings_of("loinc", known, "Observation")) if known else []


@remembered
def _named(wording: str) -> str | None:
    return _loinc().get(normal_text(plain_label(wording)))


@cache
def _loinc() -> dict[str, str]:
    return {row["name"]: row["loinc"] for row in table("observation_names")}
