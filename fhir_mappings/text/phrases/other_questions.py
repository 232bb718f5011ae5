"""What an order asks about in words that no phrase knows: 'dizziness, r/o subdural', 'low back pain ?aortic dissection',
'low back pain, renal stones?'.

From `tables/text/other_questions.yaml`. Such an order may be right for a reason that no criteria here know of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said
from fhir_mappings.text.words import Words, keys
from fhir_mappings.text.writing.question_ends import ends_a_question
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

OTHER_QUESTION = "other_question"
ASKED = "asked"
_LONGEST = 5
"""Words of a question."""
_SHORT = 3
"""Words of one that its mark alone tells."""
_BREAKS = SENTENCE | {",", "(", ":"}


@dataclass(frozen=True, slots=True)
class _Table:
    asks: dict[str, tuple[tuple[str, ...], ...]]
    firsts: frozenset[str]
    not_after: frozenset[str]
    ends: frozenset[str]
    passed: frozenset[str]
    known: frozenset[str]
    of_the_reader: frozenset[str]
    all_the_same: frozenset[str]


def other_questions(words: Words, hits: Sequence[Hit], timed: AbstractSet[int], found: Sequence[Said]) -> Iterator[Said]:
    """`other_question` for each question of a text of which no word is part of a phrase that said something, of a time, or
    asked of the spine anyway. `found` is what the text says; findings of the brain stay a question though phrases know
    them."""
    table = _table()
    if table.firsts.isdisjoint(words.named):
        return
    findings = {said.finding for said in found} - table.all_the_same
    told = {at for hit in hits if not hit.findings.isdisjoint(findings) for at in range(hit.first, hit.last + 1)} | timed
    for at in words.where(table.firsts):
        if (at in told and words.keys[at] != "?") or (at and words.keys[at - 1] in table.not_after):
            continue
        for ask in () if ends_a_question(words, at) else table.asks[words.keys[at]]:
            if words.keys[at : at + len(ask)] == ask:
                last = _asked_until(words.keys, at + len(ask), told, table)
                if last is not None:
                    yield Said(OTHER_QUESTION, State.PRESENT, words.slice(at, last), ASKED)
                break
        first = _asked_from(words, at, told, table) if words.keys[at] == "?" else None
        if first is not None:
            yield Said(OTHER_QUESTION, State.PRESENT, words.slice(first, at), ASKED)


def _asked_until(spelled: Sequence[str], first: int, told: AbstractSet[int], table: _Table) -> int | None:
    """The last word of a question that is not known; None where a word of it is known, or where it asks nothing."""
    last: int | None = None
    for at in range(first, min(len(spelled), first + _LONGEST)):
        key = spelled[at]
        if key in table.ends:
            break
        if at in told or key in table.known or not key[:1].isalpha():
            return None
        if key not in table.passed:
            last = at
    return last


def _asked_from(words: Words, mark: int, told: AbstractSet[int], table: _Table) -> int | None:
    """The first word of a question that its mark ends: 'renal stones?'. None where the mark does not end a part of the text,
    where a word before it is known or asks for no disease, or where there are too many to be one."""
    spelled = words.keys
    if mark + 1 < len(spelled) and spelled[mark + 1] not in table.ends and not ends_a_question(words, mark):
        return None
    first: int | None = None
    for at in range(mark - 1, max(-1, mark - 2 - _SHORT), -1):
        key = spelled[at]
        if key in _BREAKS:
            return first
        if at in told or not key[:1].isalpha() or key in table.ends or key in table.known or key in table.of_the_reader:
            return None  # a word that joins is one of a sentence: 'would an MRI of the spine help?'
        if key not in table.passed:
            first = at
    return first if mark <= _SHORT else None


@cache
def _table() -> _Table:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/other_questions.yaml")
    asks: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in sorted((keys(str(each)) for each in content["asks"]), key=len, reverse=True):
        asks[words[0]] = (*asks.get(words[0], ()), words)

    def listed(name: str) -> frozenset[str]:
        return frozenset(key for each in content[name] for key in (keys(str(each)) or (str(each),)))

    return _Table(
        asks,
        frozenset(asks),
        listed("not after"),
        listed("ends"),
        listed("passed"),
        listed("asked of the spine anyway"),
        listed("asked of the reader"),
        frozenset(content["another question all the same"]),
    )
