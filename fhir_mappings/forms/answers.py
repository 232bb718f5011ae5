"""What answers to questions of other people's forms say: a plain yes or no, or what the table makes of other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from fhir_mappings.forms.table import FormMeaning, Topic, form_table
from fhir_mappings.forms.wordings import LONGEST, every_word, plain, words_of
from fhir_mappings.remembered import remembered
from fhir_mappings.rows.labels import only_where_or_how_much
from fhir_mappings.rows.looks_like_a_day import NAMES_A_YEAR
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import State

_NO_AND_MORE = re.compile(r"\s*(?:no|none|nil|never|nope|denies|denied)\s*[-–—,:;(.]+\s*(.+)", re.IGNORECASE | re.DOTALL)
_ANY_DAY = date(2000, 1, 1)
"""Whether words name a finding is the same on every day."""
_WITH_MORE = re.compile(r"\s*(yes)\s*[-–—,:;(]+\s*(.+)", re.IGNORECASE | re.DOTALL)


def verdict_of(answers: Sequence[str]) -> bool | None:
    """The one plain yes or no of an answer in words, also `Yes - both sides`, `present C5-C6`, `No, woke up with it`; None for
    any other, and for one that says both."""
    verdicts = {_verdict(each) for each in answers}
    return verdicts.pop() if len(verdicts) == 1 else None


def _verdict(answer: str) -> bool | None:
    table, words = form_table(), every_word(answer)
    if "?" in answer:
        return None
    if table.yes.fullmatch(words):
        return True
    if table.no.fullmatch(words):
        return False
    more = _WITH_MORE.fullmatch(answer)
    if more and not NAMES_A_YEAR.search(more[2]) and table.takes_back.isdisjoint(words_of(more[2])):
        return True
    if _is_no_and_why(answer):
        return False
    first, _, behind = answer.strip().partition(" ")
    return True if table.yes.fullmatch(every_word(first)) and only_where_or_how_much(behind) else None


@remembered
def _is_no_and_why(answer: str) -> bool:
    """Whether an answer is a no and behind it words that name no finding and take nothing back: 'No, woke up with it'."""
    more = _NO_AND_MORE.fullmatch(answer) if len(answer) <= LONGEST else None
    if more is None or NAMES_A_YEAR.search(more[1]) or not form_table().takes_back_a_no.isdisjoint(words_of(more[1])):
        return False
    told = read_text(more[1], _ANY_DAY)
    return not told.mentioned and all(each.state is State.REFUTED for each in told.said)


def meant_by(topic: Topic, answer: str) -> tuple[FormMeaning, ...] | None:
    """What an answer in words that is no yes or no means by the table, whole or by its parts between commas; None where it has
    none such, where it asks, where its parts say different things, or where another part may take it back."""
    if "?" in answer:
        return None
    if (whole := _meant_whole(topic, answer)) is not None or "," not in answer or len(answer) > LONGEST:
        return whole
    if NAMES_A_YEAR.search(answer):
        return None
    pieces = [each for each in answer.split(",") if each.strip()]
    meant = [_meant_whole(topic, each) for each in pieces]
    rest = {word for each, found in zip(pieces, meant, strict=True) if found is None for word in words_of(each)}
    said = {each for each in meant if each is not None}
    return said.pop() if len(said) == 1 and form_table().takes_back.isdisjoint(rest) else None


def _meant_whole(topic: Topic, answer: str) -> tuple[FormMeaning, ...] | None:
    words = plain(answer)
    return next((each.says for each in topic.answers if each.words.fullmatch(words)), None)
