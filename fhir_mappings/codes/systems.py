"""One short name for each code system, whatever URI an EHR writes for it, and codes in one spelling.

Sources: the HL7 terminology pages on external code systems (URIs and OIDs); variants as met in published requests and
test data: http for https, `www.`, a closing slash, `|version`, OIDs, SNOMED edition suffixes, `sid/icd-10` for
ICD-10-CM.
"""

from __future__ import annotations

import re
from functools import lru_cache

CANONICAL_URIS = {
    "cpt": "http://www.ama-assn.org/go/cpt",
    "hcpcs": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd-10-pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "ops": "http://fhir.de/CodeSystem/bfarm/ops",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "radlex": "http://radlex.org",
    "dicom": "http://dicom.nema.org/resources/ontology/DCM",
}

_WHO_ICD = "hl7.org/fhir/sid/icd-10"
_WHO_OID = "2.16.840.1.113883.6.3"

_NATIONAL_ICD = frozenset(
    {
        "fhir.de/codesystem/bfarm/icd-10-gm",
        "fhir.de/codesystem/dimdi/icd-10-gm",
        "hl7.org/fhir/sid/icd-10-gm",
        "hl7.org/fhir/sid/icd-10-am",
        "hl7.org/fhir/sid/icd-10-ca",
        "hl7.org/fhir/sid/icd-10-nl",
    }
)
"""Editions of other countries. Sources: HL7 terminology (Canada), HL7 Germany and HL7 Netherlands, published requests."""

_VARIANTS = {
    "cms.gov/medicare/coding/medhcpcsgeninfo": "hcpcs",
    "cms.gov/medicare/coding/medhcpcsgeninfo/index.html": "hcpcs",
    "bluebutton.cms.gov/resources/codesystem/hcpcs": "hcpcs",
    "hl7.org/fhir/sid/icd-10-pcs": "icd-10-pcs",
    "fhir.de/codesystem/dimdi/ops": "ops",
    _WHO_ICD: "icd-10-cm",
    **dict.fromkeys(_NATIONAL_ICD, "icd-10-cm"),
}

_OIDS = {
    "2.16.840.1.113883.6.12": "cpt",
    "2.16.840.1.113883.6.14": "hcpcs",
    "2.16.840.1.113883.6.285": "hcpcs",
    "2.16.840.1.113883.6.1": "loinc",
    "2.16.840.1.113883.6.96": "snomed",
    "2.16.840.1.113883.6.90": "icd-10-cm",
    "2.16.840.1.113883.6.4": "icd-10-pcs",
    _WHO_OID: "icd-10-cm",
    "2.16.840.1.113883.6.88": "rxnorm",
    "2.16.840.1.113883.6.256": "radlex",
    "1.2.840.10008.2.16.4": "dicom",
}

_SITED = frozenset({"M42", "M43", "M46", "M48", "M54"})
_SITES = frozenset("12345678")

_LONGEST_URI = 200
_SCHEME = re.compile(r"https?://(www\.)?")
_CPT_MODIFIER = re.compile(r"[0-9A-Z]{5}(?:(?: ?- ?| )[0-9A-Z]{2})+")


def normal_system(uri: object) -> str | None:
    """The short name (`cpt`, `loinc`, `snomed` …) of a coding's `system`; None for a system we do not know.

    Takes any JSON value, since a coding may hold anything. A short name stands for itself.
    """
    if not isinstance(uri, str) or len(uri) > _LONGEST_URI:
        return None
    return _known_system(uri)


@lru_cache(maxsize=1024)
def _known_system(uri: str) -> str | None:
    plain = uri.strip().lower().partition("|")[0].rstrip("/ ")
    if plain in CANONICAL_URIS:
        return plain
    oid = plain.removeprefix("urn:oid:")
    if oid in _OIDS:
        return _OIDS[oid]
    address = _without_scheme(plain)
    if address.startswith("snomed.info/sct/"):
        return "snomed"
    return _BY_ADDRESS.get(address)


@lru_cache(maxsize=1024)
def is_international_icd(uri: str) -> bool:
    """Whether a URI is that of the WHO's ICD-10, or of a country's edition of it, which are read as ICD-10-CM as far as their
    categories agree."""
    plain = uri.strip().lower().partition("|")[0].rstrip("/ ")
    return plain.removeprefix("urn:oid:") == _WHO_OID or _without_scheme(plain) == _WHO_ICD or is_national_icd(uri)


def is_national_icd(uri: str) -> bool:
    """Whether a URI is that of another country's edition of the WHO's ICD-10."""
    return _without_scheme(uri.strip().lower().partition("|")[0].rstrip("/ ")) in _NATIONAL_ICD


def international_category(code: str) -> str:
    """As much of a code of such an edition, in our spelling, as means the same in ICD-10-CM: its first four characters, and
    where both tell the part of the spine by the fifth, that too. Signs of multiple coding (`*`, `+`, `!`) fall away.

    Source: WHO ICD-10, chapter XIII, the supplementary site of M40-M54; ICD-10-CM, the same categories.
    """
    plain = code.rstrip("*+!#†")
    told_by_both = plain[:3] in _SITED and plain[4:5] in _SITES
    return plain[:5] if told_by_both else plain[:4]


def system_key(uri: object) -> str | None:
    """A code system in one spelling, for a system that has no short name here; "" where a coding names none.

    Takes any JSON value; None for what is no URI. The variants of one URI that are met in practice are the same key:
    case, http for https, `www.`, a closing slash, `|version`, an OID with or without `urn:oid:`.
    """
    if uri is None:
        return ""
    return _system_key(uri) if isinstance(uri, str) and len(uri) <= _LONGEST_URI else None


@lru_cache(maxsize=1024)
def _system_key(uri: str) -> str:
    return _without_scheme(uri.strip().lower().partition("|")[0].rstrip("/ ")).removeprefix("urn:oid:")


def canonical_uri(name: str) -> str:
    """The URI to write for a short name. Raises KeyError for a name that is not in `CANONICAL_URIS`."""
    return CANONICAL_URIS[name]


def normal_code(system: str | None, code: object) -> str | None:
    """A code in the one spelling of our tables: trimmed, upper case; ICD without its dot, CPT without a modifier.

    `system` is a short name. None when there is no code: not a string, or an empty one. Codes are strings, never
    numbers: a number has already lost leading zeros and, past 2^53, digits.
    """
    if not isinstance(code, str):
        return None
    plain = code.strip().upper()
    if system in ("icd-10-cm", "icd-10-pcs"):
        plain = plain.replace(".", "")
    elif system == "cpt" and _CPT_MODIFIER.fullmatch(plain):
        plain = plain[:5]
    return plain or None


def _without_scheme(uri: str) -> str:
    return _SCHEME.sub("", uri, count=1)


_BY_ADDRESS = {_without_scheme(uri.lower()): name for name, uri in CANONICAL_URIS.items()} | _VARIANTS
