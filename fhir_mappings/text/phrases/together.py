"""What a finding and certain words near it say together, from `tables/text/together.yaml`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.contrast_reactions import contrast_reactions
from fhir_mappings.text.known_of_findings import passing_symptoms
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup, PhraseGroups
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.text.phrases.sides_of_parts import is_side_of_what_follows
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.words import keys
from fhir_mappings.text.writing.question_ends import is_right_behind_a_word
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import packaged_yaml

_DENIALS = frozenset(keys("no not non without denies nil never"))
_MARK = "?"
_OPERATIONS = {
    f"prior_{part}" for part in ("cervical_surgery", "thoracic_surgery", "lumbar_surgery", "spine_surgery_level_unknown")
}
_SAID_OF_THE_PAST_TOO = (
    contrast_reactions()
    | _OPERATIONS
    | {"malignancy_active", "history_of_malignancy", "conservative_care", "recent_spine_procedure", "spine_infection"}
    | {"vcf_treated_or_multiple"}
)
"""These stay what they were, though they are past."""
_DENIED = frozenset({Meant.DENIED})
_NOT_TOLD = _DENIED | {Meant.LEFT_OPEN}
_PARTS = frozenset({",", ";", "and", "&", "+", "."})
_UNDATED_PROCEDURE = Meaning("recent_spine_procedure", State.HISTORY)
"""What a phrase says of an injection or a puncture, until its day is known."""
_NO = frozenset({"no", "without", "nil"})
_NONE: frozenset[str] = frozenset()
_RESULT = "conservative_result"
_LONGEST_DAYS = 14


@dataclass(frozen=True)
class _Rule:
    beside: frozenset[str]
    given: frozenset[str]
    asked: frozenset[str]
    """One of these has to be suspected: the words say it only of what is asked about."""
    unless: frozenset[str]
    apart_from: frozenset[str]
    within: int
    own: bool
    """Whether the words have to stand in the same member of a list."""
    says: str
    state: State
    value: Value | None
    place: int
    over_a_denial: bool
    """Whether it counts although the text denies what it says: of a fall, where it applies the rule for injured necks."""
    asked_too: bool
    """Whether it counts although the finding it begins with is only suspected: 'clavicle fracture, ?plexus lesion' tells of an
    injury whether or not the plexus is hurt."""

    @cached_property
    def told(self) -> tuple[str, Value | None]:
        """What the text must not say already."""
        return self.says, self.value if isinstance(self.value, tuple) else None

    @cached_property
    def heeded(self) -> frozenset[str]:
        """The findings it depends on whether the text says already."""
        return self.unless | self.given | self.asked | {self.says}


@dataclass(frozen=True)
class _Rules:
    """`when`: the rules by the finding they begin with, and the `groups` of words they ask for."""

    when: Mapping[str, Sequence[_Rule]]
    groups: PhraseGroups
    broken: frozenset[str]
    """What stands behind 'new' where that is said of a fracture."""
    new: frozenset[str]
    old: frozenset[str]
    of_pain: frozenset[str]


def together(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """What findings say with the words near them, where no phrase says it already, and more surely."""
    rules = _rules()
    if rules.when.keys().isdisjoint(made.findings):
        return
    begin = rules.groups.begin(made.words)
    asked = _asked(made, begin.keys())
    near = [(rule, words) for hit, rule in asked if (words := _words_near(made, begin, hit, rule)) is not None]
    if not near:
        return
    heeded = _NONE.union(*[rule.heeded for rule, _ in near])
    told, present, doubted = _told([said for said in found if said.finding in heeded])
    for rule, (low, high) in sorted(near, key=_place):
        settled = rule.told in told and not (rule.over_a_denial and rule.says not in present)
        if settled or not rule.unless.isdisjoint(present) or (rule.given and rule.given.isdisjoint(present)):
            continue
        if rule.asked and rule.asked.isdisjoint(doubted):
            continue
        yield Said(rule.says, rule.state, made.slice(low, high - 1), rule.value)
        if rule.value is not None and not isinstance(rule.value, tuple) and rule.state is State.PRESENT:
            told.add(rule.told)  # of a finding with one value an earlier rule counts


def _place(near: tuple[_Rule, tuple[int, int]]) -> int:
    return near[0].place


def _words_near(made: Text, begin: Mapping[str, Sequence[int]], hit: Hit, rule: _Rule) -> tuple[int, int] | None:
    """The words around a phrase, from one place up to a second, if those of a rule stand among them."""
    groups = _rules().groups
    low, high = max(0, hit.first - rule.within), min(len(made.words.keys), hit.last + rule.within + 1)
    if rule.says == _RESULT:
        high = min(len(made.words.keys), high + _days_behind(made, hit.last))
    if rule.own:
        what = _NONE.union(*[groups[name].firsts for name in rule.beside | rule.apart_from])
        low, high = _own_words(made, hit, low, high, what)
    for name in rule.beside:
        if not _is_near(made, groups[name], begin[name], low, high, _DENIED if rule.state is State.SUSPECTED else _NOT_TOLD):
            return None
    for name in rule.apart_from:
        if name in begin and _is_near(
            made, groups[name], begin[name], low, high, _DENIED, high if rule.own else len(made.words.keys)
        ):
            return None
    return low, high


def _days_behind(made: Text, at: int) -> int:
    """How many words of written days stand behind a treatment, which part nothing from it: 'PT 7/6/26 to 8/28/26, failed'."""
    return sum(place in made.places_of_days for place in range(at + 1, at + 1 + _LONGEST_DAYS)) if made.days else 0


def _told(found: Sequence[Said]) -> tuple[set[tuple[str, Value | None]], set[str], set[str]]:
    """The findings that are settled, each with its set of values, those that are there, and those that are asked about. A
    symptom of an earlier time settles nothing of now: 'brachialgia in 2021. Now thumb tingling and neck pain'."""
    settled: set[tuple[str, Value | None]] = set()
    there: set[str] = set()
    asked: set[str] = set()
    is_there, doubted = State.PRESENT, State.SUSPECTED
    for finding, state, _, value, *_ in found:
        if state is doubted:
            asked.add(finding)
        elif state is not State.HISTORY or finding not in passing_symptoms():
            settled.add((finding, value if isinstance(value, tuple) else None))
        if state is is_there:
            there.add(finding)
    return settled, there, asked


def _own_words(made: Text, hit: Hit, low: int, high: int, what: AbstractSet[str]) -> tuple[int, int]:
    """The part of some words around a phrase that is its own in a list: of 'PCN (hives), gadolinium - rash' the rash. `what`
    are the words that go on about it over a comma: 'reaction to gad, itching and hives'."""
    spelled = made.words.keys
    before = next((at for at in range(hit.first - 1, low - 1, -1) if spelled[at] in _PARTS), low - 1)
    parts = (at for at in range(hit.last + 1, high) if spelled[at] in _PARTS)
    return before + 1, next((at for at in parts if what.isdisjoint(spelled[at + 1 : at + 2])), high)


def _asked(made: Text, there: AbstractSet[str]) -> Iterator[tuple[Hit, _Rule]]:
    """The phrases that would say more beside words which stand anywhere in the text: `there` are their groups."""
    affirmed, past, suspected = Meant.AFFIRMED, Meant.PAST, Meant.SUSPECTED
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is affirmed or (how is past and not hit.findings.isdisjoint(_SAID_OF_THE_PAST_TOO)):
            of_hit = _rules_of(hit.row)
        elif how is suspected:
            of_hit = _rules_of_asked(hit.row)
        else:
            continue
        for rule in of_hit:
            if there >= rule.beside:
                yield hit, rule


@cache
def _rules_of(row: Row) -> Sequence[_Rule]:
    """The rules that begin with what a phrase says is there, or that it may be there, or with a procedure of no known day."""
    there = [each.finding for each in row.meanings if each.state is State.PRESENT or each == _UNDATED_PROCEDURE]
    sure = tuple(rule for finding in there for rule in _rules().when.get(finding, ()))
    maybe = [meaning.finding for meaning in row.meanings if meaning.state is State.SUSPECTED]
    return sure + tuple(rule for finding in maybe for rule in _rules().when.get(finding, ()) if rule.asked_too)


@cache
def _rules_of_asked(row: Row) -> Sequence[_Rule]:
    """Those of a phrase that is only asked for."""
    return tuple(rule for rule in _rules_of(row) if rule.asked_too)


def _is_near(
    made: Text,
    group: PhraseGroup,
    places: Sequence[int],
    low: int,
    high: int,
    silent: AbstractSet[Meant],
    before: int | None = None,
) -> bool:
    """Whether one of the words, which may stand at some `places`, begins there within the same line, and ends `before` a place
    (`high` itself if none is given), and not in a phrase that is meant in one of the `silent` ways: for a suspicion those count
    as well that are left open, 'fever, back pain, abscess?'."""
    spelled = made.words.keys
    for at in places[bisect_left(places, low) : bisect_left(places, high)]:
        for end in group.ends(spelled, at, high if before is None else before):
            if _is_denied(made, at, silent) or _is_of_another(spelled, at, end):
                continue
            if made.is_of_patient(at):
                return True
    return False


def _is_of_another(spelled: Sequence[str], at: int, end: int) -> bool:
    """Whether a word such as 'new' speaks of a pain ('old fracture on film, new back pain'), or of any other thing than
    what is broken ('old wedge on film, recent weight loss'), or the last word is the side of something else."""
    if end < len(spelled) and is_side_of_what_follows(spelled, end - 1):
        return True
    if end - at > 1 or end == len(spelled):
        return False
    rules = _rules()
    new = spelled[at] in rules.new
    if not (new or spelled[at] in rules.old):
        return False
    after = spelled[end]
    return after in rules.of_pain or (new and after[:1].isalnum() and after not in rules.broken)


def _is_denied(made: Text, at: int, silent: AbstractSet[Meant]) -> bool:
    """Whether a word stands in a denied phrase ('midline tenderness: nil'), or just after a denial, or with one word between:
    'no curve progression'."""
    spelled, place = made.words.keys, bisect_left(made.lasts, at)
    if place < len(made.hits) and made.hits[place].first <= at:
        how = made.meant[place]
        if how in silent:
            return True
        if how is Meant.AFFIRMED and at == made.hits[place].first and at and spelled[at - 1] in _NO:
            return False  # 'no incontinence until today'
    before_that = at > 1 and spelled[at - 2] in _NO and spelled[at - 1].isalpha()
    if at and spelled[at - 1] == _MARK:
        return not is_right_behind_a_word(made.words, at - 1)  # 'cord ischemia? Level T10'
    return before_that or (at > 0 and spelled[at - 1] in _DENIALS)


@cache
def _rules() -> _Rules:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/together.yaml")
    groups = {name: PhraseGroup(members) for name, members in content["words"].items()}
    rules: dict[str, tuple[_Rule, ...]] = {}
    for place, row in enumerate(content["says"]):
        value = table_value(row["value"]) if "value" in row else None
        beside, given = frozenset(row["beside"]), frozenset(row.get("given", ()))
        unless, apart_from = frozenset(row.get("unless", ())), frozenset(row.get("apart from", ()))
        asked = frozenset(row.get("asked", ()))
        rule = _Rule(
            beside,
            given,
            asked,
            unless,
            apart_from,
            int(row["within"]),
            bool(row.get("in its own member", False)),
            row["says"],
            State(row.get("state", "present")),
            value,
            place,
            bool(row.get("over a denial", False)),
            bool(row.get("asked too", False)),
        )
        rules[row["when"]] = (*rules.get(row["when"], ()), rule)
    broken, new, old, of_pain = (
        frozenset(map(_word, content[name])) for name in ("new of a fracture", "called new", "called old", "of a pain")
    )
    return _Rules(rules, PhraseGroups(groups), broken, new, old, of_pain)


def _word(written: str) -> str:
    return "".join(keys(written))
