"""Draft orders: a raw ServiceRequest read into the study it asks for.

A draft may say its study by codes of several systems, by its text, by its body site and by order details, and these
may disagree. Reading takes any JSON and never raises: what cannot be read is left open, what contradicts is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fhir_mappings.codes.systems import normal_code, normal_system
from fhir_mappings.codes.unmatched import ORDER, UnmatchedCode, as_code
from fhir_mappings.order.attributes import order_attribute
from fhir_mappings.order.codes import OrderCode, is_imaging_code, order_code
from fhir_mappings.order.elements import body_site_regions, detail_phases, json_object, lenient_text, objects
from fhir_mappings.order.elsewhere import study_elsewhere
from fhir_mappings.order.name import NameReading, read_name
from fhir_mappings.order.name_words import is_code_of_imaging
from fhir_mappings.order.reason_regions import coded_regions, worded_regions
from fhir_mappings.order.statement import (
    Settlement,
    Statement,
    joined_neighbours,
    joined_regions,
    of_attribute,
    of_code,
    of_name,
)
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from imaging_rules.study import Phase, Study

_ORDER_TYPES = frozenset({"ServiceRequest", "ProcedureRequest", "DiagnosticOrder"})
_NOT_ASKED_FOR = {
    "status": frozenset({"entered-in-error", "revoked", "completed"}),
    "intent": frozenset({"option"}),
}
_IMAGING_CATEGORIES = {("snomed", "363679005"), (None, "RAD"), (None, "IMAGING")}
MODIFIED = "it has a modifier extension that is not known here"
_LONGEST_NAME_SHOWN = 200
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class ImagingOrder:
    """One draft order. `study` is None where the order does not say one study the catalogue has.

    `possible_phases` are the contrast phases the order can mean, where its modality states one: SNOMED CT 'with
    contrast' for MR can mean with, or without and with, and its study's phase is then unspecified.
    `skip_reason` says why the order is not one to assess; `problems` what did not fit, without any patient data.
    """

    reference: str
    resource: Mapping[str, Any]
    study: Study | None = None
    is_imaging: bool = False
    priority: str | None = None
    name: str = ""
    problems: tuple[str, ...] = ()
    skip_reason: str | None = None
    possible_phases: tuple[Phase, ...] = ()
    serves_for_several: bool = False
    """A code or a name of the order serves for several parts of the body, and its reason may say which is meant."""
    elsewhere: Study | None = None
    """Of imaging of a part of the body that the catalogue lacks: its modality and phase, without a region."""
    unmatched: tuple[UnmatchedCode, ...] = ()
    """The codes that no table knows; of an order that nothing shows to be imaging, only those of systems without a name
    here, for a site's own code may well be."""

    @property
    def to_assess(self) -> bool:
        """Whether this is an imaging order that somebody asks for."""
        return self.is_imaging and self.skip_reason is None


@dataclass(frozen=True, slots=True)
class _Coding:
    """One entry of `code.coding` with what the tables know of it."""

    display: str
    row: OrderCode | None
    said: Statement | None
    imaging: bool
    """The code is one for imaging, whether or not it says a study."""
    system: str | None = None
    unmatched: tuple[UnmatchedCode, ...] = ()


def read_order(
    resource: object, site: SiteCodes = NO_SITE_CODES, about: frozenset[tuple[str, ...]] = frozenset()
) -> ImagingOrder:
    """The study a ServiceRequest asks for. Takes any JSON value; `site` are the codes of the client's own. `about` are the
    regions its reason points to, where the record tells more of that than the order itself."""
    order = resource if isinstance(resource, Mapping) else {}
    code = json_object(order.get("code"))
    given = [coding for each in objects(code.get("coding")) for coding in _codings(each, site)]
    text = lenient_text(code.get("text"))
    for_several = _may_mean_several(given, text)
    reason = about or coded_regions(order, site)
    if not reason and for_several:
        reason = worded_regions(order)
    codings = [_in_its_other_use(each, given, text, order, reason) for each in given]
    settled = Settlement()
    if not _outside_catalogue(codings, settled):
        _settle(settled, codings, text, order, reason)
    study = settled.study
    is_imaging = study is not None or _is_imaging(order, codings, text)
    return ImagingOrder(
        reference=_reference(order),
        resource=order,
        study=study,
        is_imaging=is_imaging,
        priority=lenient_text(order.get("priority")) or None,
        name=_name(given, text, study),
        problems=tuple(dict.fromkeys(settled.problems)),
        skip_reason=_skip_reason(order),
        possible_phases=settled.possible_phases if study else (),
        serves_for_several=for_several,
        elsewhere=study_elsewhere(_every_name(given, text), _every_code(order)) if is_imaging and study is None else None,
        unmatched=tuple(code for each in codings if is_imaging or each.system is None for code in each.unmatched),
    )


def _may_mean_several(codings: list[_Coding], text: str) -> bool:
    """Whether a code or a name of an order serves for several parts of the body."""
    if any(
        len({each.regions for each in coding.row.candidates}) > 1 or coding.row.ambiguous for coding in codings if coding.row
    ):
        return True
    return any(read_name(name).other_regions for name in (text, *(each.display for each in codings)))


def _in_its_other_use(
    coding: _Coding, beside: list[_Coding], text: str, order: Mapping[str, Any], reason: frozenset[tuple[str, ...]]
) -> _Coding:
    """A code of a part of the body that the catalogue lacks as the study it serves for as well, where a name, a body site or
    the reason of the order names that study's part: an MRI of the arm for a disease of the brachial plexus."""
    if coding.row is None or coding.row.study or not coding.row.ambiguous:
        return coding
    named = {read_name(each).regions for each in (text, *(one.display for one in beside))}
    uses = [each for each in coding.row.ambiguous if each.regions in named | {body_site_regions(order)} | reason]
    if len(uses) != 1:
        return coding
    row = replace(coding.row, study=uses[0], ambiguous=(), note="")
    return replace(coding, display="", row=row, said=of_code(row))


def _settle(
    settled: Settlement, codings: list[_Coding], text: str, order: Mapping[str, Any], reason: frozenset[tuple[str, ...]]
) -> None:
    names = [of_name(reading, source) for reading, source in _names(codings, text)]
    for said in joined_regions(_together([each for each in codings if each.said]), names):
        settled.add(said)
    for coding in codings:
        if coding.row and coding.said:
            _check_display(settled, coding)
    ambiguous = len(settled.modalities) > 1
    for name in names:
        settled.add(name)
    if ambiguous and any(reading.outside for reading, _ in _names(codings, text)):
        settled.contradict("the name is of imaging that the catalogue does not have")
    settled.add_body_site(body_site_regions(order))
    settled.add_reason(reason)
    for detail in objects(order.get("orderDetail")):
        for phases in detail_phases(detail):
            settled.add(Statement("orderDetail", phases=phases))


def _together(codings: list[_Coding]) -> list[Statement]:
    """What codes say, those of one system for neighbouring parts of the spine as one study."""
    said = [each.said for each in codings if each.said]
    return joined_neighbours(said) if len({each.system for each in codings}) == 1 else said


def _names(codings: list[_Coding], text: str) -> Iterator[tuple[NameReading, str]]:
    """What the displays of codings unknown to the tables say, then the text."""
    for coding in codings:
        if coding.row is None and coding.display:
            yield read_name(coding.display), "display"
    if text and not any(_repeats(text, coding) for coding in codings):
        yield read_name(text), "text"


def _check_display(settled: Settlement, coding: _Coding) -> None:
    """A display that says more than its code narrows it; one that says something else contradicts it."""
    assert coding.row
    if not coding.display or _same_words(coding.display, coding.row.display):
        return
    said = of_name(read_name(coding.display), "display")
    if coding.row.study and (said.regions == coding.row.study.regions or _only_repeats(coding.display, coding.row)):
        said = replace(said, regions=())
    if said.modalities and said.modalities.isdisjoint(settled.modalities) and said.modalities <= _uses(coding.row):
        return  # beside an injection code a CT 'with contrast' is the myelogram's, whatever its display says
    settled.add(said)


def _only_repeats(name: str, row: OrderCode) -> bool:
    """Whether a name tells its part of the body by no more than what the code's own display says the study is for: 'XR
    SCOLIOSIS' beside thoracic and lumbar views for scoliosis. By itself that would be another part."""
    purpose = set(_WORDS.findall(row.display.lower().partition(" for ")[2]))
    words = _WORDS.findall(name.lower())
    if purpose.isdisjoint(words) or not row.study:
        return False
    return not read_name(" ".join(word for word in words if word not in purpose)).regions


def _uses(row: OrderCode) -> frozenset[str]:
    """The modalities a code serves for."""
    return frozenset(each.modality for each in row.candidates)


def _repeats(text: str, coding: _Coding) -> bool:
    """Whether the text is only the display of a code, which then says no more than the code does."""
    if coding.row is None:
        return False
    return any(_same_words(text, known) for known in (coding.display, coding.row.display)) or _only_repeats(text, coding.row)


def _same_words(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return " ".join(name.lower().removesuffix("(procedure)").split())


def _outside_catalogue(codings: list[_Coding], settled: Settlement) -> bool:
    """Whether a code names imaging that the catalogue lacks; its text would be read as another study."""
    notes = [each.row.note for each in codings if each.row and each.row.study is None]
    settled.problems.extend(notes)
    return bool(notes)


def _codings(entry: Mapping[str, Any], site: SiteCodes) -> Iterator[_Coding]:
    """A coding, or in place of a code of the client's own those it stands for, all under the display that came."""
    display = lenient_text(entry.get("display"))
    local = site.order(entry.get("system"), entry.get("code"))
    if local is None:
        yield _coding(entry.get("system"), entry.get("code"), display)
        return
    yield from (_Coding(display, row, of_code(row), True) for row in local.rows)
    for other in local.others:
        yield _coding(other.system, other.code, "" if local.rows else display)


def _as_told(uri: object, raw: object, system: str | None, code: str) -> Iterator[UnmatchedCode]:
    """A code that says nothing, as it came where its system is not known."""
    return as_code(ORDER, system, code) if system else as_code(ORDER, lenient_text(uri), lenient_text(raw))


def _coding(uri: object, raw: object, display: str) -> _Coding:
    system = normal_system(uri)
    code = normal_code(system, raw)
    row = order_code(system, code)
    attribute = None if row else order_attribute(system, code)
    said = of_code(row) if row else of_attribute(attribute) if attribute else None
    by_number = is_imaging_code(system, code) if system else is_code_of_imaging(code)
    imaging = bool(row) or by_number or bool(attribute and attribute.kind == "modality")
    unknown = () if said or code is None else tuple(_as_told(uri, raw, system, code))
    return _Coding(display, row, said, imaging, system, unknown)


def _every_name(codings: Iterable[_Coding], text: str) -> list[str]:
    return [name for name in (text, *(each.display for each in codings)) if name]


def _every_code(order: Mapping[str, Any]) -> list[tuple[str | None, object]]:
    given = objects(json_object(order.get("code")).get("coding"))
    return [(normal_system(each.get("system")), each.get("code")) for each in given]


def _is_imaging(order: Mapping[str, Any], codings: list[_Coding], text: str) -> bool:
    if any(each.imaging for each in codings):
        return True
    if any(read_name(name).names_imaging for name in (text, *(each.display for each in codings))):
        return True
    return any(_is_imaging_category(each) for each in objects(order.get("category")))


def _is_imaging_category(category: Mapping[str, Any]) -> bool:
    return any(
        (system, normal_code(system, entry.get("code"))) in _IMAGING_CATEGORIES
        for entry in objects(category.get("coding"))
        for system in (normal_system(entry.get("system")),)
    ) or lenient_text(category.get("text")).lower() in ("imaging", "radiology")


def _skip_reason(order: Mapping[str, Any]) -> str | None:
    kind = lenient_text(order.get("resourceType"))
    if kind != "ServiceRequest":
        return f"{kind} is an order of an older FHIR version" if kind in _ORDER_TYPES else "not a ServiceRequest"
    if order.get("doNotPerform") is True:
        return "the order says not to perform it"
    if (meaning := modified(order)) is not Modified.NOT_AT_ALL:
        return "it is modified not to be done" if meaning is Modified.NOT_DONE else MODIFIED
    for element, values in _NOT_ASKED_FOR.items():
        if lenient_text(order.get(element)) in values:
            return f"{element} is {lenient_text(order.get(element))}"
    return None


def _name(codings: list[_Coding], text: str, study: Study | None) -> str:
    shown = text or next((each.display for each in codings if each.display), "") or (study.name if study else "")
    return " ".join(shown.split())[:_LONGEST_NAME_SHOWN]


def _reference(order: Mapping[str, Any]) -> str:
    kind, own_id = lenient_text(order.get("resourceType")), lenient_text(order.get("id"))
    return f"{kind}/{own_id}" if kind and own_id else ""
