"""A word of cancer that is explained as one of low risk: 'his only cancer was a BCC off the nose', 'cancer history: BCC only'.
The word says nothing beside what it means. The words stand in `tables/text/low_risk_cancers.yaml`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words

_WORDS = word_lists("text/low_risk_cancers")

_CANCER = frozenset({"malignancy_active", "history_of_malignancy"})
_LOW_RISK = "low_risk_skin_or_in_situ_cancer"
_FAR = 12
"""Words between a word of cancer and what it was."""
_SOON = 4
"""Words behind an 'and' in which another cancer is named."""


def of_low_risk_cancers(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, a general word of cancer that a low-risk one explains as saying nothing."""
    explained = [place for place, hit in enumerate(hits) if _LOW_RISK in hit.findings and place]
    if not explained:
        return meant
    made = list(meant)
    for place in explained:
        before, one = hits[place - 1], hits[place]
        between = words.keys[before.last + 1 : one.first]
        if (
            before.findings <= _CANCER  # of no named part
            and made[place - 1] in (Meant.AFFIRMED, Meant.PAST)
            and made[place] in (Meant.AFFIRMED, Meant.PAST)
            and len(between) <= _FAR
            and all(key in _WORDS["between"] or key.isdigit() for key in between)
            and ("," not in between or not _WORDS["explains"].isdisjoint(between))
            and not _is_one_of_several(words, hits, place)
        ):
            made[place - 1] = Meant.NOT_OF_THE_PATIENT
    return made


def _is_one_of_several(words: Words, hits: Sequence[Hit], place: int) -> bool:
    """Whether the sentence names another cancer behind the one of low risk."""
    after, ends = hits[place].last + 1, words.where(SENTENCE)
    ended = bisect_left(ends, after)
    end = ends[ended] if ended < len(ends) else len(words)
    if any(not _CANCER.isdisjoint(hits[other].findings) for other in hits_between(hits, after, end)):
        return True
    told = words.keys[after:end]
    joined = (at for at, key in enumerate(told) if key in _WORDS["joins"])
    return any(not _WORDS["organs"].isdisjoint(told[at + 1 : at + 1 + _SOON]) for at in joined)
