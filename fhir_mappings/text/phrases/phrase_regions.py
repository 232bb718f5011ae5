"""The regions of the spine that the phrases of a text speak of, and what a phrase that leaves its region open says there.

'Radiculopathy' in a text that speaks of the neck is one of the neck.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.text.known_of_findings import regions
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from imaging_rules.facts import State

_TRUNK = "thoracic_root_symptoms"
"""Nobody denies it without speaking of the thoracic spine."""
_INJURED = "injury_region"
_NONE: frozenset[str] = frozenset()
_OF_BOTH, _OF_ALL = frozenset({"prior_thoracic_surgery", "prior_lumbar_surgery"}), frozenset({"prior_cervical_surgery"})
"""An operation from the one to the other, 'T4-L1 fusion', leaves nothing open; 'spinal fusion' does."""
_NAMED = findings_of_kind("pain of a named level")
"""A phrase that says one of these names its regions itself: 'neck and low back pain'."""


def regions_of(hits: Sequence[Hit]) -> frozenset[str]:
    """The regions of the spine that the phrases of a text speak of, apart from those that leave it open."""
    return _NONE.union(*[_regions_named(hit.findings) for hit in hits]) or _injured(hits)


def _injured(hits: Sequence[Hit]) -> frozenset[str]:
    """Where the text speaks of no complaint or disease of a region, the regions that its injuries name: 'neck injury'."""
    injured = (each.value for hit in hits if _INJURED in hit.findings for each in hit.meanings if each.finding == _INJURED)
    return frozenset(region for value in injured if isinstance(value, tuple) for region in value)


def of_region(row: Row, how: Meant, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    """Of a phrase that says no region, such as 'radiculopathy', what belongs to the regions the text speaks of. Where it
    speaks of none, a denial denies all of it, and nothing else is said."""
    said = _regions_said(row.findings)
    if len(said) < 2 or not row.findings.isdisjoint(_NAMED):
        return row.meanings
    region_of = regions()
    fitting = [meaning for meaning in row.meanings if region_of.get(meaning.finding) in (spoken_of | {None})]
    denied = how is Meant.DENIED or _denies(row)
    if denied and not spoken_of & said:
        return [meaning for meaning in row.meanings if meaning.finding != _TRUNK]
    if not spoken_of & said and row.findings >= _OF_BOTH and _OF_ALL.isdisjoint(row.findings):
        return row.meanings
    return fitting


@cache
def _regions_said(findings: frozenset[str]) -> frozenset[str]:
    """The regions of the spine that some findings speak of."""
    return frozenset(regions()[finding] for finding in findings if finding in regions())


@cache
def _regions_named(findings: frozenset[str]) -> frozenset[str]:
    """The regions of the spine that some findings speak of, unless they leave it open."""
    said = _regions_said(findings)
    return said if len(said) == 1 or not findings.isdisjoint(_NAMED) else frozenset()


def _denies(row: Row) -> bool:
    return all(meaning.state is State.REFUTED for meaning in row.meanings)
