"""What a phrase says when it is affirmed, denied, asked about or past: findings with their states and values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import also_said, relapsing, suspicions
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_regions import of_region
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from imaging_rules.facts import State, Value

_INJURY, _FRACTURE = "spine_injury", "fracture_suspected"
_SITE, _SPREAD = "cancer_site", "metastases"
_LEG = "leg_root_symptoms"
_TREATMENTS = ("dialysis", "cancer_treatment_current")
_SCIATICA = frozenset({_LEG, "low_back_pain"})
_ATTACK = "relapse"
_WORSE = "conservative_worse"
_ASKED_FOR = ("purpose", "treatment_response")
"""Who asks about the response images for it: 'response to treatment?'."""
_CHANGES = frozenset({"neuro_symptoms_new_or_worse", "deficit_worse", "new_deficit"})

Saying = tuple[str, State, Value | None]
"""A finding, its state and its value."""


@lru_cache(maxsize=16_384)
def sayings(row: Row, how: Meant, spoken_of: frozenset[str]) -> tuple[Saying, ...]:
    """What a phrase says when it is meant so in a text that speaks of these regions."""
    found: list[Saying] = []
    for meaning in _said_by(row, how, spoken_of):
        finding, state = meaning.finding, _state(meaning, Meant.AFFIRMED if _has_attacks(row, meaning) else how)
        if how is Meant.PAST and finding == _INJURY and meaning.state is State.PRESENT:
            found.append(("old_injury", State.PRESENT, None))
            continue
        if state is not None:
            found.append((finding, state, meaning.value))
        if state is State.SUSPECTED and not _has_a_site(row):
            found += [(each.finding, each.state, each.value) for each in suspicions().get(finding, ())]
        elif state is State.PRESENT and finding in also_said():
            found.append((also_said()[finding], state, None))
    return tuple(found)


def _has_attacks(row: Row, meaning: Meaning) -> bool:
    """Whether a meaning is the disease of an attack: '?MS relapse' and 'no MS relapse' leave the MS."""
    return _ATTACK in row.findings and meaning.finding in relapsing()


def _has_a_site(row: Row) -> bool:
    """Whether a cancer is named with where it began, elsewhere: of that one nobody says it is in the spine."""
    in_the_spine = context_words().sites_in_the_spine
    return any(meaning.finding == _SITE and meaning.value not in in_the_spine for meaning in row.meanings)


def _said_by(row: Row, how: Meant, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    if how is Meant.DENIED:
        return _denied(row, spoken_of)
    if how is Meant.SUSPECTED:
        return _asked(row, how, spoken_of)
    said = of_region(row, how, spoken_of)
    if how is Meant.PAST and row.findings == _SCIATICA:
        return [each for each in said if each.finding == _LEG]  # 'sciatica resolved, low back still sore'
    return [each for each in said if each.finding != _FRACTURE] if _INJURY in row.findings else said


def _denied(row: Row, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    """What a denied phrase denies: of 'new weakness' that it is new, not the weakness; of 'worse during PT' that it got worse,
    not that there was PT."""
    changes = [meaning for meaning in row.meanings if meaning.finding in _CHANGES]
    changes = changes or [meaning for meaning in row.meanings if meaning.finding == _WORSE]
    return changes or _asked(row, Meant.DENIED, spoken_of)


def _asked(row: Row, how: Meant, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    """What is denied or asked of bony metastases are the metastases, not the cancer; of sciatica the leg, not the back; of a
    'C5 fracture' the fracture, not that there was an injury; of dialysis not the kidneys, of chemotherapy not the cancer."""
    part = _LEG if row.findings == _SCIATICA else _FRACTURE if _INJURY in row.findings else _SPREAD
    part = next((treatment for treatment in _TREATMENTS if treatment in row.findings), part)
    return [meaning for meaning in row.meanings if meaning.finding == part] or of_region(row, how, spoken_of)


def _state(meaning: Meaning, how: Meant) -> State | None:
    """The state of a finding that a phrase says, by how it is meant; None where that says nothing."""
    if how is Meant.AFFIRMED:
        return meaning.state
    if meaning.state is State.SUSPECTED and how is Meant.DENIED and meaning.finding in context_words().denied_at_all:
        return State.REFUTED  # 'no infection'
    if meaning.state is State.HISTORY and how is Meant.PAST:
        return State.HISTORY  # 'ex-IVDU, clean since 2015'
    if meaning.state is State.SUSPECTED and how is Meant.PAST and meaning.finding in context_words().lasting:
        return State.SUSPECTED  # 'hx metal in eye, removed'
    if meaning.state is not State.PRESENT:
        return State.SUSPECTED if meaning.state is State.SUSPECTED and how is Meant.SUSPECTED else None
    if how is Meant.SUSPECTED and (meaning.finding, meaning.value) == _ASKED_FOR:
        return State.PRESENT
    if meaning.value is not None and how is not Meant.PAST and (meaning.finding, how) != (_SITE, Meant.SUSPECTED):
        return None
    if how is Meant.DENIED:
        return State.REFUTED
    if how is Meant.SUSPECTED:
        return State.SUSPECTED
    if meaning.finding in context_words().of_now_only:
        return None
    return State.PRESENT if meaning.finding in context_words().lasting else State.HISTORY
