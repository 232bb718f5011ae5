"""From a record and the studies ordered together to the verdict of a payer policy.

Criteria that cover a requested study are raised when their entry is true; true logic meets them, unknown logic leaves them
open. A study is met by one met criterion; gates then look at what is met; the order is met when every study is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imaging_rules.facts import Record
from imaging_rules.joined_conditions import All, AtLeast, Defined
from imaging_rules.payer.facts import PolicyFacts, is_recorded
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
    found = {fact.name: fact for condition in (criterion.entry, criterion.logic) for fact in _speaking_for(condition, facts)}
    return CriterionVerdict(criterion, standing, entry, logic, missing, tuple(found.values()))


def _speaking_for(condition: Condition, facts: PolicyFacts) -> Iterable[Fact]:
    """The facts on record by which a condition holds, or that part of it that does; what must not be is not among them."""
    match condition:
        case All(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _speaking_for(part, facts)
        case Defined(part=part):
            yield from _speaking_for(part, facts)
        case _:
            verdict = condition.evaluate(facts)
            if verdict.value is True and verdict.fact is not None and is_recorded(verdict.fact):
                yield verdict.fact


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
        return GateEffect(gate, limit, passage, (looks,), by, () if by else missing)
    passed = limit.passed_when.evaluate(facts)
    passage = {True: Passage.PASSED, False: Passage.SHUT, None: Passage.UNDECIDED}[passed.value]
    if by and passage is not Passage.PASSED:
        return GateEffect(gate, limit, Passage.EXCEPTED, (looks, passed), by)
    missing = tuple(dict.fromkeys(missing_facts(passed, facts)))
    return GateEffect(gate, limit, passage, (looks, passed), by if passage is Passage.EXCEPTED else (), missing)


def _owed(
    policy: PayerPolicy, status: PayerStatus, own: Sequence[CriterionVerdict], gates: Sequence[GateEffect]
) -> tuple[str, ...]:
    if status is not PayerStatus.MORE_INFORMATION:
        return ()
    if gates:
        return tuple(dict.fromkeys(name for effect in gates for name in effect.missing))
    open_now = [each for each in own if each.standing is Standing.OPEN]
    return tuple(dict.fromkeys(name for each in open_now for name in each.missing)) or (policy.file.without_criterion,)


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
