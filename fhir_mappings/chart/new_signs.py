"""Neurologic signs on record that are new by their own words or days: 'Hoffmann sign: positive, new', a retention since the
8th. Which signs, and the words, as in a text (`text/times/new_signs`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from fhir_mappings.chart.complaint_conditions import is_current, names_said, onset_in, shown
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.resource.elements import name_of
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.times.new_signs import calls_anything_new, needs_no_examination, new_of
from imaging_rules.facts import Evidence, Finding, State

_ROWS = ("Observation/", "QuestionnaireResponse/")


def new_in_rows(found: Iterable[Finding], as_of: date) -> Iterator[Finding]:
    """What rows of an examination, and answers, call new or compare with an earlier examination."""
    for each in found:
        new = new_of(each.name) if each.state is State.PRESENT and each.evidence.source.startswith(_ROWS) else None
        if new is None or not calls_anything_new(each.evidence.text):
            continue
        words = each.evidence.text.replace(":", " ")
        if any(said.finding == new and said.state is State.PRESENT for said in read_text(words, as_of).said):
            yield replace(each, name=new, value=None)


def new_by_onset(chart: Chart) -> Iterator[Finding]:
    """Problems that began lately and need no examination, such as a retention; a code of weakness tells neither that it is new
    nor that anybody examined it."""
    for condition in chart.conditions:
        signs = {new for name in names_said(condition, chart) if (new := new_of(name)) and needs_no_examination(new)}
        onset = onset_in(condition, chart) if signs else None
        days = onset.before(chart.as_of) if onset else None
        if onset is None or days is None or onset.weak or days >= text_limits().new_sign:
            continue
        reading = chart.reading(of_order=False)
        if is_current(condition, reading):
            words = f"{reading.called(condition.get('code'), 'Condition', 'the sign')}: began {shown(onset)}"
            for sign in sorted(signs):
                yield Finding(sign, State.PRESENT, Evidence(name_of(condition), words, onset.days.first, "value", dated=""))
