"""One resource delivered more than once: in two prefetch keys, on two pages, before and after a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fhir_mappings.resource.elements import OBJECT


def latest_versions(delivered: Sequence[Any]) -> list[Any]:
    """The resources as they came, but of several with the same id and different days of change only the newest.

    Those of one id that do not tell which is newer stay, all of them: what they disagree on is then said. Takes any
    values; what is no resource stays too.
    """
    ids = [own_id for each in delivered if isinstance(each, OBJECT) and isinstance(own_id := each.get("id"), str)]
    if len(set(ids)) == len(ids):
        return list(delivered)
    versions = [_version(each) for each in delivered]
    newest: dict[str, str] = {}
    for own_id, changed in versions:
        if own_id and changed > newest.get(own_id, ""):
            newest[own_id] = changed
    both = zip(delivered, versions, strict=True)
    return [each for each, (own_id, changed) in both if not changed or changed >= newest.get(own_id, "")]


def _version(resource: Any) -> tuple[str, str]:
    """Id and `meta.lastUpdated`; ("", "") parts for what is not given. Instants of one server sort as text."""
    if not isinstance(resource, OBJECT):
        return ("", "")
    meta = resource.get("meta")
    changed = meta.get("lastUpdated") if isinstance(meta, OBJECT) else None
    own_id = resource.get("id")
    return (own_id if isinstance(own_id, str) else "", changed.strip() if isinstance(changed, str) else "")
