"""An answer in words to a question in words: `Straight leg raise: positive left`, `Neuro exam: brisk reflexes`.

Question and answer are read together, as one sentence, and each by itself. What the question names by itself is no fact: the
answer has to affirm or deny it. What an answer leaves unsettled, or says both ways, is only mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.tables_csv import words_by_role
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said
from fhir_mappings.vocabulary import vocabulary
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import State

_WORD = re.compile(r"[^\s,;.:()]+")
_DEGREES = re.compile(r"\b\d{1,3}\s*(°|deg(rees?)?\b)", re.IGNORECASE)
_NOT_THERE = re.compile(r"\b(?:not|none|never) (?:detected|present|seen|found|reactive)\b", re.IGNORECASE)
_OF_NERVES = re.compile(r"neuro|\bcns\b|deficit", re.IGNORECASE)
_SHORT_ANSWER = 60
"""In a longer one no phrase such as 'straight leg raise' with 'positive' spans question and answer."""
_State = tuple[str, State]
_RECORDED = "neuro_exam_recorded"
_LABEL = "device_mr_label"
_HAD = frozenset({"device", "allergy"})
_ALL_IS_WELL = frozenset({"neuro_exam_normal", _RECORDED})


@dataclass(frozen=True, slots=True)
class WordedAnswer:
    """What an answer says, and the findings it names without settling them."""

    said: tuple[Said, ...] = ()
    mentioned: frozenset[str] = frozenset()


def read_answer(question: str, answer: str, as_of: date, *, of_one_place: bool = False) -> WordedAnswer:
    """What an answer in words says to a question in words. `of_one_place` tells that it is about one place of the body, so
    that what it denies may be there elsewhere. Never raises."""
    whole, asked = read_text(f"{question}: {answer}", as_of), read_text(question, as_of)
    spanning = read_text(f"{question} {answer}", as_of).said if len(answer) <= _SHORT_ANSWER else ()
    if not (whole.said or whole.mentioned or spanning):
        return WordedAnswer()
    own = read_text(answer, as_of).said
    by_question, by_answer = _states(asked.said), _states(own)
    told = [*whole.said, *(each for each in spanning if (each.finding, each.state) not in by_question | by_answer)]
    turned = {each.finding for each in told if _is_denied_by_the_answer(each, by_answer)}
    if turned:
        told = [*(each for each in told if each.finding not in turned), *(each for each in own if each.finding in turned)]
    words = _as_verdict(answer)
    kept = [each for each in told if _counts(each, words, by_question, by_answer) and _is_of_nerves(each, question)]
    kept += [each for each in told if kept and each.finding == _RECORDED]  # who found anything looked
    if of_one_place:
        kept = [each for each in kept if each.state is not State.REFUTED and each.finding not in _ALL_IS_WELL]
    if _LABEL in {each.finding for each in asked.said} | asked.mentioned:
        kept = [each for each in kept if each.state is not State.REFUTED or _may_be_tested_for(each.finding)]
    states = _states(kept)
    said = tuple(dict.fromkeys(each for each in kept if not _is_there_after_all(each, states)))
    named = {each.finding for each in (*told, *asked.said) if each.finding not in _ALL_IS_WELL} | whole.mentioned
    if words.denies:
        named -= {name for name in asked.mentioned | {each.finding for each in asked.said} if _may_be_tested_for(name)}
    return WordedAnswer(said, frozenset(named) - {each.finding for each in said})


def is_of_one_side(words: str) -> bool:
    """Whether an answer is about the left or the right side alone."""
    return _as_verdict(words).of_one_side


_LEVELS = re.compile(r"\b[ctls]\d{1,2}(?:\s*(?:-|–|/|,|&|to|and|through)\s*[ctls]?\d{1,2})*\b")
"""Levels of the spine: 'T6 to T8', 'L4/5'."""
_TENDER = "pain_on_percussion"


def says_only_where(words: str) -> bool:
    """Whether words name a place or a side and nothing else."""
    return _as_verdict(words).only_where


@dataclass(frozen=True, slots=True)
class _Words:
    """An answer as a verdict: `affirms` or `denies` where it says nothing else but where and how much, `only_where` where it
    says just that, `unsettled` where it leaves open or says yes as well as no."""

    affirms: bool
    denies: bool
    only_where: bool
    unsettled: bool
    of_one_side: bool


@remembered
def _as_verdict(answer: str) -> _Words:
    lower = answer.lower()
    levels = _LEVELS.sub(" ", lower)
    plain = _WORD.findall(_NOT_THERE.sub("absent", _DEGREES.sub(" ", levels)))
    by_role = _roles()
    roles = {role: [word for word in plain if word in by_role[role]] for role in by_role}
    passed_over = sum(len(roles[role]) for role in ("where", "both", "one side", "how much"))
    yes, no = len(roles["yes"]), len(roles["no"])
    return _Words(
        affirms=yes > 0 and yes + passed_over == len(plain),
        denies=no > 0 and no + passed_over == len(plain),
        only_where=passed_over == len(plain) and (passed_over > 0 or levels != lower),
        unsettled="?" in answer or has_any_word(by_role["unsettled"], answer) or (yes > 0 and no > 0),
        of_one_side=len(set(roles["one side"])) == 1 and not roles["both"],
    )


def _counts(said: Said, words: _Words, by_question: frozenset[_State], by_answer: frozenset[_State]) -> bool:
    """Whether a finding of question and answer together is a fact."""
    if (said.finding, said.state) in by_answer:
        return True
    if words.unsettled:
        return said.state is State.SUSPECTED and (said.finding, said.state) not in by_question
    if (said.finding, said.state) in by_question:
        return words.affirms or (words.only_where and (said.finding in kinds_of_time().deficits or said.finding == _TENDER))
    return said.state is not State.REFUTED or not words.of_one_side


def _is_denied_by_the_answer(said: Said, by_answer: frozenset[_State]) -> bool:
    """Whether the answer by itself denies what is there only beside the question: the 'no' of `Bone health, steroids: no
    osteoporosis` is of the answer's own words."""
    return (
        said.state is State.PRESENT
        and (said.finding, State.REFUTED) in by_answer
        and (said.finding, State.PRESENT) not in by_answer
    )


def _is_there_after_all(said: Said, states: frozenset[_State]) -> bool:
    """Whether it is denied of one place and there in another: 'no weakness of the arms, leg weakness'."""
    return said.state is State.REFUTED and (said.finding, State.PRESENT) in states


def _states(said: Iterable[Said]) -> frozenset[_State]:
    return frozenset((each.finding, each.state) for each in said)


@cache
def _may_be_tested_for(name: str) -> bool:
    """Whether a finding is a state that a test can find absent; of an implant or an allergy a 'no' may be said of how it is,
    not of whether it is there: `Pacemaker MRI conditional: no`."""
    return not _HAD & set(vocabulary()["findings"][name]["record_part"])


def _is_of_nerves(said: Said, question: str) -> bool:
    """Whether 'normal' is said of the nerves: an ear that is intact is no normal neurologic examination."""
    return said.finding not in _ALL_IS_WELL or bool(_OF_NERVES.search(f"{question} {said.words}"))


@cache
def _roles() -> dict[str, frozenset[str]]:
    return words_by_role("answer_words")
