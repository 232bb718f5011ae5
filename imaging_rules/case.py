"""A case without FHIR: features and studies in the vocabulary's words, as `imaging-cds assess` reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import Assessment
from imaging_rules.facts import Record
from imaging_rules.library import Library
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.payer.evaluation import payer_verdict
from imaging_rules.payer.verdict import PayerVerdict
from imaging_rules.study import Study, UnknownStudy, study
from imaging_rules.vocabulary import Vocabulary, VocabularyProblem


class CaseProblem(ValueError):
    """A case that cannot be read; the message says which part in one line."""

    def __init__(self, says: str) -> None:
        super().__init__(" ".join(says.split())[:200])


@dataclass(frozen=True)
class Case:
    """One patient's facts and the studies ordered together."""

    id: str
    record: Record
    studies: tuple[Study, ...]
    policy: str | None = None


_KEYS = {"id", "as_of", "features", "unknown", "studies", "policy"}


def read_case(content: Any, vocabulary: Vocabulary, today: date) -> Case:
    """A case of `{"id", "as_of", "features": {name: value}, "unknown": [names], "studies": [ids], "policy"}`.

    Args:
        content: the decoded JSON object.
        vocabulary: the names and kinds that are allowed.
        today: the day used where `as_of` is not given.

    Raises:
        CaseProblem: where a part is missing, unknown or of the wrong kind.
    """
    if not isinstance(content, dict):
        raise CaseProblem("a case is a JSON object")
    if surplus := sorted(set(map(str, content)) - _KEYS):
        raise CaseProblem(f"unknown member: {', '.join(surplus)}")
    return Case(
        id=str(content.get("id", "")),
        record=_record(content, vocabulary, today),
        studies=_studies(content.get("studies")),
        policy=_optional_text(content, "policy"),
    )


def assess(library: Library, case: Case) -> Assessment:
    """The assessment of every study of a case; the others are its basket. The verdict of the payer policy the case names
    is worked out over all of them and stands on each.

    Raises CaseProblem where the library has no such policy.
    """
    payer = _payer(library, case)
    orders = []
    for place, ordered in enumerate(case.studies):
        others = case.studies[:place] + case.studies[place + 1 :]
        order = OrderToAssess(f"studies[{place}]", ordered)
        assessed = assess_order(library, order, case.record, Basket(others))
        orders.append(replace(assessed, payer=payer))
    return Assessment(tuple(orders))


def _payer(library: Library, case: Case) -> tuple[PayerVerdict, ...]:
    if case.policy is None:
        return ()
    if case.policy not in library.policies:
        raise CaseProblem(f"unknown policy: {case.policy}; known are {', '.join(library.policies) or 'none'}")
    return (payer_verdict(library.policies[case.policy], library.vocabulary, case.record, case.studies),)


def _record(content: dict[str, Any], vocabulary: Vocabulary, today: date) -> Record:
    features = {} if content.get("features") is None else content["features"]
    if not isinstance(features, dict):
        raise CaseProblem("features is an object of names and values")
    unknown = [] if content.get("unknown") is None else content["unknown"]
    if not isinstance(unknown, list) or not all(isinstance(name, str) for name in unknown):
        raise CaseProblem("unknown is a list of names")
    for name in unknown:
        if name not in vocabulary:
            raise CaseProblem(f"unknown feature: {name}")
    try:
        stated = {str(name): vocabulary.value_of(str(name), value) for name, value in features.items() if value is not None}
    except VocabularyProblem as problem:
        raise CaseProblem(str(problem)) from None
    day = _day(content.get("as_of"), today)
    return Record(as_of=day, stated=stated, unknown=frozenset(unknown), indication="read")


def _day(given: Any, today: date) -> date:
    if given is None:
        return today
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise CaseProblem("as_of is a date such as 2026-11-20") from None


def _studies(given: Any) -> tuple[Study, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(item, str) for item in given):
        raise CaseProblem("studies is a list of study ids, at least one")
    try:
        return tuple(study(item) for item in given)
    except UnknownStudy as problem:
        raise CaseProblem(str(problem)) from None


def _optional_text(content: dict[str, Any], key: str) -> str | None:
    given = content.get(key)
    if given is not None and not isinstance(given, str):
        raise CaseProblem(f"{key} is text")
    return given
