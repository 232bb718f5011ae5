"""One page of FHIR data: what a prefetch value or a search answer holds, decoded entry by entry.

The resources stay raw until somebody wants their type; an entry that cannot be read is counted, not dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from cds_service.hook_request import UNREADABLE


@dataclass(slots=True)
class Page:
    """What one value holds.

    `kind` is its resource type; `resources` the raw resources, each with its own type and the `fullUrl` of its entry;
    `matched` counts those that the search itself found; `total` and `next` are the Bundle's, `searched` the type its `self`
    link names; `unreadable` counts entries without a readable resource; `failed` says that the server reports a fault or
    missing results.
    """

    kind: str
    resources: list[tuple[str, msgspec.Raw, Any]] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)
    total: int | None = None
    next: str | None = None
    searched: str | None = None
    unreadable: int = 0
    failed: bool = False


class _Value(msgspec.Struct, rename="camel"):
    resource_type: str
    entry: list[msgspec.Raw] | None = None
    link: Any = None
    total: Any = None
    issue: Any = None


class _Entry(msgspec.Struct, rename="camel"):
    resource: msgspec.Raw
    search: Any = None
    full_url: Any = None


_value = msgspec.json.Decoder(_Value)
_entry = msgspec.json.Decoder(_Entry)


def read_page(raw: bytes) -> Page | None:
    """The page in a JSON value: a Bundle of any type or of none, or a single resource. None where it is neither."""
    try:
        value = _value.decode(raw)
    except UNREADABLE:
        return None
    page = Page(value.resource_type)
    if value.resource_type == "OperationOutcome":
        page.failed = True
    elif value.resource_type == "Bundle":
        _read_bundle(page, value)
    else:
        page.resources.append((value.resource_type, msgspec.Raw(raw), None))
        page.matched[value.resource_type] = 1
    return page


def _read_bundle(page: Page, bundle: _Value) -> None:
    links = _links(bundle.link)
    page.next, page.searched = links.get("next"), _searched_type(links.get("self"))
    if isinstance(bundle.total, int) and not isinstance(bundle.total, bool):
        page.total = bundle.total
    for raw in bundle.entry or []:
        try:
            entry = _entry.decode(raw)
            inner = _value.decode(entry.resource)
        except UNREADABLE:
            page.unreadable += 1
            continue
        kind = inner.resource_type
        if kind == "OperationOutcome":
            page.failed = page.failed or _reports_trouble(inner.issue)
        elif kind == "Bundle":
            page.unreadable += 1
        else:
            page.resources.append((kind, entry.resource, entry.full_url))
            if not (isinstance(entry.search, dict) and entry.search.get("mode") == "include"):
                page.matched[kind] = page.matched.get(kind, 0) + 1


def _reports_trouble(issues: Any) -> bool:
    """A warning in a search answer may say that results are missing; only plain information is harmless."""
    if not isinstance(issues, list) or not issues:
        return True
    return any(not isinstance(issue, dict) or issue.get("severity") != "information" for issue in issues)


def _links(links: Any) -> dict[str, str]:
    rows = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return {
        row["relation"]: row["url"] for row in rows if isinstance(row.get("relation"), str) and isinstance(row.get("url"), str)
    }


def _searched_type(address: str | None) -> str | None:
    """`Condition` for `https://…/Condition?patient=1` and for `…/Condition/_search`."""
    if address is None:
        return None
    try:
        path = urlsplit(address).path
    except ValueError:
        return None
    last = path.rstrip("/").removesuffix("/_search").rsplit("/", 1)[-1]
    return last if last.isalpha() and last[:1].isupper() else None
