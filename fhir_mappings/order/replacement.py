"""The order to send back: the draft as it came, with another study in it or with a rating on it.

A swap changes `code` (whole, but for the side that its words name), `bodySite`, the contrast part of `orderDetail` (added where
the code leaves the contrast open; an agent that the new study does not take goes, with its dose) and what was said of the old
code: its rating, a payer's word on it (coverage information), the narrative that was made from it (one with words of its own
stays). Everything else, unknown extensions included, is the very value that came. The new rating is put on by `with_rating`.
Results share those values with the draft, so neither is to be changed in place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from fhir_mappings.codes.systems import canonical_uri, normal_system, system_key
from fhir_mappings.order.agents import names_another_agent, orders_another_agent, without_other_agents
from fhir_mappings.order.attributes import OrderAttribute, body_site_code, contrast_code
from fhir_mappings.order.codes import OrderCode, preferred_code
from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.elements import attribute_of, body_site_regions, detail_phases, json_object, lenient_text, objects
from fhir_mappings.order.name import LONGEST_NAME, contrast_places, read_name
from fhir_mappings.order.rating import carries_rating, no_criteria, with_rating, without_rating
from fhir_mappings.order.side import has_two_sides, names_two_sides, side_of
from fhir_mappings.order.texts import is_read_whole
from fhir_mappings.remembered import remembered
from fhir_mappings.reports.words import narrative_words
from fhir_mappings.resource.elements import LONGEST_TEXT
from fhir_mappings.site.codes import NO_SITE_CODES, LocalOrder, SiteCodes
from imaging_rules.study import STATED, Phase, Study, catalogue

__all__ = [
    "NO_SITE_CODES",
    "SiteCodes",
    "additional_order",
    "carries_rating",
    "is_read_whole",
    "keeps_another_agent",
    "leaves_the_side_open",
    "names_the_study",
    "narrative_names_a_study",
    "no_criteria",
    "replacement",
    "with_rating",
    "without_rating",
]

_DETAIL_SYSTEM = "radlex"
"""The system whose codes for a contrast phase are written (RadLex RID28768, RID28769, RID28771)."""
_BOUND_TO_ITS_ID = ("identifier", "_id", "_identifier")
_BOUND_TO_ITS_STORY = ("replaces", "requisition", "relevantHistory", "specimen", "patientInstruction", "_patientInstruction")
"""What a further order beside the draft does not share: what that one replaces, its group, its provenance, what the patient was
told of it."""
_COVERAGE = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"
"""A payer's word on the ordered code, with its authorization number (Da Vinci CRD 2.2)."""
_ADDITIONAL = "additional"
_SENTENCES = re.compile(r"[\n.;]")
_BOUND_META = frozenset({"versionId", "lastUpdated", "_versionId", "_lastUpdated"})


def replacement(
    resource: Mapping[str, Any],
    study: Study,
    *,
    preferred_systems: Sequence[str] = ("cpt", "loinc"),
    site: SiteCodes = NO_SITE_CODES,
) -> dict[str, Any] | None:
    """The draft, ordering `study` instead.

    The code systems are those of the draft, in its order; where it has none with a code for the study, the first of
    `preferred_systems` (short names, or systems of the client's own) that has one. A preferred system of the client's own
    stands first wherever it has a code: that is what its EHR can order. Where all codes for a part of the body leave the
    contrast open, that code is written; and wherever a code written leaves it open, `orderDetail` says the contrast. None
    where no system has a code, or the contrast cannot be said, or the order keeps asking for an agent that the study does not
    take (`keeps_another_agent`), or may do so in words that are not read (`is_read_whole`), or has a narrative that cannot be
    kept (`narrative_names_a_study`), or a name of two sides (`leaves_the_side_open`): then the study can only be advised.
    """
    coding = _codings(resource, study, preferred_systems, site)
    if not coding or not is_read_whole(resource) or keeps_another_agent(resource, study) or narrative_names_a_study(resource):
        return None
    if leaves_the_side_open(resource, study):
        return None
    changed = _without_words_on_the_old_code(resource)
    changed["code"] = {"coding": coding, "text": _name_with_side(study, resource)}
    _change_body_site(changed, resource, study, site)
    _change_order_detail(changed, study)
    if any(_leaves_contrast_open(each, study, site) for each in coding):
        return _with_contrast_said(changed, study.phase)
    return changed


def leaves_the_side_open(resource: Mapping[str, Any], study: Study) -> bool:
    """Whether a study is of one of two sides, and the draft names one side here and the other there."""
    return has_two_sides(study) and names_two_sides(resource)


def _name_with_side(study: Study, draft: Mapping[str, Any]) -> str:
    """The name of a study, with the side that the draft names for a part of the body that has two."""
    side = side_of(draft) if has_two_sides(study) else ""
    return f"{study.name}, {side}" if side else study.name


def _without_words_on_the_old_code(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The draft without its rating, a payer's word on its code, and the narrative that was made from it."""
    changed = without_rating(resource)
    came = changed.get("extension")
    kept = [each for each in objects(came) if each.get("url") != _COVERAGE]
    if len(kept) < len(objects(came)):
        changed["extension"] = kept
        if not kept:
            del changed["extension"]
    if not _has_words_of_its_own(changed):
        changed.pop("text", None)
    return changed


def _has_words_of_its_own(resource: Mapping[str, Any]) -> bool:
    """Whether the narrative holds more than was made from the other elements (FHIR R4, Narrative.status)."""
    return json_object(resource.get("text")).get("status") == _ADDITIONAL


def narrative_names_a_study(resource: Mapping[str, Any]) -> bool:
    """Whether a narrative that holds words of its own names imaging or contrast, or is longer than is read: kept, it would
    contradict the new code; left out, its words would be lost."""
    words = _own_words(resource)
    return len(words) >= LONGEST_TEXT or any(map(_may_name_a_study, _SENTENCES.split(words)))


def _may_name_a_study(sentence: str) -> bool:
    read = read_name(sentence)
    return read.names_imaging or bool(read.phases) or len(sentence) > LONGEST_NAME


def _own_words(resource: Mapping[str, Any]) -> str:
    return narrative_words(resource) if _has_words_of_its_own(resource) else ""


def keeps_another_agent(resource: Mapping[str, Any], study: Study) -> bool:
    """Whether an order would still ask for a contrast agent that a study does not take: an order detail names one in words
    that are not understood, or a note or an instruction, which a swap leaves alone, orders one."""
    details = [_detail(each, study.phase) for each in objects(resource.get("orderDetail"))]
    texts = [text for each in details if isinstance(text := each.get("text"), str)]
    if not all(without_other_agents(text, study).told for text in texts):
        return True
    said = [
        *(each.get("text") for each in objects(resource.get("note"))),
        resource.get("patientInstruction"),
        _own_words(resource),
    ]
    return any(orders_another_agent(text, study) for text in said if isinstance(text, str))


def names_the_study(name: str, study: Study) -> bool:
    """Whether an order's own name says this study, in whatever words."""
    return _study_named(name) == study


@remembered
def _study_named(name: str) -> Study | None:
    return read_order({"resourceType": "ServiceRequest", "code": {"text": name}}).study


def additional_order(
    resource: Mapping[str, Any],
    study: Study,
    new_id: str,
    *,
    preferred_systems: Sequence[str] = ("cpt", "loinc"),
    site: SiteCodes = NO_SITE_CODES,
) -> dict[str, Any] | None:
    """A second order beside the draft, for another study: as `replacement`, under `new_id` and without what belongs to
    the draft's own id and story (identifiers, version, what it replaces). None where no system has a code for the study."""
    added = replacement(resource, study, preferred_systems=preferred_systems, site=site)
    if added is None:
        return None
    for element in (*_BOUND_TO_ITS_ID, *_BOUND_TO_ITS_STORY):
        added.pop(element, None)
    added["id"] = new_id
    if isinstance(added.get("meta"), Mapping):
        meta = {key: value for key, value in added["meta"].items() if key not in _BOUND_META}
        added["meta"] = meta
        if not meta:
            del added["meta"]
    return added


def _codings(
    resource: Mapping[str, Any], study: Study, preferred_systems: Sequence[str], site: SiteCodes
) -> list[dict[str, str]]:
    uris = {system_key(name) or "": "" for name in preferred_systems if site.has_system(name)}
    for entry in objects(json_object(resource.get("code")).get("coding")):
        system = _system_of(entry, site)
        if system is not None and not uris.get(system):
            uris[system] = _as_written(system, lenient_text(entry.get("system")))
    for wanted in _as_codes_say_it(study):
        found = [coding for system, uri in uris.items() if (coding := _code_for(wanted, system, uri, site))]
        if found:
            return found
        written = [coding for name in preferred_systems if (coding := _code_for(wanted, name, "", site))]
        if written:
            return written[:1]
    return []


def _as_codes_say_it(study: Study) -> tuple[Study, ...]:
    """The study, and where no system has a code for it the one that leaves its contrast open: the text beside it says that.

    Not for several parts of the body, which can be ordered one by one."""
    if study.phase not in STATED or len(study.regions) != 1:
        return (study,)
    return study, study.in_phase(Phase.UNSPECIFIED)


def _system_of(entry: Mapping[str, Any], site: SiteCodes) -> str | None:
    """The short name of a coding's system, or the key of one of the client's own; None for any other."""
    uri = entry.get("system")
    return normal_system(uri) or (system_key(uri) if site.has_system(uri) else None)


def _code_for(study: Study, system: str, uri: str, site: SiteCodes) -> dict[str, str] | None:
    """The coding of a study in a system, under the URI as the draft writes it, if it does."""
    row = preferred_code(study, system)
    if row is not None:
        return _coding(row, uri or canonical_uri(row.system))
    local = site.order_for(study, system)
    return _local_coding(local, uri, study) if local else None


def _as_written(system: str, uri: str) -> str:
    """The draft's own spelling of a system's URI, unless it is bound to a version the new code may not be in."""
    versioned = "|" in uri or "/version/" in uri
    return canonical_uri(system) if versioned and normal_system(system) else uri.partition("|")[0]


def _coding(row: OrderCode, uri: str) -> dict[str, str]:
    """A coding always has a display. That of CPT is the study's name, in our words; the others' is the official one."""
    display = row.study.name if row.system in ("cpt", "hcpcs") and row.study else row.display
    return {"system": uri, "code": row.code, "display": display}


def _local_coding(local: LocalOrder, uri: str, study: Study) -> dict[str, str]:
    """A coding of the client's own, without a system where its codes come without one."""
    named = {"code": local.code, "display": local.display or study.name}
    system = uri or local.system
    return {"system": system, **named} if system else named


def _change_body_site(changed: dict[str, Any], draft: Mapping[str, Any], study: Study, site: SiteCodes) -> None:
    """A body site of the old region would contradict the new study."""
    if "bodySite" not in draft:
        return
    named, ordered = body_site_regions(draft), read_order(draft, site).study
    same_region = ordered is not None and ordered.regions == study.regions
    if named == study.regions or (same_region and not named):
        return
    sites = _body_sites(draft, study.regions)
    if sites:
        changed["bodySite"] = sites
    else:
        del changed["bodySite"]


def _body_sites(draft: Mapping[str, Any], regions: tuple[str, ...]) -> list[dict[str, Any]]:
    """One body site for all regions, else one for each; empty where a region has no code."""
    entries = [entry for site in objects(draft.get("bodySite")) for entry in objects(site.get("coding"))]
    systems = [system for entry in entries if (system := normal_system(entry.get("system")))]
    for system in dict.fromkeys((*systems, "snomed", "radlex")):
        joined = body_site_code(regions, system)
        rows = [joined] if joined else [body_site_code((region,), system) for region in regions]
        found = [row for row in rows if row]
        if rows and len(found) == len(rows):
            return [_body_site(row) for row in found]
    return []


def _body_site(row: OrderAttribute) -> dict[str, Any]:
    coding = {"system": canonical_uri(row.system), "code": row.code, "display": row.display}
    return {"coding": [coding], "text": catalogue().region_name(row.regions)}


def _change_order_detail(changed: dict[str, Any], study: Study) -> None:
    """Order details that state another contrast phase than the new study, or an agent that it does not take, are put right
    or, if they can say nothing else, dropped."""
    details = changed.get("orderDetail")
    if not isinstance(details, list):
        return
    rewritten = [_without_agents(_detail(each, study.phase), study) for each in details]
    if rewritten == details:
        return
    changed["orderDetail"] = [each for each in rewritten if each != {}]
    if not changed["orderDetail"]:
        del changed["orderDetail"]


def _leaves_contrast_open(coding: Mapping[str, str], study: Study, site: SiteCodes) -> bool:
    """Whether a code alone does not tell the contrast of the study it is written for. Who carries the order out may read
    the code and not the words beside it."""
    if study.phase not in STATED:
        return False
    system, code = coding.get("system"), coding["code"]
    if site.order(system, code) is None:
        return _phases_of_code(system, code) != (study.phase,)
    return read_order(_order_of_code(system, code), site).possible_phases != (study.phase,)


@lru_cache(maxsize=1024)
def _phases_of_code(system: str | None, code: str) -> tuple[Phase, ...]:
    return read_order(_order_of_code(system, code)).possible_phases


def _order_of_code(system: str | None, code: str) -> dict[str, Any]:
    coding = {"code": code} if system is None else {"system": system, "code": code}
    return {"resourceType": "ServiceRequest", "code": {"coding": [coding]}}


def _with_contrast_said(changed: dict[str, Any], phase: Phase) -> dict[str, Any] | None:
    """The order with its contrast as an order detail, unless one says it; None where its details are of no shape that FHIR
    knows."""
    details = changed.get("orderDetail", [])
    if not isinstance(details, list):
        return None
    if any(frozenset({phase}) in detail_phases(each) for each in objects(details)):
        return changed
    row = contrast_code(phase, _DETAIL_SYSTEM)
    coded = [{"system": canonical_uri(_DETAIL_SYSTEM), "code": row.code, "display": row.display}] if row else []
    said = {**({"coding": coded} if coded else {}), "text": catalogue().phase_words(phase)}
    return {**changed, "orderDetail": [*details, said]}


def _detail(detail: Any, phase: Phase) -> Any:
    if not isinstance(detail, Mapping) or all(phases == {phase} for phases in detail_phases(detail)):
        return detail
    kept = dict(detail)
    if isinstance(kept.get("coding"), list):
        codings = [_detail_coding(each, phase) for each in kept["coding"]]
        kept["coding"] = [each for each in codings if each is not None]
        if not kept["coding"]:
            del kept["coding"]
    if isinstance(kept.get("text"), str):
        kept["text"] = _detail_text(kept["text"], phase)
        if not kept["text"]:
            del kept["text"]
            kept.pop("_text", None)
    return kept


def _without_agents(detail: Any, study: Study) -> Any:
    """An order detail without the agents that a study does not take; empty where it said nothing else."""
    if not isinstance(detail, Mapping):
        return detail
    kept = dict(detail)
    if isinstance(kept.get("coding"), list):
        kept["coding"] = [each for each in kept["coding"] if not _is_of_another_agent(each, study)]
        if not kept["coding"]:
            del kept["coding"]
    if isinstance(kept.get("text"), str):
        kept["text"] = without_other_agents(kept["text"], study).text
        if not kept["text"]:
            del kept["text"]
            kept.pop("_text", None)
    return kept if kept != detail else detail


def _is_of_another_agent(entry: Any, study: Study) -> bool:
    """Whether a coding names an agent, such as a medicine's; one that says a contrast phase does not."""
    if not isinstance(entry, Mapping) or attribute_of(entry):
        return False
    return names_another_agent(lenient_text(entry.get("display")), study)


def _detail_coding(entry: Any, phase: Phase) -> Any:
    """The coding, the one for the new phase, or None where it states a phase and the new one has no code."""
    if not isinstance(entry, Mapping):
        return entry
    attribute = attribute_of(entry)
    if attribute and attribute.phase and attribute.phase is not phase:
        row = contrast_code(phase, attribute.system)
        return {"system": entry["system"], "code": row.code, "display": row.display} if row else None
    said = read_name(entry.get("display")).phases
    return None if said and said != {phase} and not attribute else entry


def _detail_text(text: str, phase: Phase) -> str:
    """The text with its words on contrast replaced by the new phase, or taken out where that states none."""
    words, pieces, at = catalogue().phase_words(phase) if phase in STATED else "", [], 0
    for place in contrast_places(text):
        pieces += [text[at : place.start], words]
        words, at = "", place.end
    return " ".join("".join((*pieces, text[at:])).split()).strip(" ,;")
