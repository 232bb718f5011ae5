"""A case as `imaging-cds assess` reads it: features and studies, no FHIR (architecture, section 6).

{"id": "…", "as_of": "2026-11-20", "features": {"neck_pain": true}, "unknown": [], "studies": ["mri-cervical"]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from cds_service.hook_request import UNREADABLE
from imaging_rules.facts import Record, State, Value
from imaging_rules.study import Study, UnknownStudy, study
from imaging_rules.vocabulary import Vocabulary, VocabularyProblem


class CaseProblem(ValueError):
    """A case that cannot be assessed. `id` is its own where it has one; the message is one line."""

    def __init__(self, text: str, case_id: Any = None) -> None:
        super().__init__(text)
        self.id = case_id

    def to_json(self) -> dict[str, Any]:
        """`{"id": …, "error": …}`."""
        return {"id": self.id, "error": str(self)}


@dataclass(frozen=True, slots=True)
class Case:
    """What is known, and the studies asked about in their order."""

    record: Record
    studies: tuple[Study, ...]
    id: str | int | None = None


class _Shape(msgspec.Struct):
    studies: list[str]
    features: dict[str, Any] = {}
    unknown: list[str] = []
    as_of: date | None = None
    policy: str | None = None


def read_case(vocabulary: Vocabulary, content: bytes, today: date) -> Case:
    """The case in a JSON text; `today` stands in for a missing `as_of`. Raises CaseProblem."""
    try:
        given = msgspec.json.decode(content)
    except UNREADABLE:
        raise CaseProblem("not JSON that can be read") from None
    case_id = given.get("id") if isinstance(given, dict) else None
    if not isinstance(case_id, str | int | None):
        case_id = None
    try:
        shape = msgspec.convert(given, _Shape)
        record = Record(
            as_of=shape.as_of or today,
            stated=_stated(vocabulary, shape.features),
            unknown=_known_names(vocabulary, shape.unknown),
        )
        studies = tuple(study(name) for name in shape.studies)
    except (msgspec.ValidationError, VocabularyProblem, UnknownStudy) as problem:
        raise CaseProblem(_one_line(problem), case_id) from None
    return Case(record, studies, case_id)


def _stated(vocabulary: Vocabulary, features: Mapping[str, Any]) -> dict[str, Value | State]:
    return {name: vocabulary.value_of(name, value) for name, value in features.items()}


def _known_names(vocabulary: Vocabulary, names: list[str]) -> frozenset[str]:
    for name in names:
        if name not in vocabulary:
            raise VocabularyProblem(f"unknown feature: {name}")
    return frozenset(names)


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:300]
