"""A study of the sacroiliac joints ordered for a pain of the back asks about the kind of that pain: back pain of inflammatory
type that the record tells of is then the reason of the order as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from imaging_rules.facts import Finding, State
from imaging_rules.study import Study

_JOINTS = "sacroiliac joints"
_KIND = "inflammatory_back_pain"
_PAINS = frozenset({"low_back_pain", "thoracic_back_pain", "back_pain_unspecified"})


def asked_of_sacroiliac(findings: Iterable[Finding], ordered: Study | None) -> tuple[Finding, ...]:
    """The kind of pain as the order's own; empty where another study is ordered, or one for another reason, or where the record
    denies that kind as well."""
    if ordered is None or set(ordered.regions) != {_JOINTS}:
        return ()
    told = tuple(findings)
    kinds = [each for each in told if each.name == _KIND]
    pained = any(each.name in _PAINS and each.evidence.of_order and each.state is State.PRESENT for each in told)
    if not pained or not kinds or any(each.state is not State.PRESENT for each in kinds):
        return ()
    return (replace(kinds[0], evidence=replace(kinds[0].evidence, of_order=True)),)
