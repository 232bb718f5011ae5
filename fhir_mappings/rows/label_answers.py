"""A label or a question answered with a plain yes or no: `Radiating arm pain, tingling or numbness: absent`.

A label may list symptoms. A no denies each of them; a yes says that one is there and not which, so that only what all of
them mean is a fact, and the others are mentioned. A label that names one finding and nothing that narrows it is denied by a
no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache

from fhir_mappings.chart.syndromes import syndromes
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.rows.compared_answers import compared
from fhir_mappings.rows.label_lists import members_of
from fhir_mappings.rows.label_wording import (
    A_WORD,
    LONGEST_LABEL,
    asks_of_the_past,
    label_words,
    plain_label,
    said_by_table,
    turns_round,
    words_of_label,
)
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere
from fhir_mappings.text.said import Said
from fhir_mappings.text.worded_answer import WordedAnswer, read_answer
from fhir_mappings.vocabulary import negatable_findings, vocabulary_findings
from imaging_rules.facts import State

_YES = "yes"
_NO = "no"
_UNEXAMINABLE = "unexaminable"
_CHANGED = "neuro_symptoms_new_or_worse"
_INJURY, _NO_INJURY = "spine_injury", "no_recent_injury"
_PAINS = findings_of_kind("spine pain")
"""What the absence of a pain of one kind does not deny."""
_Meaning = tuple[str, object]


def read_label(label: str, answer: str, as_of: date, *, of_one_place: bool = False) -> WordedAnswer:
    """What an answer in words says to a label in words, of today. `of_one_place` as for `read_answer`. Never raises."""
    told = compared(answer)
    made = _read_label(label, told.today, as_of, of_one_place=of_one_place)
    if not told.was_well or not any(each.finding in _deficits() and each.state is State.PRESENT for each in made.said):
        return made
    if not told.lately:
        return replace(made, mentioned=made.mentioned | {_CHANGED})
    return replace(made, said=tuple(dict.fromkeys((*made.said, Said(_CHANGED, State.PRESENT, answer)))))


@cache
def _deficits() -> frozenset[str]:
    return column("text/time_kinds", "finding", kind="deficit")


def _read_label(label: str, answer: str, as_of: date, *, of_one_place: bool) -> WordedAnswer:
    verdict = yes_or_no(answer)
    if verdict is None:
        return _of_this_row(read_answer(label, answer, as_of, of_one_place=of_one_place), answer)
    plain = plain_label(label)
    made = read_answer(plain, answer, as_of, of_one_place=of_one_place)
    if len(label) > LONGEST_LABEL:
        return _without(made, frozenset(State), frozenset())
    parts = members_of(plain, as_of)
    if verdict:
        certain = _only_certain(_affirmed(made, plain, answer, as_of), parts, as_of)
        return _not_of_the_past(certain) if asks_of_the_past(label) else certain
    named = _plainly_named(plain, parts, as_of)
    kept = _without(made, frozenset({State.REFUTED}), named)
    if _INJURY not in named:
        kept = replace(kept, said=tuple(each for each in kept.said if each.finding != _NO_INJURY))
    return kept if of_one_place or turns_round(label) or not named else _each_denied(kept, parts, as_of, named)


def _without(made: WordedAnswer, states: Set[State], but: Set[str]) -> WordedAnswer:
    """Without the facts of these states but of the findings `but`. They are mentioned, but a denied implant or allergy."""
    kept = tuple(each for each in made.said if each.state not in states or each.finding in but)
    left = (each for each in made.said if each.state is not State.REFUTED or each.finding not in kept_elsewhere())
    return WordedAnswer(kept, made.mentioned | _names(left) - _names(kept))


def _affirmed(made: WordedAnswer, plain: str, answer: str, as_of: date) -> WordedAnswer:
    """What a yes says, where the label is nothing but names of findings and words that make nothing else of them."""
    of_findings = [*made.said, *read_text(plain, as_of).said]
    rest = words_of_label(plain) - words_of_label(" ".join(each.words for each in of_findings)) - words_of_label(answer)
    rest -= label_words("narrows nothing") | label_words("affirms as well")
    if label_words("tells") & rest:
        rest -= label_words("tells") | label_words("another person")
    if not rest or said_by_table(plain) or all(said_by_table(part) for part in members_of(plain, as_of)):
        return made
    turned = rest <= label_words("turns round")
    return _without(made, frozenset(State) - ({State.REFUTED} if turned else set()), frozenset())


def _of_this_row(made: WordedAnswer, answer: str) -> WordedAnswer:
    """`Unable to assess` says of one row that it was not assessed, not of the patient that nothing can be."""
    if not answer.strip().lower().startswith(tuple(_unsettled())):
        return made
    return replace(made, said=tuple(each for each in made.said if each.finding != _UNEXAMINABLE))


def deniable_by(label: str, name: str) -> bool:
    """Whether a no to a label that names a finding denies it: no numb saddle is not yet no cauda equina syndrome."""
    return name not in syndromes() or not label_words("one place") & words_of_label(label)


def may_be_told(name: str) -> bool:
    """Whether a finding is a symptom, a sign or a plan: not a disease, an implant, a reaction or a medicine."""
    entry = vocabulary_findings()[name]
    return bool({"order", "observation"} & set(entry["record_part"])) and name not in kept_elsewhere()


def _only_certain(made: WordedAnswer, parts: Sequence[str], as_of: date) -> WordedAnswer:
    """Without what a list names and not all of its members mean."""
    if len(parts) < 2:
        more = tuple(Said(name, State.PRESENT, parts[0]) for name in said_by_table(parts[0]))
        return replace(made, said=(*made.said, *(each for each in more if each.finding not in _names(made.said))))
    meant = [_meant(part, as_of) for part in parts]
    certain = set.intersection(*meant) | _summed_up(meant)
    supposed = frozenset.intersection(*(_names(read_answer(part, _YES, as_of).said) for part in parts))
    kept = [
        each
        for each in made.said
        if each.state not in (State.PRESENT, State.SUSPECTED)
        or (each.finding, each.value) in certain
        or (each.state is State.SUSPECTED and each.finding in supposed)
    ]
    kept += [
        Said(name, State.PRESENT, parts[0])
        for name, value in sorted(certain, key=str)
        if value is None and name not in _names(kept)
    ]
    left = _names(made.said) | {name for found in meant for name, _ in found}
    return WordedAnswer(tuple(kept), made.mentioned | left - _names(kept))


def _not_of_the_past(made: WordedAnswer) -> WordedAnswer:
    """Without complaints of any time: they need not be there now."""
    kept = tuple(each for each in made.said if each.state is not State.PRESENT or each.finding not in _complaints())
    return WordedAnswer(kept, made.mentioned | _names(made.said) - _names(kept))


def _meant(part: str, as_of: date) -> set[_Meaning]:
    read = {(each.finding, each.value) for each in read_answer(part, _YES, as_of).said if each.state is State.PRESENT}
    return read | {(name, None) for name in said_by_table(part)}


def _names(said: Iterable[Said]) -> frozenset[str]:
    return frozenset(each.finding for each in said)


def _summed_up(meant: Sequence[set[_Meaning]]) -> set[_Meaning]:
    """What members of a list that are not the same say together: a numb arm beside an arm pain is of the same root."""
    named = [{name for name, _ in found} for found in meant]
    together = set.union(*named)
    for row in table("listed_together"):
        members = set(row["members"].split())
        if all(found & members for found in named) and members <= together:
            return {(name, None) for name in row["says"].split()}
    return set()


def _each_denied(made: WordedAnswer, parts: Sequence[str], as_of: date, named: Set[str]) -> WordedAnswer:
    """With every member of a list denied, and what a label names by itself. `named` are the findings that it names plainly."""
    denied = [said for part in parts for said in _denied(part, as_of, alone=len(parts) == 1)]
    added = tuple(dict.fromkeys(each for each in denied if each.finding in named - _names(made.said)))
    return WordedAnswer((*made.said, *added), made.mentioned - _names(added))


def _denied(part: str, as_of: date, *, alone: bool) -> Iterable[Said]:
    """What a no denies of one member of a list, or of a whole label."""
    if not alone:
        yield from (
            each for each in read_answer(part, _NO, as_of).said if each.state is State.REFUTED and _deniable(each.finding)
        )
    said = [each for each in read_text(part, as_of).said if each.state is State.PRESENT]
    if len({each.finding for each in said}) == 1 and _deniable(said[0].finding):
        yield Said(said[0].finding, State.REFUTED, said[0].words)
    yield from (Said(name, State.REFUTED, part) for name in said_by_table(part) if _deniable(name))


def _plainly_named(plain: str, parts: Sequence[str], as_of: date) -> frozenset[str]:
    """The findings of a label that is nothing but their plain names; none where anything in it says when, where, how much."""
    if len(label_words("one side") & words_of_label(plain)) == 1:
        return frozenset()
    found = [_plain_names(part, as_of, of_list=len(parts) > 1) for part in parts]
    return frozenset().union(*(each or () for each in found)) if None not in found else frozenset()


@lru_cache(maxsize=2048)
def _plain_names(part: str, as_of: date, *, of_list: bool) -> frozenset[str] | None:
    """The findings whose plain name a member is: without any of its words it would not name them. None where it says more."""
    said = [each for each in read_text(part, as_of).said if each.state is State.PRESENT]
    if said_by_table(part):
        return _names(said) | frozenset(said_by_table(part))
    if of_list and not said and context_words().other_symptoms.issuperset(A_WORD.findall(part.lower())):
        return frozenset()  # 'Neck pain or tenderness': a symptom that is no finding here narrows nothing
    of_name = label_words("narrows nothing") | (frozenset() if _names(said) & _PAINS else label_words("of a name"))
    if _rest(part, said) - of_name:
        return None
    if of_list and label_words("one place") & words_of_label(part):
        return frozenset()
    words = (each.span() for each in A_WORD.finditer(part.lower()) if each[0] not in of_name | label_words("place"))
    shorter = (_names(read_text(part[:start] + part[end:], as_of).said) for start, end in words)
    return None if any(_names(said) & each for each in shorter) else _names(said)


def _rest(part: str, said: Iterable[Said]) -> set[str]:
    """What a label says beside the words of its finding: when, after what, how much."""
    rest = part.lower()
    for each in said:
        rest = rest.replace(each.words.lower(), " ")
    return set(A_WORD.findall(rest))


@cache
def _deniable(name: str) -> bool:
    of_a_kind = vocabulary_findings()[name]["kind"] == "boolean" and name in negatable_findings()
    return may_be_told(name) and of_a_kind and name not in syndromes()


@cache
def _unsettled() -> frozenset[str]:
    return column("answer_words", "word", role="unsettled")


@cache
def _complaints() -> frozenset[str]:
    return column("complaints", "finding")
