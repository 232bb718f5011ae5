"""The words in which texts date a treatment, from `tables/text/treatment_courses.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import packaged_yaml


@dataclass
class CourseWords:
    """The lists of the table; `roles` by what a day is: `since`, `ends`, `begins`."""

    to: frozenset[str]
    between: frozenset[str]
    to_now: re.Pattern[str]
    roles: Mapping[str, frozenset[str]]
    goes_on: frozenset[tuple[str, ...]]
    over: frozenset[str]
    before_days: frozenset[str]
    after_days: frozenset[str]
    spoils: frozenset[str]
    others: frozenset[str]
    neck: frozenset[str]
    past: frozenset[str]
    whose: frozenset[str]
    for_so_long: frozenset[str]
    leads: frozenset[str]
    up_to_now: frozenset[str] = field(init=False)
    """The last words of all that says that a treatment goes on."""

    def __post_init__(self) -> None:
        self.up_to_now = self.past | {phrase[-1] for phrase in self.goes_on}


@cache
def course_words() -> CourseWords:
    """The table, read once."""
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/treatment_courses.yaml")

    def words(name: str) -> frozenset[str]:
        return frozenset(" ".join(keys(str(word))) or str(word) for word in content[name])

    signs = sorted((re.escape(each) for each in content["to"]), key=lambda each: -len(each))
    now = "|".join(re.escape(each) for each in content["to now"])
    return CourseWords(
        to=frozenset(str(each) for each in content["to"]),
        between=words("between"),
        to_now=re.compile(rf"\s*(?:{'|'.join(signs)})\s*(?:the )?(?:{now})\b", re.IGNORECASE),
        roles={name: words(name) for name in ("since", "ends", "begins")},
        goes_on=frozenset(keys(str(each)) for each in content["goes on"]),
        over=words("is over"),
        before_days=words("between a treatment and its days"),
        after_days=words("between days and their treatment"),
        spoils=words("spoils"),
        others=words("other parts"),
        neck=words("of the neck"),
        past=words("up to now before"),
        whose=words("up to now whose"),
        for_so_long=words("up to now for"),
        leads=words("leads to days"),
    )
