"""What the details page and the evidence packet show of a payer's criteria, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cards.payer_grounds import any_is_enough, grounds, grounds_against, grounds_of_gate, is_assumed, told_date
from cards.payer_text import shortfall, ways_told, what_is_owed
from cds_service.smart.page import Recorded, recorded
from imaging_rules.assessment_result import Question
from imaging_rules.payer.policy import PayerPolicy
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.payer.verdict import CriterionVerdict, GateEffect, Passage, PayerStatus, PayerVerdict, Standing, StudyVerdict
from imaging_rules.value_words import value_words
from imaging_rules.verdict import Fact
from imaging_rules.vocabulary import Vocabulary

STATUS_WORDS = {
    PayerStatus.MET: "met",
    PayerStatus.NOT_MET: "not met",
    PayerStatus.MORE_INFORMATION: "more information needed",
    PayerStatus.OUTSIDE: "outside this policy",
}
_TONES = {PayerStatus.MET: "good", PayerStatus.NOT_MET: "bad", PayerStatus.MORE_INFORMATION: "middle"}


@dataclass(frozen=True)
class ShownFact:
    """A fact that speaks for a criterion or against it, in the payer's terms, with where it stands; `answered` where it was
    answered here or by a note, `assumed` where the policy's default stands for what nobody recorded, `short` by how much a
    course is too short."""

    means: str
    value: str
    recorded: tuple[Recorded, ...]
    answered: bool
    assumed: bool = False
    short: str = ""


@dataclass(frozen=True)
class Asked:
    """A fact that is owed. It is answered by choosing one of `question`'s answers, or else by writing: `kind` and `unit` as
    the vocabulary has them, `values` the codes of a set with their words. `counts` are the policy's words for the answer that
    counts, `about` the earlier study it is asked of."""

    feature: str
    means: str
    counts: tuple[str, ...]
    about: tuple[Recorded, ...]
    question: Question | None
    kind: str
    unit: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownCriterion:
    """One criterion that is in play: what it says, what speaks for it, what it still needs, what it fails by."""

    id: str
    title: str
    statement: str
    lines: str
    standing: Standing
    facts: tuple[ShownFact, ...]
    missing: tuple[str, ...]
    any_of: bool
    """Whether one of the missing facts is enough."""
    against: tuple[ShownFact, ...]
    notes: tuple[str, ...]
    exceptions: tuple[str, ...]
    """What the policy excepts; of a met criterion nothing."""


@dataclass(frozen=True)
class ShownGate:
    """A gate: what it wants, what became of it, and what it looked at."""

    statement: str
    said: str
    facts: tuple[ShownFact, ...]


@dataclass(frozen=True)
class PayerView:
    """One policy's answer over the set of orders. `studies` holds each study's name and what is said of it, `asked` the
    facts to ask, in order; `doubts` the doubtful places of the source, with how they were read."""

    policy: str
    title: str
    publisher: str
    edition: str
    caution: str
    status: PayerStatus
    tone: str
    headline: str
    studies: tuple[tuple[str, str], ...]
    criteria: tuple[ShownCriterion, ...]
    gates: tuple[ShownGate, ...]
    asked: tuple[Asked, ...]
    documentation: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]
    to_attach: tuple[str, ...]
    """The documents for what is met; while nothing is, also those for what is open."""

    def standing(self, wanted: str) -> tuple[ShownCriterion, ...]:
        """The criteria that came to this: `met`, `open` or `not-met`."""
        return tuple(each for each in self.criteria if each.standing.value == wanted)


def payer_view(answer: PayerAnswer, policy: PayerPolicy, vocabulary: Vocabulary) -> PayerView:
    """A policy's answer as it is shown."""
    verdict = answer.verdict
    return PayerView(
        policy=verdict.policy,
        title=verdict.title,
        publisher=verdict.publisher,
        edition=verdict.edition,
        caution=policy.file.caution,
        status=verdict.status,
        tone=_TONES.get(verdict.status, "open"),
        headline=_headline(verdict),
        studies=tuple(
            (" and ".join(order.name for order in each.orders), STATUS_WORDS[each.status])
            for each in verdict.studies
            if verdict.speaks_of(each)
        ),
        criteria=tuple(_criterion(each, answer, vocabulary) for each in verdict.criteria if each.in_play),
        gates=tuple(dict.fromkeys(_gate(each, vocabulary) for study in verdict.studies for each in study.gates)),
        asked=tuple(_asked(name, answer, vocabulary) for name in _owed_in_order(verdict)),
        documentation=verdict.documentation,
        doubts=tuple((doubt.problem, _reading(doubt.reading, doubt.reviewer)) for doubt in verdict.doubts),
        to_attach=_to_attach(verdict),
    )


def _to_attach(verdict: PayerVerdict) -> tuple[str, ...]:
    if verdict.status is not PayerStatus.MET:
        return verdict.documentation
    met, still_open = (
        {text for each in verdict.criteria if each.standing is standing for text in each.documentation}
        for standing in (Standing.MET, Standing.OPEN)
    )
    return tuple(text for text in verdict.documentation if text in met or text not in still_open)


def _headline(verdict: PayerVerdict) -> str:
    """The verdict in a line; what is owed in the words of the card."""
    if verdict.status is PayerStatus.MET:
        return "The payer's criteria are met."
    if verdict.status is not PayerStatus.MORE_INFORMATION:
        return "The payer's criteria are not met."
    owed, nearest = what_is_owed(verdict.studies), _nearest(verdict)
    lead = f"{owed[0].upper()}{owed[1:]}"
    if len(nearest) == 1:
        return f"{lead}, for: {nearest[0].title}."
    return f"{lead}; nearest: {nearest[0].title}." if nearest else f"{lead}."


def _unproven(verdict: PayerVerdict) -> list[StudyVerdict]:
    return [study for study in verdict.studies if study.status is PayerStatus.MORE_INFORMATION]


def _nearest(verdict: PayerVerdict) -> list[CriterionVerdict]:
    """The open criteria as the card tells them, the nearest first."""
    unproven = _unproven(verdict)
    return list({way.id: way for study in unproven for way in ways_told(unproven, study)}.values())


def _owed_in_order(verdict: PayerVerdict) -> tuple[str, ...]:
    """The facts owed, those of the nearest criterion first."""
    owed = verdict.owed
    near = (name for way in _nearest(verdict) for name in way.missing if name in owed)
    return tuple(dict.fromkeys([*near, *owed]))


def _criterion(each: CriterionVerdict, answer: PayerAnswer, vocabulary: Vocabulary) -> ShownCriterion:
    entry = each.criterion.entry_of
    met = each.standing is Standing.MET
    failing = grounds_against(each) if each.standing is Standing.NOT_MET else {}
    return ShownCriterion(
        id=each.id,
        title=each.title,
        statement=entry.statement,
        lines=entry.lines,
        standing=each.standing,
        facts=tuple(_fact(fact, vocabulary) for fact in grounds(each) if fact.name not in failing),
        missing=tuple(answer.facts[name].owed(each.id) for name in each.missing),
        any_of=len(each.missing) > 1 and any_is_enough(each.criterion.logic),
        against=tuple(
            replace(_fact(leaf.fact, vocabulary), short=shortfall(leaf, answer.day))
            for leaf in failing.values()
            if leaf.fact is not None
        ),
        notes=tuple(note for note in each.notes if note not in entry.exceptions),
        exceptions=() if met else tuple(entry.exceptions),
    )


def _fact(fact: Fact, vocabulary: Vocabulary) -> ShownFact:
    entry = vocabulary.features[fact.name]
    answered = any(each.kind in ("given", "answer") for each in fact.evidence)
    assumed = is_assumed(fact)
    where = () if assumed else recorded(fact.evidence)
    return ShownFact(entry.means.split(". ")[0].rstrip("."), _value(fact, entry.unit), where, answered, assumed)


def _value(fact: Fact, unit: str | None) -> str:
    """The value in words; of a day that is told as a month or a year, as it is told."""
    as_told = told_date(fact)
    if as_told is not None:
        return as_told
    return value_words(fact.value if fact.value is not None else fact.state, unit)


def _gate(effect: GateEffect, vocabulary: Vocabulary) -> ShownGate:
    entry = effect.gate.entry_of
    if effect.passage is Passage.UNTESTED:
        return ShownGate(entry.untested or f"{entry.statement} Not tested.", "", ())
    said = {
        Passage.PASSED: "Satisfied.",
        Passage.EXCEPTED: "Not needed here: another criterion allows both studies.",
        Passage.SHUT: "Not satisfied.",
        Passage.UNDECIDED: "Still open.",
    }
    return ShownGate(entry.statement, said[effect.passage], tuple(_fact(fact, vocabulary) for fact in grounds_of_gate(effect)))


def _asked(name: str, answer: PayerAnswer, vocabulary: Vocabulary) -> Asked:
    entry, fact = vocabulary.features[name], answer.facts[name]
    words = tuple((code, code.replace("_", " ")) for code in entry.values)
    gates = [gate for study in _unproven(answer.verdict) for gate in study.gates if name in gate.missing]
    ways = [way.id for way in _nearest(answer.verdict) if name in way.missing] + [gate.gate.id for gate in gates]
    counts = (fact.owed(of) for of in ways or [""])
    about = tuple(place for gate in gates for each in grounds_of_gate(gate) for place in recorded(each.evidence))
    return Asked(
        name,
        fact.means.rstrip("."),
        tuple(dict.fromkeys(words for words in counts if words != fact.means)),
        tuple(dict.fromkeys(about)),
        fact.question,
        entry.kind,
        value_words(0.0, entry.unit)[1:].strip(),
        words,
    )


def _reading(reading: str, reviewer: str | None) -> str:
    return f"{reading} {reviewer}" if reviewer else reading


def owed_feature(views: Sequence[PayerView], name: str) -> Asked | None:
    """The fact of that name among those that any policy is owed."""
    found: Mapping[str, Asked] = {each.feature: each for view in views for each in view.asked}
    return found.get(name)
