"""An implant that is history may have left its leads: it is asked about before MRI, unless all of it is known to be out."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.implants_gone import all_is_out, implants_to_ask_about
from imaging_rules.facts import Evidence, Finding, State
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, condition, resource, said

REMOVED = [{"text": "explanted"}]


def device(text: str, status: str = "inactive", **more: Any) -> Resource:
    return resource("Device", status=status, type={"text": text}, **more)


def removal(text: str, day: str = "2020-05-01", status: str = "completed") -> Resource:
    return resource("Procedure", status=status, code={"text": text}, performedDateTime=day)


def asked_about(*record: Resource) -> list[str]:
    read = chart(*record)
    return [finding.evidence.text for finding in implants_to_ask_about(read.findings, read.taken_out)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Spinal cord stimulator", "neurostimulator"),
        ("Dual chamber pacemaker", "pacemaker"),
        ("Implantable defibrillator", "icd_defibrillator"),
        ("Cochlear implant, left", "cochlear_implant"),
        ("Intrathecal pump", "infusion_pump"),
        ("Loop recorder", "other_cardiac_device"),
        ("Aneurysm clip", "other_implant"),
        ("VP shunt", "csf_shunt"),
    ],
)
def test_an_inactive_implant_is_history_and_asked_about(words: str, kind: str) -> None:
    assert said(device(words)) == {(kind, "history")}
    assert asked_about(device(words)) == [f"{words} (over, by the record)"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Pacemaker", True),
        ("Spinal cord stimulator", True),
        ("Baclofen pump", True),
        ("Loop recorder", False),
        ("VP shunt", False),
    ],
)
def test_of_what_was_taken_out_only_leads_and_the_like_are_asked_about(words: str, asked: bool) -> None:
    assert bool(asked_about(device(words, statusReason=REMOVED))) is asked
    assert bool(asked_about(device(words, "active", statusReason=REMOVED))) is asked


@pytest.mark.parametrize("words", ["Knee joint prosthesis", "Coronary stent", "Pedicle screw", "Insulin pump", "Walking frame"])
def test_of_what_is_no_concern_or_worn_nothing_is_asked(words: str) -> None:
    assert asked_about(device(words)) == asked_about(device(words, statusReason=REMOVED)) == []


def test_a_device_in_error_says_nothing() -> None:
    assert said(device("Pacemaker", "entered-in-error")) == set()


def test_no_label_of_its_time_clears_what_is_left() -> None:
    labelled = device("Spinal cord stimulator", safety=[{"text": "MR Conditional"}])
    assert said(labelled) == {("neurostimulator", "history")}


def test_a_device_taken_out_as_a_whole_is_asked_about_no_more() -> None:
    assert asked_about(device("Pacemaker", statusReason=[{"text": "explanted, generator and leads"}])) == []


@pytest.mark.parametrize("code", ["Z95.0", "Z95.810", "Z96.82", "Z96.21"])
@pytest.mark.parametrize("clinical", ["inactive", "resolved", "remission"])
def test_the_presence_of_an_implant_that_is_closed_on_record_is_asked_about(code: str, clinical: str) -> None:
    assert len(asked_about(condition(ICD, code, clinical))) == 1


def test_the_presence_of_an_implant_that_ended_is_asked_about() -> None:
    assert len(asked_about(condition(ICD, "Z95.0", abatementDateTime="2019-04-01"))) == 1


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_an_implant_that_never_was_is_not_asked_about(status: str) -> None:
    assert asked_about(condition(ICD, "Z95.0", "inactive", verificationStatus={"coding": [{"code": status}]})) == []


@pytest.mark.parametrize("code", ["Z96.651", "Z95.5", "Z98.1"])
def test_closed_joints_stents_and_fusions_are_not_asked_about(code: str) -> None:
    assert asked_about(condition(ICD, code, "resolved")) == []


def test_an_operation_that_took_out_generator_and_leads_settles_it() -> None:
    whole = removal("Explantation of spinal cord stimulator generator and leads")
    assert asked_about(device("Spinal cord stimulator"), whole) == []
    assert asked_about(condition(ICD, "Z96.82", "resolved"), whole) == []


@pytest.mark.parametrize(
    "operation",
    [
        removal("Removal of spinal cord stimulator generator, leads left in situ"),
        removal("Explantation of spinal cord stimulator generator and leads", status="not-done"),
        removal("Explantation of pacemaker generator and leads"),
    ],
    ids=["part", "not done", "another"],
)
def test_an_operation_on_part_of_it_or_on_another_settles_nothing(operation: Resource) -> None:
    assert "Spinal cord stimulator (over, by the record)" in asked_about(device("Spinal cord stimulator"), operation)


def test_an_operation_settles_nothing_of_an_implant_that_came_later() -> None:
    operation = removal("Complete removal of pacemaker generator and leads", "2012-01-10")
    assert asked_about(condition(ICD, "Z95.0", "inactive", onsetDateTime="2015-03-01"), operation)
    assert not asked_about(condition(ICD, "Z95.0", "inactive", onsetDateTime="2005-03-01"), operation)


def test_a_generator_that_was_replaced_is_asked_about_as_the_one_that_is_there() -> None:
    assert asked_about(device("Pacemaker", id="old"), device("Pacemaker", "active", id="new")) == []
    assert asked_about(device("Pacemaker"), resource("Condition", code=concept(ICD, "Z95.0"))) == []
    assert asked_about(device("Pacemaker", id="old"), device("Spinal cord stimulator", "active", id="other"))


def test_each_kind_is_asked_about_once() -> None:
    twice = (device("Pacemaker", id="a"), device("Dual chamber pacemaker", id="b"), condition(ICD, "Z95.0", "inactive"))
    assert len(asked_about(*twice)) == 1


def test_words_of_the_order_that_name_all_of_it_as_out_settle_it() -> None:
    gone = Finding("neurostimulator", State.HISTORY, Evidence("Device/d1", "Spinal cord stimulator", kind="value"))

    def denied(words: str) -> Finding:
        return Finding("neurostimulator", State.REFUTED, Evidence("ServiceRequest/o1", words, kind="text", of_order=True))

    assert not list(implants_to_ask_about((gone, denied("SCS generator and leads removed")), ()))
    assert list(implants_to_ask_about((gone, denied("no SCS")), ()))


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("pacemaker generator and leads removed", True),
        ("ICD explanted with all leads", True),
        ("generator and leads removed, one lead capped", False),
        ("generator removed", False),
        ("", False),
    ],
)
def test_all_is_out_where_words_say_so_and_name_nothing_as_left(words: str, out: bool) -> None:
    assert all_is_out(words) is out
