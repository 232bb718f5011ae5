"""A Procedure that treated a cancer long ago: radiotherapy of an armpit in 2009 is not under way, but it had a reason.

What it was given for is told where its words or its reason name a cancer; where they do not, a past cancer is suspected, so
that it is asked about and never taken for absent. Rays for what is no cancer (a keloid) say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.recency import still_holds
from fhir_mappings.resource.elements import Days, members, texts
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Evidence, Finding, State

_NOW, _ONCE, _CANCER = "cancer_treatment_current", "history_of_malignancy", "malignancy_active"


def past_cancer_treatment(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`history_of_malignancy` of a treatment on record that is given for cancers, where it is not one of these weeks."""
    code = resource.get("code")
    wordings = texts(code)
    said = [each for wording in wordings for each in read_text(wording, reading.as_of).said if each.finding in (_NOW, _ONCE)]
    coded = any(row.finding == _NOW for row in reading.rows(reading.codings(code), "Procedure"))
    given = [each for each in said if each.state in (State.PRESENT, State.SUSPECTED)]
    if not (coded or given) or (coded and said and not given):
        return
    if coded and _goes_on(days, reading):
        return
    told = next((each.quote for each in given), next(iter(wordings), "treatment of a cancer"))
    state = State.PRESENT if any((each.finding, each.state) == (_ONCE, State.PRESENT) for each in given) else State.SUSPECTED
    reasons = [text for each in members(resource.get("reasonCode")) for text in texts(each)]
    for reason in reasons:
        named = read_text(f"{told} for {reason}", reading.as_of).said
        if any(each.finding == _CANCER and each.state is State.PRESENT for each in named):
            state = State.PRESENT
        elif not any(each.finding in (_NOW, _ONCE) for each in named):
            return
    evidence = reading.evidence(resource, next(iter(wordings), told), days, "text")
    yield from reading.kept(Finding(_ONCE, state, evidence), days, "Procedure")


def _goes_on(days: Days | None, reading: Reading) -> bool:
    """Whether a treatment on that day counts as one of these weeks."""
    now = Finding(_NOW, State.PRESENT, Evidence("", "", None, "code"))
    return still_holds(now, days, reading.as_of, "Procedure") is not None
