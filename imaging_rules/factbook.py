"""The facts of one record: findings settled to one state and value each, features derived from them, all worked out once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from imaging_rules.conflict import Conflict
from imaging_rules.fact_conditions import Equals
from imaging_rules.facts import Evidence, Finding, Record, Span, State, Value
from imaging_rules.settled_findings import conflict_about, settled, stated_fact
from imaging_rules.things_on_record import Things
from imaging_rules.verdict import Fact, Verdict
from imaging_rules.vocabulary import Implication, Localisation, Vocabulary


class FactBook:
    """Facts by name for one record; the `Facts` that conditions read.

    A feature's name gives the feature; a name that only findings have gives the finding.
    """

    def __init__(self, vocabulary: Vocabulary, record: Record, recorded: Mapping[str, list[Finding]] | None = None) -> None:
        self.vocabulary = vocabulary
        self.record = record
        self.as_of = record.as_of
        self._recorded = record.by_name() if recorded is None else recorded
        self._grounds = vocabulary.said_of_nothing.union(self._recorded, record.stated)
        self._findings: dict[str, Fact] = {}
        self._features: dict[str, Fact] = {}
        self._lines = _FindingsFirst(self)
        self._presumed: frozenset[str] = frozenset()

    def fact(self, name: str) -> Fact:
        """What is known under a name, as rules ask for it."""
        if name not in self.vocabulary.features:
            return self.finding(name)
        if name not in self._features:
            self._features[name] = Fact(name)  # a feature in the making is unknown to itself
            if not self._grounds.isdisjoint(self.vocabulary.rests_on(name)):
                self._features[name] = self._feature(name)
        return self._features[name]

    @property
    def is_child(self) -> bool:
        """Whether the patient is surely under age; of an age told as a range the upper end counts."""
        known = self.fact("age_years").value
        age = known.high if isinstance(known, Span) else known
        return isinstance(age, float | int) and not isinstance(age, bool) and age < self.vocabulary.adult_age

    def finding(self, name: str) -> Fact:
        """What the record says under a finding's name."""
        if name not in self._findings:
            self._findings[name] = self._settled(name)
        return self._findings[name]

    def evaluate_line(self, line: Implication) -> Verdict:
        """The verdict of an `implied_by` line, where names are findings first."""
        return line.when.evaluate(self._lines)

    def names_on_record(self) -> frozenset[str]:
        """Every name under which something is recorded, stated or answered."""
        return frozenset((*self._recorded, *self.record.stated))

    def localised_by(self, kind: str) -> tuple[str, ...]:
        """The parts of the spine that the signs of one kind point to; none where they do not tell."""
        return tuple(region for line in self.localising(kind) for region in line.regions)

    def localising(self, kind: str) -> tuple[Localisation, ...]:
        """The signs of one kind that point somewhere."""
        return tuple(line for line in self.vocabulary.localisation[kind] if line.when.evaluate(self).value is True)

    def supposing(self, answers: Mapping[str, Value | State]) -> FactBook:
        """The facts as they would be if these questions were answered so."""
        book = FactBook(self.vocabulary, self.record.supposing(answers), self._recorded)
        asked = answers.keys()
        rests_on = self.vocabulary.rests_on
        book._presumed = self._presumed
        book._findings = {name: fact for name, fact in self._findings.items() if name not in asked}
        book._features = {name: fact for name, fact in self._features.items() if rests_on(name).isdisjoint(asked)}
        return book

    def impossible(self, names: Iterable[str]) -> bool:
        """Whether facts that cannot stand together are both known, with one of these names among them."""
        asked = set(names)
        return any(asked & read and never.evaluate(self).value is True for read, never in self.vocabulary.never_together)

    def may_assume_absent(self, name: str) -> bool:
        """Whether silence about a fact may be read as absence: every record part that would hold it was delivered,
        and the caller did not say that it is unknown."""
        if name in self._presumed:
            return True
        return self.nothing_said_of(name) and self.vocabulary.affirming_parts(name) <= self.record.delivered

    def nothing_said_of(self, name: str) -> bool:
        """Whether all that arrived is silent about a fact, and the caller did not say that it is unknown."""
        below = self.vocabulary.affirmed_by(name)
        if (self.record.unknown | self.record.mentioned) & below or self._doubted(below) or self._half_known(name, below):
            return False
        feature = self.vocabulary.features.get(name)
        return bool(feature and feature.established) or not self._suspected(name, below)

    def hints_at(self, name: str) -> bool:
        """Whether something on record raises the question of a fact by itself: retention, of the cauda equina."""
        return self._doubted(self.vocabulary.affirmed_by(name))

    def _half_known(self, name: str, below: Iterable[str]) -> bool:
        """Whether a number below is known as a span only, and may well decide: no line that reads it is false for all of it."""
        spans = {each for each in below if each in self._recorded and isinstance(self.finding(each).value, Span)}
        if not spans or name in spans:
            return bool(spans)
        reading = (line for line in self.vocabulary.lines[name] if not spans.isdisjoint(self._below(line)))
        return any(self.evaluate_line(line).value is None for line in reading)

    def _below(self, line: Implication) -> frozenset[str]:
        return frozenset[str]().union(*(self.vocabulary.rests_on(each) for each in line.when.names()))

    def _doubted(self, names: Iterable[str]) -> bool:
        """Whether the record holds something that makes an absence doubtful, such as an operation without its level."""
        features = (self.vocabulary.features[name] for name in names if name in self.vocabulary.features)
        return any(self.fact(doubt).value is True for feature in features for doubt in feature.doubted_by)

    def _suspected(self, name: str, below: Iterable[str]) -> bool:
        """Whether the record suspects one of these: a suspicion is no fact, but it is not silence either. One that could only
        confirm what is there anyway decides nothing: feared metastases of a known cancer are no reason to fear an infection."""
        recorded = [each for each in below if each in self._recorded and self.finding(each).state is State.SUSPECTED]
        return bool(recorded) and not self._undecided_below(name).isdisjoint(recorded)

    def _undecided_below(self, name: str) -> set[str]:
        """The names that a fact rests on, itself included, without those below what is there already."""
        undecided, ahead = {name}, [name]
        while ahead:
            lines = self.vocabulary.lines.get(ahead.pop(), ())
            parts = {part for line in lines for part in line.when.names()} - undecided
            found = [part for part in parts if self._lines.fact(part).value is not True]
            undecided.update(found)
            ahead += found
        return undecided

    def presuming_absent(self, names: Iterable[str]) -> FactBook:
        """The same facts, with silence about these read as absence."""
        book = FactBook(self.vocabulary, self.record, self._recorded)
        book._findings, book._features = dict(self._findings), dict(self._features)
        book._presumed = self._presumed.union(names)
        return book

    def conflicts(self) -> tuple[Conflict, ...]:
        """The findings that the record both affirms and denies, with the statement taken and the one against it."""
        several = sorted(name for name, found in self._recorded.items() if len(found) > 1)
        states = ((name, self.finding(name).state) for name in several)
        return tuple(made for name, state in states if (made := conflict_about(name, self._recorded[name], state)))

    def _settled(self, name: str) -> Fact:
        if name in self.record.stated:
            return stated_fact(name, self.record.stated[name])
        recorded = self._recorded.get(name)
        if not recorded:
            return Fact(name)
        return settled(name, recorded, self.vocabulary.findings.get(name) or self.vocabulary.features.get(name))

    def _feature(self, name: str) -> Fact:
        if name in self.record.stated:
            return stated_fact(name, self.record.stated[name])
        implied = self._implied(name)
        if name in self.vocabulary.findings or name not in self._recorded:
            return implied
        answered = self._settled(name)
        return answered if implied.value is None or _older(implied, answered) else implied

    def _implied(self, name: str) -> Fact:
        """What the lines make of the findings."""
        if self.vocabulary.features[name].kind == "code set":
            return self._code_set(name)
        for line in self.vocabulary.lines[name]:
            verdict = self.evaluate_line(line)
            if verdict.value is True:
                value = line.value if line.rule is None else self._made(name, line)
                if value is not None:
                    return Fact(name, value, None, _newest(verdict), verdict.evidence())
        return Fact(name)

    def _code_set(self, name: str) -> Fact:
        held: set[str] = set()
        evidence: dict[Evidence, None] = {}
        known = False
        for line in self.vocabulary.lines[name]:
            verdict = self.evaluate_line(line)
            if verdict.value is True:
                value = line.value if line.rule is None else self._made(name, line)
                if isinstance(value, tuple):
                    known = True
                    held.update(value)
                    evidence.update(dict.fromkeys(self._that_say(line, value) or verdict.evidence()))
        return Fact(
            name, tuple(sorted(held)) if known else None, None, None, tuple(evidence), known and self._may_hold_more(name)
        )

    def _that_say(self, line: Implication, members: tuple[str, ...]) -> tuple[Evidence, ...]:
        """Of a set that is a part of another one, what on record says one of these members."""
        if line.rule is None or line.rule[0] != "members_of":
            return ()
        found = self._recorded.get(line.rule[1], ())
        return tuple(
            each.evidence for each in found if isinstance(each.value, tuple) and not set(members).isdisjoint(each.value)
        )

    def _may_hold_more(self, name: str) -> bool:
        """Whether words or studies that were not read may add members to a set that is taken over as it stands. A list of what
        was done that is told in part, such as one kind of treatment, says nothing of the rest."""
        rules = [line.rule for line in self.vocabulary.lines[name] if line.rule is not None]
        taken_over = {rule[1] for rule in rules if rule[0] == "copy"}
        return any(rule[0] == "members_of" for rule in rules) or not self.record.mentioned.isdisjoint(taken_over)

    def _made(self, name: str, line: Implication) -> Value | None:
        assert line.rule is not None
        what, of, by = line.rule
        if what == "label_of_each":
            return Things(self._recorded, self.finding).labels(of, line.when.names(), self.record.stated.get(of))
        if what == "several_of":
            return Things(self._recorded, self.finding).are_several(of, line.when.names())
        source = self._lines.fact(of)
        if what == "copy":
            stands = source.state in (None, State.PRESENT) or line.when == Equals(of, str(source.state))
            return source.value if stands else None
        if what == "date_of":
            return source.day
        if what == "members_of" and isinstance(source.value, tuple):
            return tuple(code for code in source.value if code in self.vocabulary.features[name].values) or None
        if isinstance(source.value, float | int) and not isinstance(source.value, bool):
            if what == "divide":
                return float(math.floor(source.value / by))
            if what == "days_before":
                return self.as_of - timedelta(days=min(int(source.value), self.as_of.toordinal() - 1))
        return None


class _FindingsFirst:
    """Facts as `when` lines read them: a name is a finding if a finding has it, else a feature."""

    def __init__(self, book: FactBook) -> None:
        self._book = book

    @property
    def as_of(self) -> date:
        return self._book.as_of

    def fact(self, name: str) -> Fact:
        if name in self._book.vocabulary.findings:
            return self._book.finding(name)
        return self._book.fact(name)


def _older(implied: Fact, answered: Fact) -> bool:
    """Whether all that a fact rests on is surely older than an answer under its own name. What has no day, or belongs to
    the order, is not."""
    day = answered.day
    if day is None or not implied.evidence or any(evidence.of_order for evidence in implied.evidence):
        return False
    return all(evidence.date is not None and evidence.date < day for evidence in implied.evidence)


def _newest(verdict: Verdict) -> date | None:
    days = [leaf.fact.day for leaf in verdict.leaves() if leaf.fact is not None and leaf.fact.day is not None]
    return max(days, default=None)
