"""The NEXUS rule for an injured neck recorded item by item: where one Observation denies all five, none is there.

Four denied items say nothing: whatever was not looked at may be there. Neither do five where any part that asks for one of
them says anything else, or where the whole is not by its name this rule or has a value that is no plain no. From
`tables/neck_rule_items.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fhir_mappings.forms.topics import topic_of
from fhir_mappings.readers.observation_value import written
from fhir_mappings.readers.reading import Reading
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import Days, texts
from fhir_mappings.rows.neck_rule_items import all_items, items_asked, without_name_of_the_rule
from fhir_mappings.rows.test_answers import yes_or_no
from imaging_rules.facts import Finding

_ITEMS = "nexus_items"
_WORD = re.compile(r"[a-z]+")
_OF_THE_NECK = frozenset({"nexus", "cervical", "spine", "neck"})
_OF_THE_RULE = _OF_THE_NECK | frozenset(
    {"c", "low", "risk", "criteria", "criterion", "rule", "rules", "score", "tool", "of", "the"}
)
_OF_THE_RULE |= frozenset({"items", "checklist", "clearance", "assessment", "exam", "examination", "evaluation", "for"})
_TURNED = " turned"
"""A yes denies it: `Fully alert: yes`."""


def no_item_of_the_neck_rule(
    resource: Mapping[str, Any],
    parts: Iterable[Mapping[str, Any]],
    found: Iterable[Finding],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """That none of the items is there, where the parts of an Observation deny each of them. `found` is what the parts say;
    nothing where that is an item that is there."""
    asking = [part for part in parts if _asked(part)]
    if any(each.name == _ITEMS for each in found) or not _is_the_rule(resource) or not all(_denies(part) for part in asking):
        return
    denied = {item for part in asking for item, _ in _asked(part)}
    if denied == all_items():
        yield from reading.named(_ITEMS, resource, "all five items of the rule for the neck denied", days, ())


def no_item_of_a_form(
    parts: Iterable[Mapping[str, Any]], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """As `no_item_of_the_neck_rule`, where the questions of one form ask for all five items and each is denied."""
    asking = [part for part in parts if _asked(part)]
    denied = {item for part in asking for item, _ in _asked(part)}
    if denied == all_items() and all(_denies(part) for part in asking):
        yield from reading.named(_ITEMS, resource, "all five items of the rule for the neck denied", days, ())


def note_item_of_a_row(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> None:
    """Keep what an Observation by itself says of an item: the five may stand in five rows of one day."""
    if days is not None and days.exact:
        for item, _ in _asked(resource):
            reading.neck_items.append((days, item, _denies(resource), resource))


def no_item_of_separate_rows(reading: Reading) -> Iterator[Finding]:
    """That none of the items is there, where rows of one day deny each of them, and none of that day says anything else."""
    for day in dict.fromkeys(days for days, *_ in reading.neck_items):
        rows = [(item, denied, resource) for days, item, denied, resource in reading.neck_items if days == day]
        if {item for item, _, _ in rows} == all_items() and all(denied for _, denied, _ in rows):
            words = "all five items of the rule for the neck denied, each in a row of its own"
            yield from reading.named(_ITEMS, rows[0][2], words, day, ())


def _is_the_rule(resource: Mapping[str, Any]) -> bool:
    """Whether an Observation is by its whole name such a rule, and neither left out nor affirmed as a whole."""
    names = [set(_WORD.findall(name.lower())) for name in texts(resource.get("code"))]
    if not names or not all(each and each <= _OF_THE_RULE and each & _OF_THE_NECK for each in names):
        return False
    return resource.get("dataAbsentReason") is None and all(yes_or_no(each) is False for each in written(resource))


def _asked(part: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """The items that a part asks for, each with the verdict that denies it."""
    return [row for name in texts(part.get("code")) for row in _asked_by(name)]


@remembered
def _asked_by(name: str) -> tuple[tuple[str, bool], ...]:
    asked = without_name_of_the_rule(name)
    return (*items_asked(asked), *_by_topic(asked))


def _by_topic(name: str) -> tuple[tuple[str, bool], ...]:
    """The item that a question in plain words asks for."""
    topic = topic_of(name)
    if topic is None or not topic.item:
        return ()
    return ((topic.item.removesuffix(_TURNED), topic.item.endswith(_TURNED)),)


def _denies(part: Mapping[str, Any]) -> bool:
    """Whether the value of a part is nothing but the verdict that denies all that it asks for."""
    verdicts = {yes_or_no(each) for each in written(part)}
    return part.get("dataAbsentReason") is None and all(verdicts == {denied_by} for _, denied_by in _asked(part))
