"""Modifier extensions: what changes the meaning of a resource, up to its opposite.

A resource with one that is not known is not to be processed (FHIR R4, Extensibility, modifier extensions). The known ones stand
in `tables/modifier_extensions.csv`; of these a false changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from fhir_mappings.resource.elements import ARRAY, OBJECT
from fhir_mappings.tables_csv import table

_ELEMENT = "modifierExtension"
_RESOURCES_OF_THEIR_OWN = frozenset({"contained", _ELEMENT})
_NESTS = (*ARRAY, *OBJECT)
_NESTED = "item"
"""The one element whose members hold members of its own: the questions of a form."""


class Modified(StrEnum):
    """What modifier extensions make of a resource."""

    NOT_AT_ALL = "not at all"
    NOT_DONE = "not done"
    UNKNOWN = "unknown"


def modified(resource: Mapping[str, Any]) -> Modified:
    """What the modifier extensions of a resource, or of a part of it, make of it. Never raises."""
    if _ELEMENT not in resource and not _parts_may_hold_one(resource):
        return Modified.NOT_AT_ALL
    of_all = {_meaning(each) for each in _listed(resource.get(_ELEMENT))}
    of_parts = {_meaning(each) for each in _of_parts(resource)}
    if Modified.UNKNOWN in of_all or of_parts - {Modified.NOT_AT_ALL}:
        return Modified.UNKNOWN
    return Modified.NOT_DONE if Modified.NOT_DONE in of_all else Modified.NOT_AT_ALL


def _parts_may_hold_one(resource: Mapping[str, Any]) -> bool:
    """A first look, for nearly every resource has none."""
    for value in resource.values():
        if isinstance(value, dict):
            if _ELEMENT in value or _NESTED in value:
                return True
        elif isinstance(value, list) and any(_ELEMENT in each or _NESTED in each for each in value if isinstance(each, dict)):
            return True
    return False


def _of_parts(resource: Mapping[str, Any]) -> Iterator[object]:
    parts = [value for name, value in resource.items() if isinstance(value, _NESTS) and name not in _RESOURCES_OF_THEIR_OWN]
    while parts:
        for part in _listed(parts.pop()):
            if isinstance(part, OBJECT):
                yield from _listed(part.get(_ELEMENT))
                parts += [part[_NESTED]] if _NESTED in part else []


def _listed(value: Any) -> tuple[Any, ...] | list[Any]:
    if isinstance(value, ARRAY):
        return value
    return () if value is None else (value,)


def _meaning(extension: object) -> Modified:
    if not isinstance(extension, OBJECT):
        return Modified.UNKNOWN
    url, said = extension.get("url"), extension.get("valueBoolean")
    known = _known().get(url) if isinstance(url, str) else None
    if known is None or not isinstance(said, bool):
        return Modified.UNKNOWN
    return Modified(known) if said else Modified.NOT_AT_ALL


@cache
def _known() -> Mapping[str, str]:
    return {row["url"]: row["says"] for row in table("modifier_extensions")}
