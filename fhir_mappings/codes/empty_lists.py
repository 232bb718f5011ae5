"""Entries that say that a list is empty, or that nothing is known of it, from `tables/empty_lists.csv`.

'No known allergies' is a fact. 'No information about allergies' is the opposite of one: exporters write it where they have
no data, and silence may then not be read as absence. 'No known food allergy' says nothing of contrast.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from fhir_mappings.codes.systems import normal_system
from fhir_mappings.resource.elements import codings, texts
from fhir_mappings.tables_csv import column, table
from fhir_mappings.whole_texts import normal_text

NONE, NO_INFORMATION, OF_A_KIND = "none", "no-information", "of-a-kind"

NO_KNOWN_ALLERGY: Mapping[str, Any] = {
    "coding": [{"system": "http://snomed.info/sct", "code": "716186003", "display": "No known allergy"}],
    "text": "No known allergy",
}
"""The one way in which the allergy reader is told of an empty list."""

_ELEMENT = {
    "Device": "type",
    "MedicationStatement": "medicationCodeableConcept",
    "MedicationRequest": "medicationCodeableConcept",
}
_SAME_LIST = {"MedicationRequest": "MedicationStatement"}


def said_of_the_list(kind: str, resource: Mapping[str, Any]) -> str:
    """`none`, `no-information`, `of-a-kind` for an entry that speaks of the whole list; "" for any other entry.

    Raises Unreadable where its code is not of FHIR's shape.
    """
    kind = _SAME_LIST.get(kind, kind)
    if kind not in _kinds():
        return ""
    concept = resource.get(_ELEMENT.get(kind, "code"))
    codes, words = _codes(kind), _words(kind)
    found = {codes[key] for each in codings(concept) if (key := (each.system or each.uri, each.raw)) in codes}
    found = found or {words[text] for each in texts(concept) if (text := normal_text(each)) in words}
    if not found:
        return ""
    if NO_INFORMATION in found:
        return NO_INFORMATION
    return next((each for each in (OF_A_KIND, NONE) if each in found), "")


@cache
def _kinds() -> frozenset[str]:
    return column("empty_lists", "kind")


@cache
def _codes(kind: str) -> dict[tuple[str, str], str]:
    rows = (row for row in table("empty_lists") if row["code"] and row["kind"] == kind)
    return {(normal_system(row["uri"]) or row["uri"], row["code"]): row["says"] for row in rows}


@cache
def _words(kind: str) -> dict[str, str]:
    return {normal_text(row["words"]): row["says"] for row in table("empty_lists") if row["kind"] == kind}
