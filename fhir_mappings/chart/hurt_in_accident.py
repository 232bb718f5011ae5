"""A spine that was hurt in an accident on record.

The code of a crash or a fall does not say which part was hurt, so that it only suspects the spine, and so does an injury of it
that is not confirmed. A picture made after it that shows a fresh hurt of the spine, or a cord or root injury that is suspected
beside it, says that the spine was hurt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from fhir_mappings.reports.earlier_imaging import EarlierStudy
from imaging_rules.facts import Finding, State

_INJURY, _CORD = "spine_injury", "cord_or_root_injury"
_SHOWS_A_HURT = frozenset({"fracture", "dislocation", "ligament-injury"})
"""Results of a picture. A compression fracture may be an old one, or of thin bones."""
_TOLD = frozenset({State.PRESENT, State.SUSPECTED})


def hurt_in_accident(findings: Iterable[Finding], log: Sequence[EarlierStudy]) -> tuple[Finding, ...]:
    """The injury of the spine that an accident was; empty where nothing shows one, or where one is told or denied already."""
    told = [each for each in findings if each.name in (_INJURY, _CORD)]
    injuries = [each for each in told if each.name == _INJURY]
    if any(each.state is not State.SUSPECTED for each in injuries):
        return ()
    cords = {each.evidence.source for each in told if each.name == _CORD and each.state in _TOLD and not each.evidence.of_order}
    for each in injuries:
        day, source = each.evidence.date, each.evidence.source
        if each.evidence.kind != "code" or day is None or each.evidence.of_order:
            continue
        if cords - {source} or any(_shows_a_hurt(study, day) for study in log):
            return (replace(each, state=State.PRESENT),)
    return ()


def _shows_a_hurt(study: EarlierStudy, day: date) -> bool:
    """Whether a study of that day or later shows a fresh hurt of the spine."""
    after = study.days is not None and study.days.first >= day
    return after and any(each.name in _SHOWS_A_HURT and "spine" in each.region for each in study.results)
