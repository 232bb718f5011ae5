"""Why a study is asked for, in one sentence for the radiologist: the recorded facts that the assessment rests on.

What is assumed or not known stays out, and so does every word of the record: only the vocabulary's own words stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cards.days_in_words import day_words
from cards.feature_words import said
from imaging_rules.assessment_result import OrderAssessment, UsedFact
from imaging_rules.study import Study

LONGEST_SENTENCE = 160
_ON_THE_ORDER_ANYWAY = frozenset({"age_years", "requested_contrast", "requested_studies", "order_priority"})


def referral_sentence(made: OrderAssessment, wanted: Study) -> str:
    """The sentence for a study, `Signs of spinal cord disease; course of weeks to years; no recent injury.`

    What is there comes first, then what matters to the contrast of the study, then what is known not to be there; what
    does not fit into the length is left out. Empty where nothing is recorded as there.
    """
    known = [fact for fact in made.facts if fact.standing == "known" and fact.feature not in _ON_THE_ORDER_ANYWAY]
    there = list(_phrases(fact for fact in known if fact.value != "no"))
    contrast = [_dated(fact) for fact in made.contrast_facts] if wanted.contrast else []
    absent = _phrases(fact for fact in known if fact.value == "no")
    return _sentence([*there, *(each for each in contrast if each not in there), *absent]) if there else ""


def _sentence(phrases: Iterable[str]) -> str:
    kept = ""
    for phrase in dict.fromkeys(phrases):
        longer = f"{kept}; {phrase}" if kept else phrase
        if phrase and len(longer) < LONGEST_SENTENCE:
            kept = longer
    return f"{kept[:1].upper()}{kept[1:]}." if kept else ""


def _phrases(facts: Iterable[UsedFact]) -> Iterator[str]:
    for fact in facts:
        phrase = said(fact)
        if phrase:
            yield phrase


def _dated(fact: UsedFact) -> str:
    """A value with the day it is from."""
    newest = max((each.date for each in fact.evidence if each.date), default=None)
    phrase = said(fact) or ""
    return f"{phrase} ({day_words(newest)})" if phrase and newest else phrase
