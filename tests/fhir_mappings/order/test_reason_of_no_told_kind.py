"""A reason that names what rules tell into kinds, and not which: the chart may tell the kind."""

from __future__ import annotations

import pytest

from fhir_mappings.worded_otherwise import is_of_no_told_kind


@pytest.mark.parametrize("wording", ["Vertigo", "vertigo, cause unknown", "Room spinning", "Acute vertigo"])
def test_vertigo_alone_is_a_reason_of_several_kinds(wording: str) -> None:
    assert is_of_no_told_kind(wording)


@pytest.mark.parametrize("wording", ["No vertigo", "Dizziness", "Low back pain", "", "Vertigo ruled out"])
def test_what_is_denied_or_names_something_else_is_none(wording: str) -> None:
    assert not is_of_no_told_kind(wording)
