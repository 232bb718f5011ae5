"""The safety limits hold for orders of which no criteria speak."""

from __future__ import annotations

from datetime import date

import pytest

from imaging_rules import Library, Record
from imaging_rules.assessing import assess_order
from imaging_rules.facts import Evidence, Finding, State, Value
from imaging_rules.order_to_assess import OrderToAssess
from imaging_rules.study import Phase, Study

LIBRARY = Library.load()
MRI, CT = Study("mri", (), Phase.WITHOUT), Study("ct", (), Phase.WITHOUT)


def finding(name: str, value: Value | None = None) -> Finding:
    return Finding(name, State.PRESENT, Evidence("Device/one", name, date(2024, 1, 1), "code"), value)


UNSAFE = (finding("pacemaker"), finding("device_mr_label", "unsafe"))


@pytest.mark.parametrize(("elsewhere", "situation"), [(MRI, "ruled-out"), (CT, "silent"), (None, "silent")])
def test_an_implant_unsafe_for_mri_is_so_at_the_knee(elsewhere: Study | None, situation: str) -> None:
    order = OrderToAssess("ServiceRequest/knee", None, elsewhere=elsewhere)
    made = assess_order(LIBRARY, order, Record(date(2026, 11, 20), UNSAFE))
    assert (made.situation, made.rating, made.recommended) == (situation, None, ())
    assert bool(made.constraints) is (situation == "ruled-out")


def test_without_such_an_implant_nothing_is_said() -> None:
    made = assess_order(LIBRARY, OrderToAssess("ServiceRequest/knee", None, elsewhere=MRI), Record(date(2026, 11, 20)))
    assert (made.situation, made.study, made.constraints) == ("silent", None, ())
