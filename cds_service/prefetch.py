"""What of the patient's record was delivered: by resource type, whatever the key is called.

Three states that must not be mixed up (CDS Hooks 2.0.1, prefetch): a key that is absent was not looked up, so nothing
is known; a key that is null was looked up and there is nothing; an OperationOutcome says that looking it up failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cds_service.bundle_page import Page, read_page
from cds_service.hook_request import UNREADABLE
from cds_service.prefetch_templates import KEY_OF_TYPE, OPTIONAL, TYPE_OF_KEY
from fhir_mappings.resource.bundle_addresses import address_of, with_its_own_id

NOTHING = b"null"


@dataclass(frozen=True, slots=True)
class RecordParts:
    """`resources` by type, as they came; `delivered` the resource types that arrived whole and readable, so that what
    is not among them is not recorded; `cut_short` those that are readable but go on elsewhere; `unreadable` counts what
    could not be read; `dropped` the Patients that are others; `addressed` are the `fullUrl`s that are no web addresses, each
    with its resource."""

    resources: dict[str, list[Mapping[str, Any]]]
    delivered: frozenset[str]
    cut_short: frozenset[str] = frozenset()
    unreadable: int = 0
    dropped: int = 0
    addressed: tuple[tuple[object, Mapping[str, Any]], ...] = ()


@dataclass(slots=True)
class _Part:
    """The state of one key. `kinds` are the resource types it stands for."""

    kinds: set[str] = field(default_factory=set)
    matched: int = 0
    total: int | None = None
    next: str | None = None
    failed: bool = False

    @property
    def whole(self) -> bool:
        return not self.failed and self.next is None and (self.total is None or self.matched >= self.total)


class RecordReader:
    """Collects the parts of one patient's record, from prefetch first and then from the FHIR server."""

    def __init__(self, patient_id: str) -> None:
        self._patient_id = patient_id
        self._parts: dict[str, _Part] = {}
        self._resources: dict[str, list[Mapping[str, Any]]] = {}
        self._unreadable = 0
        self._dropped = 0
        self._addressed: list[tuple[object, Mapping[str, Any]]] = []

    def take_prefetch(self, prefetch: Mapping[str, msgspec.Raw]) -> None:
        """Read all keys of a request's prefetch."""
        for key, raw in prefetch.items():
            self.take(key, bytes(raw))

    def take(self, key: str, raw: bytes) -> None:
        """Read the value of one key, or a further page of it."""
        part = self._parts.setdefault(key, _Part())
        own = TYPE_OF_KEY.get(key)
        part.next = None
        if raw.strip() == NOTHING:
            part.kinds.update({own} if own else ())
            return
        page = read_page(raw)
        if page is None:
            self._unreadable += 1
            part.failed = True
            part.kinds.update({own} if own else ())
            return
        self._take_page(part, own, page)

    def _take_page(self, part: _Part, own: str | None, page: Page) -> None:
        part.kinds.update(kind for kind in (own, page.searched, *page.matched) if kind)
        part.matched += sum(page.matched.values())
        part.total = page.total if page.total is not None else part.total
        part.next = page.next
        misnamed = own is not None and bool(page.matched) and own not in page.matched
        single_of_many = page.kind not in ("Bundle", "Patient")
        part.failed = part.failed or page.failed or page.unreadable > 0 or misnamed or single_of_many
        self._unreadable += page.unreadable
        for kind, raw, full_url in page.resources:
            part.failed = not self._keep(kind, raw, full_url) or part.failed

    def _keep(self, kind: str, raw: msgspec.Raw, full_url: object) -> bool:
        """Decode a resource; False where it cannot be read or is another patient's Patient."""
        try:
            resource = msgspec.json.decode(raw)
        except UNREADABLE:
            self._unreadable += 1
            return False
        if address_of(full_url):
            resource = with_its_own_id(resource, full_url)
            self._addressed.append((full_url, resource))
        if kind == "Patient" and resource.get("id", self._patient_id) != self._patient_id:
            self._dropped += 1
            return False
        self._resources.setdefault(kind, []).append(resource)
        return True

    def missing(self) -> list[str]:
        """The keys of ours whose resource type did not arrive: never sent, or failed. A null is not missing, and what is
        optional is missing only where something else is."""
        absent = [key for key, kind in TYPE_OF_KEY.items() if not any(not part.failed for part in self._holding(kind))]
        return absent if set(absent) - OPTIONAL else []

    def cut_short(self) -> dict[str, str]:
        """Each key of which a next page exists, with the address of that page."""
        further = {key: part for key, part in self._parts.items() if key not in OPTIONAL and not part.failed}
        return {key: part.next for key, part in further.items() if part.next is not None}

    def replace(self, key: str, pages: list[bytes]) -> None:
        """What the FHIR server answered for a missing key, in place of a value that failed."""
        if pages:
            self._parts.pop(key, None)
            for page in pages:
                self.take(key, page)

    def parts(self) -> RecordParts:
        """What there is now."""
        kinds = {kind for part in self._parts.values() for kind in part.kinds}
        delivered = frozenset(kind for kind in kinds if any(part.whole for part in self._holding(kind)))
        cut = frozenset(k for k in kinds - delivered if any(not part.failed for part in self._holding(k)))
        return RecordParts(self._resources, delivered, cut, self._unreadable, self._dropped, tuple(self._addressed))

    def _holding(self, kind: str) -> list[_Part]:
        """The parts that speak for a resource type: our own key's where it was sent, else all that hold the type."""
        own = self._parts.get(KEY_OF_TYPE.get(kind, ""))
        return [own] if own is not None else [part for part in self._parts.values() if kind in part.kinds]
