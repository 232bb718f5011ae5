"""Where the words of a report stand: in its conclusion, in the report as issued, or in the narrative alone."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from fhir_records import resource, the

from fhir_mappings.report_words import report_words
from fhir_mappings.resources import Unreadable

WORDS = "Lytic destruction of the T8 body."


def attached(kind: str, words: str) -> dict[str, Any]:
    return {"presentedForm": [{"contentType": kind, "data": b64encode(words.encode()).decode()}]}


def narrative(div: str) -> dict[str, Any]:
    return {"text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>'}}


@pytest.mark.parametrize(
    "given",
    [
        {"conclusion": WORDS},
        attached("text/plain", WORDS),
        attached("text/plain; charset=utf-8", WORDS),
        attached("text/html", f"<p>{WORDS}</p>"),
        narrative(f"<p>{WORDS}</p>"),
        narrative(f"Lytic <b>destruction</b> of the{chr(10)}T8 body."),
        {**narrative("<p>old</p>"), **attached("application/pdf", "%PDF"), "conclusion": WORDS},
        {**narrative(WORDS), **attached("application/pdf", "%PDF")},
    ],
)
def test_the_words_are_found_wherever_they_stand(given: dict[str, Any]) -> None:
    assert " ".join(report_words(given).split()) == WORDS


def test_lines_of_a_narrative_stay_apart() -> None:
    rows = report_words(
        narrative("<table><tr><td>Indication</td><td>pain &amp; fever</td></tr></table>Normal.<br/>No fracture.")
    )
    assert rows.split("\n")[-2:] == ["Normal.", "No fracture."]
    assert "pain & fever" in rows


@pytest.mark.parametrize(
    "given",
    [
        {},
        attached("application/pdf", WORDS),
        {"presentedForm": [{"contentType": "text/plain", "data": "%%%"}]},
        {"presentedForm": [{"contentType": "text/plain", "url": "https://example.org/report"}]},
        {"presentedForm": [{"contentType": "text/plain", "data": b64encode(b"\xff\xfe").decode()}]},
        {"presentedForm": "x", "text": "x"},
        {"text": {"div": 3}},
        narrative("<img/>"),
    ],
)
def test_a_report_without_words_has_none(given: dict[str, Any]) -> None:
    assert report_words(given) == ""


def test_a_conclusion_that_is_no_text_is_told() -> None:
    with pytest.raises(Unreadable):
        report_words({"conclusion": 3})


def test_a_narrative_is_read_as_a_conclusion_is() -> None:
    film = resource(
        "DiagnosticReport", status="final", code={"text": "MRI lumbar spine"}, effectiveDateTime="2026-11-15",
        **narrative("<p>Findings consistent with discitis-osteomyelitis at L2-3.</p>"),
    )  # fmt: skip
    assert [each.state.value for each in the("spine_infection", film)] == ["suspected"]
