"""How a label or a question is worded: what it asks for at all, and its words without those that narrow nothing.

From `tables/label_words.csv` and `tables/label_phrases.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.tables_csv import column, table
from fhir_mappings.whole_texts import normal_text

LONGEST_LABEL = 200
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
A_WORD = re.compile(r"[a-z0-9][a-z0-9'’-]*")
_ARTICLE = re.compile(r"^(?:a|an|the)\s+")


def asks_otherwise(label: str, answer: str) -> bool:
    """Whether a label asks for a goal, a fear, what was taught, another person, and not for what its words name; where the
    answer is a yes or a no, also whether it asks only if something was done."""
    return _asks_for_another(label) or (yes_or_no(answer) is not None and _asks_if_done(label))


@remembered
def _asks_for_another(label: str) -> bool:
    told = _without_possessives(label)
    return bool(label_words("another thing") & told) or (
        bool(label_words("another person") & told) and not label_words("tells") & told
    )


@remembered
def _asks_if_done(label: str) -> bool:
    return bool(label_words("done") & _without_possessives(label))


def _without_possessives(label: str) -> set[str]:
    return {each.removesuffix("'s").removesuffix("’s") for each in words_of_label(label)}


def asks_of_the_past(label: str) -> bool:
    """Whether a label asks for what was there at any time: a yes says nothing of now."""
    return bool(label_words("any time") & words_of_label(label))


def turns_round(label: str) -> bool:
    """Whether a label denies something itself, so that a yes or no to it may mean either."""
    return bool(label_words("turns round") & words_of_label(plain_label(label)))


def plain_label(label: str) -> str:
    """A label without brackets that narrow nothing, without the words that begin a question, and with `the` for `your`."""
    bare = _IN_BRACKETS.sub(lambda found: "" if _says_how(found[1]) else found[0], label).strip()
    low = re.sub(r"\b(?:your|his|her|their|my)\b", "the", bare, flags=re.IGNORECASE).rstrip("?: ")
    for row in sorted(label_words("begins a question"), key=len, reverse=True):
        if low.lower().startswith(f"{row} "):
            low = low[len(row) + 1 :]
            break
    for words in _strengtheners():
        low = words.sub("", low)
    return " ".join(low.split()) or label


@cache
def _strengtheners() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\s*\b{re.escape(words)}\b", re.IGNORECASE) for words in label_words("strengthens"))


def _says_how(inside: str) -> bool:
    """Whether a bracket only says by what rule, by whom or where it was written down."""
    return bool(label_words("says how") & set(A_WORD.findall(inside.lower())))


def words_of_label(label: str) -> set[str]:
    """Its words in small letters; of a label that is longer than any, those of its beginning."""
    return set(A_WORD.findall(label[:LONGEST_LABEL].lower()))


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    rows = table("label_phrases")
    return {row["label"]: tuple(each["finding"] for each in rows if each["label"] == row["label"]) for row in rows}


def said_by_table(part: str) -> tuple[str, ...]:
    """What a label says that is a whole row of `tables/label_phrases.csv`."""
    return _by_name().get(_ARTICLE.sub("", normal_text(part)), ())


@cache
def label_words(role: str) -> frozenset[str]:
    """The words of one role of `tables/label_words.csv`."""
    return column("label_words", "word", role=role)
