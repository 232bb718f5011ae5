"""The rating of an order, as the Argonaut imaging extensions of a ServiceRequest.

`usually` and `may be appropriate` are `appropriate`, `usually not` is `not-appropriate`; the category of the rating
table is the second coding. Older ratings under the three URL families in use are taken off first, so that a second
consultation leaves one rating. Source: Argonaut CDS Hooks for PAMA, extensions on ServiceRequest.

Where a site's policy gives another category, the order still carries the guideline's, since that is what a consultation
of published criteria reports; the site's stands beside it in a coding of its own, and the text says which is which.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imaging_rules.rating import Rating

RATING_SYSTEM = "https://imaging-cds.example/CodeSystem/appropriateness-rating"
"""The code system of the second coding: the category of the rating table, by the values of `Rating`."""
LOCAL_SYSTEM = "https://imaging-cds.example/CodeSystem/local-policy-rating"
"""The code system of the third coding, where there is one: the category that a site's own policy gives instead."""

_EXTENSION = "http://fhir.org/argonaut/Extension/"
_FAMILIES = (_EXTENSION, "http://fhir.org/argonaut/", "http://fhir.org/argonaut/StructureDefinition/")
_NAMES = ("pama-rating", "pama-rating-qcdsm-consulted", "pama-rating-consult-id", "pama-rating-auc-applied")
_RATING_URLS = frozenset(family + name for family in _FAMILIES for name in _NAMES)
_PAMA_SYSTEM = "http://fhir.org/argonaut/CodeSystem/pama-rating"
_PAMA_CODES = {
    Rating.USUALLY: "appropriate",
    Rating.MAY_BE: "appropriate",
    Rating.MAY_BE_DISAGREEMENT: "appropriate",
    Rating.USUALLY_NOT: "not-appropriate",
}


def with_rating(
    resource: Mapping[str, Any],
    rating: Rating | None,
    consult_id: str,
    auc_applied_url: str | None,
    qcdsm: str | None,
    local: Rating | None = None,
) -> dict[str, Any]:
    """The order with this rating instead of any it came with; with None it only loses the one it came with.

    `rating` is the guideline's, `local` the one that a site's policy gives instead; `consult_id` is the UUID of the
    consultation, `auc_applied_url` the address of the criteria, `qcdsm` the G-code of the mechanism, from the client's
    settings.
    """
    if rating is None:
        return without_rating(resource)
    codings = [
        {"system": _PAMA_SYSTEM, "code": _PAMA_CODES[rating]},
        {"system": RATING_SYSTEM, "code": rating.value, "display": rating.words},
    ]
    concept: dict[str, Any] = {"coding": codings}
    if local is not None:
        codings.append({"system": LOCAL_SYSTEM, "code": local.value, "display": f"local policy: {local.words}"})
        concept["text"] = f"Guideline: {rating.words}. Local policy: {local.words}."
    return _with_extensions(resource, _extensions(concept, consult_id, auc_applied_url, qcdsm))


def carries_rating(resource: Mapping[str, Any], rating: Rating, local: Rating | None = None) -> bool:
    """Whether an order already came back with this very rating of ours: what it means has been said."""
    wanted = {(RATING_SYSTEM, rating.value), *([(LOCAL_SYSTEM, local.value)] if local else [])}
    came = resource.get("extension")
    for each in came if isinstance(came, list) else []:
        concept = each.get("valueCodeableConcept") if isinstance(each, Mapping) and _is_rating(each) else None
        codings = concept.get("coding") if isinstance(concept, Mapping) else None
        stated = [coding for coding in codings if isinstance(coding, Mapping)] if isinstance(codings, list) else []
        ours = {(str(each.get("system")), str(each.get("code"))) for each in stated}
        if wanted == {coding for coding in ours if coding[0] in (RATING_SYSTEM, LOCAL_SYSTEM)}:
            return True
    return False


def without_rating(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The order without any rating it came with."""
    return _with_extensions(resource, [])


def no_criteria(resource: Mapping[str, Any], consult_id: str, auc_applied_url: str | None, qcdsm: str | None) -> dict[str, Any]:
    """The order marked as one that no criteria cover, for an indication the library claims. Arguments as above."""
    concept = {"coding": [{"system": _PAMA_SYSTEM, "code": "no-criteria-apply"}]}
    return _with_extensions(resource, _extensions(concept, consult_id, auc_applied_url, qcdsm))


def _extensions(
    concept: Mapping[str, Any], consult_id: str, auc_applied_url: str | None, qcdsm: str | None
) -> list[dict[str, Any]]:
    uuid = consult_id.removeprefix("urn:uuid:")
    found: list[dict[str, Any]] = [{"url": _EXTENSION + "pama-rating", "valueCodeableConcept": concept}]
    if qcdsm:
        found.append({"url": _EXTENSION + "pama-rating-qcdsm-consulted", "valueString": qcdsm})
    found.append({"url": _EXTENSION + "pama-rating-consult-id", "valueUri": f"urn:uuid:{uuid}"})
    if auc_applied_url:
        found.append({"url": _EXTENSION + "pama-rating-auc-applied", "valueUri": auc_applied_url.strip()})
    return found


def _with_extensions(resource: Mapping[str, Any], added: list[dict[str, Any]]) -> dict[str, Any]:
    rated = dict(resource)
    came = resource.get("extension")
    present = came if isinstance(came, list) else [] if came is None else [came]
    kept = [each for each in present if not _is_rating(each)]
    if added or len(kept) != len(present):
        rated["extension"] = [*kept, *added]
        if not rated["extension"]:
            del rated["extension"]
    return rated


def _is_rating(extension: object) -> bool:
    url = extension.get("url") if isinstance(extension, Mapping) else None
    return isinstance(url, str) and url.strip().replace("https://", "http://", 1) in _RATING_URLS
