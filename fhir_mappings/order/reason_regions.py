"""The part of the body that an order's reason is about, from `tables/reason_regions.csv`.

Some order codes serve for several parts: CPT has no code for MRI of the brachial plexus and none for the sacroiliac joints;
and 'X-ray neck' may be of its spine or of its soft tissues. The reason then says which is meant: its codes, if every one of
them is known, for an unknown one might be of another part; else its words, if none of them is of another part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.order.name_words import Phrase, cut, vocabulary
from fhir_mappings.order.texts import MOST_TEXTS, order_texts
from fhir_mappings.resource.elements import Unreadable, codings, members
from fhir_mappings.site.codes import SiteCodes
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Finding, State
from imaging_rules.study import catalogue

_OF_THE_CODES_OF = ("Condition", "ServiceRequest")
_ANY_DAY = date(2000, 1, 1)
"""Where something is hangs on no day."""
_DENIALS = frozenset({"no", "not", "without", "denies", "nil"})
_NEAR = 3
_LONGEST = 2000
"""Characters of a reason that are looked through for the name of a part."""


def coded_regions(order: Mapping[str, Any], site: SiteCodes) -> frozenset[tuple[str, ...]]:
    """The regions that the `reasonCode` of a ServiceRequest points to; none where one of its codes says nothing, or where it
    cannot be read."""
    try:
        return _named(order, site)
    except Unreadable:
        return frozenset()


def _named(order: Mapping[str, Any], site: SiteCodes) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    reasons = members(order.get("reasonCode"))
    if len(reasons) > MOST_TEXTS:
        return frozenset()
    for reason in reasons:
        codes = site.in_standard_codes(codings(reason))
        rows = [row for kind in _OF_THE_CODES_OF for row in site.rows(codes, kind)]
        if not rows:
            return frozenset()
        found.update(_regions()[row.finding] for row in rows if row.finding in _regions())
    return frozenset(found)


def regions_of(indication: Iterable[Finding]) -> frozenset[tuple[str, ...]]:
    """The regions that the codes of an indication point to: of the order's reason, and of what it refers to."""
    told = (each for each in indication if each.evidence.of_order and each.evidence.kind == "code" and each.state in _SAYS)
    return frozenset(_regions()[each.name] for each in told if each.name in _regions())


def worded_regions(order: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """The regions that the words of an order's reason point to, by what they say or by name; none that is named along with
    a part of the body it could be mistaken for."""
    texts = [each.text for each in order_texts(order)]
    said = (said for text in texts for said in read_text(text, _ANY_DAY).said)
    found = {_regions()[each.finding] for each in said if each.finding in _regions() and each.state in _SAYS}
    phrases = [cut(text[:_LONGEST]) for text in texts]
    for text in phrases:
        found.update(
            catalogue().region(each.value) for at, each in enumerate(text) if _names_a_part(each) and not _denied(text, at)
        )
    words = frozenset(each.value for text in phrases for each in text)
    return frozenset(region for region in found if not words & _other_parts().get(region, frozenset()))


_SAYS = frozenset({State.PRESENT, State.SUSPECTED})


def _names_a_part(phrase: Phrase) -> bool:
    return phrase.kind == "region" and any(phrase.value in row.regions for row in vocabulary().also_meant.values())


def _denied(phrases: Sequence[Phrase], at: int) -> bool:
    return any(each.value in _DENIALS or each.value.startswith("without") for each in phrases[max(0, at - _NEAR) : at])


@cache
def _other_parts() -> dict[tuple[str, ...], frozenset[str]]:
    """By region the words of the parts it could be mistaken for."""
    rows = vocabulary().also_meant.values()
    return {catalogue().region(region): row.not_beside for row in rows for region in row.regions}


@cache
def _regions() -> dict[str, tuple[str, ...]]:
    return {row["finding"]: catalogue().region(row["region"]) for row in table("reason_regions")}
