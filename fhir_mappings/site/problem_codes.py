"""A problem code of a client's own, made from the rows of its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.codes.findings import FindingCode, findings_of, no_finding_reason
from fhir_mappings.resource.elements import Coding
from fhir_mappings.site.codes import LocalProblem
from fhir_mappings.site.rows import SiteRow
from fhir_mappings.site.targets import FINDING, RowProblem, standard_code, target_system
from fhir_mappings.vocabulary import vocabulary_findings
from fhir_mappings.whole_texts import library_phrases, read_whole_text
from imaging_rules.facts import State, Value
from imaging_rules.values import ValueProblem, typed_value

_SYSTEMS = ("icd-10-cm", "snomed", "loinc", "rxnorm", "cpt", "hcpcs")
_BY_NAME = frozenset({"boolean", "code", "code set"})
"""The kinds of findings that a code can state; a number or a day stands in the record itself."""
_WITH_VALUE = frozenset({State.PRESENT, State.HISTORY})


def local_problem(rows: Sequence[SiteRow], remarks: list[str]) -> LocalProblem:
    """The problem code that these rows, all of one code, describe. What is worth knowing of it goes to `remarks`.

    Raises RowProblem: unknown finding, state or value, invalid standard code.
    """
    first = rows[0]
    display = next((row.display for row in rows if row.display), "")
    standard: list[Coding] = []
    findings: list[FindingCode] = []
    for row in rows:
        system = target_system(row)
        if system == FINDING:
            findings.append(_finding(row, display))
        elif row.state or row.value:
            raise RowProblem(f"{row.place}: state and value are for findings")
        else:
            standard.append(standard_code(row, system, _SYSTEMS))
            remarks += _unknown(row, standard[-1])
    made = LocalProblem(first.system, first.code, display, tuple(standard), tuple(findings), first.place)
    remarks += _strange_display(made)
    return made


def _finding(row: SiteRow, display: str) -> FindingCode:
    entry = vocabulary_findings().get(row.target)
    if entry is None:
        raise RowProblem(f"{row.place}: unknown finding: {row.target}")
    if entry["kind"] not in _BY_NAME:
        raise RowProblem(f"{row.place}: {row.target} is a {entry['kind']}, which no code states; map to a LOINC code instead")
    state = row.state or State.PRESENT.value
    if state not in list(State):
        raise RowProblem(f"{row.place}: unknown state: {state}; {', '.join(State)} are known")
    value = _value(row, entry, State(state))
    name = display or row.target.replace("_", " ")
    return FindingCode(row.target, row.system, row.code, False, frozenset(), state, value, "", "", name, row.place)


def _value(row: SiteRow, entry: Mapping[str, Any], state: State) -> Value | None:
    needed = entry["kind"] != "boolean" and state is not State.REFUTED
    if not row.value and not needed:
        return None
    allowed = list(entry.get("values") or ())
    if not row.value:
        raise RowProblem(f"{row.place}: {row.target} needs a value: {', '.join(allowed)}")
    if entry["kind"] == "boolean":
        raise RowProblem(f"{row.place}: {row.target} has no values")
    if state not in _WITH_VALUE:
        raise RowProblem(f"{row.place}: a value goes with present or history only")
    given = [part.strip() for part in row.value.split(";")] if entry["kind"] == "code set" else row.value
    try:
        return typed_value(entry["kind"], allowed, given)
    except ValueProblem as problem:
        raise RowProblem(f"{row.place}: {row.target}: {problem}") from None


def _unknown(row: SiteRow, coding: Coding) -> Iterator[str]:
    if not findings_of(coding.system, coding.code) and no_finding_reason(coding.system, coding.code) is None:
        yield f"{row.place}: {coding.system} {coding.code} is in no table of findings: {row.code} says nothing"


def _strange_display(made: LocalProblem) -> Iterator[str]:
    """A display that is the very name of a finding the code is not mapped to may be a row gone astray."""
    named = {name for name, _ in read_whole_text(made.display, library_phrases())} if made.display else set()
    meant = {row.finding for each in made.standard for row in findings_of(each.system, each.code)}
    meant |= {row.finding for row in made.findings}
    if named and not named & meant:
        yield f"{made.source}: {made.display} names {', '.join(sorted(named))}, which {made.code} is not mapped to"
