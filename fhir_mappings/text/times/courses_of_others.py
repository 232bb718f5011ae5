"""Of what 'chronic', 'acute', 'new' are said: of the complaint, or of something else that a text names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.said import Text
from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import packaged_yaml

_LONGEST_NOUN = 6
_LEADS = 3
_JOINS = frozenset({"and", "/", "&", "+", "or"})
_PAINS = frozenset({"pain", "ache", "discomfort"})


@dataclass(frozen=True)
class _Table:
    courses: frozenset[tuple[str, ...]]
    of_the_complaint: frozenset[str]
    other_places: frozenset[str]
    no_noun: frozenset[str]
    ends: frozenset[str]
    leads: frozenset[str]


def is_of_something_else(made: Text, place: int) -> bool:
    """Whether 'chronic', 'new' or the like is said of what stands just after it, and that is no complaint: a disease ('acute
    leukaemia', 'chronic renal impairment') or what is no finding here ('chronic cough', 'acute bronchitis').

    Args:
        made: the text. place: the phrase that says a course, among its phrases.
    """
    return _is_of_a_disease(made, place) or _is_of_an_unknown_noun(made, place)


def _is_of_a_disease(made: Text, place: int) -> bool:
    if place + 1 == len(made.hits) or made.hits[place + 1].first != made.hits[place].last + 1:
        return False
    after = made.hits[place + 1]
    return not context_words().no_course.isdisjoint(after.findings) and not kinds_of_time().lasts(after)


def _is_of_an_unknown_noun(made: Text, place: int) -> bool:
    hit, spelled, table = made.hits[place], made.words.keys, _table()
    if spelled[hit.first : hit.last + 1] not in table.courses or _ends_a_complaint(made, place):
        return False
    noun = _noun_after(made, place)
    if noun is None or table.no_noun.issuperset(noun):
        return False
    if _PAINS.isdisjoint(noun) or table.other_places.isdisjoint(noun):
        return table.of_the_complaint.isdisjoint(noun)
    return spelled[hit.last + 1 + len(noun)] not in _JOINS if hit.last + 1 + len(noun) < len(spelled) else True


def _noun_after(made: Text, place: int) -> tuple[str, ...] | None:
    """The words of what stands after a phrase, up to a sign or a word that ends it; None where a complaint is among them, or it
    begins with another finding."""
    spelled, table, first = made.words.keys, _table(), made.hits[place].last + 1
    findings = {each.first: each for each in made.hits[place + 1 : place + 1 + _LONGEST_NOUN] if each.findings}
    at = first
    while at < len(spelled) and at - first < _LONGEST_NOUN:
        found = findings.get(at)
        if found is not None and (at == first or kinds_of_time().lasts(found)):
            return None
        if found is not None or spelled[at] in table.ends or not spelled[at][0].isalpha():
            break
        at += 1
    return spelled[first:at]


def _ends_a_complaint(made: Text, place: int) -> bool:
    """Whether a complaint stands just before: 'low back pain chronic', 'back pain is chronic'."""
    if not place or not kinds_of_time().lasts(made.hits[place - 1]):
        return False
    between = made.words.keys[made.hits[place - 1].last + 1 : made.hits[place].first]
    return len(between) <= _LEADS and _table().leads.issuperset(between)


@cache
def _table() -> _Table:
    content = packaged_yaml("fhir_mappings", "tables/text/courses_of_others.yaml")
    return _Table(
        frozenset(keys(words) for words in content["said before a noun"]),
        *(
            frozenset(" ".join(keys(word)) for word in content[name])
            for name in ("of the complaint", "another place", "no noun", "ends", "leads to it")
        ),
    )
