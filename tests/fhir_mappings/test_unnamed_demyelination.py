"""The code of a demyelinating disease beside one that is only suspected."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.chart.unnamed_demyelination import as_doubtful_as_its_name
from imaging_rules.facts import Evidence, Finding, State

TODAY = date(2026, 11, 20)
MS, UNNAMED = "multiple_sclerosis", "demyelinating_other"


def finding(name: str, state: State, kind: str, *, of_order: bool = True, day: date | None = None) -> Finding:
    source = "ServiceRequest/1.reasonCode" if of_order else "Condition/1"
    return Finding(name, state, Evidence(source, name, day, kind, of_order))


ASKED = finding(MS, State.SUSPECTED, "text")


@pytest.mark.parametrize(
    ("coded", "state"),
    [
        (finding(UNNAMED, State.PRESENT, "code"), State.SUSPECTED),
        (finding(UNNAMED, State.PRESENT, "code", of_order=False, day=date(2026, 11, 2)), State.SUSPECTED),
        (finding(UNNAMED, State.PRESENT, "code", of_order=False, day=date(2019, 11, 2)), State.PRESENT),
        (finding(MS, State.PRESENT, "code"), State.SUSPECTED),
        (finding(MS, State.PRESENT, "code", of_order=False), State.PRESENT),
    ],
)
def test_what_the_order_only_asks_about_is_not_established(coded: Finding, state: State) -> None:
    assert as_doubtful_as_its_name([ASKED, coded], TODAY)[1].state is state


def test_a_relapse_tells_of_an_established_disease() -> None:
    relapse, coded = finding("relapse", State.PRESENT, "text"), finding(UNNAMED, State.PRESENT, "code")
    assert as_doubtful_as_its_name([ASKED, relapse, coded], TODAY)[2].state is State.PRESENT
