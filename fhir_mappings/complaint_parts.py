"""Of which part of the spine a complaint is, from `tables/complaint_parts.csv`: how long a neck has hurt says nothing of the
low back beside it.

Where an order is for one part and its reason names a complaint of that part, the times of a complaint of another part are not
those of the order.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from fhir_mappings.tables_csv import column
from imaging_rules.study import Study

NOTHING_ELSEWHERE: frozenset[str] = frozenset()
_COMPLAINT, _OF_THE_LEGS, _NAMES, _CORD = "complaint", "of the legs", "names", "cord"


def complaints_elsewhere(named: Set[str], ordered: Study | None) -> frozenset[str]:
    """The complaints of other parts of the spine than the ordered one, where `named` holds one of the ordered part. What
    troubles the legs is of no other part where a cord may be ill; by itself, which no criteria are for, it leaves an order to
    the other complaint."""
    parts = ordered.regions if ordered is not None else ()
    if not parts or not _parts().issuperset(parts):
        return NOTHING_ELSEWHERE
    ours = frozenset[str]().union(*(column("complaint_parts", "finding", part=part) for part in parts))
    if (ours - findings_of_role(_OF_THE_LEGS)).isdisjoint(named):
        return NOTHING_ELSEWHERE
    of_the_legs = NOTHING_ELSEWHERE if not findings_of_role(_CORD).isdisjoint(named) else findings_of_role(_OF_THE_LEGS)
    return (findings_of_role(_COMPLAINT) | of_the_legs) - ours


def is_elsewhere(findings: Set[str], elsewhere: Set[str]) -> bool:
    """Whether some findings hold a complaint of `elsewhere` and none of the ordered part; 'neck and low back pain' has both."""
    return not elsewhere.isdisjoint(findings) and (_complaints() - elsewhere).isdisjoint(findings)


@cache
def findings_of_role(role: str) -> frozenset[str]:
    """The findings that play a part in this, whatever part of the spine they are of."""
    return column("complaint_parts", "finding", role=role)


@cache
def _complaints() -> frozenset[str]:
    return findings_of_role(_COMPLAINT) | findings_of_role(_OF_THE_LEGS) | findings_of_role(_NAMES)


@cache
def _parts() -> frozenset[str]:
    return column("complaint_parts", "part") - {""}
