"""Cases beside each topic: a patient, an order, and what a radiologist expects. They run as tests and back `library check`.

A file is a list of one-entry mappings, the key a sentence a radiologist would sign::

    - a 64-year-old with nine months of worsening gait and a Babinski sign:
        of: myelopathy-2020/v2          # the scenario the case is about
        kind: positive                  # positive, negative, unknown or boundary
        features: {age_years: 64, suspected_myelopathy: true, symptom_duration_days: 270}
        order: CT cervical spine without IV contrast
        expect: {scenario: myelopathy-2020/v2, match: definite, rating: may be appropriate, best: MRI cervical spine …}

`features` may name findings too. `unknown` lists what must stay unknown, `missing` record parts that were not delivered,
`with` the other drafts. In `expect`: `scenario` (the leading one, `none` for none), `match`, `status`, `rating` (`none` for
none), `best` (first offer: a study, several, or `none`), `offers` (all first choices in order), `not_offered`, `assumed`
(at least these), `questions` (exactly these), `constraints` (exactly these), `situation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.facts import RECORD_PARTS, Record
from imaging_rules.file_model import FileModel
from imaging_rules.library import TOPIC_FOLDERS, Library
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.study import study
from imaging_rules.yaml_files import read_yaml

KINDS = ("positive", "negative", "unknown", "boundary")
CASE_DAY = date(2026, 11, 20)
"""The order date of a case that states none."""


class Expectation(FileModel):
    """What the case expects; only what is stated is compared."""

    scenario: str | None = None
    match: str | None = None
    status: str | None = None
    rating: str | None = None
    best: str | list[str] | None = None
    offers: list[str | list[str]] | None = None
    not_offered: list[str] = Field(default_factory=list)
    assumed: list[str] | None = None
    questions: list[str] | None = None
    constraints: list[str] | None = None
    situation: str | None = None


class CaseEntry(FileModel):
    """One case as the file states it."""

    of: str
    kind: Literal["positive", "negative", "unknown", "boundary"]
    features: dict[str, Any]
    order: str
    expect: Expectation
    unknown: list[str] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    also: list[str] = Field(default_factory=list, alias="with")
    priority: str | None = None
    as_of: date = CASE_DAY

    def record(self, library: Library) -> Record:
        """The patient of the case. Raises VocabularyProblem for a name or value the vocabulary does not have."""
        stated = {name: library.vocabulary.value_of(name, value) for name, value in self.features.items()}
        return Record(
            as_of=self.as_of,
            stated=stated,
            unknown=frozenset(self.unknown),
            delivered=RECORD_PARTS - set(self.missing),
            indication="read",
        )

    def assess(self, library: Library) -> OrderAssessment:
        """The engine's answer to the case."""
        order = OrderToAssess("case", study(self.order), priority=self.priority)
        basket = Basket(tuple(study(name) for name in self.also))
        return assess_order(library, order, self.record(library), basket)


def read_cases(file: Path | Traversable) -> list[tuple[str, CaseEntry]]:
    """The cases of a file, each with its sentence. Raises pydantic.ValidationError where one is not of the form."""
    content = read_yaml(file) or []
    return [(str(name), CaseEntry.model_validate(body)) for item in content for name, body in item.items()]


def topic_cases(topic_id: str, root: Path | Traversable | None = None) -> list[tuple[str, CaseEntry]]:
    """The cases beside a topic of the library that ships, or of one in a folder; none where it has no cases file."""
    library = root or files("imaging_rules") / "library"
    for folder in TOPIC_FOLDERS:
        file = library / folder / f"{topic_id}.cases.yaml"
        if file.is_file():
            return read_cases(file)
    return []


def differences(case: CaseEntry, answer: OrderAssessment) -> Iterator[str]:
    """Where an answer is not what the case expects, one line each."""
    wanted = case.expect
    lead = answer.scenarios[0] if answer.scenarios else None
    offers = [_names(offer.studies) for offer in answer.recommended]
    simple = [
        ("scenario", wanted.scenario, lead.id if lead else "none"),
        ("match", wanted.match, lead.match.value if lead else "no"),
        ("status", wanted.status, answer.status.value),
        ("rating", wanted.rating, answer.rating.words if answer.rating else "none"),
        ("best", _listed(wanted.best), offers[0] if offers else ["none"]),
        ("offers", None if wanted.offers is None else [_listed(item) for item in wanted.offers], offers),
        ("questions", wanted.questions, [question.feature for question in answer.questions]),
        ("constraints", wanted.constraints, [constraint.id for constraint in answer.constraints]),
        ("situation", wanted.situation, answer.situation),
    ]
    for what, expected, got in simple:
        if expected is not None and expected != got:
            yield f"{what}: expected {expected}, got {got}"
    missing = set(wanted.assumed or ()) - set(lead.assumed if lead else ())
    if missing:
        yield f"assumed: {', '.join(sorted(missing))} not among {', '.join(lead.assumed) if lead else 'nothing'}"
    offered = {name for names in offers for name in names}
    if wrong := offered & set(wanted.not_offered):
        yield f"offered all the same: {', '.join(sorted(wrong))}"


def _names(studies: Any) -> list[str]:
    return [one.name for one in studies]


def _listed(wanted: str | list[str] | None) -> list[str] | None:
    return [wanted] if isinstance(wanted, str) else wanted
