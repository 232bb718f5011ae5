"""Whose a resource is: one rule for the chart, for answers and for draft orders."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fhir_mappings.resource.elements import (
    ARRAY,
    Unreadable,
    contained,
    days_of,
    mapping,
    members,
    reference_key,
    reference_of,
    text_of,
)


class Whose(StrEnum):
    """What a subject says; the value is the reason under which it is counted."""

    OURS = "ours"
    NOT_GIVEN = "subject-not-given"
    CONTAINED = "subject-contained"
    ANOTHERS = "other-patient"
    UNKNOWN = "subject-unknown"
    """Neither this patient nor clearly another: a group, a device, a search, an address that nothing answers to."""

    @property
    def accepted(self) -> bool:
        """Whether it is read as this patient's."""
        return self in (Whose.OURS, Whose.NOT_GIVEN, Whose.CONTAINED)


def whose(resource: Mapping[str, Any], patient_id: str, patient: Mapping[str, Any] | None = None) -> Whose:
    """Whose a resource is, by its `subject` or `patient`.

    Args:
        resource: the resource; references by the `fullUrl` of an entry are resolved already (`bundle_addresses`).
        patient_id: the id of the request's patient, without a type.
        patient: the Patient, where it is at hand: for identifiers, sex and birth.

    Returns:
        Ours where nothing is said. Ids are compared letter by letter, as FHIR has them; one that differs in case only is not
        clearly another's, nor is one that our Patient is linked with. A contained Patient has no identity of its own: it is
        ours unless it says something else of sex or birth.

    Raises:
        Unreadable for a subject in a shape that FHIR does not know.
    """
    subject = _one(resource.get("subject") or resource.get("patient"))
    reference = text_of(subject.get("reference"))
    if not reference:
        return _by_identifier(subject.get("identifier"), patient)
    if reference.startswith("#"):
        return _of_contained(contained(resource, reference[1:]), patient)
    if "?" in reference:
        return Whose.OURS if _searches_for(reference, patient) else Whose.UNKNOWN
    return _by_reference(reference, patient_id, patient)


def _one(subject: object) -> Mapping[str, Any]:
    """A Reference; the sole member of a list, and a bare reference, are read as what they must mean."""
    if isinstance(subject, dict):
        return subject
    if isinstance(subject, ARRAY) and len(subject) == 1:
        subject = subject[0]
    return {"reference": subject} if isinstance(subject, str) else mapping(subject)


def _by_reference(reference: str, patient_id: str, patient: Mapping[str, Any] | None) -> Whose:
    ours = f"Patient/{patient_id}"
    if reference == ours:
        return Whose.OURS
    plain = reference.split("/_history/")[0].rstrip("/")
    if plain in (patient_id, ours) or plain.endswith(f"/{ours}"):
        return Whose.OURS
    kind, identifier = reference_key(reference)
    same = identifier.lower() == patient_id.lower()
    if not kind:  # an address is compared without regard to case
        return Whose.OURS if identifier and same else Whose.UNKNOWN
    clearly = kind == "Patient" and not same and identifier not in _linked(patient)
    return Whose.ANOTHERS if clearly else Whose.UNKNOWN


def _linked(patient: Mapping[str, Any] | None) -> set[str]:
    """The ids under which our Patient is said to be kept as well: records that were merged, or never were."""
    try:
        links = members(patient.get("link")) if patient else ()
        return {reference_key(reference_of(each.get("other")))[1] for each in links}
    except Unreadable:
        return set()


def _by_identifier(identifier: object, patient: Mapping[str, Any] | None) -> Whose:
    """A logical reference: ours where it names no system that our Patient has, or one of its identifiers."""
    named = mapping(identifier)
    system, value = text_of(named.get("system")), text_of(named.get("value"))
    if not system or not value:
        return Whose.NOT_GIVEN
    values = {own for its, own in _identifiers(patient) if its == system}
    if value in values:
        return Whose.OURS
    return Whose.UNKNOWN if values else Whose.NOT_GIVEN


def _searches_for(reference: str, patient: Mapping[str, Any] | None) -> bool:
    """Whether `Patient?identifier=system|value` names an identifier of our Patient."""
    address = urlsplit(reference)
    asked = parse_qs(address.query)
    if not address.path.endswith("Patient") or set(asked) != {"identifier"} or len(asked["identifier"]) != 1:
        return False
    system, _, value = asked["identifier"][0].rpartition("|")
    return bool(system) and (system, value) in _identifiers(patient)


def _identifiers(patient: Mapping[str, Any] | None) -> set[tuple[str, str]]:
    """System and value of each; none where those of the Patient cannot be read, which says nothing of anything else."""
    try:
        every = members(patient.get("identifier")) if patient else ()
        return {(text_of(each.get("system")), text_of(each.get("value"))) for each in every}
    except Unreadable:
        return set()


def _of_contained(stranger: Mapping[str, Any] | None, patient: Mapping[str, Any] | None) -> Whose:
    if stranger is None or stranger.get("resourceType") != "Patient":
        return Whose.UNKNOWN
    return Whose.ANOTHERS if patient is not None and _contradicts(stranger, patient) else Whose.CONTAINED


def _contradicts(stranger: Mapping[str, Any], patient: Mapping[str, Any]) -> bool:
    sexes = text_of(stranger.get("gender")), text_of(patient.get("gender"))
    if all(sexes) and sexes[0] != sexes[1]:
        return True
    try:
        births = days_of(stranger.get("birthDate")), days_of(patient.get("birthDate"))
    except Unreadable:
        return False
    one, other = births
    return one is not None and other is not None and (one.last < other.first or other.last < one.first)
