"""What must hold for every scenario, study and constraint, not only for the cases somebody thought of."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging_rules import Basket, Library, OrderAssessment, OrderToAssess, Record, Study, assess_order
from imaging_rules.assessment_result import Match
from imaging_rules.condition_grammar import compile_condition
from imaging_rules.factbook import FactBook
from imaging_rules.facts import RECORD_PARTS, Evidence, Finding, Span, State, Value
from imaging_rules.matching import fit
from imaging_rules.outlook import answer_values
from imaging_rules.overlaps import ways_to_fit
from imaging_rules.placement import Place, bound_table, place
from imaging_rules.rating import Rating
from imaging_rules.study import Phase

TODAY = date(2026, 11, 20)
LIBRARY = Library.load()
SCENARIOS = list(LIBRARY.scenarios.values())

CONSTRAINT_FACTS: dict[str, dict[str, Value]] = {
    "none": {},
    "unsafe device": {"mri_contraindication": "mr_unsafe_implant"},
    "device of unknown safety": {"mri_contraindication": "implant_safety_unknown"},
    "claustrophobia not called severe": {"claustrophobia": True},
    "claustrophobia": {"mri_contraindication": "severe_claustrophobia"},
    "dialysis": {"dialysis": True},
    "reaction to gadolinium": {"gbca_reaction": "severe"},
    "reaction to iodinated contrast": {"iodinated_reaction_severity": "severe"},
    "unsafe device and iodinated reaction": {
        "mri_contraindication": "mr_unsafe_implant",
        "iodinated_reaction_severity": "severe",
    },
    "unsafe device and anticoagulated": {"mri_contraindication": "mr_unsafe_implant", "anticoagulated": True},
    "contrast reaction, agent unknown": {"contrast_reaction_agent_unknown": True},
    "pregnant": {"pregnant": True},
    "platelets 15": {"platelets": 15.0, "mri_contraindication": "mr_unsafe_implant"},
}


@lru_cache(maxsize=1)
def witnesses() -> dict[str, dict[str, Value]]:
    """For each scenario one set of facts on which it fits."""
    found = {}
    for scenario in SCENARIOS:
        way = dict(ways_to_fit(scenario, LIBRARY)[0])
        found[scenario.id] = {"age_years": 50.0, **way}
    return found


def record(facts: dict[str, Value], **more: object) -> Record:
    return Record(as_of=TODAY, stated=facts, indication="read", **more)  # type: ignore[arg-type]


def assessed(study: Study, facts: dict[str, Value], drafted: tuple[Study, ...] = ()) -> OrderAssessment:
    return assess_order(LIBRARY, OrderToAssess("order", study), record(facts), Basket(drafted))


def listed_studies(scenario_id: str) -> list[Study]:
    scenario = LIBRARY.scenarios[scenario_id]
    book = FactBook(LIBRARY.vocabulary, record(witnesses()[scenario_id]))
    any_study = bound_table(scenario, ("cervical spine",)) if scenario.rows else ()
    regions = place(scenario, book, any_study[0].study).regions if any_study else ("cervical spine",)
    rows = bound_table(scenario, regions)
    advised = [Study("mri", ("cervical spine",)), Study("radiography", ("cervical spine",))]
    return [bound.study for bound in rows] or advised


@pytest.mark.parametrize("constraint", CONSTRAINT_FACTS)
@pytest.mark.parametrize("scenario_id", [scenario.id for scenario in SCENARIOS])
def test_nothing_offered_is_forbidden_or_rated_usually_not_appropriate(scenario_id: str, constraint: str) -> None:
    facts = {**witnesses()[scenario_id], **CONSTRAINT_FACTS[constraint]}
    book = FactBook(LIBRARY.vocabulary, record(facts))
    limits = LIBRARY.safety.limits(book, LIBRARY.safety_index)
    fitting = [scenario for scenario in SCENARIOS if fit(scenario, book).fits]
    for study in listed_studies(scenario_id):
        answer = assessed(study, facts)
        for offer in answer.recommended:
            for offered in offer.studies:
                assert not limits.rules_out(offered), f"{offered.name} offered for {study.name}"
                assert not limits.screened(offered), f"{offered.name} offered for {study.name}"
                for scenario in fitting:
                    where = place(scenario, book, offered)
                    if where.place is Place.LISTED:
                        assert {b.row.rating for b in where.rows} != {Rating.USUALLY_NOT}, (scenario.id, offered.name)


@pytest.mark.parametrize("constraint", CONSTRAINT_FACTS)
@pytest.mark.parametrize("scenario_id", [scenario.id for scenario in SCENARIOS])
def test_applying_the_recommended_offer_leaves_nothing_to_offer(scenario_id: str, constraint: str) -> None:
    facts = {**witnesses()[scenario_id], **CONSTRAINT_FACTS[constraint]}
    for study in listed_studies(scenario_id):
        answer = assessed(study, facts)
        for offer in answer.recommended[:1]:
            first, *rest = offer.studies
            again = assessed(first, facts, tuple(rest))
            assert not again.recommended, f"{study.name} → {first.name} → {again.recommended[0].studies[0].name}"
            assert again.situation in ("silent", "kept", "ruled-out", "question", "caution"), again.situation


@pytest.mark.parametrize("constraint", ["dialysis", "pregnant", "reaction to gadolinium", "contrast reaction, agent unknown"])
@pytest.mark.parametrize("scenario_id", [scenario.id for scenario in SCENARIOS])
def test_with_contrast_ruled_out_no_other_part_goes_before_the_ordered_one(scenario_id: str, constraint: str) -> None:
    """An MRI whose better phase is ruled out is left without contrast, where the table rates that as well as what is offered
    of another part of the body."""
    for further in ({}, {"brainstem_symptoms": True}, {"visual_symptoms": True}):
        free = {**witnesses()[scenario_id], **further}
        facts = {**free, **CONSTRAINT_FACTS[constraint]}
        limits = LIBRARY.safety.limits(FactBook(LIBRARY.vocabulary, record(facts)), LIBRARY.safety_index)
        for study in listed_studies(scenario_id):
            better = assessed(study, free)
            plain = study.in_phase(Phase.WITHOUT)
            if study.modality != "mri" or better.rating is not Rating.USUALLY or not limits.rules_out(study):
                continue
            left, answers = assessed(plain, facts), {study: assessed(study, facts), plain: assessed(plain, facts)}
            for ordered, answer in answers.items():
                for offer in answer.recommended[:1]:
                    elsewhere = not set(offer.studies[0].regions) & set(study.regions)
                    as_good = left.rating is not None and left.rating.rank <= (offer.rating.rank if offer.rating else 1)
                    assert not (elsewhere and as_good), f"{offer.studies[0].name} for {ordered.name}"


@pytest.mark.parametrize("scenario_id", [scenario.id for scenario in SCENARIOS])
def test_nothing_already_drafted_is_offered(scenario_id: str) -> None:
    facts = witnesses()[scenario_id]
    for study in listed_studies(scenario_id):
        for offer in assessed(study, facts).recommended[:1]:
            again = assessed(study, facts, offer.studies)
            offered = {one for other in again.recommended for one in other.studies}
            assert not offered & set(offer.studies)


def test_most_scenarios_offer_something_or_nothing_is_tested_here() -> None:
    orders = [(scenario.id, study) for scenario in SCENARIOS for study in listed_studies(scenario.id)]
    offering = [name for name, study in orders if assessed(study, witnesses()[name]).recommended]
    assert len(offering) > 500
    assert len(set(offering)) > 50


@pytest.mark.parametrize("scenario_id", [scenario.id for scenario in SCENARIOS])
@pytest.mark.parametrize("part", sorted(RECORD_PARTS - {"order", "patient"}))
def test_a_record_part_that_did_not_arrive_takes_its_assumptions_away(scenario_id: str, part: str) -> None:
    scenario = LIBRARY.scenarios[scenario_id]
    facts = witnesses()[scenario_id]
    whole = fit(scenario, FactBook(LIBRARY.vocabulary, record(facts)))
    resting = {name for name in whole.assumed if part in LIBRARY.vocabulary.affirming_parts(name)}
    partial = fit(scenario, FactBook(LIBRARY.vocabulary, record(facts, delivered=RECORD_PARTS - {part})))
    assert not resting & set(partial.assumed)
    assert partial.match is (Match.OPEN if resting else whole.match)


def test_a_list_that_could_only_confirm_an_absence_is_not_waited_for() -> None:
    """Whether a past cancer is discounted stands in the order; that it is active, in the lists, would only deny it."""
    facts: dict[str, Value] = {"neck_pain": True, "history_of_malignancy": True}
    without_lists = RECORD_PARTS - {"procedure", "medication"}
    assert FactBook(LIBRARY.vocabulary, record(facts, delivered=without_lists)).may_assume_absent("past_malignancy_discounted")
    assert not FactBook(LIBRARY.vocabulary, record(facts, delivered=RECORD_PARTS - {"order"})).may_assume_absent(
        "past_malignancy_discounted"
    )
    assert not FactBook(LIBRARY.vocabulary, record(facts, delivered=without_lists)).may_assume_absent("cancer_active")


@pytest.mark.parametrize(
    ("low", "high", "test", "holds"),
    [(69, 70, "gte", None), (70, 71, "gte", True), (68, 69, "gte", False), (69, 70, "lt", None), (40, 41, "lt", True)],
)
def test_a_number_known_as_a_span_decides_where_all_of_it_is_on_one_side(
    low: float, high: float, test: str, holds: bool | None
) -> None:
    condition = compile_condition({"fact": "age_years", test: 70})
    assert condition.evaluate(FactBook(LIBRARY.vocabulary, record({"age_years": Span(low, high)}))).value is holds


def test_what_a_span_leaves_open_is_not_assumed_absent() -> None:
    def assumable(age: Value) -> bool:
        finding = Finding("age_years", State.PRESENT, Evidence("Patient/p", "born 1956"), age)
        return FactBook(LIBRARY.vocabulary, Record(TODAY, (finding,))).may_assume_absent("fracture_risk")

    assert assumable(40.0)
    assert not assumable(Span(69.0, 70.0))


def test_a_suspicion_that_could_only_make_what_is_known_anyway_raises_no_question() -> None:
    """Metastases that are asked for make a cancer, and a cancer with a fever an infection; the cancer is known."""

    def assumable(*others: str) -> bool:
        said = [("metastases", State.SUSPECTED), *((name, State.PRESENT) for name in others)]
        findings = tuple(Finding(name, state, Evidence(f"Condition/{name}", name)) for name, state in said)
        book = FactBook(LIBRARY.vocabulary, Record(TODAY, findings, delivered=RECORD_PARTS))
        return book.may_assume_absent("spinal_infection_concern")

    assert assumable("malignancy_active")
    assert not assumable()


@pytest.mark.parametrize("scenario_id", [scenario.id for scenario in SCENARIOS])
def test_flipping_a_condition_leaves_the_scenario_or_opens_it(scenario_id: str) -> None:
    scenario = LIBRARY.scenarios[scenario_id]
    facts = witnesses()[scenario_id]
    book = FactBook(LIBRARY.vocabulary, record(facts))
    assert fit(scenario, book).fits
    wanted = [(condition, True) for condition in (scenario.entry, *scenario.given)]
    for condition, value in [*wanted, *((condition, False) for condition in scenario.unless)]:
        for name in condition.names():
            for answer in answer_values(LIBRARY.vocabulary, name):
                flipped = book.supposing({name: answer})
                if condition.evaluate(flipped).value is not value and condition.evaluate(flipped).value is not None:
                    assert not fit(scenario, flipped).fits, (name, answer)


names = st.sampled_from(sorted(name for scenario in SCENARIOS for name in scenario.names if name != "age_years"))


@settings(max_examples=150, deadline=None)
@given(scenario=st.sampled_from(range(len(SCENARIOS))), name=names, data=st.data())
def test_learning_a_fact_never_changes_the_primary_without_a_reason(scenario, name, data) -> None:  # type: ignore[no-untyped-def]
    facts = witnesses()[SCENARIOS[scenario].id]
    answers = answer_values(LIBRARY.vocabulary, name)
    if name in facts or not answers:
        return
    study = listed_studies(SCENARIOS[scenario].id)[0]
    before = assessed(study, facts)
    after = assessed(study, {**facts, name: data.draw(st.sampled_from(answers))})
    if not before.scenarios or before.scenarios[0].match is not Match.DEFINITE:
        return
    if after.scenarios and after.scenarios[0].id == before.scenarios[0].id:
        return
    touched = {n for n in LIBRARY.vocabulary.features if name in LIBRARY.vocabulary.rests_on(n)} | {name}
    read = {n for s in SCENARIOS for n in s.names} | {"cord_sign_distribution", "sensory_level"}
    assert touched & read, f"{name} changed the primary though no condition reads it"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(
    content=st.fixed_dictionaries(
        {},
        optional={
            "id": json_values,
            "as_of": json_values,
            "features": json_values | st.dictionaries(names, json_values, max_size=4),
            "unknown": json_values,
            "studies": json_values | st.just(["mri-cervical"]),
            "policy": json_values | st.sampled_from(sorted(LIBRARY.policies)),
        },
    )
)
def test_any_case_is_assessed_or_refused_in_one_line(content: dict[str, object]) -> None:
    from imaging_rules import CaseProblem, assess, read_case

    try:
        answer = assess(LIBRARY, read_case(content, LIBRARY.vocabulary, TODAY))
    except CaseProblem as problem:
        refusal = str(problem)
    else:
        assert answer.to_json()["orders"]
        return
    assert refusal.count("\n") == 0
