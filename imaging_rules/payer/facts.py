"""The facts as one payer policy reads them: what the record says, what the policy's own roll-ups, closings and defaults make
of it, and nothing else.

Three rules keep the assumptions of other rule sets out. A fact that is stated speaks for itself only: what one fact says of
another is for the policy to say. A roll-up is not made from its members, which the policy counts in its own way. And a line
of the vocabulary that holds only because something is *not* on record leaves its fact unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from imaging_rules.fact_conditions import Known
from imaging_rules.factbook import FactBook
from imaging_rules.facts import NONE, Evidence, Record, State, Value
from imaging_rules.payer.policy import Default, PayerPolicy
from imaging_rules.settled_findings import stated_fact
from imaging_rules.study import Study
from imaging_rules.verdict import Fact, Verdict
from imaging_rules.vocabulary import Implication, Vocabulary

INFERRED, DEFAULT = "policy", "default"
"""The kinds of evidence that the policy itself makes: roll-ups and closings, and the values of what is not recorded."""

FROM_ORDER = Evidence("order", "read from the order", kind="given", of_order=True)


def is_recorded(fact: Fact) -> bool:
    """Whether the record says it, or somebody who was asked: no inference of the policy, and not the order by itself."""
    return any(each.kind not in (INFERRED, DEFAULT) and each != FROM_ORDER for each in fact.evidence)


def is_assumed(fact: Fact) -> bool:
    """Whether nobody recorded it: it holds by a default of the policy."""
    return any(each.kind == DEFAULT for each in fact.evidence)


class PolicyFacts:
    """Facts by name for one record, one order and one policy; the `Facts` that its conditions read."""

    def __init__(self, policy: PayerPolicy, vocabulary: Vocabulary, record: Record, studies: Sequence[Study]) -> None:
        self._policy = policy
        self._vocabulary = vocabulary
        self._record = record
        self._studies = studies
        self._order = policy.stated_by_order(studies)
        asked = {name for name, feature in vocabulary.features.items() if feature.payer}
        self._read = _Recorded(policy, vocabulary, replace(record, stated=_without(record.stated, asked)))
        self._facts: dict[str, Fact] = {}

    @property
    def as_of(self) -> date:
        """The day of the order."""
        return self._record.as_of

    def fact(self, name: str) -> Fact:
        """What is known under a name, the policy's own inferences included."""
        if name not in self._facts:
            self._facts[name] = Fact(name)  # a fact in the making is unknown to itself
            self._facts[name] = self._settled(name)
        return self._facts[name]

    def supposing(self, answers: Mapping[str, Value | State]) -> PolicyFacts:
        """The facts as they would be if these questions were answered so."""
        return PolicyFacts(self._policy, self._vocabulary, self._record.supposing(answers), self._studies)

    def _settled(self, name: str) -> Fact:
        own = self._own(name)
        if own.known:
            return own
        return self._denied(name) or self._closed(name) or self._all_denied(name) or self._default(name) or own

    def _own(self, name: str) -> Fact:
        """What is stated or recorded under the name itself."""
        if name in self._record.stated and name != "requested_studies":
            return stated_fact(name, self._record.stated[name])
        if name in self._order:
            return Fact(name, self._order[name], None, None, (FROM_ORDER,))
        return self._read.fact(name)

    def _denied(self, name: str) -> Fact | None:
        """A member without a value, once its roll-up is denied."""
        for rollup in self._policy.rollups_of.get(name, ()):
            if self._stands_denied(rollup):
                member = next(m for m in self._policy.rollups[rollup] if m.feature == name)
                return self._inferred(name, member.closed_as, f"{rollup} is denied")
        return None

    def _stands_denied(self, rollup: str) -> bool:
        own = self._own(rollup)
        return own.value is False if own.known else self._denied(rollup) is not None

    def _closed(self, name: str) -> Fact | None:
        for when, value in self._policy.closing.get(name, ()):
            verdict = when.evaluate(self)
            if verdict.value is True:
                return self._inferred(name, value, f"closed by {', '.join(sorted(when.names()))}")
        return None

    def _all_denied(self, name: str) -> Fact | None:
        """A roll-up whose members are all denied."""
        members = self._policy.rollups.get(name, ())
        if members and all(member.denied_when.evaluate(self).value is True for member in members):
            return self._inferred(name, False, "every member is denied")
        return None

    def _default(self, name: str) -> Fact | None:
        if name in self._record.unknown:
            return None
        for default in self._policy.defaults.get(name, ()):
            if self._applies(default):
                return self._inferred(name, default.value, "nothing recorded: the policy's default", kind=DEFAULT)
        return None

    def _applies(self, default: Default) -> bool:
        wanted = default.when is None or default.when.evaluate(self).value is True
        return wanted and (default.unless is None or default.unless.evaluate(self).value is not True)

    def _inferred(self, name: str, value: object, why: str, kind: str = INFERRED) -> Fact:
        evidence = Evidence(self._policy.id, why, kind=kind)
        typed = NONE if value == NONE else self._vocabulary.value_of(name, value)
        return stated_fact(name, typed)._replace(evidence=(evidence,))


class _Recorded(FactBook):
    """What the record itself says: lines that rest on silence, or make a roll-up from its members, say nothing."""

    def __init__(self, policy: PayerPolicy, vocabulary: Vocabulary, record: Record) -> None:
        super().__init__(vocabulary, record)
        self._left_aside = {
            line
            for name, members in policy.rollups.items()
            for line in vocabulary.lines.get(name, ())
            if line.when.names() & {member.feature for member in members}
        }

    def evaluate_line(self, line: Implication) -> Verdict:
        """The verdict of an `implied_by` line as far as the record carries it."""
        verdict = super().evaluate_line(line)
        if verdict.value is True and (line in self._left_aside or _rests_on_silence(verdict)):
            return Verdict(None, line.when)
        return verdict


def _rests_on_silence(verdict: Verdict) -> bool:
    return any(isinstance(leaf.of, Known) and leaf.value is False for leaf in verdict.leaves())


def _without(stated: Mapping[str, Value | State], names: set[str]) -> dict[str, Value | State]:
    return {name: value for name, value in stated.items() if name not in names}
