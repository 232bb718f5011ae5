"""The words in which texts tell that something got worse under treatment, from `tables/text/treatment_worse.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import packaged_yaml


@dataclass(frozen=True)
class WorseWords:
    """The lists of the table."""

    worse: frozenset[str]
    more: frozenset[str]
    unless: frozenset[str]
    symptoms: frozenset[str]
    pains: frozenset[str]
    subjects: frozenset[str]
    adverbs: frozenset[str]
    others: frozenset[str]
    denies: frozenset[str]
    calm: frozenset[str]
    calm_denied: frozenset[str]
    during: tuple[tuple[str, ...], ...]
    first_during: frozenset[str]
    between: frozenset[str]
    treatments: frozenset[str]
    not_so: frozenset[str]
    makes: frozenset[str]
    harms: frozenset[str]
    stopped: frozenset[str]
    because: frozenset[str]
    movements: frozenset[str]
    in_spite_of: frozenset[tuple[str, ...]]
    no_course: frozenset[str]
    of_something: frozenset[str]
    neck: frozenset[str]
    back: frozenset[str]
    who_stops: frozenset[str]
    plain: frozenset[str]
    """Just after a denied word of getting worse: what is denied is that anything got worse."""
    any_: frozenset[str]


@cache
def worse_words() -> WorseWords:
    """The table, read once."""
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/treatment_worse.yaml")

    def cut(name: str) -> frozenset[str]:
        return frozenset(" ".join(keys(str(each))) for each in content[name])

    during = tuple(sorted((keys(str(each)) for each in content["during"]), key=lambda each: -len(each)))
    symptoms, calm, worse, more = cut("symptoms"), cut("calm"), cut("worse"), cut("more")
    return WorseWords(
        worse=worse,
        more=more,
        unless=cut("unless"),
        symptoms=symptoms,
        pains=cut("pains"),
        subjects=cut("subjects"),
        adverbs=cut("adverbs"),
        others=cut("not this complaint"),
        denies=cut("denies"),
        calm=calm,
        calm_denied=cut("calm after a denial"),
        during=during,
        first_during=frozenset(each[0] for each in during),
        between=cut("between"),
        treatments=cut("treatments"),
        not_so=cut("not so"),
        makes=cut("makes"),
        harms=cut("harms"),
        stopped=cut("stopped"),
        because=cut("because"),
        movements=cut("movements"),
        in_spite_of=frozenset(keys(str(each)) for each in content["in spite of"]),
        no_course=cut("no course"),
        of_something=cut("of something"),
        neck=cut("of the neck"),
        back=cut("parts of the back"),
        who_stops=cut("who stops"),
        plain=cut("after no worsening") | {each[0] for each in during},
        any_=worse | more | calm | cut("calm after a denial"),
    )
