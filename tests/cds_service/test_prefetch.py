"""What of the record counts as delivered: absent, null and failed are three different things."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cds_service.prefetch import RecordParts, RecordReader
from cds_service.prefetch_templates import PREFETCH, TYPE_OF_KEY


def read(prefetch: dict[str, Any], patient_id: str = "p1") -> RecordParts:
    return reader_of(prefetch, patient_id).parts()


def reader_of(prefetch: dict[str, Any], patient_id: str = "p1") -> RecordReader:
    reader = RecordReader(patient_id)
    for key, value in prefetch.items():
        reader.take(key, json.dumps(value).encode())
    return reader


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in resources], **more}


def condition(own_id: str = "c1") -> dict[str, Any]:
    return {"resourceType": "Condition", "id": own_id}


OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
HINT = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}


def test_an_absent_key_is_not_delivered_and_is_missing() -> None:
    reader = reader_of({})
    assert reader.parts().delivered == frozenset()
    assert reader.missing() == list(PREFETCH)


def test_answers_that_did_not_come_are_asked_for_only_along_with_other_parts() -> None:
    whole: dict[str, Any] = dict.fromkeys(PREFETCH)
    del whole["answers"]
    whole["patient"] = {"resourceType": "Patient", "id": "p1"}
    assert reader_of(whole).missing() == []
    del whole["devices"]
    assert reader_of(whole).missing() == ["devices", "answers"]


def test_further_pages_of_answers_are_not_read() -> None:
    more = {"link": [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]}
    answers = bundle({"resourceType": "QuestionnaireResponse", "id": "q1"}, **more)
    assert set(reader_of({"answers": answers, "conditions": bundle(condition(), **more)}).cut_short()) == {"conditions"}


def test_a_null_is_delivered_empty_and_not_asked_for_again() -> None:
    reader = reader_of({"conditions": None})
    assert reader.parts().delivered == {"Condition"}
    assert "conditions" not in reader.missing()


def test_an_operation_outcome_is_a_failure_and_not_an_empty_list() -> None:
    reader = reader_of({"conditions": OUTCOME})
    assert reader.parts().delivered == frozenset()
    assert "conditions" in reader.missing()


def test_an_outcome_entry_that_reports_trouble_makes_the_list_incomplete() -> None:
    parts = read({"conditions": bundle(condition(), OUTCOME)})
    assert parts.delivered == frozenset()
    assert [c["id"] for c in parts.resources["Condition"]] == ["c1"]


def test_an_outcome_entry_that_only_informs_is_harmless() -> None:
    assert read({"conditions": bundle(condition(), HINT)}).delivered == {"Condition"}


@pytest.mark.parametrize("kind", ["searchset", "collection", None, "banana"])
def test_a_bundle_of_any_type_or_none_is_read(kind: str | None) -> None:
    parts = read({"conditions": bundle(condition(), **({"type": kind} if kind else {}))})
    assert (parts.delivered, len(parts.resources["Condition"])) == ({"Condition"}, 1)


def test_an_empty_bundle_is_a_list_without_entries() -> None:
    assert read({"conditions": {"resourceType": "Bundle", "type": "searchset", "total": 0}}).delivered == {"Condition"}


def test_a_key_of_another_name_is_read_by_resource_type() -> None:
    parts = read({"problemList": bundle(condition()), "pt": {"resourceType": "Patient", "id": "p1"}})
    assert parts.delivered == {"Condition", "Patient"}


def test_an_empty_bundle_under_another_name_is_known_by_its_self_link() -> None:
    empty = {"resourceType": "Bundle", "link": [{"relation": "self", "url": "https://x/fhir/Device?patient=p1"}]}
    assert read({"foreign": empty}).delivered == {"Device"}
    assert read({"foreign": {"resourceType": "Bundle"}, "other": None}).delivered == frozenset()


def test_a_single_resource_of_a_list_is_used_but_is_not_the_whole_list() -> None:
    parts = read({"conditions": condition()})
    assert (parts.delivered, len(parts.resources["Condition"])) == (frozenset(), 1)


def test_a_single_resource_elsewhere_does_not_spoil_the_list() -> None:
    parts = read({"reason": condition("c9"), "conditions": bundle(condition())})
    assert (parts.delivered, len(parts.resources["Condition"])) == ({"Condition"}, 2)


def test_a_failed_key_of_ours_is_not_made_good_by_a_list_elsewhere() -> None:
    assert read({"conditions": OUTCOME, "encounterDiagnoses": bundle(condition())}).delivered == frozenset()


def test_a_list_with_a_next_page_is_only_part_of_it() -> None:
    address = "https://x/fhir?page=2"
    reader = reader_of({"conditions": bundle(condition(), link=[{"relation": "next", "url": address}])})
    assert reader.parts().delivered == frozenset()
    assert reader.cut_short() == {"conditions": address}
    reader.take("conditions", json.dumps(bundle(condition("c2"))).encode())
    assert reader.parts().delivered == {"Condition"}
    assert len(reader.parts().resources["Condition"]) == 2


def test_a_total_larger_than_what_was_sent_means_part_of_it() -> None:
    assert read({"conditions": bundle(condition(), total=2)}).delivered == frozenset()
    assert read({"conditions": bundle(condition(), total=1)}).delivered == {"Condition"}


def test_included_resources_are_used_but_do_not_deliver_their_type() -> None:
    searched = bundle(condition(), total=1)
    included = {"resource": {"resourceType": "Observation", "id": "o"}, "search": {"mode": "include"}}
    searched["entry"].append(included)
    parts = read({"conditions": searched})
    assert parts.delivered == {"Condition"}
    assert len(parts.resources["Observation"]) == 1


@pytest.mark.parametrize(
    "value", [5, "text", [], [condition()], {}, {"resourceType": 7}, {"resourceType": "Bundle", "entry": 3}]
)
def test_a_value_that_is_no_fhir_is_counted_and_its_part_is_not_delivered(value: Any) -> None:
    parts = read({"conditions": value})
    assert (parts.delivered, parts.unreadable) == (frozenset(), 1)


@pytest.mark.parametrize("entry", [None, 4, {}, {"resource": "x"}, {"resource": {"id": "1"}}, {"resource": bundle()}])
def test_an_entry_that_cannot_be_read_is_not_the_same_as_no_entry(entry: Any) -> None:
    value = bundle(condition())
    value["entry"].append(entry)
    parts = read({"conditions": value})
    assert (parts.delivered, parts.unreadable, len(parts.resources["Condition"])) == (frozenset(), 1, 1)


def test_a_list_of_something_else_under_our_key_says_nothing_about_ours() -> None:
    parts = read({"conditions": bundle({"resourceType": "Observation", "id": "o"})})
    assert "Condition" not in parts.delivered


def test_another_patients_patient_is_dropped() -> None:
    parts = read({"patient": {"resourceType": "Patient", "id": "someone-else"}})
    assert (parts.resources, parts.delivered, parts.dropped) == ({}, frozenset(), 1)


@pytest.mark.parametrize("key", PREFETCH)
def test_failing_one_key_withholds_exactly_its_own_type(key: str) -> None:
    whole: dict[str, Any] = {name: bundle() for name in PREFETCH}
    whole["patient"] = {"resourceType": "Patient", "id": "p1"}
    assert read(whole).delivered == set(TYPE_OF_KEY.values())
    assert read({**whole, key: OUTCOME}).delivered == set(TYPE_OF_KEY.values()) - {TYPE_OF_KEY[key]}


@pytest.mark.parametrize("template", PREFETCH.values())
def test_a_template_is_one_that_a_2_0_client_and_an_r4_server_accept(template: str) -> None:
    assert template.count("{{") == 1
    assert "{{context.patientId}}" in template
    names = [pair.split("=")[0] for pair in template.partition("?")[2].split("&") if pair]
    assert len(names) == len(set(names))
    assert not any(":" in name or "." in name for name in names)
