"""The disease that somebody fears behind a complaint: 'worried his back pain is cancer'. The complaint is there, the disease is
a clinician's suspicion or a patient's fear. The words stand in `tables/text/feared_causes.yaml`."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.context.whose import FEARS, who_fears
from fhir_mappings.text.finding_roles import Kinds
from fhir_mappings.text.known_of_findings import context_kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words

_WORDS = word_lists("text/feared_causes")

_FAR = 6
"""Words from a fear to the complaint it is about."""
_BEHIND = 8
"""Words from the complaint to the disease."""
_LAST = 2
"""So many phrases before a disease may be its complaint."""


def of_feared_causes(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, a disease that is feared behind a complaint as its fear has it."""
    if FEARS.isdisjoint(words.named):
        return meant
    kinds, made = context_kinds(), list(meant)
    for place, hit in enumerate(hits):
        if made[place] not in (Meant.AFFIRMED, Meant.SUSPECTED) or not kinds.is_diagnosis(hit) or kinds.is_event(hit):
            continue
        complaint = _complaint_before(words.keys, hits[max(0, place - _LAST) : place], hit, kinds)
        fear = _fear_before(words.keys, complaint) if complaint is not None else None
        if fear is None:
            continue
        kind = who_fears(words.keys, fear)
        writer = kind == "suspected" or (not kind and words.keys[fear] in _WORDS["the writer fears"])
        made[place] = Meant.SUSPECTED if writer else Meant.NOT_OF_THE_PATIENT
    return made


def _complaint_before(spelled: Sequence[str], before: Sequence[Hit], disease: Hit, kinds: Kinds) -> int | None:
    """The first place of the complaint of which a disease is told as the cause; None where nothing tells it so."""
    if spelled[disease.first - 1] in _WORDS["that is known"]:
        return None
    at = disease.first - 1
    while at >= 0 and disease.first - at <= _BEHIND and spelled[at] in _WORDS["between"]:
        at -= 1
    if at < 0 or _WORDS["tells a cause"].isdisjoint(spelled[at + 1 : disease.first]):
        return None
    told = (hit for hit in before if hit.first <= at <= hit.last and (kinds.is_complaint(hit) or kinds.is_deficit(hit)))
    return next((hit.first for hit in told), at if spelled[at] in _WORDS["plain complaints"] else None)


def _fear_before(spelled: Sequence[str], complaint: int) -> int | None:
    """The place of the word of fear that a complaint stands behind; None without one."""
    for at in range(complaint - 1, max(-1, complaint - 1 - _FAR), -1):
        if spelled[at] in FEARS:
            return at
        if spelled[at] not in _WORDS["before it"]:
            return None
    return None
