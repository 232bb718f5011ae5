"""What a result says that is not final yet: a blood culture grows for days before its laboratory signs it.

What affirms something may not be taken for absent, and is no fact either: it is mentioned, so that it is asked. What bounds
the safety of a study (`tables/interim_results.csv`: a low filtration rate, a pregnancy) counts. An interim denial, and an
interim number that is in order, say nothing: they could clear what the last final result forbids.

Source: FHIR R4 observation-status: `preliminary` is an initial or interim observation, `registered` has no result as yet,
`unknown` has one of a status that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from fhir_mappings.quantities import is_quantity
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.statuses import INTERIM
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Finding, State

Reader = Callable[[Mapping[str, Any], Reading], Iterator[Finding]]

_AFFIRMS = frozenset({State.PRESENT, State.SUSPECTED})
_NOTE = " (preliminary)"


def is_interim(resource: Mapping[str, Any], status: str) -> bool:
    """Whether an Observation of this status has a result though it is not final."""
    return status in INTERIM and ("component" in resource or any(element.startswith("value") for element in resource))


def read_interim(resource: Mapping[str, Any], reading: Reading, read: Reader) -> Iterator[Finding]:
    """The findings of an interim result that count; what else it affirms is mentioned. `read` reads it as though it were
    final, into books of its own."""
    apart = reading.apart()
    for finding in read(resource, apart):
        if _bounds_safety(finding):
            evidence = replace(finding.evidence, text=finding.evidence.text + _NOTE)
            yield replace(finding, evidence=evidence)
        elif finding.state in _AFFIRMS and not is_quantity(finding.name):
            reading.mention(frozenset({finding.name}), resource, finding.evidence.text + _NOTE)
    reading.note_mentions(apart.mentioned)
    reading.unclear |= apart.unclear


def _bounds_safety(finding: Finding) -> bool:
    limits = _limits().get(finding.name)
    if limits is None or finding.state is not State.PRESENT:
        return False
    under, over = limits
    if under is over is None:
        return True
    if not isinstance(finding.value, int | float):
        return False
    return (under is not None and finding.value < under) or (over is not None and finding.value > over)


@cache
def _limits() -> Mapping[str, tuple[float | None, float | None]]:
    return {
        row["finding"]: (float(row["under"]) if row["under"] else None, float(row["over"]) if row["over"] else None)
        for row in table("interim_results")
    }
