"""The question for any treatment at all, answered no: `Have you had any treatment for this episode?` means that nothing was
tried.

Only a question that narrows itself in no way is one: every word of it stands in `tables/any_treatment.csv`. One that names a
kind of treatment, another part of the body or another disease asks for less, and its no says nothing of the rest. A bracket
may list kinds where medicines and something else are among them, and so may a question that joins the two with 'or'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from fhir_mappings.forms.answer_limits import answer_limit
from fhir_mappings.readers.observation_value import written
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment import CARE, EVERY_KIND, Treatment
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import Days, name_of
from fhir_mappings.tables_csv import column, table
from imaging_rules.facts import Finding, State

_LONGEST_QUESTION = 200
_HOLDS = "answer_holds"
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"[a-z]+")
_TREATMENT, _ALL, _DENIES, _BOTH = "treatment", "all", "denies", "any treatment"
_NEGATES, _WITHIN, _REMARK = "negates", "within a denial", "remark of a denial"
_OF_ANSWERS = frozenset({_DENIES, _NEGATES, _WITHIN, _REMARK})
_PIECES = re.compile(r"[,;.:]| [-–—] ")
_LEADING = frozenset({"no", "none", "nil", "nothing"})
_KINDS = frozenset({"medicine", "other kind"})
_PARTS = frozenset({"back", "neck"})
_COMPLAINTS = {"back": frozenset({"neck_pain"}), "neck": frozenset({"low_back_pain", "thoracic_back_pain"})}


def note_no_treatment(
    question: str,
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
    told: Literal["value", "text"] = "value",
) -> None:
    """Note in `reading.not_done` that there was no treatment, where `question` asks for any and the value of `part` is
    nothing but a no of these weeks. `told` is the kind of evidence."""
    parts = _asked_of(question) if _asks_for_all(question) else None
    if parts is None or days is None or part.get("dataAbsentReason") is not None:
        return
    holds = not reading.in_the_future(days) and (reading.as_of - days.first).days <= answer_limit(_HOLDS)
    if not (holds and _denied(part)) or _ails_elsewhere(parts, reading):
        return
    words = f"{question}: {written(part)[0]}"
    reading.not_done.append(Treatment((EVERY_KIND,), name_of(resource), words, days.first, days.first, told=told))


def denies_one_treatment(finding: Finding, question: str, part: Mapping[str, Any]) -> bool:
    """Whether a finding denies all care where the question names one treatment and the value is a no: the others are open."""
    return finding.name == CARE and finding.state is State.REFUTED and _denied(part) and _asked_of(question) is None


@remembered
def _asks_for_all(question: str) -> bool:
    outside = _outside(question)
    return not {_ALL, _BOTH}.isdisjoint(_roles_of(outside)) or _joins_both_kinds(outside)


@remembered
def _asked_of(question: str) -> frozenset[str] | None:
    """The parts of the spine that a question for treatment as a whole names; None for any other question."""
    if len(question) > _LONGEST_QUESTION:
        return None
    outside = _outside(question)
    roles = set(_roles_of(outside))
    if _joins_both_kinds(outside):
        roles = roles - _KINDS | {_TREATMENT}
    if roles.isdisjoint({_TREATMENT, _BOTH}) or roles & {"", *_KINDS, "example"}:
        return None
    for listed in _IN_BRACKETS.findall(question.lower()):
        named = set(_roles_of(listed))
        if "" in named or not (named >= _KINDS or named <= {_ALL, "passed over"}):
            return None
    return frozenset(roles & _PARTS)


def _joins_both_kinds(words: str) -> bool:
    """Whether a question asks for medicines or for something else: 'have you taken anything or had any therapy?'"""
    return "or" in words.split() and "and" not in words.split() and _KINDS.issubset(_roles_of(words))


def _outside(question: str) -> str:
    """A question without what it lists in brackets."""
    return _IN_BRACKETS.sub(" ", question[:_LONGEST_QUESTION].lower())


def _roles_of(words: str) -> Iterator[str]:
    """The role of each phrase, the longest first; "" for a word of none."""
    tokens = _WORD.findall(words)
    at = 0
    while at < len(tokens):
        size = next((size for size in (3, 2, 1) if " ".join(tokens[at : at + size]) in _words()), 0)
        yield _words()[" ".join(tokens[at : at + size])] if size else ""
        at += size or 1


def _denied(part: Mapping[str, Any]) -> bool:
    """Whether the value is a no and nothing else; `no?` is none."""
    if any("?" in each for each in written(part)):
        return False
    said = written(part)
    return bool(said) and all(_is_a_denial(each) for each in said)


@remembered
def _is_a_denial(answer: str) -> bool:
    """Whether every piece between commas denies, or adds nothing to a piece that does: 'No, came straight here', 'has not
    started any treatment'."""
    if len(answer) > _LONGEST_QUESTION:
        return False
    low = answer.lower().replace("'", "").replace("’", "").replace(" at all", "")
    pieces = [words for each in _PIECES.split(low) if (words := " ".join(_WORD.findall(each)))]
    denying = [each for each in pieces if each in _denials() or _negates(each.split())]
    rest = [each for each in pieces if each not in denying]
    return bool(denying) and not any(sign.isdigit() for sign in answer) and _remarks().issuperset(rest)


def _negates(words: list[str]) -> bool:
    """Whether one word negates and the others name nothing but treatment as a whole."""
    negating = [word for word in words if word in _negations()]
    led = len(negating) == 2 and negating[0] == words[0] in _LEADING
    return (len(negating) == 1 or led) and _filling().issuperset(set(words) - _negations())


def _ails_elsewhere(parts: frozenset[str], reading: Reading) -> bool:
    """Whether the question is about one part of the spine, and the patient complains of the other as well."""
    if len(parts) != 1:
        return False
    others = _COMPLAINTS[next(iter(parts))]
    rows = (row for each in reading.conditions.values() for row in reading.rows(reading.codings(each.get("code")), "Condition"))
    return any(row.finding in others for row in rows)


@cache
def _words() -> Mapping[str, str]:
    """The role of each phrase of a question."""
    return {row["word"]: row["role"] for row in table("any_treatment") if row["role"] not in _OF_ANSWERS}


@cache
def _denials() -> frozenset[str]:
    return column("any_treatment", "word", role=_DENIES)


@cache
def _negations() -> frozenset[str]:
    return column("any_treatment", "word", role=_NEGATES)


@cache
def _filling() -> frozenset[str]:
    return column("any_treatment", "word", role=_WITHIN)


@cache
def _remarks() -> frozenset[str]:
    return column("any_treatment", "word", role=_REMARK)
