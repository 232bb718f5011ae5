"""What was not delivered is not absent: an assumption goes with the part of the record that it rests on."""

from __future__ import annotations

import copy
import json
from functools import lru_cache
from typing import Any

import pytest
from click.testing import CliRunner
from ehr import DAY, Ehr, Json, saved, saved_names

from cds_service.command_line import main
from cds_service.prefetch_templates import OPTIONAL, TYPE_OF_KEY
from fhir_mappings.chart.whole_chart import PART_OF
from imaging_rules import Library

VOCABULARY = Library.load().vocabulary
ABSENT = object()
FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}
STATES = {"absent": ABSENT, "failed": FAILED, "null": None}
ASSUMED_FROM = {"patient", "conditions", "observations", "procedures", "medications", "reports"}
"""The keys that some assumption over the saved requests rests on."""
KEYS = [key for key, kind in TYPE_OF_KEY.items() if kind in PART_OF and key not in OPTIONAL]


def with_part(name: str, key: str, value: Any) -> Json:
    """A saved request with another value, or none, under one prefetch key."""
    body = copy.deepcopy(saved(name))
    if value is ABSENT:
        del body["prefetch"][key]
    else:
        body["prefetch"][key] = value
    return body


@lru_cache(maxsize=1)
def assessments() -> dict[tuple[str, str, str], list[Json]]:
    """The orders of `imaging-cds evaluate --assessment` by saved request, prefetch key and what became of it."""
    asked = {(name, key, state): with_part(name, key, value)
             for name in saved_names() for key in KEYS for state, value in STATES.items()}  # fmt: skip
    asked |= {(name, "", "whole"): saved(name) for name in saved_names()}
    lines = "".join(json.dumps(body) + "\n" for body in asked.values())
    options = ["evaluate", "--assessment", "--as-of", DAY.isoformat(), "--jsonl", "-"]
    printed = CliRunner().invoke(main, options, input=lines).stdout.splitlines()
    return {which: json.loads(line)["orders"] for which, line in zip(asked, printed, strict=True)}


def assumed(name: str, key: str = "", state: str = "whole") -> set[str]:
    orders = assessments()[name, key, state]
    return {feature for order in orders for scenario in order["scenarios"] for feature in scenario["assumed"]}


def rest_on(key: str) -> str:
    """The record part that a prefetch key delivers."""
    return PART_OF[TYPE_OF_KEY[key]]


@pytest.mark.parametrize("state", ["absent", "failed"])
@pytest.mark.parametrize("key", KEYS)
def test_a_part_that_did_not_arrive_takes_its_assumptions_with_it(key: str, state: str) -> None:
    resting = {name: {f for f in assumed(name) if rest_on(key) in VOCABULARY.affirming_parts(f)} for name in saved_names()}
    for name in saved_names():
        left = assumed(name, key, state)
        assert not any(rest_on(key) in VOCABULARY.affirming_parts(feature) for feature in left), name
        assert not resting[name] & left, name
    assert any(resting.values()) is (key in ASSUMED_FROM)


@pytest.mark.parametrize("key", KEYS)
def test_null_is_known_to_be_empty(key: str) -> None:
    for name in saved_names():
        if saved(name)["prefetch"][key] == EMPTY:
            assert assessments()[name, key, "null"] == assessments()[name, "", "whole"], name


def test_absent_is_not_known_to_be_empty() -> None:
    assert assumed("low-back-pain-new-ct-lumbar", "procedures", "null") == assumed("low-back-pain-new-ct-lumbar")
    assert assumed("low-back-pain-new-ct-lumbar", "procedures", "absent") < assumed("low-back-pain-new-ct-lumbar")


@pytest.mark.parametrize("state", ["absent", "failed"])
def test_the_card_no_longer_says_that_it_takes_an_earlier_operation_as_absent(ehr: Ehr, state: str) -> None:
    words = "earlier lumbar spine surgery"
    name = "low-back-pain-new-ct-lumbar"
    whole = taken_as_absent(ehr.ask(saved(name)))
    less = taken_as_absent(ehr.ask(with_part(name, "procedures", STATES[state])))
    assert words in whole
    assert words not in less
    assert words in taken_as_absent(ehr.ask(with_part(name, "procedures", None)))


def taken_as_absent(answer: Json) -> str:
    lines = [line for card in answer["cards"] for line in card["detail"].splitlines()]
    return next((line for line in lines if line.startswith("**Taken as absent")), "")
