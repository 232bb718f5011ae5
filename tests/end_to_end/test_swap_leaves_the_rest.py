"""An order comes back as it went, but for its study and its rating, whatever else an EHR keeps in it."""

from __future__ import annotations

from typing import Any

import pytest
from ehr import Ehr, Json, drafts, recommended, reference, saved
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_mappings.order.rating import _RATING_URLS

SWAPPED = ("cancer-neck-pain-radiograph", "ms-relapse-mri-lumbar", "ms-relapse-mri-without-contrast", "myelopathy-ct-cervical")
OF_THE_STUDY = {"code", "bodySite", "orderDetail", "extension", "text"}
OF_THE_ID = {"id", "_id", "identifier", "_identifier", "meta"}
OF_ITS_STORY = {"replaces", "requisition", "relevantHistory", "patientInstruction"}
WITH_CONTRAST = {"text": "with IV contrast"}

scalars = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, width=32) | st.text(max_size=12)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6
)
unread_names = st.sampled_from(
    ["note", "supportingInfo", "contained", "performer", "_status", "_priority", "_intent", "insurance", "patientInstruction",
     "occurrenceTiming", "asNeededBoolean", "relevantHistory", "locationCode", "implicitRules", "language",
     "x-local", "_x-local", "text", "replaces", "requisition", "quantityQuantity", "identifier", "meta"]
)  # fmt: skip
extensions = st.lists(
    st.fixed_dictionaries({"url": st.sampled_from(["https://ehr.example/a", "urn:b", ""]), "valueString": anything})
    | st.fixed_dictionaries({"id": st.text(max_size=4), "extension": st.lists(scalars, max_size=2)}),
    max_size=3,
)
unrelated_details = st.lists(
    st.fixed_dictionaries({"text": st.sampled_from(["portable", "supine", "left arm up"]), "x": anything}), max_size=3
)
body_sites = st.sampled_from(
    [[], [{"text": "neck"}], [{"coding": [{"system": "http://snomed.info/sct", "code": "122494005"}]}], [{"text": "mid back"}]]
)


def rest(resource: Json, without: set[str] = OF_THE_STUDY) -> Json:
    return {name: value for name, value in resource.items() if name not in without}


def kept_extensions(resource: Json) -> list[Any]:
    return [each for each in resource.get("extension", []) if each.get("url") not in _RATING_URLS]


@pytest.mark.parametrize("name", SWAPPED)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    more=st.dictionaries(unread_names, anything, max_size=5),
    own=extensions,
    details=unrelated_details,
    contrast=st.booleans(),
    sites=body_sites,
)
def test_everything_but_the_study_comes_back(
    ehr: Ehr, name: str, more: Json, own: list[Json], details: list[Json], contrast: bool, sites: list[Json]
) -> None:
    body = saved(name)
    for draft in drafts(body):
        draft.update(more)
        draft["extension"] = own
        draft["orderDetail"] = details + ([WITH_CONTRAST] if contrast and "CT" in draft["code"]["text"] else [])
        draft["bodySite"] = sites
    came = {reference(draft): draft for draft in drafts(body)}
    answer = ehr.ask(body)
    suggestions = recommended(answer)
    for action in answer.get("systemActions", []):
        draft, rated = came[reference(action["resource"])], action["resource"]
        assert rest(rated, {"extension"}) == rest(draft, {"extension"})
        assert kept_extensions(rated) == own
    for action in (action for suggestion in suggestions for action in suggestion["actions"]):
        order = action["resource"]
        if action["type"] == "update":
            assert rest(order) == rest(came[reference(order)])
        else:
            draft = next(iter(came.values()))
            of_its_own = OF_THE_STUDY | OF_THE_ID | OF_ITS_STORY
            assert rest(order, of_its_own) == rest(draft, of_its_own)
        assert kept_extensions(order) == own
        assert [each for each in order.get("orderDetail", []) if "contrast" not in str(each.get("text"))] == details
        assert order["code"].keys() == {"coding", "text"}
    assert suggestions or sites, "these orders are swapped unless a body site contradicts them"
