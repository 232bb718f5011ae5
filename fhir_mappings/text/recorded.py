"""Which findings a resource of a type is there to hold; words about anything else in it are not taken for findings."""

from __future__ import annotations

from functools import cache

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.vocabulary import vocabulary_findings
from imaging_rules.yaml_files import packaged_yaml

_PART = {
    "Patient": "patient",
    "Condition": "condition",
    "Observation": "observation",
    "QuestionnaireResponse": "observation",
    "Procedure": "procedure",
    "Device": "device",
    "AllergyIntolerance": "allergy",
    "MedicationRequest": "medication",
    "MedicationStatement": "medication",
    "DiagnosticReport": "report",
    "ImagingStudy": "report",
    "ServiceRequest": "order",
}
_NOT_TO_BE_LOST = frozenset({"device", "allergy", "medication"})


@cache
def recorded_in(resource_type: str) -> frozenset[str]:
    """The findings whose `record_part` in the vocabulary is the one of a resource type; none for a type we do not know.

    A problem list and an examination also say in words what an order's indication would: signs and complaints, but not
    what is true of the order alone, such as how long its complaint has lasted. Rows also tell how a treatment went. An
    operation says what it implanted.
    """
    findings = vocabulary_findings()
    part = _PART.get(resource_type)
    own = {name for name, row in findings.items() if part in row["record_part"]}
    if part in ("condition", "observation"):
        own |= {name for name, row in findings.items() if row["kind"] == "boolean" and "order" in row["record_part"]}
    if part == "observation":
        own |= findings_of_kind("told of a treatment")
    if part == "procedure":
        own |= {name for name, row in findings.items() if row["kind"] == "boolean" and "device" in row["record_part"]}
    return frozenset(own)


@cache
def kept_elsewhere() -> frozenset[str]:
    """Implants, contrast reactions and medicines: what must not be lost because somebody wrote it in another place."""
    findings = vocabulary_findings()
    return frozenset(name for name, row in findings.items() if _NOT_TO_BE_LOST.intersection(row["record_part"]))


@cache
def ambiguous_abbreviations() -> frozenset[str]:
    """Abbreviations that name another disease often enough that beside the code of one they say nothing."""
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/context.yaml")["ambiguous beside a code"])
