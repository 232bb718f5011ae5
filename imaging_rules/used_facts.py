"""The facts an assessment rests on, told apart: known with their evidence, assumed absent, unknown."""

from __future__ import annotations

from imaging_rules.assessment_result import UsedFact
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Evidence, State
from imaging_rules.matching import Fit
from imaging_rules.outlook import answer_values
from imaging_rules.verdict import Fact

TOLD_BESIDE, NOT_SEEN = "told on another draft", "not seen"


def used_facts(fit: Fit, facts: FactBook) -> tuple[UsedFact, ...]:
    """Every fact the primary scenario's fit rests on; no fact twice, none that says that nothing is recorded, and no absence as
    assumed that an answer told."""
    used: dict[str, UsedFact] = {}
    for verdict in (fit.entry, *fit.given, *fit.unless):
        if verdict is None or verdict.value is None:
            continue
        for leaf in verdict.leaves():
            if leaf.fact is not None and leaf.fact.known and not _says_nothing_is_recorded(leaf.fact):
                used.setdefault(leaf.fact.name, known_fact(leaf.fact))
    for name in (name for name in fit.assumed if not _ruled_out(name, fit, facts)):
        used.setdefault(name, UsedFact(name, "taken as absent", "assumed"))
    for name in fit.open_given:
        if told := _told_in_part(name, facts):
            used.setdefault(name, UsedFact(name, "recorded in part", "unknown", told))
    for name in fit.open_on:
        used.setdefault(name, _unknown(name, facts))
    return tuple(used.values())


def _unknown(name: str, facts: FactBook) -> UsedFact:
    """A fact that is not known, and why: another draft tells it, it was not seen, or it is not recorded. Where the order is
    not read to its end, nothing is."""
    if name in facts.record.told_beside:
        return UsedFact(name, TOLD_BESIDE, "unknown")
    holding = facts.vocabulary.affirming_parts(name) | {"order"}
    unseen = tuple(sorted(holding - facts.record.delivered))
    return UsedFact(name, NOT_SEEN if unseen else "not recorded", "unknown", unseen=unseen)


def _ruled_out(name: str, fit: Fit, facts: FactBook) -> bool:
    """Whether all that would exclude cannot stand beside what is known: who answers 'long-standing, unchanged' has said that
    it does not get worse."""
    if not any(name in read for read, _ in facts.vocabulary.never_together):
        return False
    conditions = [condition for condition in fit.scenario.unless if name in condition.names()]
    supposed = (facts.supposing({name: value}) for value in answer_values(facts.vocabulary, name))
    excluding = [book for book in supposed if any(condition.evaluate(book).value is True for condition in conditions)]
    return bool(excluding) and all(book.impossible([name]) for book in excluding)


def _told_in_part(name: str, facts: FactBook) -> tuple[Evidence, ...]:
    """What is there of all that could settle an unknown: that therapy failed, where its weeks are not told."""
    below = sorted(facts.vocabulary.affirmed_by(name) & facts.names_on_record())
    there = (facts.finding(each) for each in below)
    return tuple(dict.fromkeys(one for fact in there if fact.state is State.PRESENT for one in fact.evidence))


def _says_nothing_is_recorded(fact: Fact) -> bool:
    """Whether a fact only says that nothing of its kind stands on record: nothing rests on it."""
    return fact.value is False and not fact.evidence


def known_fact(fact: Fact) -> UsedFact:
    """A fact that is on record, with its value in a word."""
    return UsedFact(fact.name, _value_words(fact), "known", fact.evidence)


def _value_words(fact: Fact) -> str:
    if isinstance(fact.value, bool):
        return "yes" if fact.value else "no"
    if fact.value is None:
        return (fact.state or State.PRESENT).value
    if isinstance(fact.value, tuple):
        return ", ".join(fact.value) or "none"
    if isinstance(fact.value, float):
        return f"{fact.value:g}"
    return str(fact.value)
