"""What the `urn:` addresses of Bundle entries stand for, so that a reference by `fullUrl` is read as one by type and id.

A resource that is not on a server yet, or that passed through an integration engine, is addressed by its entry's `fullUrl`
(FHIR R4, Bundle, resolving references in Bundles). UUIDs and OIDs are unique everywhere, so that an address holds for all
Bundles of one request. An entry at a web address needs none of this: that address ends in type and id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import is_not
from typing import Any

from fhir_mappings.resource.elements import ARRAY, OBJECT

Addresses = Mapping[str, str]
"""`urn:uuid:…` in lower case, to `Type/id`."""

_URN = ("urn:uuid:", "urn:oid:")
_NEVER = "urn:uuid:"
"""What an address becomes that several resources have: a reference that nothing answers to."""


def address_of(full_url: object) -> str:
    """The `urn:` address of an entry, as it is compared; "" for any other `fullUrl`."""
    if not isinstance(full_url, str):
        return ""
    plain = full_url.strip().lower()
    return plain if plain.startswith(_URN) else ""


def with_its_own_id(resource: Mapping[str, Any], full_url: object) -> Mapping[str, Any]:
    """A resource of a Bundle; one without an id gets that of its address, so that references to it find it. A Patient keeps
    none: without an id it is the patient that the request is about."""
    address = address_of(full_url)
    if not address or resource.get("id") or resource.get("resourceType") == "Patient":
        return resource
    return {**resource, "id": address.split(":", 2)[2]}


def addresses(entries: Iterable[tuple[object, Mapping[str, Any]]], patient_id: str) -> Addresses:
    """What the addresses of entries, each a `fullUrl` with its resource as `with_its_own_id` gives it, stand for. One that
    stands for two different resources stands for none."""
    found: dict[str, str] = {}
    for full_url, resource in entries:
        address, kind, own = address_of(full_url), resource.get("resourceType"), resource.get("id")
        if not address or not isinstance(kind, str):
            continue
        meant = f"{kind}/{own or patient_id}" if own or kind == "Patient" else _NEVER
        found[address] = meant if found.get(address, meant) == meant else _NEVER
    return found


def with_references_resolved(resource: Mapping[str, Any], known: Addresses) -> Mapping[str, Any]:
    """The resource itself where it refers to none of these addresses, else a copy that names type and id."""
    if not known:
        return resource
    resolved = _resolved(resource, known)
    return resolved if isinstance(resolved, OBJECT) else resource


def _resolved(value: Any, known: Addresses) -> Any:
    if isinstance(value, ARRAY):
        each = [_resolved(one, known) for one in value]
        return each if any(map(is_not, each, value)) else value
    if not isinstance(value, OBJECT):
        return value
    changed: dict[str, Any] = {}
    for name, old in value.items():
        if isinstance(old, str):
            continue
        new = _resolved(old, known)
        if new is not old:
            changed[name] = new
    meant = known.get(address_of(value["reference"])) if "reference" in value else None
    if meant is not None:
        changed["reference"] = meant
    return {**value, **changed} if changed else value
