"""The payer's answer: its shape, what it rests on, and that no assumption of another rule set reaches it.

The cases beside the policy (`library/payers/*.cases.yaml`) hold the criteria themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from imaging_rules import CaseProblem, Evidence, Finding, Library, PayerVerdict, Record, State, assess, payer_verdict, read_case
from imaging_rules.factbook import FactBook
from imaging_rules.payer.cases import policy_cases
from imaging_rules.payer.checks import refuses
from imaging_rules.payer.facts import PolicyFacts
from imaging_rules.payer.verdict import CriterionVerdict, Standing
from imaging_rules.study import study

TODAY = date(2026, 11, 20)
LIBRARY = Library.load()
POLICY = LIBRARY.policies["nia-cervical-mri-2022"]
NECK = study("mri-cervical")


def answered(features: Mapping[str, Any], *studies: str) -> PayerVerdict:
    given = {"features": dict(features), "studies": list(studies) or ["mri-cervical"], "policy": POLICY.id}
    (payer,) = assess(LIBRARY, read_case(given, LIBRARY.vocabulary, TODAY)).orders[0].payer
    return payer


def recorded(*findings: tuple[str, State], **stated: Any) -> Record:
    read = tuple(Finding(name, state, Evidence("Condition/1", name, TODAY)) for name, state in findings)
    return Record(as_of=TODAY, findings=read, stated=stated, indication="read")


def test_the_whole_of_the_policy_is_carried() -> None:
    file = POLICY.file
    counted = (len(POLICY.criteria), len(file.definitions), len(POLICY.gates), len(POLICY.rollups))
    assert counted == (96, 17, 2, 3)
    assert (len(file.redline_log), len(file.superseded), len(file.questions), len(file.default_values)) == (34, 7, 16, 7)
    modes = Counter(criterion.mode for criterion in POLICY.criteria)
    assert modes == {"single": 58, "combination": 21, "any": 12, "pair": 5}


def test_every_criterion_is_met_by_a_case_and_refused_by_another() -> None:
    cases = policy_cases(POLICY.id)
    met: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for _, case in cases:
        verdict = case.verdict(LIBRARY, POLICY)
        met.update(each.id for each in verdict.criteria if each.standing is Standing.MET)
        refused.update(each.id for each in verdict.criteria if refuses(each))
    assert len(cases) >= 150
    assert set(met) == set(refused) == set(POLICY.by_id)


def test_the_answer_stands_on_every_order_in_the_stable_form() -> None:
    given = {
        "features": {"new_extremity_weakness": True},
        "studies": ["mri-cervical", "mri-thoracic"],
        "policy": "nia-cervical-mri-2022",
    }
    orders = assess(LIBRARY, read_case(given, LIBRARY.vocabulary, TODAY)).to_json()["orders"]
    first, second = (order["payer"] for order in orders)
    assert first == second
    (payer,) = first
    assert {name: payer[name] for name in ("policy", "status", "criteria_met", "missing")} == {
        "policy": "nia-cervical-mri-2022",
        "status": "more-information-needed",
        "criteria_met": ["nia.cervical-mri.neuro-deficit.weakness"],
        "missing": ["multi_region_need_documented"],
    }
    assert [(each["study"], each["status"]) for each in payer["studies"]] == [
        ("mri-cervical", "met"),
        ("mri-thoracic", "more-information-needed"),
    ]
    assert "Strength grading" in payer["documentation"]
    assert "later public version" in payer["caution"]


def test_a_case_without_a_policy_has_no_payer_answer() -> None:
    given = {"features": {"new_extremity_weakness": True}, "studies": ["mri-cervical"]}
    assert assess(LIBRARY, read_case(given, LIBRARY.vocabulary, TODAY)).orders[0].payer == ()


@pytest.mark.parametrize("policy", ["nia-cervical-mri-2023", "", "nia"])
def test_an_unknown_policy_is_refused_by_name(policy: str) -> None:
    given = {"features": {}, "studies": ["mri-cervical"], "policy": policy}
    with pytest.raises(CaseProblem, match=r"unknown policy: .*; known are nia-cervical-mri-2022"):
        assess(LIBRARY, read_case(given, LIBRARY.vocabulary, TODAY))


def test_the_trace_of_a_met_criterion_names_the_fact_and_its_default() -> None:
    verdict = answered({"new_extremity_weakness": True})
    (weakness,) = [each for each in verdict.criteria if each.standing is Standing.MET]
    assert weakness.logic is not None
    leaves = {leaf.fact.name: leaf.fact.evidence[0].kind for leaf in weakness.logic.leaves() if leaf.fact}
    assert leaves == {"new_extremity_weakness": "given", "weakness_likely_peripheral_cause": "default"}


def test_of_an_adult_of_whom_nothing_is_recorded_only_the_defaults_of_the_file_are_known() -> None:
    facts = PolicyFacts(POLICY, LIBRARY.vocabulary, recorded(age_years=40.0), [NECK])
    known = {name for name, feature in LIBRARY.vocabulary.features.items() if feature.payer and facts.fact(name).known}
    assert known == {
        "age_years", "requested_studies", "requested_oncology_study_count",
        "imaging_purpose", "hep_inability_reason", "ankylosing_condition", "bowel_bladder_intrinsic_cause",
        "prior_finding_under_follow_up", "weakness_likely_peripheral_cause", "anesthesia_required_for_imaging",
    }  # fmt: skip


def test_of_a_child_of_whom_nothing_is_recorded_not_even_anaesthesia_is_known() -> None:
    facts = PolicyFacts(POLICY, LIBRARY.vocabulary, recorded(age_years=17.0), [NECK])
    assert not facts.fact("anesthesia_required_for_imaging").known


def test_what_a_delivered_record_does_not_hold_stays_unknown() -> None:
    record = recorded(("neck_pain", State.PRESENT))
    assert payer_verdict(POLICY, LIBRARY.vocabulary, record, [NECK]) == payer_verdict(
        POLICY, LIBRARY.vocabulary, Record(record.as_of, record.findings, delivered=frozenset()), [NECK]
    )


@pytest.mark.parametrize(
    ("sign", "called_new", "fact"),
    [
        ("weakness", "weakness_new", "new_extremity_weakness"),
        ("pathologic_reflex", "pathologic_reflex_new", "new_pathologic_reflex"),
        ("hyperreflexia", "tendon_reflexes_new", "new_abnormal_deep_tendon_reflexes"),
        ("spasticity", "tone_new", "new_increased_muscle_tone"),
        ("bladder_dysfunction", "sphincter_loss_new", "new_bowel_bladder_dysfunction"),
        ("dermatomal_sensory_loss_cervical", "dermatomal_loss_new", "new_dermatomal_sensory_deficit_cervical"),
    ],
)
def test_a_sign_is_new_by_what_is_said_of_itself_not_of_the_complaint(sign: str, called_new: str, fact: str) -> None:
    beside = recorded((sign, State.PRESENT), ("neuro_symptoms_new_or_worse", State.PRESENT), trajectory="worsening",
                      symptom_duration_days=20.0)  # fmt: skip
    itself = recorded((sign, State.PRESENT), (called_new, State.PRESENT))
    assert not PolicyFacts(POLICY, LIBRARY.vocabulary, beside, [NECK]).fact(fact).known
    assert PolicyFacts(POLICY, LIBRARY.vocabulary, itself, [NECK]).fact(fact).value is True
    assert FactBook(LIBRARY.vocabulary, beside).fact("new_neurologic_deficit_on_exam").value is True


def test_recorded_weakness_of_a_peripheral_nerve_does_not_answer_the_roll_up() -> None:
    record = recorded(
        ("weakness", State.PRESENT), ("weakness_new", State.PRESENT), ("cord_compression", State.SUSPECTED),
        ("weakness_peripheral", State.PRESENT), symptom_duration_days=20.0,
    )  # fmt: skip
    assert FactBook(LIBRARY.vocabulary, record).fact("new_neurologic_deficit_on_exam").value is True
    verdict = payer_verdict(POLICY, LIBRARY.vocabulary, record, [NECK])
    standings = {each.id.removeprefix("nia.cervical-mri."): each.standing for each in verdict.criteria if each.in_play}
    assert standings == {
        "neuro-deficit.weakness": Standing.NOT_MET,
        "neuro-deficit.suspected-cord-compression": Standing.OPEN,
        "myelopathy.progressive-symptoms": Standing.OPEN,
        "myelopathy.neuro-deficit": Standing.OPEN,
    }


def test_a_stated_fact_speaks_for_itself_only() -> None:
    stated = recorded(rheumatoid_arthritis=True, cervical_radiculopathy_symptoms=True, fever=False)
    assert FactBook(LIBRARY.vocabulary, stated).fact("cervical_neurologic_signs_or_symptoms").value is True
    facts = PolicyFacts(POLICY, LIBRARY.vocabulary, stated, [NECK])
    assert not facts.fact("cervical_neurologic_signs_or_symptoms").known
    assert not facts.fact("infection_signs_or_symptoms").known


def test_recorded_facts_carry_their_evidence_into_the_trace() -> None:
    record = recorded(("neck_pain", State.PRESENT), ("deficit_worse", State.PRESENT))
    verdict = payer_verdict(POLICY, LIBRARY.vocabulary, record, [NECK])
    assert verdict.status == "met"
    (met,) = [each for each in verdict.criteria if each.standing is Standing.MET]
    assert met.logic is not None
    assert {evidence.source for evidence in met.logic.evidence()} == {"Condition/1"}


def test_a_denied_examination_closes_every_deficit() -> None:
    facts = PolicyFacts(POLICY, LIBRARY.vocabulary, recorded(new_neurologic_deficit_on_exam=False), [NECK])
    assert facts.fact("new_gait_abnormality_type").value == "none"
    assert facts.fact("new_extremity_weakness").value is False
    assert facts.fact("new_extremity_weakness").evidence[0].text == "new_neurologic_deficit_on_exam is denied"


def test_documents_are_those_of_what_is_met_or_open_and_of_the_gate_that_is_needed() -> None:
    plain = answered({"new_extremity_weakness": True}).documentation
    repeated = answered({"new_extremity_weakness": True, "prior_overlapping_imaging_date": "2026-10-01"}).documentation
    assert "Report of the earlier study with its date" not in plain
    assert "Report of the earlier study with its date" in repeated
    assert "Planned procedure and date or surgeon note" not in repeated
    assert {"Office note", "Laboratory data"} <= set(plain)


def test_doubtful_readings_stand_lowest_confidence_first_and_high_ones_not_at_all() -> None:
    course = {"start": (TODAY - timedelta(days=60)).isoformat(), "end": TODAY.isoformat()}
    verdict = answered(
        {
            "neck_pain": True,
            "new_neurologic_deficit_on_exam": False,
            "conservative_treatment_started": True,
            "conservative_treatment_period": course,
            "conservative_active_modalities": ["chiropractic"],
            "conservative_inactive_modalities": [],
            "conservative_treatment_outcome": "failed",
            "symptoms_worsened_during_conservative_treatment": False,
        }
    )
    assert verdict.status == "not-met"
    assert [(doubt.id, doubt.confidence, doubt.decides) for doubt in verdict.doubts] == [
        ("R05", "low", True),
        ("R04", "medium", False),
    ]
    assert verdict.doubts[0].reviewer == (
        "Active care without an inactive part is not enough in this reading. A reviewer may accept it."
    )


def test_a_met_study_is_not_burdened_with_readings_it_does_not_rest_on() -> None:
    assert answered({"new_dermatomal_sensory_deficit_cervical": True, "neck_pain": True}).doubts == ()


def test_a_trace_says_dates_and_periods_in_words() -> None:
    course = {"start": "2026-05-19", "end": "2026-06-30"}
    verdict = answered(
        {
            "neck_pain": True,
            "new_neurologic_deficit_on_exam": False,
            "conservative_treatment_started": True,
            "conservative_treatment_period": course,
            "conservative_active_modalities": ["physical_therapy"],
            "symptoms_worsened_during_conservative_treatment": False,
        }
    )
    (failed,) = [each for each in verdict.criteria if each.id.endswith("failed-conservative-6wk")]
    assert failed.logic is not None
    asked = [leaf.says for leaf in failed.logic.leaves()]
    assert asked[0] == "conservative_treatment_period covers 42 days of the last 6 months"
    repeated = answered({"new_extremity_weakness": True, "prior_overlapping_imaging_date": "2026-10-02"})
    assert "prior_overlapping_imaging_date within the last 3 months" in [leaf.says for leaf in repeated.leaves()]


def test_of_an_any_of_one_fact_is_enough_and_the_way_that_needs_the_fewest_comes_first() -> None:
    record = recorded(("neck_pain", State.PRESENT), rheumatoid_arthritis=True, cervical_radiograph_result="normal")
    (of_neck,) = payer_verdict(POLICY, LIBRARY.vocabulary, record, [NECK]).studies
    needed = {each.id.removeprefix("nia.cervical-mri."): each.enough for each in of_neck.open}
    assert needed["inflammatory.rheumatoid-arthritis-negative-radiograph"] == ("cervical_instability_symptoms",)
    assert needed["neck-pain.worsening-during-conservative"] == (
        "conservative_treatment_started", "symptoms_worsened_during_conservative_treatment",
    )  # fmt: skip
    assert of_neck.nearest[0].title == "Rheumatoid arthritis with normal radiographs" or len(of_neck.nearest[0].enough) == 1
    assert [len(each.enough) for each in of_neck.nearest] == sorted(len(each.enough) for each in of_neck.open)
    assert of_neck.owed[0] == of_neck.nearest[0].enough[0]


def test_what_a_not_wants_otherwise_speaks_and_a_default_is_told_apart() -> None:
    weak = (("weakness", State.PRESENT), ("weakness_new", State.PRESENT))
    by_default = _criterion("neuro-deficit.weakness", recorded(*weak))
    assert [fact.name for fact in by_default.on_record] == ["new_extremity_weakness"]
    assert [(fact.name, fact.value) for fact in by_default.assumed] == [("weakness_likely_peripheral_cause", False)]
    answered = _criterion("neuro-deficit.weakness", recorded(*weak, weakness_likely_peripheral_cause=False))
    assert [fact.name for fact in answered.on_record] == ["new_extremity_weakness", "weakness_likely_peripheral_cause"]
    assert answered.assumed == ()


def test_a_gate_tells_the_facts_that_decided_it() -> None:
    record = recorded(
        ("neck_pain", State.PRESENT), new_neurologic_deficit_on_exam=True, prior_overlapping_imaging_date=date(2026, 10, 2),
        prior_overlapping_imaging_result="inconclusive",
    )  # fmt: skip
    (of_neck,) = payer_verdict(POLICY, LIBRARY.vocabulary, record, [NECK]).studies
    told = {fact.name for gate in of_neck.gates for fact in gate.on_record}
    assert told == {"prior_overlapping_imaging_date", "prior_overlapping_imaging_result"}


def _criterion(name: str, record: Record) -> CriterionVerdict:
    verdict = payer_verdict(POLICY, LIBRARY.vocabulary, record, [NECK])
    return next(each for each in verdict.criteria if each.id == f"nia.cervical-mri.{name}")
