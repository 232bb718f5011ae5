"""A numb finger that is no sign of a root of the neck, as the text names the nerve of the arm that explains it: 'numb thumb,
median slowing at the wrist, CTS'. The words stand in `tables/text/nerves_of_the_arm.yaml`."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import keys
from imaging_rules.facts import State

_WORDS = word_lists("text/nerves_of_the_arm")

_ROOT, _NUMB = "arm_root_symptoms", "sensory_loss"
_NERVE = frozenset({"weakness_peripheral", "neuropathy_or_plexopathy_dx"})
_NECK = frozenset({"neck_pain", "cervical_degeneration", "prior_cervical_surgery", "spine_injury"})


def without_roots_of_a_nerve(made: Text, found: Sequence[Said]) -> list[Said]:
    """What is said, without a root told by nothing but a numb finger that a nerve of the arm explains, where nothing is said of
    the neck."""
    if made.words.named.isdisjoint(_WORDS["nerve"]) or not any(_explains(said) for said in found):
        return list(found)
    if any(said.finding in _NECK and said.state is not State.REFUTED for said in found):
        return list(found)
    numb = {said.words for said in found if said.finding == _NUMB}
    return [said for said in found if said.finding != _ROOT or said.state is not State.PRESENT or said.words not in numb]


def _explains(said: Said) -> bool:
    told = said.finding in _NERVE and said.state is State.PRESENT
    return told and not _WORDS["nerve"].isdisjoint(keys(said.words))
