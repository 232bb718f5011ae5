"""Which drafts a request asks about; the others are context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cds_service.hook_request import HookRequest
from fhir_mappings.resource.bundle_addresses import with_its_own_id


def asked_about(request: HookRequest) -> list[dict[str, Any]]:
    """The draft resources to assess, in the order of the Bundle.

    order-sign: every draft. order-select: those that `selections` names as `Type/id`, or by a bare id that exactly one
    draft has. Drafts are matched by type and id, never by `fullUrl` or position.
    """
    drafts = draft_resources(request.draft_orders)
    if request.selections is None:
        return drafts
    named = set(request.selections)
    ids = Counter(draft.get("id") for draft in drafts if isinstance(draft.get("id"), str))
    return [draft for draft in drafts if reference(draft) in named or _only_one(draft, ids, named)]


def _only_one(draft: dict[str, Any], ids: Counter[Any], named: set[str]) -> bool:
    own = draft.get("id")
    return isinstance(own, str) and own in named and ids[own] == 1


def draft_resources(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The resources of a Bundle of drafts; entries without a readable resource are skipped."""
    return [resource for _, resource in _entries(bundle)]


def addressed_drafts(bundle: Mapping[str, Any]) -> list[tuple[object, Mapping[str, Any]]]:
    """The same, each with the `fullUrl` of its entry; one without an id has that of its address. By it the drafts refer to
    each other; it selects none of them."""
    return [(full_url, with_its_own_id(resource, full_url)) for full_url, resource in _entries(bundle)]


def _entries(bundle: Mapping[str, Any]) -> Iterator[tuple[object, dict[str, Any]]]:
    for entry in bundle.get("entry") or []:
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield entry.get("fullUrl"), entry["resource"]


def reference(resource: dict[str, Any]) -> str | None:
    """`Type/id`, or None where one of the two is missing."""
    kind, own = resource.get("resourceType"), resource.get("id")
    return f"{kind}/{own}" if isinstance(kind, str) and isinstance(own, str) and own else None
