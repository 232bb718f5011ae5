"""What must hold of a payer's answer for any facts and any order, not only for the cases somebody thought of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from imaging_rules import Library, PayerVerdict, Record, payer_verdict
from imaging_rules.facts import Interval, Value
from imaging_rules.payer.facts import PolicyFacts
from imaging_rules.payer.policy import Criterion, definitions_in
from imaging_rules.payer.verdict import PayerStatus, Standing
from imaging_rules.study import study

TODAY = date(2026, 11, 20)
LIBRARY = Library.load()
POLICY = LIBRARY.policies["nia-cervical-mri-2022"]
ORDERS = [
    ["mri-cervical"],
    ["mri-cervical", "ct-cervical"],
    ["mri-cervical", "mri-thoracic"],
    ["mri-cervical", "mri-thoracic", "mri-lumbar"],
    ["mri-brain", "mri-cervical"],
    ["ct-cervical", "mri-brain", "xr-cervical"],
]
OF_THE_ORDER = {"requested_studies", "requested_oncology_study_count"}
GATE = {"prior_overlapping_imaging_date", "prior_overlapping_imaging_result", "overlapping_imaging_justification_documented"}


def asked_through(criterion: Criterion) -> set[str]:
    named = {*definitions_in(criterion.entry), *definitions_in(criterion.logic)}
    return {ask for name in named if (ask := POLICY.file.definitions[name].ask)}


READS = {c.id: sorted((c.entry.names() | c.logic.names() | asked_through(c)) - OF_THE_ORDER) for c in POLICY.criteria}
FACTS = sorted({name for names in READS.values() for name in names} | GATE | {"peripheral_neuropathy_or_plexopathy_diagnosed"})

past_days = st.integers(min_value=-3, max_value=800).map(lambda days: TODAY - timedelta(days=days))
edges = st.sampled_from([date(2026, 8, 20), date(2026, 8, 19), date(2026, 5, 20), date(2026, 5, 19), date(2024, 11, 20)])


def values_of(name: str) -> st.SearchStrategy[Value]:
    entry = LIBRARY.vocabulary.entry(name)
    match entry.kind:
        case "boolean":
            return st.booleans()
        case "code":
            return st.sampled_from(entry.values)
        case "code set":
            return st.sets(st.sampled_from(entry.values), max_size=2).map(lambda held: tuple(sorted(held)))
        case "quantity":
            return st.sampled_from([0.0, 1.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0, 17.0, 18.0, 65.0])
        case "date":
            return st.one_of(past_days, edges, st.just("none"))
    return st.builds(Interval, past_days, st.none() | past_days)


@st.composite
def patients(draw: st.DrawFn) -> dict[str, Value]:
    """Facts of a few criteria, so that something is in play."""
    chosen = draw(st.lists(st.sampled_from([c.id for c in POLICY.criteria]), min_size=1, max_size=3, unique=True))
    names = sorted({name for each in chosen for name in READS[each]} | (GATE if draw(st.booleans()) else set()))
    kept = draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names)))
    return {name: draw(values_of(name)) for name in kept}


def verdict(facts: dict[str, Value], studies: Iterable[str]) -> PayerVerdict:
    return payer_verdict(POLICY, LIBRARY.vocabulary, Record(as_of=TODAY, stated=facts), [study(form) for form in studies])


def looked_at(answer: PayerVerdict) -> set[str]:
    """The facts that stand in the trace."""
    return {leaf.fact.name for leaf in answer.leaves() if leaf.fact is not None}


def touched_by(name: str) -> set[str]:
    """A fact, and those the policy makes from it: members of a roll-up, the roll-up of a member, closings, defaults."""
    found = {name, *POLICY.rollups_of.get(name, ()), *(member.feature for member in POLICY.rollups.get(name, ()))}
    for other, closings in POLICY.closing.items():
        found |= {other for when, _ in closings if name in when.names()}
    for other, defaults in POLICY.defaults.items():
        parts = [part for default in defaults for part in (default.when, default.unless) if part is not None]
        found |= {other for part in parts if name in part.names()}
    return found


@settings(max_examples=300, deadline=None)
@given(facts=patients(), order=st.sampled_from(ORDERS), data=st.data())
def test_the_order_of_the_studies_does_not_matter(facts: dict[str, Value], order: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(order))
    assert verdict(facts, order).to_json() == verdict(facts, shuffled).to_json()


@settings(max_examples=500, deadline=None)
@given(facts=patients(), order=st.sampled_from(ORDERS), name=st.sampled_from(FACTS), data=st.data())
def test_more_knowledge_never_moves_a_definite_verdict_without_the_trace_showing_it(
    facts: dict[str, Value], order: list[str], name: str, data: st.DataObject
) -> None:
    before = verdict(facts, order)
    if name in facts or before.status is PayerStatus.MORE_INFORMATION:
        return
    after = verdict({**facts, name: data.draw(values_of(name))}, order)
    if after.status is not before.status or after.criteria_met != before.criteria_met:
        assert touched_by(name) & (looked_at(after) | looked_at(before)), name


@settings(max_examples=500, deadline=None)
@given(facts=patients(), order=st.sampled_from(ORDERS), data=st.data())
def test_what_is_owed_is_unknown_and_its_answers_decide(facts: dict[str, Value], order: list[str], data: st.DataObject) -> None:
    before = verdict(facts, order)
    book = PolicyFacts(POLICY, LIBRARY.vocabulary, Record(as_of=TODAY, stated=facts), [study(form) for form in order])
    assert all(not book.fact(name).known for name in before.missing)
    assert bool(before.owed) == any(each.status is PayerStatus.MORE_INFORMATION for each in before.studies)
    open_before = {each.id for each in before.criteria if each.standing is Standing.OPEN}
    answers: dict[str, Any] = {name: data.draw(values_of(name)) for name in before.missing if name != "imaging_indication"}
    after = verdict({**facts, **answers}, order)
    still_open = {each.id for each in after.criteria if each.standing is Standing.OPEN}
    assert not open_before & still_open, "all its missing facts were answered"
    undecided_gates = {effect.gate.id for s in before.studies for effect in s.gates if effect.passage == "undecided"}
    assert not undecided_gates & {e.gate.id for s in after.studies for e in s.gates if e.passage == "undecided"}


@settings(max_examples=300, deadline=None)
@given(facts=patients(), order=st.sampled_from(ORDERS), name=st.sampled_from(FACTS), data=st.data())
def test_a_fact_that_is_not_missing_closes_no_open_criterion(
    facts: dict[str, Value], order: list[str], name: str, data: st.DataObject
) -> None:
    before = verdict(facts, order)
    listed = {other for missing in before.missing for other in touched_by(missing)} | set(before.missing)
    if name in facts or touched_by(name) & listed:
        return
    after = verdict({**facts, name: data.draw(values_of(name))}, order)
    standings = {each.id: each.standing for each in after.criteria}
    for each in before.criteria:
        if each.standing is Standing.OPEN:
            assert standings[each.id] is Standing.OPEN or name in each.entry.of.names(), (each.id, name)  # type: ignore[attr-defined]


@settings(max_examples=200, deadline=None)
@given(facts=patients(), order=st.sampled_from(ORDERS))
def test_a_study_is_met_by_a_met_criterion_and_never_past_a_shut_gate(facts: dict[str, Value], order: list[str]) -> None:
    answer = verdict(facts, order)
    for each in answer.studies:
        assert (each.by_criteria is PayerStatus.MET) == bool(each.met)
        assert (each.by_criteria is PayerStatus.OUTSIDE) <= (each.study != POLICY.file.subject)
        if any(effect.passage == "shut" for effect in each.gates):
            assert each.status is PayerStatus.NOT_MET
    assert (answer.status is PayerStatus.MET) == all(each.status is PayerStatus.MET for each in answer.studies)
