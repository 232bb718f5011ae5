"""How questions and answers of other people's forms are worded: a text as the words that count of it, and the patterns of words
in `tables/form_questions.yaml`.

`[with|for|]` stands for a choice, `<pain>` for any wording of that set. Words that change nothing (`the`, `your`) are passed
over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from fhir_mappings.tables_csv import column

LONGEST = 200
"""Characters; what is longer is no question of a form, nor an answer to one."""
_PART = re.compile(r"\[([^\[\]]*)\]|<([a-z ]+)>|([^\[\]<>\s]+)")
IN_A_PATTERN = re.compile(r"[a-z0-9]+")
"""The words in a pattern."""
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile(r"['’]")
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b")
"""A day or a month in numbers, which any wording may hold as one word. One with the name of its month is words that no wording
knows: such a row tells of one day's study, and is read as a sentence (`rows.results`)."""
_Spelled = Callable[[str], str]


def plain(text: str) -> str:
    """A question or an answer in the words of the table: lower case, no signs, no word passed over, a space behind each."""
    passed_over = _passed_over()
    return "".join(f"{word} " for word in words_of(text) if word not in passed_over)


def every_word(text: str) -> str:
    """As `plain`, with no word passed over: 'not at all' is not 'not all'."""
    return "".join(f"{word} " for word in words_of(text))


@cache
def _passed_over() -> frozenset[str]:
    """Words that change nothing of what a question asks."""
    return column("label_words", "word", role="passed over")


def words_of(text: str) -> list[str]:
    """All words of a text, a date in numbers as one."""
    return _NOT_A_WORD.sub(" ", _APOSTROPHE.sub("", _DAY.sub(" someday ", text.lower()))).split()


def any_of(patterns: Iterable[str], sets: Mapping[str, Sequence[str]], spelled: _Spelled = plain) -> re.Pattern[str]:
    """Any of these wordings, whole; one that nothing matches for none."""
    return re.compile("|".join(compiled(each, sets, spelled) for each in patterns) or r"(?!)")


def compiled(pattern: str, sets: Mapping[str, Sequence[str]], spelled: _Spelled = plain) -> str:
    """A wording as a regular expression of words with one space behind each. Raises KeyError for a set that is not there."""
    return "".join(_piece(found, sets, spelled) for found in _PART.finditer(pattern))


def _piece(found: re.Match[str], sets: Mapping[str, Sequence[str]], spelled: _Spelled) -> str:
    choice, name, word = found.groups()
    if word is not None:
        return spelled(word) if word.strip() else ""
    options = choice.split("|") if choice is not None else sets[name]
    return "(?:" + "|".join(compiled(each, sets, spelled) for each in options) + ")"


def all_words(made: object) -> Iterable[str]:
    """Every word that stands anywhere in the wordings."""
    if isinstance(made, str):
        yield from plain(made).split()
    elif isinstance(made, Mapping):
        for each in made.values():
            yield from all_words(each)
    elif isinstance(made, Sequence):
        for each in made:
            yield from all_words(each)
