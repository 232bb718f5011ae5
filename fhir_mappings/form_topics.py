"""What questions of other people's forms ask for, in their many wordings, and what an answer to each says.

From `tables/form_questions.yaml`. A wording matches whole or not at all: a question with one word more may ask for something
else. `[with|for|]` stands for a choice, `<pain>` for any wording of that set. Words that change nothing (`the`, `your`) are
passed over. Beside whole wordings a topic may have bags: one word of each of its needs, in any order, and no word but those
that it knows. A question may list what other questions ask for one by one: `Fever, sweats or weight loss`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.finding_codes import table_value
from fhir_mappings.remembered import remembered
from fhir_mappings.tables_csv import table
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import packaged_yaml

_LONGEST = 200
_MOST_MEMBERS = 8
_STATES = frozenset(state.value for state in State)
_PART = re.compile(r"\[([^\[\]]*)\]|<([a-z ]+)>|([^\[\]<>\s]+)")
_IN_A_PATTERN = re.compile(r"[a-z0-9]+")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_SPACE = re.compile(" ")
_APOSTROPHE = re.compile(r"['’]")
_BETWEEN = re.compile(r"\s*(?:,|;|/|\bor\b)\s*")
_WITH_MORE = re.compile(r"\s*(yes)\s*[-–—,:;(]+\s*(.+)", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing an answer means: a finding, its state, and its value where it has values."""

    finding: str
    state: State
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Wordings of an answer and what they mean."""

    words: re.Pattern[str]
    says: tuple[Meant, ...]


@dataclass(frozen=True, slots=True)
class Bag:
    """Words in any order: one of each of `needs`, and none that is not in `knows`."""

    needs: tuple[frozenset[str], ...]
    knows: frozenset[str]

    def holds(self, words: frozenset[str]) -> bool:
        """Whether these words are such a bag."""
        return words <= self.knows and all(words & each for each in self.needs)


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
    yes: tuple[Meant, ...] | None
    no: tuple[Meant, ...] | None
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

    def asked_in(self, asked: _Asked, *, of_a_list: bool = False) -> bool:
        """Whether a question asks for it; of a member of a list also where it is said in short."""
        if asked.named <= self.words:
            wordings = (self.asks, self.members) if of_a_list else (self.asks,)
            if any(each.fullmatch(asked.words, first, end) for each in wordings for first, end in asked.cores):
                return True
        return any(each.holds(asked.named) for each in self.bags)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in the words of the table, and from where to where it may stand without words that begin and end a question
    and change nothing of it."""

    words: str
    named: frozenset[str]
    cores: tuple[tuple[int, int], ...]


def plain(text: str) -> str:
    """A question or an answer in the words of the table: lower case, no signs, no word passed over, a space behind each."""
    passed_over = _passed_over()
    return "".join(f"{word} " for word in words_of(text) if word not in passed_over)


@cache
def _passed_over() -> frozenset[str]:
    """Words that change nothing of what a question asks."""
    return frozenset(row["word"] for row in table("label_words") if row["role"] == "passed over")


def words_of(text: str) -> list[str]:
    """All words of a text, a date as one."""
    return _NOT_A_WORD.sub(" ", _APOSTROPHE.sub("", _DAY.sub(" someday ", text.lower()))).split()


@remembered
def topic_of(question: str) -> Topic | None:
    """The topic that a question asks for by its whole wording; None for any other, and for one that asks of a time."""
    return _asked_for(question, (each for each in topics() if not each.times))


@remembered
def time_topic_of(question: str) -> Topic | None:
    """The topic of a question that asks since when something is there, or how it goes; None for any other."""
    return _asked_for(question, (each for each in topics() if each.times))


def _asked_for(question: str, among: Iterable[Topic]) -> Topic | None:
    words = plain(question) if len(question) <= _LONGEST else ""
    if not words or not _known_words().issuperset(words.split()):
        return None
    asked = _without_frame(words)
    return next((each for each in among if each.asked_in(asked)), None)


def asked_below(question: str, among: Iterable[Topic]) -> Topic | None:
    """The same of a question under another one, of these topics alone, and without a frame: `Which side?`."""
    words = plain(question)
    asked = _Asked(words, frozenset(words.split()), ((0, len(words)),))
    return next((each for each in among if words and each.asked_in(asked)), None)


def _without_frame(words: str) -> _Asked:
    """A question, with all ways to leave out what frames it."""
    content, places = _content(), [0, *(found.end() for found in _SPACE.finditer(words))]
    firsts = [at for at in places if not at or content.begin.fullmatch(words, 0, at)]
    ends = [at for at in places if at == len(words) or content.end.fullmatch(words, at)]
    cores = tuple((first, end) for first in firsts for end in ends if first < end)
    return _Asked(words, frozenset(words.split()), cores)


@remembered
def listed_in(question: str) -> tuple[Topic, ...]:
    """The topics that a question lists: `Fever, sweats or weight loss`; none where any member asks for something unknown."""
    if len(question) > _LONGEST:
        return ()
    pieces = [plain(each) for each in _BETWEEN.split(question.lower()) if each.strip()]
    if not 2 <= len(pieces) <= _MOST_MEMBERS or not all(_known_words().issuperset(each.split()) for each in pieces):
        return ()
    found = [_member(_without_frame(each)) for each in pieces]
    return tuple(each for each in found if each is not None) if None not in found else ()


@remembered
def member_topic(member: str) -> Topic | None:
    """The topic that a member of a list asks for, also said in short."""
    words = plain(member)
    return _member(_without_frame(words)) if words and _known_words().issuperset(words.split()) else None


def names_the_complaint(question: str) -> bool:
    """Whether a question of when something began, or how it goes, names a complaint of ours."""
    return not _content().complaint.isdisjoint(plain(question).split())


def beside_words() -> frozenset[str]:
    """Words of complaints and illnesses that no rule asks about: as members of a list they change nothing of the others."""
    return _content().beside


def verdict_of(answers: Sequence[str]) -> bool | None:
    """The one plain yes or no of an answer in words, also `Yes - both sides`; None for any other, and for one that says
    both."""
    verdicts = {_verdict(each) for each in answers}
    return verdicts.pop() if len(verdicts) == 1 else None


def meant_by(topic: Topic, answer: str) -> tuple[Meant, ...] | None:
    """What an answer in words that is no yes or no means by the table, whole or by its parts between commas; None where it has
    none such, where its parts say different things, or where another part may take it back."""
    if (whole := _meant_whole(topic, answer)) is not None or "," not in answer or len(answer) > _LONGEST:
        return whole
    if "?" in answer or _YEAR.search(answer):
        return None
    pieces = [each for each in answer.split(",") if each.strip()]
    meant = [_meant_whole(topic, each) for each in pieces]
    rest = {word for each, found in zip(pieces, meant, strict=True) if found is None for word in words_of(each)}
    said = {each for each in meant if each is not None}
    return said.pop() if len(said) == 1 and _content().takes_back.isdisjoint(rest) else None


def _meant_whole(topic: Topic, answer: str) -> tuple[Meant, ...] | None:
    words = plain(answer)
    return next((each.says for each in topic.answers if each.words.fullmatch(words)), None)


def is_known_heading(heading: str) -> bool:
    """Whether a heading is nothing but words that do not say whose answers stand under it, nor of which time; or names a form,
    a visit or a part of one, with no word that may say so: `Pain clinic intake, Hobart`."""
    words = plain(heading).split()
    if words and _heading_words().issuperset(words):
        return True
    every = set(words_of(heading))
    return bool(_content().forms & every) and _content().not_plain.isdisjoint(every) and not _YEAR.search(heading)


def is_of_the_past(heading: str) -> bool:
    """Whether a heading names the patient's own past: only what is asked of any time is read there."""
    return bool(_content().past.fullmatch(plain(heading)))


def topics() -> tuple[Topic, ...]:
    """All topics of the table, in its order."""
    return _content().topics


def _verdict(answer: str) -> bool | None:
    content, words = _content(), _every_word(answer)
    if "?" in answer:
        return None
    if content.yes.fullmatch(words):
        return True
    if content.no.fullmatch(words):
        return False
    more = _WITH_MORE.fullmatch(answer)
    if more and not _YEAR.search(more[2]) and content.takes_back.isdisjoint(words_of(more[2])):
        return True
    return None


def _member(asked: _Asked) -> Topic | None:
    return next((each for each in topics() if each.asked_in(asked, of_a_list=True)), None)


@remembered
def opened_by(question: str) -> frozenset[str]:
    """What a question that is not understood may be about, by single words of it."""
    words = frozenset(words_of(question[:_LONGEST]))
    return frozenset[str]().union(*(each.opens for each in topics() if each.near & words))


@dataclass(frozen=True, slots=True)
class _Content:
    topics: tuple[Topic, ...]
    begin: re.Pattern[str]
    end: re.Pattern[str]
    words: frozenset[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    takes_back: frozenset[str]
    beside: frozenset[str]
    complaint: frozenset[str]
    headings: frozenset[str]
    forms: frozenset[str]
    not_plain: frozenset[str]
    past: re.Pattern[str]


@cache
def _content() -> _Content:
    made: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/form_questions.yaml")
    sets: Mapping[str, Sequence[str]] = made["sets"]
    begin, end = re.compile(_compiled("<begin>", sets)), re.compile(_compiled("<end>", sets))
    framing = frozenset(_IN_A_PATTERN.findall(begin.pattern + end.pattern))
    return _Content(
        tuple(_topic(row, sets, made["in any bag"].split(), framing) for row in made["topics"]),
        begin,
        end,
        frozenset(_all_words(made)),
        _any_of(made["yes"], sets, _every_word),
        _any_of(made["no"], sets, _every_word),
        frozenset(made["takes back"]),
        frozenset(made["beside words"].split()),
        frozenset(made["names the complaint"].split()),
        frozenset(made["heading words"]),
        frozenset(made["forms"].split()),
        frozenset(made["says whose or when"].split()),
        _any_of(made["past headings"], sets),
    )


def _known_words() -> frozenset[str]:
    return _content().words


def _heading_words() -> frozenset[str]:
    return _content().headings


def _topic(
    row: Mapping[str, Any], sets: Mapping[str, Sequence[str]], also: Sequence[str], framing: frozenset[str] = frozenset()
) -> Topic:
    """A topic of the table. `framing` are the words that may frame its wordings."""
    asks = _any_of(row["asks"], sets)
    yes, no = _meant(row, "yes"), _meant(row, "no")
    answers = tuple(Answered(_any_of(each["words"], sets), _said(each["says"])) for each in row.get("answers") or ())
    details = tuple(_topic(each, sets, also) for each in row.get("details") or ())
    of = frozenset((row.get("of") or "").split())
    told = [*(yes or ()), *(no or ()), *(each for answered in answers for each in answered.says)]
    opens = frozenset(row["opens"].split()) if row.get("opens") else frozenset(each.finding for each in told) | of
    members = _any_of(row.get("members") or (), sets)
    return Topic(
        row["about"],
        asks,
        members,
        yes,
        no,
        answers,
        row.get("sentence") or "",
        of,
        opens,
        row.get("item") or "",
        details,
        re.compile("|".join(rf"\b{re.escape(each)}\b" for each in row.get("unless") or ()) or r"(?!)"),
        row.get("lasting") == "true",
        row.get("times") == "true",
        tuple(_bag(each, also) for each in row.get("bags") or ()),
        frozenset((row.get("near") or "").split()),
        framing.union(_IN_A_PATTERN.findall(asks.pattern + members.pattern)),
    )


def _bag(row: Mapping[str, Any], also: Iterable[str]) -> Bag:
    needs = tuple(frozenset(each.split()) for each in row["needs"])
    return Bag(needs, frozenset(also).union((row.get("also") or "").split(), *needs))


def _meant(row: Mapping[str, Any], key: str) -> tuple[Meant, ...] | None:
    """What a yes or a no means: None where the table has no such key, nothing at all where it has nothing there."""
    return _said(row[key] or {}) if key in row else None


def _said(says: Mapping[str, str]) -> tuple[Meant, ...]:
    return tuple(
        Meant(name, State(value)) if value in _STATES else Meant(name, State.PRESENT, table_value(value))
        for name, value in says.items()
    )


_Spelled = Callable[[str], str]


def _every_word(text: str) -> str:
    """As `plain`, with no word passed over: 'not at all' is not 'not all'."""
    return "".join(f"{word} " for word in words_of(text))


def _any_of(patterns: Iterable[str], sets: Mapping[str, Sequence[str]], spelled: _Spelled = plain) -> re.Pattern[str]:
    """Any of these wordings, whole; one that nothing matches for none."""
    return re.compile("|".join(_compiled(each, sets, spelled) for each in patterns) or r"(?!)")


def _compiled(pattern: str, sets: Mapping[str, Sequence[str]], spelled: _Spelled = plain) -> str:
    """A wording as a regular expression of words with one space behind each. Raises KeyError for a set that is not there."""
    return "".join(_piece(found, sets, spelled) for found in _PART.finditer(pattern))


def _piece(found: re.Match[str], sets: Mapping[str, Sequence[str]], spelled: _Spelled) -> str:
    choice, name, word = found.groups()
    if word is not None:
        return spelled(word) if word.strip() else ""
    options = choice.split("|") if choice is not None else sets[name]
    return "(?:" + "|".join(_compiled(each, sets, spelled) for each in options) + ")"


def _all_words(made: object) -> Iterable[str]:
    """Every word that stands anywhere in the wordings."""
    if isinstance(made, str):
        yield from plain(made).split()
    elif isinstance(made, Mapping):
        for each in made.values():
            yield from _all_words(each)
    elif isinstance(made, Sequence):
        for each in made:
            yield from _all_words(each)
