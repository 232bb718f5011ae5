"""Words of an order that say something only beside the name of its code: `Vertigo` and 'non-stop since yesterday'."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from tests.fhir_mappings.fhir_records import ICD, SNOMED, resource

TODAY = date(2026, 11, 20)


def coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def told(reason: dict[str, Any], text: str) -> dict[str, tuple[str, Any, str]]:
    order = resource("ServiceRequest", reasonCode=[reason, {"text": text}])
    found = read_indication(order, read_chart({}, "p1", TODAY))
    return {each.name: (each.state.value, each.value, each.evidence.kind) for each in found}


VERTIGO = coded(SNOMED, "399153001", "Vertigo (finding)")
SPONDYLITIS = coded(ICD, "M45.9", "Ankylosing spondylitis of unspecified sites in spine")
COLLAPSE = coded(
    ICD, "M48.54XA", "Collapsed vertebra, not elsewhere classified, thoracic region, initial encounter for fracture"
)
NECK = coded(ICD, "S19.9XXA", "Unspecified injury of neck, initial encounter")
BACK = coded(ICD, "M54.50", "Low back pain, unspecified")


@pytest.mark.parametrize(
    ("reason", "text", "finding", "value"),
    [
        (VERTIGO, "non-stop since yesterday", "persistent_vertigo", None),
        (SPONDYLITIS, "response to adalimumab, 6 months in", "purpose", "treatment_response"),
        (COLLAPSE, "seen by chance", "vcf_symptomatic", None),
        (NECK, "off ladder, about 3 m", "injury_energy", "significant"),
        (BACK, "fell 3 days ago", "injury_region", ("lumbar",)),
    ],
)
def test_words_beside_the_name_of_a_code_are_read_with_it(
    reason: dict[str, Any], text: str, finding: str, value: object
) -> None:
    state = "refuted" if finding == "vcf_symptomatic" else "present"
    assert told(reason, text)[finding] == (state, value, "text")


@pytest.mark.parametrize("text", ["none", "denied", "ruled out", "no"])
def test_they_take_nothing_away_from_the_code(text: str) -> None:
    assert told(BACK, text)["low_back_pain"] == ("present", None, "code")


@pytest.mark.parametrize("text", ["see notes", "routine", "x2", "brother too"])
def test_words_that_say_nothing_add_nothing(text: str) -> None:
    assert told(BACK, text).keys() - told(BACK, "") <= {"order_reason"}


SCOLIOSIS = coded(ICD, "M41.124", "Adolescent idiopathic scoliosis, thoracic region")
WEDGE = coded(ICD, "S22.000A", "Wedge compression fracture of unspecified thoracic vertebra, initial encounter")


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (SCOLIOSIS, "knee has been worse since Monday"),
        (SCOLIOSIS, "left thoracic pain"),
        (WEDGE, "normal xr"),
        (SPONDYLITIS, "normal xr"),
        (NECK, "mastectomy 2019"),
        (NECK, "resolved"),
    ],
)
def test_words_that_may_be_of_another_thing_are_not_read_with_the_code(reason: dict[str, Any], text: str) -> None:
    joined = told(reason, text).keys() - told(reason, "").keys()
    assert not joined & {"progressive_deformity", "scoliosis_risk", "vcf_film", "si_imaging", "old_injury"}


def test_a_name_alone_is_no_text() -> None:
    found = told(coded(ICD, "Z99.89", "Ankylosing spondylitis of spine, bamboo"), "please advise")
    assert "spine_ankylosed" not in found
