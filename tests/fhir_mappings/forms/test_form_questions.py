"""Questions of forms and rows of flowsheets in plain words: the many wordings of one question, and what looks like one and is
none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, said, the

A_CHILD: Resource = {"resourceType": "Patient", "id": "p1", "birthDate": "2013-05-01"}


def asked(text: str, answer: str, *inside: Resource) -> Resource:
    return {"linkId": "q", "text": text, "answer": [{"valueString": answer}], "item": list(inside)}


def form(*items: Resource, **more: Any) -> Resource:
    given = {"status": "completed", "authored": TODAY.isoformat(), "item": list(items)}
    return resource("QuestionnaireResponse", **{**given, **more})


def under(heading: str, *items: Resource) -> Resource:
    return {"linkId": "g", "text": heading, "item": list(items)}


def row(label: str, value: str, **more: Any) -> Resource:
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": TODAY.isoformat(), "valueString": value}
    return resource("Observation", **{**given, **more})


def values(name: str, *resources: Resource) -> list[object]:
    return [each.value for each in the(name, *resources)]


WORDINGS = {
    "arm_root_symptoms": [
        "Does the pain go down your arm?",
        "Does pain, tingling or numbness travel into an arm or hand?",
        "Pain or pins and needles in the arm or hand",
        "Arm pain, tingling or numb fingers",
        "Tingling in your fingers?",
        "Pain shooting into an arm",
        "Do you get numbness in your hands?",
        "Arm or hand pain, tingling, numbness",
        "Does your neck pain spread to your shoulder or arm?",
        "Radiates into arm(s)",
        "Pain running down one arm",
    ],
    "leg_root_symptoms": [
        "Pain or tingling going down a leg",
        "Does the pain travel below the knee?",
        "Leg pain or pins and needles",
        "Sciatica",
        "Do you have pain, numbness or tingling in your legs?",
        "Does your back pain shoot down your leg?",
        "Pain radiating to the leg",
        "Pain spreading into the buttock, thigh or leg",
        "Numbness or tingling in the foot",
        "Does the pain run down one or both legs?",
        "Shooting pain into the leg or foot",
    ],
    "fever": [
        "High temperature",
        "Temperatures at home?",
        "Have you had a fever recently?",
        "Fever or chills",
        "Temperature 38 or over",
        "Running a temperature?",
        "Any fevers this week?",
        "Feverish",
        "Fevers / chills",
        "Do you have a fever or shivering?",
        "Temp above 38",
    ],
    "night_sweats": [
        "Sweats at night",
        "Drenching sweats at night?",
        "Do you wake up drenched in sweat?",
        "Night sweats",
        "Soaking night sweats",
        "Have you noticed night sweats?",
        "Heavy sweating at night",
        "Are you sweating at night?",
        "Waking up soaked in sweat",
        "Any drenching night sweats?",
    ],
    "weight_loss": [
        "Losing weight without trying",
        "Have you lost weight without dieting?",
        "Unintended weight loss",
        "Weight loss you cannot explain",
        "Lost weight for no reason",
        "Unexplained weight loss recently?",
        "Clothes getting looser without dieting",
        "Weight loss (not trying)",
        "Have you recently lost weight without meaning to?",
        "Has there been any unexplained weight loss?",
    ],
    "hand_clumsiness": [
        "Dropping things",
        "Trouble doing up buttons",
        "Clumsy hands",
        "Are your hands clumsy?",
        "Difficulty with buttons or keys",
        "Fumbling with buttons or dropping things",
        "Loss of dexterity in the hands",
        "Do you drop things?",
        "Things slip from your hands",
        "Hands have become clumsy",
        "Trouble with handwriting or buttons",
    ],
    "gait_abnormal": [
        "Unsteady walking",
        "Poor balance",
        "Do you feel unsteady on your feet?",
        "Trouble walking",
        "Has your walking become unsteady?",
        "Balance problems",
        "Unsteadiness when walking",
        "Stumbling or tripping",
        "Do your legs feel wobbly?",
        "Difficulty keeping balance",
        "Loss of balance",
    ],
    "bladder_dysfunction": [
        "Trouble passing urine",
        "New bladder problems",
        "Loss of bladder control",
        "Are you having trouble with your bladder?",
        "Difficulty starting to pass urine",
        "Waterworks trouble",
        "Urinary incontinence",
        "Change in bladder function",
        "Cannot empty the bladder",
        "Urinary retention or incontinence",
        "Leaking urine",
    ],
    "prior_cervical_surgery": [
        "Operation on the neck, ever?",
        "Neck surgery before",
        "Ever had an operation on your NECK?",
        "Have you had surgery on your neck?",
        "Neck operated on",
        "Previous neck operation",
        "Prior cervical spine surgery",
        "Any previous surgery to the cervical spine?",
        "Have you ever had neck surgery?",
        "Has your neck been operated on?",
        "Neck operation in the past",
    ],
    "prior_lumbar_surgery": [
        "Have you had surgery on your lower back?",
        "Ever had an operation on your LOWER BACK?",
        "Previous lumbar surgery",
        "Low back surgery before",
        "Any prior surgery to the lumbar spine?",
        "Lower back operated on before",
        "Have you ever had low back surgery?",
        "Previous operation on the lower back",
        "Lumbar spine operation in the past",
        "Has your lower back been operated on?",
    ],
    "immune_suppression": [
        "Is your immune system weakened (transplant, HIV, chemotherapy, medicines)?",
        "Weak immune system",
        "Immunosuppressed",
        "Have you had an organ transplant?",
        "Do you take medicines that weaken your immune system?",
        "Immunocompromised",
        "HIV, transplant or medicine that weakens immunity",
        "Immune suppression",
        "Are you immunosuppressed?",
        "Does the patient have a weakened immune system?",
    ],
    "night_pain": [
        "Wakes her at night",
        "Woken from sleep by the pain?",
        "Disturbs sleep",
        "Pain wakes him at night",
        "Does the pain wake you from sleep?",
        "Back pain at night",
        "Is the pain bad enough to wake your child?",
        "Sleep disturbed by back pain",
        "Wakes with pain at night",
        "Does the pain disturb your child's sleep?",
        "Night waking because of pain",
    ],
    "constant_pain": [
        "Hurts all the time, never lets up",
        "Pain there all the time",
        "Constant pain",
        "Is the pain there day and night?",
        "Unremitting pain",
        "Does the pain never go away?",
        "Pain present round the clock",
        "Is the pain constant?",
        "Pain without a break",
        "Continuous back pain",
    ],
    "mechanical_overuse_pain": [
        "Pain only with training, settles at rest",
        "Pain brought on by sport",
        "Overuse injury",
        "Caused by overuse in sport",
        "Pain blamed on a sport she does over and over",
        "Is the pain related to sport?",
        "Does the pain come on only with sport?",
        "Pain due to repeated training",
        "Hurts only during sport",
        "Pain linked to repeated activity",
    ],
    "vcf_symptomatic": [
        "Does the broken bone hurt?",
        "Any pain from the fracture?",
        "Is the fracture painful?",
        "Painful fracture",
        "Is the collapsed vertebra painful?",
        "Pain at the fracture level",
        "Does the fracture hurt?",
        "Fracture symptomatic",
        "Is there pain from the broken vertebra?",
        "Pain at the site of the fracture",
    ],
    "hearing_loss_or_tinnitus": [
        "Hearing worse in one ear",
        "Ringing in that ear",
        "One-sided hearing loss or tinnitus",
        "Ringing in one ear only",
        "Hearing loss on one side",
        "Unilateral tinnitus",
        "Tinnitus in one ear",
        "Have you noticed hearing loss in one ear?",
        "Buzzing or ringing in one ear",
        "Deafness in one ear",
    ],
    "persistent_collar_pain": [
        "Is the neck still painful, so that the collar has been kept on since?",
        "Collar still worn because of neck pain",
        "Persistent neck pain in collar",
        "Collar kept on for persistent pain",
        "Still wearing the collar because the neck hurts",
        "Ongoing neck tenderness in the collar",
        "Still in a collar because of pain",
        "Collar kept on for continuing neck pain",
    ],
    "thoracic_root_symptoms": [
        "Pain runs like a belt along one rib to the front (nerve root pattern)",
        "Pain wrapping round the chest",
        "Does the pain go round your ribs to the front?",
        "Band-like pain around the chest",
        "Belt-like pain round the trunk",
        "Pain wraps around the ribs",
        "Girdle pain",
        "Does the pain travel around your chest?",
        "Pain in a band around the trunk",
        "Burning pain along one rib",
    ],
    "new_deficit": [
        "Any new weakness, numbness or bladder trouble since the crash?",
        "New weakness or numbness",
        "New neurological deficit",
        "New neurologic symptoms",
        "Weakness or numbness since the accident",
        "Any new numbness or weakness?",
        "New weakness or numbness in the arms or legs",
        "New neurological signs",
    ],
    "surgery_candidate": [
        "Candidate for surgery or injection",
        "Suitable for surgery",
        "Is the patient a candidate for an operation?",
        "Being considered for spinal surgery",
        "Would the result lead to an operation or injection?",
        "Put forward for surgery",
        "Considered for injection",
        "Fit for an operation",
    ],
    "neuro_symptoms_new_or_worse": [
        "New or worse neurological symptoms",
        "Any NEW symptom, or an old one clearly worse, since the last scan?",
        "New or worsening MS symptoms",
        "Relapse since the last visit",
        "Any new neurologic symptoms since last visit",
        "Worsening neurological symptoms",
        "New MS symptoms",
        "Change from neurological baseline",
    ],
    "neck_rotation_45": [
        "Able to turn head 45 degrees to the left AND to the right?",
        "Can rotate neck 45 degrees each way",
        "Can the patient turn the head 45 degrees both ways?",
        "Rotates neck 45 degrees left and right",
        "Active neck rotation 45 degrees both sides",
        "Is able to rotate the neck 45 degrees in both directions",
        "Can you turn your head 45 degrees to each side?",
        "Ability to turn the neck at least 45 degrees left and right",
    ],
    "plexus_injury": [
        "Did the arm problem begin after an injury?",
        "Arm or shoulder hurt in an accident?",
        "Did the arm weakness start after an accident?",
        "Arm wrenched in an accident",
        "Shoulder injured in a crash",
        "Has your arm trouble come on after an injury?",
        "Pelvis or leg injured before it started",
        "Did the leg weakness start after an accident?",
    ],
}


@pytest.mark.parametrize(("finding", "question"), [(name, each) for name, some in WORDINGS.items() for each in some])
def test_the_wordings_of_one_question_mean_the_same(finding: str, question: str) -> None:
    assert (finding, "present") in said(A_CHILD, form(asked(question, "Yes")))
    assert (finding, "refuted") in said(A_CHILD, form(asked(question, "No")))


def test_a_grown_up_asked_of_a_child_is_asked_of_another_person() -> None:
    grown_up = {**A_CHILD, "birthDate": "1980-05-01"}
    asks = form(asked("Has your child had cancer?", "Yes"), asked("Is the pain bad enough to wake your child?", "Yes"))
    told = {("history_of_malignancy", "present"), ("night_pain", "present")}
    assert said(asks) & told == said(grown_up, asks) & told == set()
    assert said(A_CHILD, asks) >= told


@pytest.mark.parametrize(
    "question",
    [
        "Does a parent suffer from back pain that wakes them at night?",
        "Has a brother or sister had a head injury this year?",
        "Mother or sister with scoliosis",
        "Does your husband, wife or partner take steroid tablets?",
        "Has your spouse been diagnosed with cancer?",
        "Cancer - brother or sister?",
        "Father with lung cancer",
        "Did your mother ever have an operation on the neck?",
        "Taught the signs of trouble with bladder or bowel",
        "Leaflet on numbness between the legs given",
        "Goal: no fever",
        "Fall risk",
        "Fall risk level",
        "Are you afraid of a fall?",
        "Worried about a broken back",
        "Would you want an operation on the neck?",
        "Trouble doing up buttons as a child",
        "Knee pain going down a leg",
        "Did you have a fever in childhood?",
        "Pain at night expected after surgery",
        "Weight loss programme offered",
        "Weight loss wanted",
    ],
)
@pytest.mark.parametrize("answer", ["Yes", "No"])
def test_what_only_looks_like_a_question_says_nothing(question: str, answer: str) -> None:
    assert said(form(asked(question, answer))) == set()
    assert said(row(question, answer)) == set()


@pytest.mark.parametrize(
    "heading", ["Your relatives", "Your husband", "Family", "Parents", "When to call us", "Goals", "Education"]
)
def test_a_known_question_under_a_heading_for_something_else_is_not_read(heading: str) -> None:
    assert said(form(under(heading, asked("Losing weight without trying", "Yes")))) == set()


@pytest.mark.parametrize("heading", ["Spine clinic intake", "Neuro consult", "Back pain pattern", "Part 2: symptoms today"])
def test_a_heading_that_says_only_of_what_form_it_is_changes_nothing(heading: str) -> None:
    assert ("weight_loss", "present") in said(form(under(heading, asked("Losing weight without trying", "Yes"))))


def test_under_a_heading_of_the_past_only_what_is_asked_of_any_time_is_read() -> None:
    past = under("Past medical history", asked("Losing weight without trying", "Yes"), asked("Ever had neck surgery?", "Yes"))
    assert said(form(past)) == {("prior_cervical_surgery", "present")}


@pytest.mark.parametrize("answer", ["Not asked", "Refused", "Unable to assess", "Unsure", "yes?", "Yes, but gone", "Sometimes"])
def test_an_answer_that_settles_nothing_leaves_the_question_open(answer: str) -> None:
    for made in (form(asked("Dropping things", answer)), row("Dropping things", answer)):
        read = chart(made)
        assert "hand_clumsiness" not in {each.name for each in read.findings}
        assert "hand_clumsiness" in read.mentioned


def test_a_yes_with_how_or_where_is_a_yes_and_with_a_time_gone_by_is_none() -> None:
    assert ("hand_clumsiness", "present") in said(form(asked("Dropping things", "Yes - cups and keys, both hands")))
    for past in ("Yes - in 2019", "Yes, years ago", "Yes: my mother", "Yes - resolved"):
        assert said(form(asked("Dropping things", past))) == set()


def test_a_no_to_a_list_denies_each_and_a_yes_leaves_open_which() -> None:
    question = "Fever, sweats, losing weight"
    assert {(name, "refuted") for name in ("fever", "night_sweats", "weight_loss")} <= said(form(asked(question, "No")))
    read = chart(form(asked(question, "Yes")))
    assert read.findings == ()
    assert {"fever", "night_sweats", "weight_loss"} <= read.mentioned


def test_a_list_with_one_member_unknown_is_not_taken_apart() -> None:
    for question in ("Losing weight without trying or wishing to", "Losing weight without trying, brother"):
        assert ("weight_loss", "refuted") not in said(form(asked(question, "No")))


def test_an_unread_answer_in_words_is_mentioned() -> None:
    read = chart(form(asked("Anything else about your legs?", "numb feet and weak since Tuesday")))
    assert read.findings == ()
    assert "weakness" in read.mentioned
    assert chart(form(asked("What are you most worried about?", "weak legs"))).mentioned == frozenset()


def test_the_patients_own_cancer_is_history_and_anothers_or_one_of_the_skin_is_not() -> None:
    which = asked("Which?", "Breast cancer")
    for question in ("Have you ever had cancer?", "Own history of cancer", "Cancer - you yourself, ever?"):
        assert ("history_of_malignancy", "present") in said(form(asked(question, "Yes", which)))
    skin = chart(form(asked("Have you ever had cancer?", "Yes", asked("Which?", "Basal cell, skin"))))
    assert skin.findings == ()
    assert "history_of_malignancy" in skin.mentioned
    assert chart(form(asked("Have you ever had cancer?", "No"))).findings == ()


def test_what_was_operated_on_is_asked_under_the_operation() -> None:
    spine = asked("Ever had surgery on your spine?", "Yes", asked("What was done?", "C5-C6 fusion"))
    assert ("prior_cervical_surgery", "present") in said(form(spine))
    gland = form(asked("Ever had an operation on your neck?", "Yes", asked("What was done?", "Thyroid removed")))
    assert ("prior_cervical_surgery", "present") not in said(gland)


NEXUS = {
    "Tender when the bones in the middle of the neck are pressed?": "midline_tenderness",
    "Weak or numb anywhere": "focal_neurologic_deficit",
    "Drowsy or confused": "altered_consciousness",
    "Drug or alcohol": "intoxication",
    "Other painful injury": "distracting_injury",
}


def test_five_denied_items_of_the_neck_rule_are_none_of_them() -> None:
    assert values("nexus_items", form(*(asked(each, "No") for each in NEXUS))) == [()]


@pytest.mark.parametrize("left_out", NEXUS)
def test_four_denied_items_of_the_neck_rule_are_not_five(left_out: str) -> None:
    four = [asked(each, "No") for each in NEXUS if each != left_out]
    assert values("nexus_items", form(*four)) == []
    assert values("nexus_items", form(*four, asked(left_out, "Refused"))) == []
    assert values("nexus_items", form(*four, asked(left_out, "Yes"))) == [(NEXUS[left_out],)]


@pytest.mark.parametrize(
    ("question", "answer", "finding", "value"),
    [
        ("Compared with last month the neck pain is", "Worse", "trajectory", "worsening"),
        ("How is her walking compared with a year ago?", "Getting steadily worse", "trajectory", "worsening"),
        ("Course over the last year", "unchanged", "trajectory", "stable"),
        ("How has the pain changed in the past six weeks?", "Worse", "trajectory", "worsening"),
        ("Change in diet over the last year", "No change", "trajectory", None),
        ("Pain is: better / same / worse than three months ago", "About the same", "trajectory", "stable"),
        ("Is the back pain changing?", "Comes and goes", "trajectory", "recurrent"),
        ("Is the back pain changing?", "Twinges", "trajectory", None),
        ("Conclusion of the three tests", "Central", "hints", "central"),
        ("Bedside eye-movement tests (three-step)", "Points to the inner ear (peripheral)", "hints", "peripheral"),
        ("Cover test", "Vertical skew seen", "hints", "central"),
        ("Cover test", "No skew", "hints", None),
        ("Nystagmus on side gaze", "Changes direction with gaze", "hints", "central"),
        ("Nystagmus", "Beats one way only", "hints", None),
        ("Side of main thoracic curve", "Left", "scoliosis_risk", ("left_thoracic_curve",)),
        ("Side of main thoracic curve", "Right", "scoliosis_risk", None),
        ("Curve change since last visit", "Rapid progression", "scoliosis_risk", ("progressive_deformity",)),
        ("Purpose of imaging", "Routine surveillance", "purpose", "surveillance"),
        ("Why is the scan wanted?", "To judge response to treatment", "purpose", "treatment_response"),
        ("Aim of this exam", "Check response to etanercept, a year after start", "purpose", "treatment_response"),
        ("Purpose of the study", "Assess for progression", "purpose", "follow_up"),
        ("Purpose of the study", "Look for a cause", "purpose", None),
        ("Site of injury", "Lumbar spine", "injury_region", ("lumbar",)),
        ("Body part injured", "Left knee", "spine_injury", None),
        ("Spine X-ray so far", "Taken - normal", "spine_film", "normal"),
        ("Spine X-ray so far", "Not yet", "spine_film", "not_done"),
        ("X-ray of lumbar spine 2026-11-16", "New compression fracture L1", "vcf_film", "new"),
        ("CT neck on the day of the crash", "No fracture and no malalignment", "cervical_ct_trauma", "negative"),
    ],
)
def test_an_answer_in_words_has_the_value_that_it_means(question: str, answer: str, finding: str, value: object) -> None:
    assert values(finding, form(asked(question, answer))) == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        ("Continuous, has not stopped since it began", "persistent_vertigo"),
        ("Attacks that keep coming back, hours each, for more than a year", "recurrent_vertigo"),
        ("Brief spells when turning over in bed", "positional_vertigo"),
        ("Light-headed, no spinning", "nonspecific_dizziness"),
    ],
)
def test_the_kind_of_dizziness_is_read_by_its_words(answer: str, finding: str) -> None:
    assert said(form(asked("Pattern of dizziness", answer))) == {(finding, "present")}
    assert said(row("Pattern of dizziness", answer)) >= {(finding, "present")}


def test_what_is_suspected_is_asked_in_many_words_and_is_no_more_than_suspected() -> None:
    for question in ("Diagnosis under consideration", "Condition being considered by referrer", "Clinical suspicion"):
        assert ("peripheral_demyelination", "suspected") in said(form(asked(question, "Guillain-Barre syndrome")))
        assert ("peripheral_demyelination", "present") not in said(form(asked(question, "Guillain-Barre syndrome")))


def test_an_outcome_is_that_of_the_treatment_it_stands_under() -> None:
    assert values("conservative_result", form(under("Physiotherapy", asked("Outcome", "No better")))) == ["failed"]
    assert values("conservative_result", form(under("Knee", asked("Outcome", "No better")))) == []
    assert values("conservative_result", form(asked("Outcome", "No better"))) == []


def test_what_a_radiograph_showed_is_asked_under_it() -> None:
    film = asked("X-ray of the thoracic spine", "Yes", asked("What did it show?", "Bone destruction at T8"))
    assert values("spine_film", form(under("Imaging already done", film))) == ["bone_destruction"]
    silent = chart(form(asked("X-ray of the thoracic spine", "Yes")))
    assert "spine_film" in silent.mentioned


def test_earlier_fractures_are_several_or_cemented_by_the_questions_under_them() -> None:
    several = asked("Earlier collapsed vertebrae", "Yes", asked("How many?", "3"))
    cemented = asked("Earlier collapsed vertebrae", "Yes", asked("Any treated with cement?", "Yes"))
    one = asked("Earlier collapsed vertebrae", "Yes", asked("How many?", "1"), asked("Any treated with cement?", "No"))
    counted = [("vcf_treated_or_multiple", "present") in said(form(each)) for each in (several, cemented, one)]
    assert counted == [True, True, False]


@pytest.mark.parametrize(
    "question",
    [
        "Able to pass urine",
        "Bladder control",
        "Feeling around the back passage",
        "Any dizziness at all?",
        "Has the dizziness stopped?",
        "Alertness normal",
        "Alcohol use",
        "Cancer ever",
        "Hand pain",
        "Walks well with balance",
        "Both arms move",
    ],
)
def test_a_yes_to_what_is_no_complaint_is_none(question: str) -> None:
    assert not {each for each in said(form(asked(question, "Yes"))) if each[1] == "present"}


def test_a_narrow_no_denies_no_wider_thing() -> None:
    for question in ("Head injury", "Sports injury", "Fever in the last year"):
        assert said(form(asked(question, "No"))) & {("spine_injury", "refuted"), ("fever", "refuted")} == set()


def test_a_number_is_no_answer_in_words() -> None:
    assert chart(row("Temperature", "36.8 C")).mentioned == frozenset()
    assert said(row("Temperature", "normal")) == {("fever", "refuted")}


def test_a_question_that_is_not_understood_leaves_open_what_it_may_be_about() -> None:
    read = chart(form(asked("Does the ringing trouble you when you read?", "Yes")))
    assert read.findings == ()
    assert "hearing_loss_or_tinnitus" in read.mentioned
    assert chart(form(asked("Does the ringing trouble you when you read?", "No"))).mentioned == frozenset()


def test_a_no_of_one_place_denies_nothing_elsewhere() -> None:
    assert said(row("Weak hand", "No", bodySite={"text": "left"})) == set()
