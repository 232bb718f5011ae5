"""Where the words of a report stand: in its conclusion, in the report as issued, or in the narrative alone."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Unreadable
from tests.fhir_mappings.fhir_records import resource, the

WORDS = "Lytic destruction of the T8 body."


def attached(kind: str, words: str, *, charset: str = "utf-8") -> dict[str, Any]:
    return {"presentedForm": [{"contentType": kind, "data": b64encode(words.encode(charset)).decode()}]}


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


@pytest.mark.parametrize("parted", ["\n", "\r\n", " "])
def test_base64_may_be_broken_into_lines(parted: str) -> None:
    (form,) = attached("text/plain", WORDS)["presentedForm"]
    in_lines = parted.join(form["data"][at : at + 16] for at in range(0, len(form["data"]), 16))
    assert report_words({"presentedForm": [{**form, "data": in_lines}]}) == WORDS


@pytest.mark.parametrize(
    ("kind", "charset"),
    [
        ("text/plain; charset=iso-8859-1", "latin-1"),
        ('text/plain;charset="ISO-8859-1"', "latin-1"),
        ("text/html; charset=windows-1252", "cp1252"),
        ("text/plain; charset=utf-16", "utf-16"),
        ("text/plain; charset=UTF-8", "utf-8-sig"),
        ("text/plain", "utf-8"),
    ],
)
def test_the_character_set_that_is_named_is_the_one_that_is_read(kind: str, charset: str) -> None:
    told = "Fracture of T8, 30° of kyphosis."
    assert report_words(attached(kind, told, charset=charset)) == told


def test_a_character_set_that_is_unknown_or_another_is_not_guessed_at() -> None:
    assert report_words(attached("text/plain; charset=klingon", WORDS)) == ""
    assert report_words(attached("text/plain; charset=hex", WORDS)) == ""
    assert report_words(attached("text/plain", "30° of kyphosis", charset="latin-1")) == ""


@pytest.mark.parametrize(
    ("marked_up", "words"),
    [
        ("<b>Impression</b><span>No discitis.</span>", "Impression: No discitis."),
        ("<p><strong>Impression</strong>No discitis.</p>", "Impression: No discitis."),
        ("<b>Impression:</b>No discitis.", "Impression: No discitis."),
        ("<b><u>Impression</u></b>: No discitis.", "Impression: No discitis."),
        ("<dl><dt>Impression</dt><dd>No discitis.</dd></dl>", "Impression: No discitis."),
        ("<h3>Impression</h3><p>No discitis.</p>", "Impression: No discitis."),
        ("<span>Normal</span><span>alignment</span>", "Normal alignment"),
        ("<span>Normal.</span><span>No discitis.</span>", "Normal. No discitis."),
        ("<b>No</b> discitis, L4<b>-5</b>.", "No discitis, L4-5."),
        ("in <b>comparison</b> with May", "in comparison with May"),
        ("No evidence of<br/>", "No evidence of"),
        ("No evidence of\n      discitis.", "No evidence of discitis."),
        ("<style>p { color: red }</style>Normal<!-- discitis -->.<script>discitis</script>", "Normal ."),
        ("Normal.<!-- discitis", "Normal."),
    ],
)
def test_words_of_html_never_run_together(marked_up: str, words: str) -> None:
    for given in (narrative(marked_up), attached("text/html", marked_up)):
        assert " ".join(report_words(given).split()) == words.strip()


@pytest.mark.parametrize("tag", ["dt", "dd", "section", "pre", "caption", "article", "header", "footer", "p", "td", "h2"])
def test_what_stands_on_lines_of_its_own_is_a_line(tag: str) -> None:
    told = report_words(narrative(f"<{tag}>Normal</{tag}><{tag}>Discitis</{tag}>"))
    assert [line for line in told.split("\n") if line] == ["Normal", "Discitis"]


def test_lines_as_typed_stay_lines() -> None:
    assert report_words(narrative("<pre>Normal\nNo fracture</pre>")) == "Normal\nNo fracture"


@pytest.mark.parametrize(
    "conclusion",
    [
        "See report", "See narrative", "see full report.", "As above", "See attached", "Refer to report",
        "Please see the report below.",
        "Please refer to the attached PDF",
    ],
)  # fmt: skip
def test_a_conclusion_that_only_refers_on_is_looked_for_where_it_points(conclusion: str) -> None:
    assert report_words({"conclusion": conclusion, **attached("text/plain", WORDS)}) == WORDS
    assert report_words({"conclusion": conclusion, **narrative(WORDS)}) == WORDS
    assert report_words({"conclusion": conclusion}) == conclusion


@pytest.mark.parametrize("conclusion", ["See report: normal.", "Fracture of T8, see report.", "Report", "The above is new."])
def test_a_conclusion_that_says_more_is_the_conclusion(conclusion: str) -> None:
    assert report_words({"conclusion": conclusion, **attached("text/plain", WORDS)}) == conclusion


def test_what_a_heading_of_html_denies_is_no_infection() -> None:
    for div in (
        "<b>Impression</b><span>No evidence of discitis at T8.</span>",
        "<dl><dt>Impression</dt><dd>No evidence of discitis at T8.</dd></dl>",
        "<p>There is no evidence of\n   discitis at T8.</p>",
        "<h3>Indication</h3><p>Suspected discitis at T8.</p><h3>Impression</h3><p>Normal.</p>",
    ):
        film = resource(
            "DiagnosticReport", status="final", code={"text": "MRI thoracic spine"}, effectiveDateTime="2026-11-15",
            **narrative(div),
        )  # fmt: skip
        assert not [each for each in the("spine_infection", film) if each.state.value != "refuted"]


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
