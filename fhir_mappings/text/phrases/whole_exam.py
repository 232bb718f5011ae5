"""An examination that finds power, sensation and reflexes normal: the nerves are normal, though nobody says so in a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.said import Said
from imaging_rules.facts import State

_PARTS = frozenset({"weakness", "sensory_loss", "abnormal_tendon_reflexes"})
_NORMAL, _RECORDED = "neuro_exam_normal", "neuro_exam_recorded"


def normal_by_its_parts(found: Sequence[Said]) -> Iterator[Said]:
    """`neuro_exam_normal` where every part is denied, somebody examined, and no deficit is told of."""
    if not _PARTS.issubset([finding for finding, *_ in found]):
        return
    denied = {said.finding: said for said in found if said.state is State.REFUTED}
    if not denied.keys() >= _PARTS:
        return
    there = {said.finding for said in found if said.state is not State.REFUTED}
    if _RECORDED in there and _NORMAL not in there and there.isdisjoint(kinds_of_time().deficits):
        yield Said(_NORMAL, State.PRESENT, denied["abnormal_tendon_reflexes"].words)
