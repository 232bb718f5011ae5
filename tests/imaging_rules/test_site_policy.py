"""A site's own policy: what it changes, what it can never change, and a file that is refused by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from imaging_rules import Library, assess, read_case
from imaging_rules.archive import opened, packed
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.case_files import CaseEntry, topic_cases
from imaging_rules.overlays.overlay import Change, LocalPreference, Overlay, RatingChange, Silence, SwitchedOff, Unavailable
from imaging_rules.overlays.site_policy import PolicyProblem, SitePolicy
from imaging_rules.rating import Rating
from imaging_rules.study import Phase, study

DAY = date(2026, 11, 20)
CORD_SIGNS: dict[str, Any] = {
    "age_years": 64,
    "suspected_myelopathy": True,
    "symptom_duration_days": 270,
    "gait_abnormal": True,
}
RELAPSE_WITH_CORD_SIGNS: dict[str, Any] = {
    "age_years": 42, "demyelinating_disease_type": "ms", "symptom_duration_days": 30, "weakness": True,
    "neuro_symptoms_new_or_worse": True, "suspected_myelopathy": True, "gait_abnormal": True,
}  # fmt: skip
RELAPSE_OF_SIGHT: dict[str, Any] = {"age_years": 29, "mogad": True, "relapse": True, "visual_symptoms": True}
CAUDA_EQUINA: dict[str, Any] = {"age_years": 48, "suspected_cauda_equina": True}
CT_NECK = "CT cervical spine without IV contrast"
MRI_NECK = "MRI cervical spine without IV contrast"
PLAIN_ROW = study("MRI spine area of interest without IV contrast")


@lru_cache(maxsize=1)
def library() -> Library:
    return Library.load()


def overlay(change: Change, name: str = "our-policy", until: date | None = date(2027, 6, 30)) -> Overlay:
    return Overlay(name, change, "MRI is done within three days here", "Radiology governance group", date(2026, 7, 1), until)


def unavailable(modality: str) -> Overlay:
    return overlay(Unavailable(modality.upper(), modality, (), tuple(Phase)), f"no-{modality}")


def assessed(features: dict[str, Any], ordered: str, *overlays: Overlay) -> OrderAssessment:
    case = {"features": features, "studies": [study(ordered).id]}
    (order,) = assess(library().under(overlays), read_case(case, library().vocabulary, DAY)).orders
    return order


def offered(order: OrderAssessment) -> list[str]:
    return [one.name for offer in order.recommended for one in offer.studies]


def every_case() -> Iterator[CaseEntry]:
    for topic in library().topics:
        yield from (case for _, case in topic_cases(topic))


def test_a_changed_rating_rates_the_order_and_names_the_guidelines() -> None:
    change = RatingChange("myelopathy-2020/v2", study("CT spine area of interest without IV contrast"), Rating.USUALLY_NOT)
    order = assessed(CORD_SIGNS, CT_NECK, overlay(change))
    assert (order.rating, order.guideline_rating, order.median) == (Rating.USUALLY_NOT, Rating.MAY_BE, None)
    (policy,) = order.to_json()["site_policy"]
    assert policy == {
        "id": "our-policy",
        "kind": "rating",
        "says": f"{CT_NECK} is rated usually not appropriate here; the guideline rates it may be appropriate.",
        "reason": "MRI is done within three days here",
        "owner": "Radiology governance group",
        "until": "2027-06-30",
        "replaces": "may-be-appropriate",
    }


def test_a_study_that_the_site_rates_lower_is_not_offered_and_the_policy_is_named() -> None:
    change = RatingChange("myelopathy-2020/v2", PLAIN_ROW, Rating.MAY_BE)
    order = assessed(CORD_SIGNS, CT_NECK, overlay(change))
    assert MRI_NECK in offered(assessed(CORD_SIGNS, CT_NECK))
    assert MRI_NECK not in offered(order)
    assert [policy.id for policy in order.site_policy] == ["our-policy"]


def test_an_order_that_no_overlay_touches_names_none() -> None:
    change = RatingChange("low-back-pain-2021/v3", study("Radiography lumbar spine"), Rating.USUALLY_NOT)
    assert assessed(CORD_SIGNS, CT_NECK, overlay(change)).site_policy == ()


def test_a_local_preference_goes_first_among_equals() -> None:
    order = assessed(CORD_SIGNS, CT_NECK, overlay(LocalPreference("myelopathy-2020/v2", PLAIN_ROW)))
    assert offered(order)[0] == MRI_NECK
    assert order.recommended[0].why == "preferred by local policy"
    assert [policy.says for policy in order.site_policy] == [f"{MRI_NECK} is preferred here."]


def test_what_a_scenario_prefers_on_particular_facts_stays_before_a_local_preference() -> None:
    prefer = LocalPreference("demyelinating-2025/v4", study("MRI head without and with IV contrast"))
    order = assessed(RELAPSE_OF_SIGHT, "CT orbits without IV contrast", overlay(prefer))
    assert offered(order)[0] == "MRI orbits without and with IV contrast"


@pytest.mark.parametrize("silent", [Silence("demyelinating-2025/v4"), SwitchedOff("demyelinating-2025/v4")])
def test_no_less_fitting_scenario_takes_the_place_of_a_silenced_one(silent: Change) -> None:
    ordered = "MRI thoracic spine without IV contrast"
    before = assessed(RELAPSE_WITH_CORD_SIGNS, ordered)
    assert [match.id for match in before.scenarios] == ["demyelinating-2025/v4", "myelopathy-2020/v2"]
    order = assessed(RELAPSE_WITH_CORD_SIGNS, ordered, overlay(silent))
    assert (order.rating, order.scenarios, order.recommended, order.situation) == (None, (), (), "silent")
    assert not order.claimed
    assert [policy.kind for policy in order.site_policy] == [silent.kind]


def test_a_silenced_scenario_that_does_not_lead_says_nothing_and_hinders_nothing() -> None:
    order = assessed(RELAPSE_WITH_CORD_SIGNS, "MRI thoracic spine without IV contrast", overlay(Silence("myelopathy-2020/v2")))
    assert order.rating_by == "demyelinating-2025/v4"
    assert [match.id for match in order.scenarios] == ["demyelinating-2025/v4"]


def test_silencing_a_scenario_silences_every_order_it_leads_in_the_cases_of_the_library() -> None:
    silenced = 0
    for case in every_case():
        before = case.assess(library())
        if not before.scenarios:
            continue
        after = case.assess(library().under([overlay(Silence(before.scenarios[0].id))]))
        silenced += 1
        assert (after.rating, after.recommended, after.questions, after.claimed) == (None, (), (), False), case
        warned = any(caution.id.startswith(("myelography", "nuclear", "ionising")) for caution in before.cautions)
        left = "caution" if warned else "silent"  # a limit of safety is said all the same
        assert after.situation == ("ruled-out" if any(c.condemns for c in before.constraints) else left), case
    assert silenced > 300


def test_no_rating_is_called_robust_where_an_answer_would_bring_in_a_silenced_scenario() -> None:
    """Whatever sibling is silenced: an order that is still rated is rated as before, by the same scenario."""
    rated = 0
    for case in every_case():
        before = case.assess(library())
        for other in before.scenarios[1:]:
            after = case.assess(library().under([overlay(Silence(other.id))]))
            assert after.rating in (None, before.rating), case
            assert after.rating is None or after.rating_by == before.rating_by, case
            rated += after.rating is not None
    assert rated > 200


def test_a_constraint_is_said_though_the_scenario_is_silent() -> None:
    unsafe = {**CORD_SIGNS, "mri_contraindication": "mr_unsafe_implant"}
    order = assessed(unsafe, MRI_NECK, overlay(Silence("myelopathy-2020/v2")))
    assert (order.situation, order.rating, order.recommended) == ("ruled-out", None, ())


def test_no_overlay_loosens_a_constraint() -> None:
    """Every study of every table is called the best and preferred: what safety rules out is offered all the same nowhere."""
    looked_at = 0
    for case in every_case():
        before = case.assess(library())
        ruled_out = {one for constraint in before.constraints for one in constraint.rules_out}
        if not ruled_out or not before.scenarios:
            continue
        scenario = library().scenarios[before.scenarios[0].id]
        best = [overlay(RatingChange(scenario.id, r.study, Rating.USUALLY), f"best-{n}") for n, r in enumerate(scenario.rows)]
        for row in scenario.rows:
            under = library().under([*best, overlay(LocalPreference(scenario.id, row.study), "preferred")])
            after = case.assess(under)
            names = {one for offer in (*after.recommended, *after.may_be_appropriate) for one in offer.studies}
            assert not names & {one for constraint in after.constraints for one in constraint.rules_out}, case
            assert not names & ruled_out, case
            looked_at += bool(names)
    assert looked_at > 100


def test_what_the_site_cannot_do_is_never_offered() -> None:
    looked_at = 0
    for case in every_case():
        for offer in case.assess(library()).recommended:
            for one in offer.studies:
                after = case.assess(library().under([unavailable(one.modality)]))
                left = [each for o in (*after.recommended, *after.may_be_appropriate) for each in o.studies]
                assert all(each.modality != one.modality for each in left), case
                looked_at += 1
    assert looked_at > 100


def test_an_unavailable_order_is_not_condemned_and_the_study_left_is_offered() -> None:
    order = assessed(CORD_SIGNS, MRI_NECK, unavailable("mri"))
    assert (order.situation, order.rating) == ("not-available", Rating.USUALLY)
    assert offered(order) == ["CT myelography cervical spine"]
    assert [policy.says for policy in order.site_policy] == [f"{MRI_NECK} is not available here."]


def test_another_usually_appropriate_study_goes_before_the_study_left() -> None:
    plain_only = overlay(Unavailable("MRI with contrast", "mri", (), (Phase.WITHOUT_AND_WITH, Phase.WITH)))
    order = assessed(CORD_SIGNS, "MRI cervical spine without and with IV contrast", plain_only)
    assert offered(order)[0] == MRI_NECK


def test_where_nothing_is_left_nothing_is_offered_and_it_is_said() -> None:
    order = assessed(CORD_SIGNS, MRI_NECK, *(unavailable(modality) for modality in ("mri", "ct-myelography", "ct")))
    assert (order.situation, order.recommended, order.may_be_appropriate) == ("not-available", (), ())


def test_the_next_study_that_the_scenario_names_is_left_where_the_first_cannot_be_done_either() -> None:
    order = assessed(CORD_SIGNS, MRI_NECK, unavailable("mri"), unavailable("ct-myelography"))
    assert offered(order) == [CT_NECK]


def test_a_poor_order_is_told_that_the_better_study_cannot_be_done_here() -> None:
    away = [unavailable(modality) for modality in ("mri", "ct-myelography", "ct")]
    order = assessed(CORD_SIGNS, "Radiography cervical spine", *away)
    assert (order.situation, order.recommended) == ("not-available", ())
    assert {one.name for one in order.not_available} >= {MRI_NECK}


def test_the_second_best_study_is_met_with_silence_where_the_better_is_not_available() -> None:
    assert assessed(CORD_SIGNS, CT_NECK, unavailable("mri")).situation == "silent"


def test_nothing_of_another_region_is_offered_for_what_cannot_be_done_here() -> None:
    neck_only = overlay(Unavailable("MRI cervical spine", "mri", (("cervical spine",),), tuple(Phase)))
    signs, film = {**CORD_SIGNS, "upper_motor_neuron_signs": True}, "Radiography cervical spine"
    assert "MRI thoracic spine without and with IV contrast" in offered(assessed(signs, film))
    assert offered(assessed(signs, film, neck_only)) == ["CT myelography cervical spine"]
    assert offered(assessed(signs, CT_NECK, neck_only)) == []


def test_an_emergency_is_not_slowed_by_what_is_not_available() -> None:
    order = assessed(CAUDA_EQUINA, "MRI lumbar spine without IV contrast", unavailable("mri"))
    assert (order.situation, order.recommended, order.questions, order.emergency) == ("not-available", (), (), True)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MRI cervical spine without IV contrast", True),
        ("MRI cervical and thoracic spine without IV contrast", True),
        ("MRI cervical spine without and with IV contrast", False),
        ("MRI cervical spine", False),
        ("MRI thoracic spine without IV contrast", False),
        ("CT cervical spine without IV contrast", False),
    ],
)
def test_an_unavailable_study_is_meant_by_any_that_holds_it(name: str, meant: bool) -> None:
    change = Unavailable(MRI_NECK, "mri", (("cervical spine",),), (Phase.WITHOUT,))
    assert change.covers(study(name)) is meant


def test_overlays_of_every_kind_survive_being_written_down() -> None:
    changes: list[Change] = [
        RatingChange("myelopathy-2020/v2", PLAIN_ROW, Rating.MAY_BE_DISAGREEMENT),
        LocalPreference("myelopathy-2020/v2", PLAIN_ROW),
        Silence("myelopathy-2020/v2"),
        SwitchedOff("myelopathy-2020/v2"),
        Unavailable("MRI", "mri", (("cervical spine",),), tuple(Phase)),
    ]
    for change in changes:
        for until in (date(2027, 6, 30), None):
            one = overlay(change, until=until)
            assert Overlay.from_json(one.to_json()) == one


def test_the_content_hash_covers_the_overlays_and_no_overlay_is_the_library_itself() -> None:
    first, second = overlay(Silence("myelopathy-2020/v2")), overlay(Silence("myelopathy-2020/v1"))
    hashes = {library().under(given).content_hash for given in ([], [first], [second], [first, second])}
    assert len(hashes) == 4
    assert library().under([]) is library()
    assert library().under([first]) is library().under([first])


def test_a_packed_library_keeps_the_overlays_that_stood_in_it() -> None:
    local = library().under([overlay(Silence("myelopathy-2020/v2")), unavailable("mri")])
    again = Library.load(opened(packed(local)))
    assert (again.content_hash, again.overlays) == (local.content_hash, local.overlays)
    assert again.scenarios["myelopathy-2020/v2"].silenced_by is not None


POLICY = """\
site: Riverside General Hospital
overlays:
  - id: ct-not-first
    rating: {scenario: myelopathy-2020/v2, study: CT spine area of interest without IV contrast, to: usually not appropriate}
    reason: MRI is done within three days here
    owner: Radiology governance group
    from: 2026-07-01
    until: 2027-06-30
"""


def read(folder: Path, content: str) -> SitePolicy:
    file = folder / "policy.yaml"
    file.write_text(content)
    return SitePolicy.read(file)


def test_a_policy_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    policy = read(tmp_path, POLICY)
    (one,) = policy.overlays
    last = date(2027, 6, 30)
    assert policy.in_force(one.start - timedelta(1)) == ()
    assert policy.in_force(one.start) == policy.in_force(last) == (one,)
    assert policy.in_force(last + timedelta(1)) == ()
    assert policy.expired(last) == ()
    assert policy.expired(last + timedelta(1)) == (one,)
    assert policy.problems(library()) == []


SECOND = """\
  - id: second
    {change}
    reason: r
    owner: o
    from: 2026-07-01
    until: 2027-06-30
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    until: 2027-06-30\n", "", "policy.yaml, line 3: until is missing: every overlay ends on a day"),
        ("    owner: Radiology governance group\n", "", "policy.yaml, line 3: owner is missing"),
        ("site: Riverside General Hospital\n", "", "site is missing"),
        ("until: 2027-06-30", "until: next summer", "policy.yaml, line 8: until is not a day such as 2027-06-30"),
        ("until: 2027-06-30", "until: 2026-06-30", "line 3: it ends (2026-06-30) before it begins (2026-07-01)"),
        ("to: usually not appropriate", "to: never", "ct-not-first: unknown rating never; it is one of: usually appropriate"),
        ("to: usually not appropriate", "to: usually appropriate, median: 9", "policy.yaml, line 4: median is not known here"),
        ("CT spine area of interest", "CT of the neck", "unknown study CT of the neck"),
        ("id: ct-not-first", "id: CT first!", "line 3: an id is made of small letters"),
        ("rating: {", "silence: {scenario: myelopathy-2020/v2}\n    rating: {", "exactly one of rating, silence"),
        ("overlays:", "overlays:\n  - nothing", "policy.yaml, line 3"),
        ("reason: MRI", "reason: MRI\n    reason: CT", "stands twice"),
    ],
)
def test_a_file_that_is_not_of_the_form_is_refused_by_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(PolicyProblem) as raised:
        read(tmp_path, POLICY.replace(old, new, 1))
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("silence: {scenario: myelopathy-2020/v9}", "line 9: second: the library has no scenario myelopathy-2020/v9; of that"),
        (
            "prefer: {scenario: myelopathy-2020/v2, study: CT myelography spine area of interest}",
            "is rated may be appropriate in myelopathy-2020/v2; only a study that is usually appropriate can be preferred",
        ),
        (
            "prefer: {scenario: myelopathy-2020/v2, study: MRI cervical spine without IV contrast}",
            "myelopathy-2020/v2 does not rate MRI cervical spine without IV contrast; of its kind it rates MRI spine area",
        ),
        (
            "rating: {scenario: myelopathy-2020/v2, study: CT myelography spine area of interest, to: may be appropriate}",
            "the guideline already rates CT myelography spine area of interest may be appropriate",
        ),
        (
            "rating: {scenario: myelopathy-2020/v2, study: CT spine area of interest without IV contrast, "
            "to: usually appropriate}",
            "second: ct-not-first (policy.yaml, line 3) is about the same and holds on some of the same days",
        ),
        (
            "prefer: {scenario: myelopathy-followup-2025/v1, study: CT myelography cervical spine}",
            "advises without ratings; it can only be silenced",
        ),
    ],
)
def test_a_policy_that_the_library_does_not_allow_is_refused_by_line(tmp_path: Path, change: str, said: str) -> None:
    problems = read(tmp_path, POLICY + SECOND.replace("{change}", change)).problems(library())
    assert said in "\n".join(problems)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("unavailable: {modality: PET}", "unknown modality PET"),
        ("unavailable: {modality: MRI, region: neck bone}", "unknown region neck bone"),
        ("unavailable: {modality: Radiography, phase: with IV contrast}", "unknown phase with IV contrast; it is none for"),
        ("unavailable: {region: cervical spine}", "name a study, or a modality"),
        ("unavailable: {study: CT cervical spine without IV contrast, phase: x}", "name a study, or a modality"),
    ],
)
def test_what_is_not_available_is_named_in_the_tables_words(tmp_path: Path, change: str, said: str) -> None:
    with pytest.raises(PolicyProblem) as raised:
        read(tmp_path, POLICY + SECOND.replace("{change}", change))
    assert f"policy.yaml, line 9: second: {said}" in str(raised.value)


def test_a_rating_may_be_changed_so_that_the_study_can_be_preferred(tmp_path: Path) -> None:
    study_line = "{scenario: myelopathy-2020/v2, study: CT myelography spine area of interest"
    rating = SECOND.replace("{change}", f"rating: {study_line}, to: usually appropriate}}")
    prefer = SECOND.replace("{change}", f"prefer: {study_line}}}").replace("id: second", "id: third")
    assert read(tmp_path, POLICY + rating + prefer).problems(library()) == []
