"""An order code of a client's own, made from the rows of its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fhir_mappings.order.attributes import order_attribute
from fhir_mappings.order.codes import OrderCode, is_imaging_code, order_code
from fhir_mappings.order.name import read_name
from fhir_mappings.order.statement import Settlement, Statement, of_attribute, of_code, of_name
from fhir_mappings.resource.elements import Coding
from fhir_mappings.site.codes import LocalOrder
from fhir_mappings.site.rows import SiteRow
from fhir_mappings.site.targets import STUDY, RowProblem, standard_code, target_system
from imaging_rules.study import Study, UnknownStudy, catalogue, study

_SYSTEMS = ("cpt", "hcpcs", "loinc", "snomed", "radlex")


def local_order(rows: Sequence[SiteRow], remarks: list[str]) -> LocalOrder:
    """The order code that these rows, all of one code, describe. What is worth knowing of it goes to `remarks`.

    Raises RowProblem: unknown study, invalid standard code, targets or a display that name different imaging.
    """
    first = rows[0]
    display = next((row.display for row in rows if row.display), "")
    note = "; ".join(row.note for row in rows if row.note)
    known: list[OrderCode] = []
    others: list[Coding] = []
    for row in rows:
        coding = _coding(row)
        meant = order_code(coding.system, coding.code) if coding else _of_study(row)
        if meant is not None:
            known.append(replace(meant, display=display))
        elif coding is not None:
            others.append(coding)
            remarks += _unknown(row, coding)
    meaning = _settled(first, known, others)
    _check_display(first, display, meaning, remarks)
    writable = not note and not others and all(row.study and not row.note for row in known)
    return LocalOrder(
        first.system, first.code, display, tuple(known), tuple(others), meaning.study if writable else None, first.place
    )


def _coding(row: SiteRow) -> Coding | None:
    """The standard code of a row; None where it names a study."""
    if row.state or row.value:
        raise RowProblem(f"{row.place}: state and value are for findings")
    system = target_system(row)
    return None if system == STUDY else standard_code(row, system, _SYSTEMS)


def _of_study(row: SiteRow) -> OrderCode:
    """An order code of the client's own for the study that a row names."""
    return OrderCode(row.system, row.code, row.display, _named_study(row), (), row.note, row.place)


def _named_study(row: SiteRow) -> Study:
    try:
        named = study(row.target)
    except UnknownStudy as unknown:
        raise RowProblem(f"{row.place}: {unknown}") from None
    known = catalogue()
    if any(known.regions[region].placeholder for region in named.regions):
        raise RowProblem(f"{row.place}: {row.target} names no region of the body")
    if not named.regions and known.modalities[named.modality].family != "nuclear":
        raise RowProblem(f"{row.place}: {row.target} names no region of the body")
    return named


def _unknown(row: SiteRow, coding: Coding) -> Iterator[str]:
    if order_attribute(coding.system, coding.code) is None:
        said = "imaging of no known study" if is_imaging_code(coding.system, coding.code) else "nothing"
        yield f"{row.place}: {coding.system} {coding.code} is in no table of order codes: {row.code} says {said}"


def _settled(first: SiteRow, known: Sequence[OrderCode], others: Sequence[Coding]) -> Settlement:
    attributes = [found for each in others if (found := order_attribute(each.system, each.code))]
    said: list[Statement] = [*(of_code(row) for row in known if row.study), *(of_attribute(each) for each in attributes)]
    settled = Settlement()
    for each in said:
        settled.add(each)
    if settled.contradictory or settled.phase_contradictory:
        raise RowProblem(f"{first.place}: the codes that {first.code} is mapped to contradict each other")
    return settled


def _check_display(first: SiteRow, display: str, meaning: Settlement, remarks: list[str]) -> None:
    """A display that names other imaging than the code is mapped to is a row gone astray; another contrast phase may be
    a loose name, and the table's own word stands."""
    if not display or not meaning.modalities:
        return
    together = replace(meaning, problems=[])
    together.add(of_name(read_name(display), "display"))
    if together.contradictory:
        raise RowProblem(f"{first.place}: {display} names other imaging than {first.code} is mapped to")
    if together.phase_contradictory:
        remarks.append(f"{first.place}: {display} names another contrast phase than {first.code} is mapped to")
    elif len(together.possible_phases) < len(meaning.possible_phases):
        remarks.append(f"{first.place}: {display} names a contrast phase, what {first.code} is mapped to leaves it open")
