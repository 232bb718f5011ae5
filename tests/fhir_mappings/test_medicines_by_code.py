"""Medicines known by a code alone: one that no table knows may be any, so the list is not whole."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import RXNORM, Resource, chart, resource, said

WHOCC = "http://www.whocc.no/atc"


def medicine(*codings: tuple[str, str], kind: str = "MedicationRequest", status: str = "active", text: str = "") -> Resource:
    concept = {"coding": [{"system": system, "code": code} for system, code in codings], **({"text": text} if text else {})}
    return resource(kind, status=status, intent="order", medicationCodeableConcept=concept, authoredOn="2026-10-01")


@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement"])
@pytest.mark.parametrize("status", ["active", "unknown"])
@pytest.mark.parametrize("system", [RXNORM, WHOCC, "urn:oid:1.2.3", ""])
def test_a_code_of_no_known_meaning_leaves_the_list_unread(system: str, status: str, kind: str) -> None:
    unknown = (system, "9999991")
    read = chart(medicine(unknown, kind=kind, status=status))
    assert "medication" not in read.delivered
    assert read.skipped["unreadable"] == 1


@pytest.mark.parametrize(
    "one",
    [
        medicine((WHOCC, "C07AB02"), text="metoprolol 50 mg"),
        medicine((RXNORM, "11289")),
        medicine((WHOCC, "B01AA03"), (RXNORM, "11289")),
        medicine((RXNORM, "1191")),
        medicine((WHOCC, "L04AD02"), status="stopped"),
        medicine((WHOCC, "L04AD02"), status="entered-in-error"),
    ],
)
def test_one_that_is_known_named_or_no_longer_taken_does_not(one: Resource) -> None:
    assert "medication" in chart(one).delivered


def test_what_else_the_list_holds_is_still_read() -> None:
    read = chart(medicine((WHOCC, "L04AD02")), {**medicine((RXNORM, "11289")), "id": "other"})
    assert [each.name for each in read.findings] == ["anticoagulated"]


def test_a_code_says_what_its_name_says() -> None:
    assert said(medicine((RXNORM, "1876366"))) == said(medicine((RXNORM, "1876366"), text="ocrelizumab"))
