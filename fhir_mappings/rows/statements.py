"""A row of a flowsheet or a form said as a sentence, where its label and its answer are of a kind that reads so.

`Suspected myelopathy: yes` is a suspicion; `Impression: new relapse` is a statement of its own; `Type of scoliosis: idiopathic`
names a kind; `X-ray: compression fracture` a result. Any other row is not read here. A no to a suspicion denies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import islice

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.remembered import remembered
from fhir_mappings.rows import labels as rows
from fhir_mappings.rows.label_answers import may_be_told, read_label
from fhir_mappings.rows.label_wording import asks_otherwise, turns_round
from fhir_mappings.rows.results import (
    is_suspected_here,
    nerve_examination,
    once,
    operation,
    rule,
    study_result,
    treatment_outcome,
)
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.tables_csv import table
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere, recorded_in
from fhir_mappings.text.said import Said
from fhir_mappings.text.worded_answer import WordedAnswer
from fhir_mappings.whole_texts import is_family_history
from imaging_rules.facts import State

_LONGEST = 200
_OF_ITS_AGE = re.compile(r"\bage (?:is )?(?:unknown|unclear|uncertain)|\b(?:unknown|unclear|uncertain) age\b", re.IGNORECASE)
_ASKED = re.compile(r"^(?:is (?:this|it|the|there)|could (?:this|it) be|are the)\s+(?=\S)|\?+\s*$", re.IGNORECASE)
_SETTLED = re.compile(r"\bscreened\b|\bconcern(s|ing)? (for|about)\b", re.IGNORECASE)
_NO_INJURY = "no_recent_injury"
_OF_A_DEFICIT = frozenset({"neuro_symptoms_new_or_worse", "both_legs_weak", "legs_weak_lately"})
"""What is told of a deficit beside its name."""
_SAYS_NOTHING = WordedAnswer()


def read_row(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """What a row says; None where it is of no kind that is read here. What it says nothing of, it settles nevertheless: a
    suspicion that nobody has is no open question. Never raises."""
    asked = rows.without_writer(label)
    if rows.asks_for_a_suspicion(label) and 0 < len(answer) <= _LONGEST and not _is_unsettled(answer):
        made = _slot(label, answer, as_of)
        return _kept(made) if made is not None else None
    if not answer.strip() or len(label) > _LONGEST or len(answer) > _LONGEST or is_about_another_thing(asked, answer):
        return None
    for reads in _KINDS:
        made = reads(asked, answer, as_of)
        if made is not None:
            return _kept(made)
    return None


@remembered
def is_of_a_score(label: str) -> bool:
    """Whether a row is of a score of a risk: a weak gait there is no weak limb."""
    return bool(rows.words("score").intersection(rows.words_in(label)))


def is_about_another_thing(label: str, answer: str) -> bool:
    """Whether a row is of a relative, a score, or something else than its words name, or its answer leaves all open."""
    settled = _SETTLED.sub(" ", label)
    return is_family_history(label) or is_of_a_score(label) or asks_otherwise(settled, answer) or _is_unsettled(answer)


def _is_unsettled(answer: str) -> bool:
    low = f" {' '.join(_OF_ITS_AGE.sub(' ', answer).lower().split())} "
    plain = re.sub(r"[.,;]", " ", low)
    return any(map(plain.__contains__, _unsettled()))


@cache
def _unsettled() -> tuple[str, ...]:
    """What leaves an answer open, but for what may be the result of a study, or say that there was none."""
    rows = table("answer_words")
    unclear = {row["word"] for row in rows if row["role"] == "unclear"}
    return tuple(f" {row['word']} " for row in rows if row["role"] == "unsettled" and row["word"] not in unclear)


def _suspicion(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Suspected myelopathy: yes`. A yes to which something else is added leaves open what is asked."""
    thing = rows.suspected_thing(label)
    if not thing or turns_round(thing) or rows.words("no disease").intersection(rows.words_in(thing)):
        return None
    if thing in rows.words("too general"):
        return None
    told = read_text(f"Suspected {thing}", as_of).said
    named = tuple(each for each in told if each.state is State.SUSPECTED)
    verdict, more = rows.verdict_and_rest(answer)
    if not named or len(named) < len(told):
        return None
    if verdict is False and not more:
        return None if any(each.words.lower().startswith("suspected") for each in named) else _SAYS_NOTHING
    certain = rows.leaves_it_suspected(more if verdict else answer) or (verdict and rows.takes_nothing_back(more))
    if verdict is not False and certain:
        return WordedAnswer(once(named))
    return WordedAnswer((), frozenset(each.finding for each in named))


def _slot(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Working diagnosis: suspected discitis`, `Impression: new relapse`."""
    plain = rows.plain_row(label)
    if yes_or_no(answer) is not None:
        return None
    if rows.asks_for_a_suspicion(label):
        asked, answer = answer, _ASKED.sub("", answer)
        own = read_text(answer, as_of).said
        begins_no = bool(own) and all(each.state is State.REFUTED for each in own)
        told = own if begins_no else read_text(f"Suspected {answer}", as_of).said
        said = once(each for each in told if is_suspected_here(each, asked))
        left = frozenset(each.finding for each in told) - {each.finding for each in said}
        return WordedAnswer(said, left) if said or plain in rows.words("suspects") else None
    if plain in rows.words("states"):
        made = read_text(answer, as_of)
        return WordedAnswer(once(made.said), made.mentioned) if made.said else None
    return None


def _kind(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Type of scoliosis: idiopathic`, `Gait pattern: ataxic`: the answer beside the thing, before it and behind it."""
    thing = rows.kind_asked_of(label)
    if not thing or rows.verdict_and_rest(answer)[0] is not None or "?" in answer or rows.is_of_another_year(answer, as_of):
        return None
    alone = {(each.finding, each.value) for each in read_text(thing, as_of).said}
    bare, own = re.sub(r"\s*\([^()]*\)", "", answer).strip(" ."), read_text(answer, as_of).said
    onset = bool(re.match(r"(?:onset|start) of|.* onset$", rows.plain_row(label)))
    sentences = [f"{bare} onset of {thing}"] if onset else [f"{bare} {thing}", f"{thing} {answer}"]
    told = [*own, *(each for sentence in sentences for each in read_text(sentence, as_of).said)]
    states = {(each.finding, each.state) for each in told}
    sure = [each for each in told if each.state is not State.PRESENT or (each.finding, State.REFUTED) not in states]
    if not any((each.finding, each.value) not in alone for each in sure):
        return None
    return WordedAnswer(once(sure))


def read_weeks(label: str, number: float, as_of: date) -> WordedAnswer:
    """`Weeks of supervised physical therapy completed: 8`. Nothing for any other row."""
    treatment = rows.counted_weeks(label)
    if not treatment or number <= 0 or is_about_another_thing(label, ""):
        return _SAYS_NOTHING
    return WordedAnswer(once(read_text(f"{number:g} weeks of {treatment}", as_of).said))


def _affirmed(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Leg weakness: present, both legs`, `Tinnitus: right ear`, `Hoffmann sign: positive on both sides`."""
    verdict, more = rows.verdict_and_rest(answer)
    if rows.words("positional test").intersection(rows.words_in(label)) and verdict is not False:
        return _positional(answer, as_of)
    if verdict and more and not rows.only_where_or_how_much(more):
        return _and_more(label, more, as_of)
    where = rows.says_where(answer)
    if not (where or (verdict and more and rows.only_where_or_how_much(more))):
        return None
    made = read_label(label, "yes", as_of)
    symptoms = [each for each in made.said if may_be_told(each.finding) and each.state is State.PRESENT]
    return made if symptoms and len(symptoms) == len(made.said) else None


def _and_more(label: str, more: str, as_of: date) -> WordedAnswer | None:
    """`Ankylosed (fused) spine: yes - bamboo spine known`: the symptoms of the label, and what is stated beside the yes."""
    if not rows.takes_nothing_back(more):
        return None
    stated = read_text(more, as_of)
    asked = [each for each in read_label(label, "yes", as_of).said if may_be_told(each.finding)]
    if not stated.said or any(each.state is not State.PRESENT for each in stated.said) or stated.mentioned:
        return None
    return WordedAnswer(once([*asked, *stated.said]))


def _positional(answer: str, as_of: date) -> WordedAnswer | None:
    """`Dix-Hallpike: positive right, upbeat torsional nystagmus`: the eyes answer as they do where the ear is the cause."""
    used = rows.words_in(re.sub(r"[<>]?\s*\d+", " ", answer))
    yes = bool(used) and yes_or_no(used[0]) is True
    if not yes or not rows.words("described").issuperset(used[1:]):
        return None
    if "nystagmus" in used and not rows.words("plainly torsional").intersection(used):
        return None
    return WordedAnswer(once(read_text("Dix-Hallpike positive", as_of).said))


def _graded(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Knee jerks: brisk (3+)`, `Plantar response (Babinski): extensor bilaterally`: without what only says where, how much."""
    used = [each for each in re.split(r"[\s,]+", re.sub(r"\([^()]*\)", " ", answer)) if each]
    grades = list(islice((each for each in used if not rows.only_where_or_how_much(each)), 2))
    bare = grades[0] if len(grades) == 1 else ""
    if not bare or yes_or_no(bare) is not None:
        return None
    sides = {"left", "right", "l", "r"}.intersection(each.lower() for each in used)
    alone = {each.finding for each in read_text(rows.plain_row(label), as_of).said}
    told = [each for each in read_text(f"{rows.plain_row(label)} {bare}", as_of).said if each.finding not in alone]
    told = [each for each in told if each.finding in recorded_in("Observation")]  # an unchanged hearing is no course of a pain
    if not told or (sides and any(each.state is State.REFUTED for each in told)):
        return None
    if not all(may_be_told(each.finding) for each in told):
        return None
    return WordedAnswer(once([*told, *_new_or_of_both_legs(told, label, answer, as_of)]))


def _new_or_of_both_legs(told: list[Said], label: str, answer: str, as_of: date) -> list[Said]:
    """What the words that say where and how much say of a deficit that is there: `Leg power: new weakness, both legs`."""
    if not any(each.finding in kinds_of_time().deficits and each.state is State.PRESENT for each in told):
        return []
    whole = read_label(label, answer, as_of).said
    return [each for each in whole if each.finding in _OF_A_DEFICIT and each.state is State.PRESENT]


def _denied(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Known demyelinating disease: no`, `Brainstem symptoms (diplopia, dysarthria): none`: what is named plainly."""
    verdict, more = rows.verdict_and_rest(answer)
    thing = rows.denied_thing(label)
    if (
        verdict is not False
        or (more and not rows.is_a_number(more))
        or not thing
        or turns_round(thing)
        or not _brackets_give_examples(label, as_of)
    ):
        return None
    named = thing in rows.words("disease")
    if not (named or more) and thing == rows.plain_row(label) and "(" not in label and yes_or_no(answer) is not None:
        return None
    made = () if named else read_label(thing, "no", as_of).said
    said = [each for each in made if each.state is State.REFUTED or each.finding == _NO_INJURY]
    if not said:
        wordings = (rows.plain_row(label), thing, thing.upper())  # 'ms' is read as what 'MS' is
        told = [each for text in wordings for each in read_text(f"No {text}", as_of).said]
        said = [each for each in told if named or _covers(each, thing)]
    if any(each.finding in kinds_of_time().treatments for each in said):
        return None  # one treatment denied is not all of them
    return (
        WordedAnswer(once(each for each in said if each.state is State.REFUTED or each.finding == _NO_INJURY)) if said else None
    )


def _covers(said: Said, thing: str) -> bool:
    """Whether what a label names is nothing but the name of a finding."""
    return said.words.lower().removeprefix("no ") == thing


def _brackets_give_examples(label: str, as_of: date) -> bool:
    """Whether what stands in brackets is nothing but names of symptoms."""
    inside = re.findall(r"\(([^()]*)\)", label)
    members = [each for words in inside for each in re.split(r"\s*[,/;]\s*|\s+(?:or|and)\s+", words.lower()) if each]
    plain = [each for each in members if each not in {"pain", "eg", "e.g.", "such as", "etc", "etc."}]
    return all(_is_a_name(each.removeprefix("e.g. "), as_of) for each in plain)


def _is_a_name(member: str, as_of: date) -> bool:
    said = read_text(member, as_of).said
    rest = member
    for each in said:
        rest = rest.replace(each.words.lower(), " ")
    return bool(said) and not rest.strip() and all(each.state is State.PRESENT for each in said)


def _kept(made: WordedAnswer) -> WordedAnswer:
    """Without implants, reactions and medicines, of which the record has its own lists: they are mentioned."""
    left = kept_elsewhere() - kinds_of_time().treatments - findings_of_kind("told of a treatment")
    kept = tuple(each for each in made.said if each.finding not in left)
    lost = {each.finding for each in made.said if each.finding in left and each.state is not State.REFUTED}
    return WordedAnswer(kept, (made.mentioned | lost) - {each.finding for each in kept})


_KINDS: tuple[Callable[[str, str, date], WordedAnswer | None], ...] = (
    _suspicion,
    _slot,
    rule,
    treatment_outcome,
    operation,
    study_result,
    nerve_examination,
    _kind,
    _affirmed,
    _graded,
    _denied,
)
