"""A box that asks for so many weeks of treatment and is answered no: 'Conservative care x 6 wks: no', '6 weeks of PT? N',
'Failed conservative tx: N'.

There may have been fewer, or it may go on, so that the treatment is neither given nor denied, and the weeks are no time of the
complaint. The words stand in `tables/text/asked_weeks.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.context.context_signs import AFTER_AN_ANSWER, ENDS
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at

_WORDS = word_lists("text/asked_weeks")

_SIGNS = frozenset({":", "?", "="})
_BEFORE_A_LABEL = ENDS | _SIGNS | {","}
_LONGEST = 14
_NOWHERE: frozenset[int] = frozenset()


def asked_weeks(words: Words, hits: Sequence[Hit]) -> frozenset[int]:
    """The places of the words of such boxes."""
    if _SIGNS.isdisjoint(words.named) or (_WORDS["units"] | _WORDS["whole"]).isdisjoint(words.named):
        return _NOWHERE
    treatments = kinds_of_time().treatments
    treated = [hit for hit in hits if not treatments.isdisjoint(hit.findings)]
    if not treated:
        return _NOWHERE
    spelled = words.keys
    asked: set[int] = set()
    for sign in words.where(_SIGNS):
        if not _is_answered_no(spelled, sign + 1):
            continue
        first = sign
        while first and sign - first < _LONGEST and spelled[first - 1] not in _BEFORE_A_LABEL:
            first -= 1
        label = spelled[first:sign]
        told = not _WORDS["units"].isdisjoint(label) or not _WORDS["whole"].isdisjoint(label)
        if told and any(treated[at].last <= sign for at in hits_between(treated, first, sign + 1)):
            asked.update(range(first, sign + 1))
    return frozenset(asked)


def of_asked_weeks(hits: Sequence[Hit], meant: list[Meant], asked: frozenset[int]) -> list[Meant]:
    """How phrases are meant, treatments in such a box as left open."""
    treatments = kinds_of_time().treatments
    return [
        Meant.LEFT_OPEN if hit.first in asked and not treatments.isdisjoint(hit.findings) else how
        for hit, how in zip(hits, meant, strict=True)
    ]


def _is_answered_no(spelled: Sequence[str], at: int) -> bool:
    """Whether a whole answer that says no stands at a place."""
    at += word_at(spelled, at) == "."  # behind a question
    key = word_at(spelled, at)
    if key in _WORDS["not"] and word_at(spelled, at + 1) in _WORDS["done"]:
        at += 1
    elif key not in _WORDS["no"]:
        return False
    after = word_at(spelled, at + 1)
    if not after or after in AFTER_AN_ANSWER:
        return True
    label = spelled[at + 1 : at + 1 + _LONGEST]
    return next((each in _SIGNS for each in label if each in _BEFORE_A_LABEL), False)
