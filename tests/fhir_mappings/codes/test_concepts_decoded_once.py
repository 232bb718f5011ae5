"""A CodeableConcept is decoded once in a request, and nothing of it is kept afterwards."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest

from fhir_mappings.resource.elements import Coding, Unreadable, codings, each_concept_decoded_once, texts


def _concept() -> dict[str, Any]:
    return {"coding": [{"system": "http://snomed.info/sct", "code": "81680005", "display": "Neck pain"}], "text": "Sore neck"}


def test_the_same_object_is_decoded_once_in_a_request() -> None:
    concept = _concept()
    with each_concept_decoded_once():
        assert codings(concept) is codings(concept)
        assert texts(concept) is texts(concept)
    assert codings(concept) is not codings(concept)


def test_what_is_decoded_once_says_the_same() -> None:
    concept = _concept()
    plain = codings(concept), texts(concept)
    with each_concept_decoded_once():
        assert (codings(concept), texts(concept)) == plain
        assert (codings(concept), texts(concept)) == plain
    assert plain[1] == ("Sore neck", "Neck pain")


def test_equal_concepts_of_two_resources_stay_two() -> None:
    one, other = _concept(), _concept()
    with each_concept_decoded_once():
        first = codings(one)
        other["coding"][0]["code"] = "161891005"
        assert [each.code for each in codings(other)] == ["161891005"]
        assert codings(one) is first


def test_objects_made_and_dropped_meanwhile_are_not_taken_for_each_other() -> None:
    with each_concept_decoded_once():
        read = [codings({"coding": [{"system": "http://loinc.org", "code": str(number)}]})[0].code for number in range(1000)]
    assert read == [str(number) for number in range(1000)]


def test_the_next_request_reads_anew() -> None:
    concept = _concept()
    with each_concept_decoded_once():
        codings(concept)
    concept["coding"][0]["code"] = "161891005"
    with each_concept_decoded_once():
        assert [each.code for each in codings(concept)] == ["161891005"]


def test_what_is_unreadable_is_so_each_time() -> None:
    with each_concept_decoded_once():
        for _ in range(2):
            with pytest.raises(Unreadable):
                codings({"coding": [{"code": 72141}]})


def test_requests_at_the_same_time_share_nothing() -> None:
    concept, seen = _concept(), list[tuple[Coding, ...]]()
    with each_concept_decoded_once():
        ours = codings(concept)
        other = Thread(target=lambda: seen.append(codings(concept)))
        other.start()
        other.join()
    assert seen == [ours]
    assert seen[0] is not ours
