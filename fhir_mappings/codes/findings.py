"""Codes and the findings they stand for, both ways, from `tables/findings.csv`.

A row says: this code means this finding, in this `state` (present, history, refuted), with this `value` where the
finding has values; `{…}` is a member of a code set. Three columns narrow a row:

- `seventh`: the 7th characters of an ICD injury code it holds for (`-` is none): an injury seen later is not recent.
- `record_type`: the FHIR resource type it holds for, where the code means something else elsewhere.
- `use`: how a value is to be taken (`legacy` equation, `raised` when above its reference, `test`, `due-date`).

A SNOMED CT code also says what the concepts above it say (`snomed_parents`); per finding and value the nearest row counts.
An ICD-10-PCS code is read by its structure (`pcs_codes`).

`if-suspected` is a state of its own: the row holds only for a resource that is itself a suspicion, so that a provisional
fracture is a suspected one and a known fracture is not. Two states say no finding by themselves: `none` takes a longer ICD
code out of its category, `contradicts` casts doubt on the same finding in a second coding of the same concept.
`tables/no_finding.csv` lists codes that look like a finding and are none, with the reason. `tables/whole_codes.csv`
lists, of a finding with several codes, those that name all of it, `tables/part_codes.csv` an only code that does not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from fhir_mappings.codes.pcs_codes import SYSTEM as ICD_10_PCS
from fhir_mappings.codes.pcs_codes import PcsRow, pcs_rows, rows_of
from fhir_mappings.codes.snomed_parents import ancestors, child_display
from fhir_mappings.codes.systems import CANONICAL_URIS, normal_code, normal_system
from fhir_mappings.resource.elements import Coding
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Value

NO_FINDING = "none"
CONTRADICTS = "contradicts"
IF_SUSPECTED = "if-suspected"

_SEVENTH = 7


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One row: `system` is a short name (`icd-10-cm` …), `code` in our spelling, `prefix` if longer codes count.

    `read_by` is `ancestor` where the row is of a concept above the code that was asked for; `display` is then that code's.
    """

    finding: str
    system: str
    code: str
    prefix: bool
    seventh: frozenset[str]
    state: str
    value: Value | None
    record_type: str
    use: str
    display: str
    source: str
    read_by: str = "code"


_WITH_CATEGORIES = frozenset({"icd-10-cm", "ops"})
"""Systems whose codes say in their first characters what they have in common."""
_OF_PARTS = frozenset({ICD_10_PCS, "ops"})
"""Systems in which each code names one way of doing something."""


def findings_of(system: object, code: object, record_type: str = "") -> tuple[FindingCode, ...]:
    """What a code says, for one type of resource ("" for any): per finding and value the row with the longest code.

    `system` is a URI, an OID or a short name, `code` as it came; both may be any JSON value. Empty for an unknown code.
    """
    short = normal_system(system)
    plain = normal_code(short, code)
    return () if short is None or plain is None else _findings(short, plain, record_type)


def findings_of_coding(coding: Coding, record_type: str) -> tuple[FindingCode, ...]:
    """The same for a coding that is read already."""
    return () if coding.system is None or coding.code is None else _findings(coding.system, coding.code, record_type)


@lru_cache(maxsize=8192)
def _findings(system: str, code: str, record_type: str) -> tuple[FindingCode, ...]:
    rows = _rows_of(system, code)
    return _nearest([(distance, row) for distance, row in rows if not row.record_type or record_type in ("", row.record_type)])


def codes_of(finding: str) -> tuple[FindingCode, ...]:
    """Every row that speaks of a finding, in the order of the table."""
    return _by_finding().get(finding, ())


def names_the_whole(row: FindingCode) -> bool:
    """Whether denying what a row's code says denies its finding: no breast cancer is not no cancer.

    So it is for the one code that a finding has in a system, unless that is listed as naming a part, and for those listed
    as naming all of it. A code of a client's own is told to mean its finding, which does not say that it means all of it.
    """
    if row.read_by == "ancestor" or row.system not in CANONICAL_URIS or row.system in _OF_PARTS:
        return False
    if (row.finding, row.system, row.code) in _listed("part_codes"):
        return False
    others = {each.code for each in codes_of(row.finding) if each.system == row.system and each.state == "present"}
    return others <= {row.code} or (row.finding, row.system, row.code) in _listed("whole_codes")


@cache
def _listed(name: str) -> frozenset[tuple[str, str, str]]:
    return frozenset((row["finding"], row["system"], normal_code(row["system"], row["code"]) or "") for row in table(name))


def no_finding_reason(system: object, code: object) -> str | None:
    """Why a code that looks like a finding is none (`family-history`, `too-wide` …); None for any other code."""
    short = normal_system(system)
    plain = normal_code(short, code)
    return None if short is None or plain is None else _reason(short, plain)


def why_no_finding(coding: Coding) -> str | None:
    """The same for a coding that is read already."""
    return None if coding.system is None or coding.code is None else _reason(coding.system, coding.code)


@lru_cache(maxsize=8192)
def _reason(system: str, code: str) -> str | None:
    return next((_reasons()[key] for key in _keys(system, code) if key in _reasons()), None)


def _keys(system: str, code: str) -> list[tuple[str, str, bool]]:
    """What the table may hold for a code: itself, then in ICD and OPS every category above it, the longest first."""
    exact = [(system, code, False)]
    if system not in _WITH_CATEGORIES:
        return exact
    return exact + [(system, code[:length], True) for length in range(min(len(code), _SEVENTH), 2, -1)]


def _rows_of(system: str, code: str) -> list[tuple[int, FindingCode]]:
    """The rows that speak of a code, each with its distance: characters left out in ICD, steps up in SNOMED CT."""
    if system == ICD_10_PCS:
        return [(0, made) for row in rows_of(code) for made in _of_pattern(row)]
    seventh = code[_SEVENTH - 1] if system == "icd-10-cm" and len(code) >= _SEVENTH else "-"
    rows = [row for key in _keys(system, code) for row in _index().get(key, ())]
    own = [(len(code) - len(row.code), row) for row in rows if not row.seventh or seventh in row.seventh]
    return own + (_inherited(code) if system == "snomed" else [])


def _inherited(code: str) -> list[tuple[int, FindingCode]]:
    above = [(steps, row) for steps, parent in ancestors(code) for row in _index().get(("snomed", parent, False), ())]
    return [(steps, replace(row, display=child_display(code), read_by="ancestor")) for steps, row in above]


def _nearest(rows: list[tuple[int, FindingCode]]) -> tuple[FindingCode, ...]:
    nearest: dict[str, int] = {}
    for distance, row in rows:
        nearest[row.finding] = min(nearest.get(row.finding, distance), distance)
    kept = (row for distance, row in rows if distance == nearest[row.finding] and row.state != NO_FINDING)
    return tuple(dict.fromkeys(kept))


@cache
def _rows() -> tuple[FindingCode, ...]:
    return tuple(_row(row) for row in table("findings"))


def _row(row: dict[str, str]) -> FindingCode:
    return FindingCode(
        finding=row["finding"],
        system=row["system"],
        code=normal_code(row["system"], row["code"]) or "",
        prefix=row["match"] == "prefix",
        seventh=frozenset(row["seventh"].split()),
        state=row["state"],
        value=table_value(row["value"]),
        record_type=row["record_type"],
        use=row["use"],
        display=row["display"],
        source=row["source"],
    )


def _of_pattern(row: PcsRow) -> list[FindingCode]:
    """One row for each finding of an ICD-10-PCS pattern, which stands in the place of the code."""
    return [
        FindingCode(
            finding=finding,
            system=ICD_10_PCS,
            code=row.pattern,
            prefix=True,
            seventh=frozenset(),
            state="present",
            value=table_value(row.value),
            record_type="Procedure",
            use="",
            display=row.display,
            source=row.source,
        )
        for finding in row.findings
    ]


def table_value(text: str) -> Value | None:
    """A value cell: nothing, a code, or `{member}` of a code set; `{}` where none of its members holds."""
    if text.startswith("{"):
        return tuple(member for member in text.strip("{}").split(";") if member)
    return text or None


@cache
def _index() -> dict[tuple[str, str, bool], tuple[FindingCode, ...]]:
    index: dict[tuple[str, str, bool], list[FindingCode]] = defaultdict(list)
    for row in _rows():
        index[(row.system, row.code, row.prefix)].append(row)
    return {key: tuple(rows) for key, rows in index.items()}


@cache
def _by_finding() -> dict[str, tuple[FindingCode, ...]]:
    index: dict[str, list[FindingCode]] = defaultdict(list)
    for row in (*_rows(), *(made for pcs in pcs_rows() for made in _of_pattern(pcs))):
        index[row.finding].append(row)
    return {name: tuple(rows) for name, rows in index.items()}


@cache
def _reasons() -> dict[tuple[str, str, bool], str]:
    return {
        (row["system"], normal_code(row["system"], row["code"]) or "", row["match"] == "prefix"): row["reason"]
        for row in table("no_finding")
    }
