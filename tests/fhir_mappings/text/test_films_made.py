"""Films that a text tells as made are read, or left open; those that are to come leave nothing open. The order's day is
2026-11-20."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

TODAY = date(2026, 11, 20)
FILM = "spine_film"


def film(text: str) -> set[object]:
    return {each.value for each in read_text(text, TODAY).said if each.finding == FILM}


@pytest.mark.parametrize(
    "text",
    [
        "LBP 3 months. Plain films as per report.",
        "LBP 3 months. Film result attached.",
        "LBP 3 months. X-ray lumbar spine done at the chiropractor, report not with us.",
        "LBP 3 months. XR L-spine showed reduced L5/S1 disc height.",
        "Back pain 2 months in 14 yo. Plain films have been taken and exclude a fracture or slip.",
        "LBP 3 months. XR LSpine: alignment maintained, L5 pars defect.",
        "LBP 3 months. X-ray: metalwork in situ.",
        "LBP. XR lumbar said no fracture but views limited by habitus.",
        "LBP. Films (done on Monday) not with us, exam normal.",
        "LBP 6 weeks. XR L-spine 3/52 ago.",
        "LBP 6 weeks. X-rays of lumbar spine in August, results with GP.",
        "Back pain 13yo. XR L-spine, done on Monday, exam normal.",
    ],
)
def test_a_film_that_was_made_and_is_not_understood_is_left_open(text: str) -> None:
    assert (FILM in read_text(text, TODAY).mentioned, film(text)) == (True, set())


def test_a_film_of_the_sacroiliac_joints_that_nobody_can_read_was_made_all_the_same() -> None:
    text = "LBP 3 months, SI joints tender. Pelvic x-ray shows SI joints hard to interpret."
    assert [said.value for said in read_text(text, TODAY).said if said.finding == "si_imaging"] == [("radiograph_done",)]
    assert FILM not in read_text(text, TODAY).mentioned


@pytest.mark.parametrize(
    "text",
    [
        "LBP 3 months. X-ray of the lumbar spine please, ?fracture.",
        "LBP 3 months. Wants XR.",
        "LBP 3 months. Lumbar XR booked for Friday.",
        "LBP 3 months. I will arrange films and see him once these are done.",
        "LBP 3 months. XR L-spine if not done recently.",
        "LBP 3 months. XR: not done.",
        "LBP 3 months. GP had suggested X-ray.",
        "LBP, film (",
        "LBP 6 weeks. XR L-spine - LBP started 3 weeks ago.",
        "LBP 6 weeks. X-ray in December please.",
        "LBP 3 months. X-ray: severe pain.",
        "LBP 3 months. Has not had an x-ray.",
        "LBP 3 months. CXR reviewed.",
        "LBP 3 months. X-ray hip showed mild OA.",
        "LBP 3 months. X-rays in 2015 showed wear.",
        "12 yo with scoliosis and back pain 6 weeks. Standing films showed 18 degrees.",
    ],
)
def test_a_film_to_come_or_of_another_part_or_year_leaves_nothing_open(text: str) -> None:
    assert read_text(text, TODAY).mentioned == frozenset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("LBP 3 months. Plain films lumbar spine taken at your request in October have been reviewed: normal.", "normal"),
        ("LBP 3 months. Films of the lumbar spine requested by her GP were normal.", "normal"),
        ("Back pain. His x-rays, which we looked at together, were normal.", "normal"),
        ("Back pain. Radiographs thoracolumbar spine (done 3/11): vertebral heights preserved.", "normal"),
        ("Back pain. Imaging to date: X-ray only, which was clear.", "normal"),
        ("Midback pain. CXR and T-spine films both NAD.", "normal"),
        ("LBP. No prior imaging except an XR in September which showed disc narrowing.", "abnormal_other"),
        ("LBP. No films, but physio done.", "not_done"),
        ("LBP. XR spine: no fracture, no lytic lesion.", "normal"),
        ("LBP. X-ray thoracic spine reported as anterior wedging of T7.", "fracture"),
        ("LBP. Lumbar XR no fracture, dislocation or lytic lesion.", "normal"),
        ("LBP. XR lumbar: no fracture, dislocation, lysis.", "normal"),
        ("LBP. XR normal in June, now found to have a lesion in the breast.", "normal"),
        ("LBP. XR L-spine: no fracture, lytic lesion at L3.", "bone_destruction"),
        ("LBP. Lumbar films: no fracture; destructive lesion of L3.", "bone_destruction"),
        ("LBP. XR L-spine: disc narrowing, concerning for infection.", "suggests_infection_inflammation_tumour"),
        ("LBP. X-ray lumbar shows degenerative change, worrying for metastasis L3.", "suggests_infection_inflammation_tumour"),
    ],
)
def test_a_film_is_read_with_all_that_is_told_of_it(text: str, shown: str) -> None:
    assert film(text) == {shown}


@pytest.mark.parametrize("text", ["LBP. Please request XR lumbar spine, exam normal.", "LBP. XR requested as exam was normal."])
def test_a_film_that_is_asked_for_shows_nothing(text: str) -> None:
    assert film(text) == set()


def test_a_normal_gait_behind_a_film_is_no_normal_film() -> None:
    text = "Back pain 13yo. XR L-spine, done on Monday, normal gait."
    assert (FILM in read_text(text, TODAY).mentioned, film(text)) == (True, set())


INFECTION_SEEN = "abnormal_film_or_ct_infection"


@pytest.mark.parametrize(
    "text",
    [
        "LBP, fever, ?discitis. Had CT L-spine on Tuesday, not reported yet.",
        "Sweats, back pain, r/o osteomyelitis of L3. X-ray at an outside hospital called abnormal, no report.",
        "?spondylodiscitis. Had a CT lumbar spine elsewhere, disc awaited.",
    ],
)
def test_beside_an_infection_a_study_that_nobody_can_read_may_have_shown_it(text: str) -> None:
    assert INFECTION_SEEN in read_text(text, TODAY).mentioned


@pytest.mark.parametrize(
    "text",
    [
        "LBP, fever, ?discitis. CT L-spine requested.",
        "LBP, fever, ?discitis. CT L-spine on Tuesday showed degenerative change only.",
        "LBP, fever, ?discitis. Films last week no fracture.",
        "LBP, fever, ?discitis. CT head last week for headache.",
        "LBP 3 months. CT L-spine on Tuesday, not reported yet.",
        "LBP, no sign of discitis. CT L-spine on Tuesday, not reported yet.",
    ],
)
def test_nothing_is_left_open_where_no_infection_may_have_been_seen(text: str) -> None:
    assert INFECTION_SEEN not in read_text(text, TODAY).mentioned
