"""From a record and the studies ordered together to the verdict of a payer policy.

Criteria that cover a requested study are raised when their entry is true; true logic meets them, unknown logic leaves them
open. A study is met by one met criterion; gates then look at what is met; the order is met when every study is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imaging_rules.facts import Record
from imaging_rules.joined_conditions import All, AtLeast, Defined, Not
from imaging_rules.payer.facts import PolicyFacts, is_assumed, is_recorded
from imaging_rules.payer.policy import Clash, Criterion, Gate, GateLimit, PayerPolicy, RequestedStudy
from imaging_rules.payer.verdict import (
    CriterionVerdict,
    Doubt,
    GateEffect,
    Passage,
    PayerStatus,
    PayerVerdict,
    Standing,
    StudyVerdict,
    nearest_first,
)
from imaging_rules.study import Study
from imaging_rules.verdict import Condition, Fact, Verdict
from imaging_rules.vocabulary import Vocabulary


def payer_verdict(policy: PayerPolicy, vocabulary: Vocabulary, record: Record, studies: Sequence[Study]) -> PayerVerdict:
    """What a policy says of studies ordered together for one patient.

    Args:
        policy: the payer's criteria.
        vocabulary: the names and kinds of the facts.
        record: all that is recorded, the indications of the orders included.
        studies: the studies of the whole order set, contrast aside.

    Returns:
        The verdict; it never raises for a record, however odd, and does not depend on the order of the studies.
    """
    facts = PolicyFacts(policy, vocabulary, record, studies)
    requested = policy.requested(studies)
    forms = [each.form for each in requested]
    criteria = tuple(_judged(criterion, facts) for criterion in policy.criteria if criterion.covers(forms))
    verdicts = tuple(_study(policy, each, criteria, facts) for each in requested)
    return PayerVerdict(
        policy=policy.id,
        title=policy.file.policy,
        edition=policy.file.edition,
        caution=policy.file.caution,
        status=_of_all(verdicts),
        studies=verdicts,
        criteria=criteria,
        missing=_missing_of_all(criteria, verdicts),
        documentation=_documentation(policy, criteria, facts),
        doubts=_doubts(policy, criteria, verdicts, facts),
        publisher=policy.file.publisher,
        subject=policy.file.subject,
        clashes=tuple(clash for clash in policy.clashes if _clashes(clash, forms, facts)),
    )


def _clashes(clash: Clash, forms: Sequence[str], facts: PolicyFacts) -> bool:
    ordered = bool(set(clash.entry_of.studies) & set(forms))
    return ordered and (clash.when is None or clash.when.evaluate(facts).value is True)


def _judged(criterion: Criterion, facts: PolicyFacts) -> CriterionVerdict:
    entry = criterion.entry.evaluate(facts)
    if entry.value is not True:
        return CriterionVerdict(criterion, Standing.NOT_RAISED, entry, None)
    logic = criterion.logic.evaluate(facts)
    standing = {True: Standing.MET, False: Standing.NOT_MET, None: Standing.OPEN}[logic.value]
    missing = tuple(dict.fromkeys(missing_facts(logic, facts))) if logic.value is None else ()
    smallest = enough(criterion.logic, facts) if logic.value is None else None
    found = {fact.name: fact for condition in (criterion.entry, criterion.logic) for fact in _holding(condition, facts)}
    return CriterionVerdict(
        criterion,
        standing,
        entry,
        logic,
        missing,
        on_record=tuple(fact for fact in found.values() if is_recorded(fact)),
        enough=tuple(name for name in missing if name in smallest) if smallest else missing,
        assumed=tuple(fact for fact in found.values() if is_assumed(fact)),
    )


def _holding(condition: Condition, facts: PolicyFacts) -> Iterable[Fact]:
    """The facts by which a condition holds, or that part of it that does; of a `not` those that are otherwise than it says."""
    match condition:
        case All(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _holding(part, facts)
        case Defined(part=part):
            yield from _holding(part, facts)
        case _:
            verdict = condition.evaluate(facts)
            if verdict.value is True:
                yield from (leaf.fact for leaf in verdict.leaves() if leaf.fact is not None)


def enough(condition: Condition, facts: PolicyFacts, wanted: bool = True) -> frozenset[str] | None:
    """A smallest set of unknown facts whose answers could make a condition hold, or fail where that is `wanted`; empty where it
    does already, None where no answer can. A definition that is asked through one fact needs that one at most."""
    value = condition.evaluate(facts).value
    if value is not None:
        return frozenset() if value is wanted else None
    match condition:
        case Not(part):
            return enough(part, facts, not wanted)
        case All(parts):
            return _smallest(parts, facts, wanted, len(parts) if wanted else 1)
        case AtLeast(count, parts):
            return _smallest(parts, facts, wanted, count if wanted else len(parts) - count + 1)
        case Defined(part=part, ask=ask):
            asked, within = _by_asking(part, ask, facts, wanted), enough(part, facts, wanted)
            return asked if asked and (within is None or len(within) > len(asked)) else within
        case _:
            return condition.names()


def _smallest(parts: Sequence[Condition], facts: PolicyFacts, wanted: bool, count: int) -> frozenset[str] | None:
    """The union of the smallest sets of so many parts; of equals that of which the record says more."""
    ways = [(way, part) for part in parts if (way := enough(part, facts, wanted)) is not None]
    fewest = sorted(ways, key=lambda each: (len(each[0]), -sum(map(is_recorded, _holding(each[1], facts)))))[:count]
    return frozenset().union(*(way for way, _ in fewest)) if len(fewest) == count else None


def _by_asking(part: Condition, ask: str | None, facts: PolicyFacts, wanted: bool) -> frozenset[str] | None:
    """The one fact that a definition is asked through, where an answer to it settles the definition so."""
    if ask is None or facts.fact(ask).known:
        return None
    return frozenset({ask}) if part.evaluate(facts.supposing({ask: wanted})).value is wanted else None


def missing_facts(verdict: Verdict, facts: PolicyFacts) -> Iterable[str]:
    """The unknown facts an unknown verdict hangs on, in the order to ask them: the first of an `all` first. A definition
    with an `ask` is asked through it; what would stay open if that were denied comes after it."""
    if verdict.value is not None:
        return
    of = verdict.of
    if isinstance(of, Defined) and of.ask and not facts.fact(of.ask).known:
        yield of.ask
        denied = facts.supposing({of.ask: False})
        yield from missing_facts(of.evaluate(denied), denied)
    elif verdict.fact is not None:
        yield verdict.fact.name
    else:
        for part in verdict.parts:
            yield from missing_facts(part, facts)


def _study(
    policy: PayerPolicy, requested: RequestedStudy, criteria: Sequence[CriterionVerdict], facts: PolicyFacts
) -> StudyVerdict:
    own = tuple(each for each in criteria if each.criterion.names_study(requested.form))
    by_criteria = _by_criteria(policy, requested.form, own)
    gates = tuple(_gates(policy, requested.form, own, facts)) if by_criteria is PayerStatus.MET else ()
    status = by_criteria
    if any(effect.passage is Passage.SHUT for effect in gates):
        status = PayerStatus.NOT_MET
    elif any(effect.passage is Passage.UNDECIDED for effect in gates):
        status = PayerStatus.MORE_INFORMATION
    return StudyVerdict(requested.form, requested.orders, status, by_criteria, own, gates, _owed(policy, status, own, gates))


def _by_criteria(policy: PayerPolicy, form: str, own: Sequence[CriterionVerdict]) -> PayerStatus:
    standings = {each.standing for each in own if each.in_play}
    if Standing.MET in standings:
        return PayerStatus.MET
    if Standing.OPEN in standings:
        return PayerStatus.MORE_INFORMATION
    if standings:
        return PayerStatus.NOT_MET
    return PayerStatus.MORE_INFORMATION if form == policy.file.subject else PayerStatus.OUTSIDE


def _gates(policy: PayerPolicy, form: str, own: Sequence[CriterionVerdict], facts: PolicyFacts) -> Iterable[GateEffect]:
    for gate in policy.gates:
        for limit in gate.limits:
            if form in limit.studies:
                looks = limit.when.evaluate(facts)
                if looks.value is None:
                    yield GateEffect(gate, limit, Passage.UNTESTED, (looks,))
                elif looks.value is True:
                    yield _at_gate(gate, limit, looks, own, facts)


def _at_gate(gate: Gate, limit: GateLimit, looks: Verdict, own: Sequence[CriterionVerdict], facts: PolicyFacts) -> GateEffect:
    openers = [each for each in own if each.criterion.mode in limit.opened_by]
    by = tuple(each.id for each in openers if each.standing is Standing.MET)
    if limit.passed_when is None:
        open_now = [each for each in openers if each.standing is Standing.OPEN]
        missing = tuple(dict.fromkeys(name for each in open_now for name in each.missing))
        passage = Passage.EXCEPTED if by else Passage.UNDECIDED if open_now else Passage.SHUT
        return GateEffect(gate, limit, passage, (looks,), by, () if by else missing, _recorded((looks,)))
    passed = limit.passed_when.evaluate(facts)
    passage = {True: Passage.PASSED, False: Passage.SHUT, None: Passage.UNDECIDED}[passed.value]
    found = _recorded((looks, passed))
    if by and passage is not Passage.PASSED:
        return GateEffect(gate, limit, Passage.EXCEPTED, (looks, passed), by, (), found)
    missing = tuple(dict.fromkeys(missing_facts(passed, facts)))
    return GateEffect(gate, limit, passage, (looks, passed), by if passage is Passage.EXCEPTED else (), missing, found)


def _recorded(verdicts: Iterable[Verdict]) -> tuple[Fact, ...]:
    """The facts on record that decided."""
    leaves = (leaf.fact for verdict in verdicts for leaf in verdict.leaves() if leaf.fact is not None)
    return tuple({fact.name: fact for fact in leaves if fact.known and is_recorded(fact)}.values())


def _owed(
    policy: PayerPolicy, status: PayerStatus, own: Sequence[CriterionVerdict], gates: Sequence[GateEffect]
) -> tuple[str, ...]:
    if status is not PayerStatus.MORE_INFORMATION:
        return ()
    if gates:
        return tuple(dict.fromkeys(name for effect in gates for name in effect.missing))
    open_now = nearest_first(each for each in own if each.standing is Standing.OPEN)
    wanted = (name for each in open_now for name in (*each.enough, *each.missing))
    return tuple(dict.fromkeys(wanted)) or (policy.file.without_criterion,)


def _of_all(studies: Sequence[StudyVerdict]) -> PayerStatus:
    statuses = {study.status for study in studies}
    if statuses & {PayerStatus.NOT_MET, PayerStatus.OUTSIDE}:
        return PayerStatus.NOT_MET
    return PayerStatus.MORE_INFORMATION if PayerStatus.MORE_INFORMATION in statuses else PayerStatus.MET


def _missing_of_all(criteria: Sequence[CriterionVerdict], studies: Sequence[StudyVerdict]) -> tuple[str, ...]:
    names = [name for each in criteria for name in each.missing]
    names += [name for study in studies for effect in study.gates for name in effect.missing]
    return tuple(dict.fromkeys([*names, *(name for study in studies for name in study.owed)]))


def _documentation(policy: PayerPolicy, criteria: Sequence[CriterionVerdict], facts: PolicyFacts) -> tuple[str, ...]:
    """What supports the criteria met or still open; the documents of gates that are needed; those owed in any case."""
    wanted = [text for each in criteria if each.standing in (Standing.MET, Standing.OPEN) for text in each.documentation]
    for gate in policy.gates:
        if gate.needed_when is None or gate.needed_when.evaluate(facts).value is True:
            wanted += gate.entry_of.documentation
    return tuple(dict.fromkeys(wanted))


def _doubts(
    policy: PayerPolicy, criteria: Sequence[CriterionVerdict], studies: Sequence[StudyVerdict], facts: PolicyFacts
) -> tuple[Doubt, ...]:
    """The doubtful readings behind the answer, lowest confidence first: those of the criteria and gates that decided, and
    any reading of a covering criterion without which these facts would be judged otherwise."""
    deciding = {name for name, when in policy.decides_when.items() if when.evaluate(facts).value is True}
    bearing: dict[str, list[str]] = {}
    for each in criteria:
        for reading in each.criterion.ambiguity:
            if _used(each, studies, reading in deciding):
                bearing.setdefault(reading, []).append(each.id)
    for study in studies:
        for effect in study.gates:
            for reading in effect.gate.entry_of.ambiguity:
                if effect.passage is not Passage.UNTESTED and effect.gate.id not in bearing.get(reading, ()):
                    bearing.setdefault(reading, []).append(effect.gate.id)
    doubts = [_doubt(policy, reading, used_by, reading in deciding) for reading, used_by in bearing.items()]
    return tuple(sorted((doubt for doubt in doubts if doubt.confidence != "high"), key=lambda d: (d.confidence != "low", d.id)))


def _used(each: CriterionVerdict, studies: Sequence[StudyVerdict], decides: bool) -> bool:
    """Whether a criterion had a part in the answer: it is met; or a study that no criterion meets rests on it, or would be
    judged otherwise by another reading of it."""
    if each.standing is Standing.MET:
        return True
    unmet = any(s.by_criteria is not PayerStatus.MET for s in studies if each.criterion.names_study(s.study))
    return unmet and (each.in_play or decides)


def _doubt(policy: PayerPolicy, name: str, used_by: Sequence[str], decides: bool) -> Doubt:
    row = policy.file.redline_log[name]
    return Doubt(name, row.confidence, row.problem, row.resolution, decides, tuple(used_by), row.reviewer if decides else None)
