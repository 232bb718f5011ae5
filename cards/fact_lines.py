"""The facts an assessment rests on, as lines of a card: what is recorded, what is taken as absent, what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from cards.evidence_words import LONGEST_EVIDENCE, MOST_EVIDENCE, Told, evidence_words, has_words
from cards.feature_words import name_of, not_known, said, taken_as_absent
from cards.plain_text import ended, escaped, foreign
from cards.quoted import cut_to, quoted
from imaging_rules.assessment_result import OrderAssessment, UsedFact
from imaging_rules.facts import Evidence
from imaging_rules.used_facts import NOT_SEEN, TOLD_BESIDE

_MOST_FACTS = 8
_MOST_URGENT_FACTS = 4
_MOST_OF_URGENT_FACT = 4
_MOST_URGENT = 6
_PATIENT = "Patient/"
PART_NAMES = {
    "device": "devices",
    "allergy": "allergies",
    "medication": "medicines",
    "observation": "laboratory values",
    "condition": "conditions",
    "procedure": "procedures",
    "report": "reports",
    "patient": "patient",
    "order": "the words of the order",
}
"""The parts of a record as a card calls them."""
_NO_SIGN = frozenset({"order_priority"})
"""Facts that stand on the order itself and tell nothing of the patient."""


def fact_lines(made: OrderAssessment) -> list[str]:
    """Up to six lines of Markdown."""
    known = list(_known(made.facts))
    asked = {question.feature for question in made.questions}
    silent = [fact.feature for fact in made.facts if fact.standing == "assumed" and fact.feature not in asked]
    assumed = [taken_as_absent(feature) for feature in silent]
    open_ones = {fact.feature: evidence_words(fact.evidence) for fact in made.facts if fact.standing == "unknown"}
    open_ones = {feature: words for feature, words in open_ones.items() if not (words and _told_above(feature, made))}
    in_part = [f"{escaped(name_of(feature))} ({', '.join(words)})" for feature, words in open_ones.items() if words]
    unknown = [fact for fact in made.facts if fact.standing == "unknown" and open_ones.get(fact.feature) == []]
    lines = []
    if known:
        more = f" and {len(known) - _MOST_FACTS} more" if len(known) > _MOST_FACTS else ""
        lines.append(f"**Based on:** {ended(', '.join(known[:_MOST_FACTS]) + more)}")
    if assumed:
        lines.append(f"**Taken as absent, not recorded:** {escaped(', '.join(assumed))}.")
    holds = "; the rating holds either way" if made.rating and made.holds_either_way and not made.questions else ""
    if in_part:
        lines.append(f"**Recorded in part:** {', '.join(in_part)}{holds}.")
    for why in dict.fromkeys(map(_why_unknown, unknown)):
        facts = [fact for fact in unknown if _why_unknown(fact) == why]
        names = ", ".join(not_known(fact.feature) for fact in facts)
        lines.append(f"**{why.capitalize()}:** {escaped(names)}{holds}.{_left_unseen(facts)}")
    return lines


def _told_above(feature: str, made: OrderAssessment) -> bool:
    """Whether what is on record of a fact that is asked stands in the line of facts: the patient's age, and that there was an
    injury, are nothing of the result of a rule."""
    known = {each.quote for fact in made.facts if fact.standing == "known" for each in fact.evidence}
    evidence = [each for fact in made.facts if fact.feature == feature for each in fact.evidence]
    asked = any(question.feature == feature for question in made.questions)
    return asked and all(each.quote in known or each.source.startswith(_PATIENT) for each in evidence)


def _why_unknown(fact: UsedFact) -> str:
    return fact.value if fact.value in (TOLD_BESIDE, NOT_SEEN) else "not recorded"


def _left_unseen(facts: Iterable[UsedFact]) -> str:
    """` Not read whole: conditions.` of what was not seen; what did not arrive is no silence of the record."""
    parts = sorted({part for fact in facts for part in fact.unseen})
    return f" Not read whole: {', '.join(PART_NAMES[part] for part in parts)}." if parts else ""


def urgent_line(made: OrderAssessment) -> list[str]:
    """In an emergency one short line: what is there that makes it one, before what else leads to the scenario; the order's own
    words before those of the record."""
    there = (fact for fact in (*made.urgent_facts, *made.facts) if fact.value != "no" and fact.feature not in _NO_SIGN)
    each_once = list({fact.feature: fact for fact in there if fact.standing == "known"}.values())[:_MOST_URGENT_FACTS]
    own_first = [replace(fact, evidence=tuple(sorted(fact.evidence, key=lambda one: not one.of_order))) for fact in each_once]
    told = list(_known(own_first, _MOST_OF_URGENT_FACT))
    if len(told) > _MOST_URGENT_FACTS:
        told = list(islice(_known(own_first, _MOST_OF_URGENT_FACT, derived=False), _MOST_URGENT))
    return [f"**Because:** {ended(', '.join(told))}"] if made.emergency and told else []


def conflict_line(made: OrderAssessment) -> list[str]:
    """That the record contradicts itself in something this rests on: one line, about the first of them."""
    if not made.conflicts:
        return []
    first, *others = made.conflicts
    words = {True: "present", False: "absent"}
    taken, against = (_stated(evidence) for evidence in (first.taken, first.against))
    more = f" So for {escaped(', '.join(name_of(one.finding) for one in others))}." if others else ""
    return [
        f"**Records disagree:** {escaped(name_of(first.finding))} is taken as {words[first.present]}{taken}; "
        f"another entry says {words[not first.present]}{against}.{more}"
    ]


def _stated(evidence: Evidence) -> str:
    """`(Babinski reflex: positive, 2026-11-18)`."""
    day = evidence.recorded.isoformat() if evidence.recorded else evidence.day
    parts = [part for part in (foreign(cut_to(quoted(evidence), LONGEST_EVIDENCE), LONGEST_EVIDENCE), day) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _known(facts: Iterable[UsedFact], most: int = MOST_EVIDENCE, derived: bool = True) -> Iterable[str]:
    """What is there before what is not, with `most` pieces of the record for each fact. A plain yes is said in the words of the
    record where it has some; what only follows from words that are said already is left out unless `derived` is wanted."""
    known = [fact for fact in facts if fact.standing == "known"]
    told = Told(one for fact in known for one in fact.evidence)
    for fact in sorted(known, key=lambda fact: fact.value == "no"):
        phrase, evidence = said(fact), _of_more_than_the_birth_date(fact)
        if fact.value == "yes" and has_words(evidence):
            yield from evidence_words(evidence, told, most=most) if phrase else ()
        elif phrase:
            recorded = evidence_words(evidence, told, phrase, most)
            if not recorded and not derived and has_words(evidence):
                continue
            yield escaped(phrase) + (f" ({', '.join(recorded)})" if recorded else "")


def _of_more_than_the_birth_date(fact: UsedFact) -> tuple[Evidence, ...]:
    """The evidence of a fact without the patient's age, but where nothing else is there: it is a fact of its own."""
    return tuple(each for each in fact.evidence if not each.source.startswith(_PATIENT)) or fact.evidence
