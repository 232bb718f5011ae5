"""What the details page and the evidence packet show of a payer's criteria, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cds_service.smart.page import Recorded, recorded
from imaging_rules.assessment_result import Question
from imaging_rules.payer.policy import PayerPolicy
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.payer.verdict import CriterionVerdict, GateEffect, Passage, PayerStatus, PayerVerdict, Standing
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
    """A fact that speaks for a criterion, in the payer's terms, with where it stands; `answered` where it was answered here or
    by a note."""

    means: str
    value: str
    recorded: tuple[Recorded, ...]
    answered: bool


@dataclass(frozen=True)
class Asked:
    """A fact that is owed. It is answered by choosing one of `question`'s answers, or else by writing: `kind` and `unit` as
    the vocabulary has them, `values` the codes of a set with their words."""

    feature: str
    means: str
    question: Question | None
    kind: str
    unit: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownCriterion:
    """One criterion that is in play: what it says, what speaks for it, what it still needs."""

    id: str
    title: str
    statement: str
    lines: str
    standing: Standing
    facts: tuple[ShownFact, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


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
    gates: tuple[str, ...]
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
        gates=tuple(dict.fromkeys(_gate(each) for study in verdict.studies for each in study.gates if _matters(each))),
        asked=tuple(_asked(name, answer, vocabulary) for name in verdict.owed),
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
    owed = len(verdict.owed)
    match verdict.status:
        case PayerStatus.MET:
            return "The payer's criteria are met."
        case PayerStatus.MORE_INFORMATION:
            return f"The payer still wants {'one fact' if owed == 1 else f'up to {owed} facts'}."
    return "The payer's criteria are not met."


def _criterion(each: CriterionVerdict, answer: PayerAnswer, vocabulary: Vocabulary) -> ShownCriterion:
    entry = each.criterion.entry_of
    return ShownCriterion(
        id=each.id,
        title=each.title,
        statement=entry.statement,
        lines=entry.lines,
        standing=each.standing,
        facts=tuple(_facts(each.on_record, vocabulary)),
        missing=tuple(answer.facts[name].means for name in each.missing),
        notes=each.notes,
    )


def _facts(on_record: Iterable[Fact], vocabulary: Vocabulary) -> Iterable[ShownFact]:
    for fact in on_record:
        entry = vocabulary.features[fact.name]
        value = fact.value if fact.value is not None else fact.state
        answered = any(each.kind in ("given", "answer") for each in fact.evidence)
        yield ShownFact(entry.means.rstrip("."), value_words(value, entry.unit), recorded(fact.evidence), answered)


def _matters(effect: GateEffect) -> bool:
    return effect.passage is not Passage.UNTESTED


def _gate(effect: GateEffect) -> str:
    said = {
        Passage.PASSED: "satisfied",
        Passage.EXCEPTED: "not needed here: another criterion allows both studies",
        Passage.SHUT: "not satisfied",
        Passage.UNDECIDED: "still open",
    }
    return f"{effect.gate.entry_of.statement} {said[effect.passage][0].upper()}{said[effect.passage][1:]}."


def _asked(name: str, answer: PayerAnswer, vocabulary: Vocabulary) -> Asked:
    entry, fact = vocabulary.features[name], answer.facts[name]
    words = tuple((code, code.replace("_", " ")) for code in entry.values)
    return Asked(name, fact.means.rstrip("."), fact.question, entry.kind, value_words(0.0, entry.unit)[1:].strip(), words)


def _reading(reading: str, reviewer: str | None) -> str:
    return f"{reading} {reviewer}" if reviewer else reading


def owed_feature(views: Sequence[PayerView], name: str) -> Asked | None:
    """The fact of that name among those that any policy is owed."""
    found: Mapping[str, Asked] = {each.feature: each for view in views for each in view.asked}
    return found.get(name)
