"""Features and safety constraints in a clinician's words, from `feature_words.yaml`, `constraint_words.yaml`
and `told_apart.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cards.card_types import Indicator
from imaging_rules.assessment_result import AppliedConstraint, UsedFact
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_PATIENT = "Patient/"
_AGE = "age_years"
"""The one number of years that is told in months while it is less than two."""


@dataclass(frozen=True)
class FeatureWords:
    """The words of one feature. `absent` is None where its absence is not worth a word, `assumed` what is taken as absent."""

    words: str
    absent: str | None
    assumed: str
    values: dict[str, str] = field(default_factory=dict)
    by_age: dict[str, str] = field(default_factory=dict)
    """The phrase for a code that nothing but the patient's age leads to."""
    unknown: str = ""
    """What is not known of it, where its words alone would seem to be denied by what stands beside them."""


@dataclass(frozen=True)
class ConstraintWords:
    """A constraint in a few words, and how urgent a card is whose order it condemns."""

    short: str
    indicator: Indicator


def name_of(feature: str) -> str:
    """The noun phrase of a feature; the name with blanks where the file has none."""
    return _words(feature).words


def taken_as_absent(feature: str) -> str:
    """What an assessment takes as absent where nothing is recorded of it: how a complaint runs, that it gets worse."""
    return _words(feature).assumed


def not_known(feature: str) -> str:
    """A fact of which nothing is known: `whether the fracture is the painful one`."""
    return _words(feature).unknown or _words(feature).words


def said(fact: UsedFact) -> str | None:
    """A known fact as a phrase, such as `no neck pain` or `course of weeks to years`; None where not worth a word."""
    entry = _words(fact.feature)
    if fact.value in ("no", State.REFUTED.value):
        return entry.absent
    if fact.value in ("yes", State.PRESENT.value):
        return entry.words
    if fact.value == State.SUSPECTED.value:
        return f"suspected {entry.words}"
    if fact.value == State.HISTORY.value:
        return f"history of {entry.words}"
    if fact.feature == _AGE and "." in fact.value:
        return f"{entry.words} {round(float(fact.value) * 12)} months"
    if fact.value in entry.by_age and fact.evidence and all(each.source.startswith(_PATIENT) for each in fact.evidence):
        return entry.by_age[fact.value]
    parts = [entry.values.get(value) for value in fact.value.split(", ")]
    if all(parts):
        return ", ".join(part for part in parts if part)
    return f"{entry.words} {fact.value.replace('_', ' ')}"


def constraint_short(constraint_id: str) -> str:
    """A constraint in a few words; empty where the file has none."""
    entry = _constraints().get(constraint_id)
    return entry["short"] if entry else ""


def constraint_words(constraint: AppliedConstraint) -> ConstraintWords:
    """The words of a constraint; the features it rests on where the file has none."""
    entry = _constraints().get(constraint.id)
    if entry:
        return ConstraintWords(told_apart(entry["short"], constraint.features), Indicator(entry["indicator"]))
    return ConstraintWords(", ".join(name_of(feature) for feature in constraint.features), Indicator.WARNING)


def told_apart(text: str, features: Iterable[str]) -> str:
    """The words of a limit with the one of several reasons for which it holds: `old`, not `old or without its unit`."""
    held = frozenset(features)
    for either, by_feature in _told_apart().items():
        if either in text:
            reason = next((words for feature, words in by_feature.items() if feature in held), either)
            return text.replace(either, reason)
    return text


def _words(feature: str) -> FeatureWords:
    return _features().get(feature) or _entry(feature.replace("_", " "))


def _entry(row: Any) -> FeatureWords:
    if isinstance(row, str):
        return FeatureWords(row, f"no {row}", row)
    words = row["words"]
    return FeatureWords(
        words,
        row.get("no", f"no {words}"),
        row.get("assumed", words),
        row.get("values", {}),
        row.get("by_age", {}),
        row.get("unknown", ""),
    )


@lru_cache(maxsize=1)
def _features() -> dict[str, FeatureWords]:
    return {name: _entry(row) for name, row in packaged_yaml("cards", "feature_words.yaml").items()}


@lru_cache(maxsize=1)
def _constraints() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = packaged_yaml("cards", "constraint_words.yaml")
    return content


@lru_cache(maxsize=1)
def _told_apart() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = packaged_yaml("cards", "told_apart.yaml")
    return content
