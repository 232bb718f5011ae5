"""Of several complaints that began on different days those whose day the criteria ask for: signs of nerves beside a pain of the
spine.

'Neck pain for two years, arm pain for two weeks' is a complaint of two weeks, 'mid back pain for two weeks, legs weak since
three days' one of three days, in whatever order both are told: the vocabulary's `symptom_time_course` and `deficit_tempo` are
of the signs (safety facts, tc-mscc).
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from fhir_mappings.complaint_parts import findings_of_role
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.tables_csv import column

_ARM = frozenset({"arm_root_symptoms"})
_LOW_PAINS = frozenset({"low_back_pain", "back_pain_unspecified"})
"""Where no cord is ill a weak leg is a sign of these, whose criteria ask how long the pain has lasted."""
_SPHINCTERS = frozenset({"bladder_dysfunction", "bowel_dysfunction"})
"""These fail with age too: an old one dates no pain of the spine."""


def signs_beside_pain(told: Sequence[tuple[Set[str], float]], named: Set[str]) -> list[int]:
    """The places of the signs of nerves that are newer than every pain of the spine, and of those of the cord that are older;
    none where no pain of the spine has a time. `told` are the findings of each complaint and the days it has lasted, `named`
    all findings beside them."""
    pains = [place for place, (findings, _) in enumerate(told) if not _spine_pains().isdisjoint(findings)]
    if not pains or len(pains) == len(told):
        return []
    newest, oldest = min(told[place][1] for place in pains), max(told[place][1] for place in pains)
    cord, nerves = findings_of_role("cord"), column("text/time_kinds", "finding", kind="deficit")
    newer = nerves | _ARM
    if cord.isdisjoint(named) and any(not _LOW_PAINS.isdisjoint(told[place][0]) for place in pains):
        newer = _ARM
    older = cord & nerves - _SPHINCTERS
    return [
        place
        for place, (findings, days) in enumerate(told)
        if place not in pains
        and ((days < newest and not newer.isdisjoint(findings)) or (days > oldest and not older.isdisjoint(findings)))
    ]


def _spine_pains() -> frozenset[str]:
    return findings_of_kind("spine pain")
