"""The topics that questions of other people's forms ask for, from `tables/form_questions.yaml`.

Beside whole wordings a topic may have bags: one word of each of its needs, in any order, and no word but those that it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.forms.wordings import IN_A_PATTERN, all_words, any_of, compiled, every_word
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import packaged_yaml

_STATES = frozenset(state.value for state in State)


@dataclass(frozen=True, slots=True)
class FormMeaning:
    """One thing an answer means: a finding, its state, and its value where it has values."""

    finding: str
    state: State
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Wordings of an answer and what they mean."""

    words: re.Pattern[str]
    says: tuple[FormMeaning, ...]


@dataclass(frozen=True, slots=True)
class Bag:
    """Words in any order: one of each of `needs`, and none that is not in `knows`."""

    needs: tuple[frozenset[str], ...]
    knows: frozenset[str]

    def holds(self, words: frozenset[str]) -> bool:
        """Whether these words are such a bag."""
        return words <= self.knows and all(words & each for each in self.needs)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the words of the table, and from where to where it may stand without words that begin and end a question
    and change nothing of it."""

    words: str
    named: frozenset[str]
    cores: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What some wordings ask for.

    `yes` and `no` are what these answers mean, None where they settle nothing; `answers` what others mean; `sentence` the words
    with which the text reader reads any other answer, of which only the findings `of` count. `opens` is what an answer that
    settles nothing leaves open, `item` the item of the rule for the neck that a no denies, `details` the topics of the
    questions under it, and `unless` the words there that take its yes back. `lasting` is asked of any time. `near` are words by
    which a question that is not understood may be about it all the same.
    """

    about: str
    asks: re.Pattern[str]
    members: re.Pattern[str]
    yes: tuple[FormMeaning, ...] | None
    no: tuple[FormMeaning, ...] | None
    answers: tuple[Answered, ...]
    sentence: str
    of: frozenset[str]
    opens: frozenset[str]
    item: str
    details: tuple[Topic, ...]
    unless: re.Pattern[str]
    lasting: bool
    times: bool
    """Whether it asks since when something is there, or how it goes."""
    bags: tuple[Bag, ...]
    near: frozenset[str]
    words: frozenset[str]
    """All words of its wordings: a question with any other is none of them."""

    def asked_in(self, asked: Asked, *, of_a_list: bool = False) -> bool:
        """Whether a question asks for it; of a member of a list also where it is said in short."""
        if asked.named <= self.words:
            wordings = (self.asks, self.members) if of_a_list else (self.asks,)
            if any(each.fullmatch(asked.words, first, end) for each in wordings for first, end in asked.cores):
                return True
        return any(each.holds(asked.named) for each in self.bags)


@dataclass(frozen=True, slots=True)
class FormTable:
    """The table as it is looked up. `begin` and `end` are what may frame a question, `words` all words of the table;
    `takes_back` what may take a yes back, `takes_back_a_no` a no,
    `beside` complaints that no rule asks about, `complaint` words that name one of ours;
    `headings` the words of headings that change nothing, `forms` names of forms, `not_plain` words beside them that say whose
    or of which time, `past` the headings of the past."""

    topics: tuple[Topic, ...]
    begin: re.Pattern[str]
    end: re.Pattern[str]
    words: frozenset[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    takes_back: frozenset[str]
    takes_back_a_no: frozenset[str]
    beside: frozenset[str]
    complaint: frozenset[str]
    headings: frozenset[str]
    forms: frozenset[str]
    not_plain: frozenset[str]
    past: re.Pattern[str]


@cache
def form_table() -> FormTable:
    """The table, read once."""
    made: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/form_questions.yaml")
    sets: Mapping[str, Sequence[str]] = made["sets"]
    begin, end = re.compile(compiled("<begin>", sets)), re.compile(compiled("<end>", sets))
    framing = frozenset(IN_A_PATTERN.findall(begin.pattern + end.pattern))
    return FormTable(
        topics=tuple(_topic(row, sets, made["in any bag"].split(), framing) for row in made["topics"]),
        begin=begin,
        end=end,
        words=frozenset(all_words(made)),
        yes=any_of(made["yes"], sets, every_word),
        no=any_of(made["no"], sets, every_word),
        takes_back=frozenset(made["takes back"]),
        takes_back_a_no=frozenset(made["takes back a no"]),
        beside=frozenset(made["beside words"].split()),
        complaint=frozenset(made["names the complaint"].split()),
        headings=frozenset(made["heading words"]),
        forms=frozenset(made["forms"].split()),
        not_plain=frozenset(made["says whose or when"].split()),
        past=any_of(made["past headings"], sets),
    )


def _topic(
    row: Mapping[str, Any], sets: Mapping[str, Sequence[str]], also: Sequence[str], framing: frozenset[str] = frozenset()
) -> Topic:
    """A topic of the table. `framing` are the words that may frame its wordings."""
    asks = any_of(row["asks"], sets)
    yes, no = _meant(row, "yes"), _meant(row, "no")
    answers = tuple(Answered(any_of(each["words"], sets), _said(each["says"])) for each in row.get("answers") or ())
    details = tuple(_topic(each, sets, also) for each in row.get("details") or ())
    of = frozenset((row.get("of") or "").split())
    told = [*(yes or ()), *(no or ()), *(each for answered in answers for each in answered.says)]
    opens = frozenset(row["opens"].split()) if row.get("opens") else frozenset(each.finding for each in told) | of
    members = any_of(row.get("members") or (), sets)
    return Topic(
        about=row["about"],
        asks=asks,
        members=members,
        yes=yes,
        no=no,
        answers=answers,
        sentence=row.get("sentence") or "",
        of=of,
        opens=opens,
        item=row.get("item") or "",
        details=details,
        unless=re.compile("|".join(rf"\b{re.escape(each)}\b" for each in row.get("unless") or ()) or r"(?!)"),
        lasting=row.get("lasting") == "true",
        times=row.get("times") == "true",
        bags=tuple(_bag(each, also) for each in row.get("bags") or ()),
        near=frozenset((row.get("near") or "").split()),
        words=framing.union(IN_A_PATTERN.findall(asks.pattern + members.pattern)),
    )


def _bag(row: Mapping[str, Any], also: Iterable[str]) -> Bag:
    needs = tuple(frozenset(each.split()) for each in row["needs"])
    return Bag(needs, frozenset(also).union((row.get("also") or "").split(), *needs))


def _meant(row: Mapping[str, Any], key: str) -> tuple[FormMeaning, ...] | None:
    """What a yes or a no means: None where the table has no such key, nothing at all where it has nothing there."""
    return _said(row[key] or {}) if key in row else None


def _said(says: Mapping[str, str]) -> tuple[FormMeaning, ...]:
    return tuple(
        FormMeaning(name, State(value)) if value in _STATES else FormMeaning(name, State.PRESENT, table_value(value))
        for name, value in says.items()
    )
