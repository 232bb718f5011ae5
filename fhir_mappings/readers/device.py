"""Device: implants that matter before MRI, and the MR label of each.

An external aid is no implant. Type and name tell the kind; the label is read from safety, notes, properties and the UDI
text. A label is evidence of the same source as its implant, so that the label of one device is never read for another.
A patient's device of no known kind that bears the marks of an implant is one of unknown MRI safety. One that is in use no more
may still be there, in part or whole: its leads are history, and no label of its time clears them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fhir_mappings.chart.implants_gone import all_is_out, parts_left_behind
from fhir_mappings.codes.findings import no_finding_reason
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import mapping, members, notes, reference_of, status_of, text_of, texts, wording
from fhir_mappings.tables_csv import table
from fhir_mappings.text.phrases.implant_labels import active_implants, implants
from fhir_mappings.text.reader import read_text
from fhir_mappings.word_match import has_any_word, has_word, is_denied
from imaging_rules.facts import Finding, State

# Rows of the names table that name no implant, or one that is no concern before MRI.
_NO_CONCERN = frozenset({"external", "passive"})
_HARMLESS_REASONS = frozenset({"external-device", "no-mr-concern"})
_UNKNOWN_IMPLANT = "other_implant"
_IDENTIFIED_BY = ("udiCarrier", "serialNumber", "distinctIdentifier")
_METAL = frozenset({"retained_metal", "metal_in_eye", "magnetic_metal_in_eye"})
_LABEL = "device_mr_label"
_SAFE, _CONDITIONAL = "safe", "conditional"
# Words that leave it open whether the label after them is given.
_OPEN = re.compile(r"\b(not|no|never|unknown|unless|if|unclear|pending|confirm|verify|whether|question)\b|\?", re.IGNORECASE)


def read_device(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The implant that a Device is, and its MR label.

    A device of unknown kind counts as an implant of unknown kind where its label calls it unsafe or conditional, or it bears
    the marks of an implant; any other says nothing (counted).
    """
    status = status_of(resource.get("status"))
    if status == "entered-in-error":
        reading.skip(status)
        return
    if not reading.is_ours(resource):
        return
    if status == "inactive" or _explanted(resource):
        yield from _in_use_no_more(resource, reading)
        return
    label, said = _mr_label(resource)
    kinds = _kinds(resource, reading)
    if kinds & _NO_CONCERN:
        reading.skip("not-an-implant-of-concern")
        return
    if not kinds:
        kinds, read = _by_free_text(resource, reading)
        label, said = (label, said) if label or not read else read
    if label == _SAFE and kinds & active_implants():
        label = _CONDITIONAL
    if not kinds and (label in ("unsafe", "conditional") or _is_implantable(resource)):
        kinds = frozenset({_UNKNOWN_IMPLANT})
    if not kinds:
        _note_unknown(resource, reading)
        return
    for kind in sorted(kinds):
        yield from reading.named(kind, resource, _name(resource, reading), None)
    if label:
        yield from reading.named(_LABEL, resource, said, None, label)


def _in_use_no_more(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """As history: an implant of known kind that is called inactive, for nothing says that it was taken out; of one taken out
    a kind that leaves parts behind, unless all of it is named as out. Any other says nothing (counted)."""
    kinds = _kinds(resource, reading) or _by_free_text(resource, reading)[0]
    kept = kinds & (parts_left_behind() if _explanted(resource) else implants())
    if not kept or all_is_out(" ".join(_reasons(resource))):
        reading.skip("device-not-in-use")
        return
    for kind in sorted(kept):
        for finding in reading.named(kind, resource, _name(resource, reading), None):
            yield replace(finding, state=State.HISTORY)


def _by_free_text(resource: Mapping[str, Any], reading: Reading) -> tuple[frozenset[str], tuple[str, str] | None]:
    """The implants, and the label, that type and names say as free text, where no name of our table stands in them."""
    for wordings in (texts(resource.get("type")), _device_names(resource)):
        said = [each for words in wordings for each in read_text(words, reading.as_of).said if each.state is State.PRESENT]
        named = frozenset(each.finding for each in said) & (implants() | _METAL)
        if named:
            return named, next(((str(each.value), each.words) for each in said if each.finding == _LABEL), None)
    return frozenset(), None


def _kinds(resource: Mapping[str, Any], reading: Reading) -> frozenset[str]:
    """By the code of the type, else by its words, else by the device's name."""
    coded = reading.codings(resource.get("type"))
    rows = reading.rows(coded, "Device")
    by_code = frozenset(row.finding for row in rows if row.state == State.PRESENT and row.value is None)
    if by_code:
        return by_code
    if any(no_finding_reason(each.system, each.code) in _HARMLESS_REASONS for each in coded):
        return frozenset({"passive"})
    for wordings in (texts(resource.get("type")), _device_names(resource)):
        named = _named(" ".join(wordings))
        if named:
            return frozenset({named})
    return frozenset()


def _named(text: str) -> str | None:
    """The kind of the longest name in a text; an external device's name counts before any other, unless it is only part of
    another: `implantable insulin pump`."""
    if is_denied(text):
        return None
    found = [row for row in table("device_names") if has_word(row["name"], text)]
    implanted = [row["name"] for row in found if row["finding"] != "external"]
    external = [row for row in found if row["finding"] == "external" and not any(has_word(row["name"], it) for it in implanted)]
    best = max(external or found, key=lambda row: len(row["name"]), default=None)
    return best["finding"] if best else None


def _device_names(resource: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text_of(each.get("name")) for each in members(resource.get("deviceName")))


def _name(resource: Mapping[str, Any], reading: Reading) -> str:
    """What the device is called: in words where there are any, else as our tables call its code."""
    words = wording(resource.get("type")) or next((name for name in _device_names(resource) if name), "")
    return words or reading.called(resource.get("type"), "Device", "device")


def _mr_label(resource: Mapping[str, Any]) -> tuple[str, str]:
    """The label and the words it was read from. The most cautious label wins over others of the same device."""
    wordings = [*_label_texts(resource)]
    for row in table("mr_labels"):
        for words in wordings:
            if has_word(row["words"], words) and (row["label"] == "unsafe" or not _OPEN.search(words)):
                return row["label"], words
    return "", ""


def _label_texts(resource: Mapping[str, Any]) -> Iterator[str]:
    for safety in members(resource.get("safety")):
        yield from texts(safety)
    yield from notes(resource)
    for each in members(resource.get("property")):
        values = [text for value in members(each.get("valueCode")) for text in texts(value)]
        yield " ".join((*texts(each.get("type")), *values))
    for carrier in members(resource.get("udiCarrier")):
        yield text_of(carrier.get("carrierHRF"))
    yield from texts(resource.get("type"))
    yield from _device_names(resource)


def _is_implantable(resource: Mapping[str, Any]) -> bool:
    """Whether it bears a mark of an implant: a profile such as us-core-implantable-device, a unique identification or a serial
    number (what is worn or stands in a ward has them too, and is known by its name), a day of implanting, a maker of active
    implants. One that nobody bears is an apparatus."""
    profiles = mapping(resource.get("meta")).get("profile")
    claimed = (each for each in (profiles if isinstance(profiles, list) else []) if isinstance(each, str))
    if any("implantable-device" in each for each in claimed):
        return True
    if not reference_of(resource.get("patient")):
        return False
    identified = any(resource.get(each) for each in _IDENTIFIED_BY)
    implanted_on = any("implant" in text_of(each.get("url")).lower() for each in members(resource.get("extension")))
    return identified or implanted_on or _is_by_a_maker_of_implants(resource)


def _is_by_a_maker_of_implants(resource: Mapping[str, Any]) -> bool:
    made_by = (text_of(resource.get("manufacturer")), *texts(resource.get("type")), *_device_names(resource))
    makers = [row["maker"] for row in table("implant_makers")]
    return any(has_any_word(makers, words) for words in made_by)


def _explanted(resource: Mapping[str, Any]) -> bool:
    return any("explant" in reason.lower() or "removed" in reason.lower() for reason in _reasons(resource))


def _reasons(resource: Mapping[str, Any]) -> list[str]:
    return [text for reason in members(resource.get("statusReason")) for text in texts(reason)]


def _note_unknown(resource: Mapping[str, Any], reading: Reading) -> None:
    reading.skip("device-of-unknown-kind")
    reading.note_unmatched(reading.codings(mapping(resource.get("type")) or None), "Device")
