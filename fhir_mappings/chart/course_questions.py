"""Which Observations of a record may tell how something goes or when it began: by their code or by their name."""

from __future__ import annotations

import re
from functools import cache

from fhir_mappings.codes.systems import normal_code
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import Unreadable, codings, texts
from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import normal_text

COURSE, SYMPTOMS, ONSET = "course", "symptoms", "onset"
"""What is asked: how the complaint goes, how the symptoms go, when it began."""
_NAMED = re.compile(r"(?:\w+ )?(?:course|progression|progress|trend|evolution|change) (?:of|in) (?:the )?(.+)", re.IGNORECASE)
_LONGEST_LABEL = 120


def may_tell_a_course(concept: object) -> bool:
    """Whether an Observation's code asks for a course or an onset, of whatever complaint. Never raises."""
    try:
        codes = {(each.system, each.code) for each in codings(concept)}
        return not codes.isdisjoint(_kinds_of_codes()) or any(map(_is_a_name_of_one, texts(concept)))
    except Unreadable:
        return False


def asks(concept: object, kind: str) -> bool:
    """Whether an Observation's code asks for the course, or for the onset, by code or by name."""
    by_code = any(kind in _kinds_of_codes().get((each.system, each.code), ()) for each in codings(concept))
    kinds = {kind, SYMPTOMS} if kind == COURSE else {kind}
    return by_code or any(not kinds.isdisjoint(_kinds_of_names().get(normal_text(words), ())) for words in texts(concept))


def complaint_named(label: str) -> str:
    """`Course of the ataxia` as 'ataxia'; "" for any other label."""
    found = _NAMED.fullmatch(label[:_LONGEST_LABEL])
    return found[1] if found else ""


@remembered
def _is_a_name_of_one(label: str) -> bool:
    return normal_text(label) in _kinds_of_names() or bool(complaint_named(label))


@cache
def _kinds_of_codes() -> dict[tuple[str | None, str | None], set[str]]:
    found: dict[tuple[str | None, str | None], set[str]] = {}
    for row in table("course_questions"):
        found.setdefault((row["system"], normal_code(row["system"], row["code"])), set()).add(row["kind"])
    return found


@cache
def _kinds_of_names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in table("course_names"):
        found.setdefault(normal_text(row["name"]), set()).add(row["kind"])
    return found
