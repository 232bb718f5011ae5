"""Cases beside each payer policy: a patient, the studies ordered, and what a reviewer of that payer would answer.

A file is a list of one-entry mappings, the key a sentence a reviewer would sign::

    - neck pain, 42 days of failed therapy with medication:
        of: nia.cervical-mri.neck-pain.failed-conservative-6wk   # the criterion, gate or study the case is about
        standing: met                                            # what becomes of that criterion
        features: {neck_pain: true, …}
        studies: [mri-cervical]
        expect: {status: met, met: [nia.cervical-mri.neck-pain.failed-conservative-6wk]}

In `expect`: `status` of the set, `studies` (status by study), `met` (exactly these criteria), `owed` (exactly these facts, in
this order), `missing` (at least these), `gate` (what the gate in `of` did, by study), `decides` (exactly the readings that
decide).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import Field

from imaging_rules.case_files import CASE_DAY
from imaging_rules.facts import Record
from imaging_rules.file_model import FileModel
from imaging_rules.library import POLICY_FOLDERS, Library
from imaging_rules.payer.evaluation import payer_verdict
from imaging_rules.payer.policy import PayerPolicy
from imaging_rules.payer.verdict import PayerVerdict
from imaging_rules.study import study
from imaging_rules.yaml_files import read_yaml


class PayerExpectation(FileModel):
    """What the case expects; only what is stated is compared."""

    status: str
    studies: dict[str, str] = Field(default_factory=dict)
    met: list[str] | None = None
    owed: list[str] | None = None
    missing: list[str] = Field(default_factory=list)
    gate: dict[str, str] = Field(default_factory=dict)
    decides: list[str] | None = None


class PayerCase(FileModel):
    """One case as the file states it."""

    of: str
    standing: str | None = None
    features: dict[str, Any] = Field(default_factory=dict)
    studies: list[str]
    expect: PayerExpectation
    unknown: list[str] = Field(default_factory=list)
    as_of: date = CASE_DAY

    def record(self, library: Library) -> Record:
        """The patient of the case. Raises VocabularyProblem for a name or value the vocabulary does not have."""
        stated = {name: library.vocabulary.value_of(name, value) for name, value in self.features.items()}
        return Record(as_of=self.as_of, stated=stated, unknown=frozenset(self.unknown), indication="read")

    def verdict(self, library: Library, policy: PayerPolicy) -> PayerVerdict:
        """The engine's answer to the case."""
        return payer_verdict(policy, library.vocabulary, self.record(library), [study(name) for name in self.studies])


def policy_cases(policy_id: str, root: Path | Traversable | None = None) -> list[tuple[str, PayerCase]]:
    """The cases beside a policy of the library that ships, or of one in a folder, each with its sentence; none where it has
    no cases file. Raises pydantic.ValidationError where one is not of the form."""
    library = root or files("imaging_rules") / "library"
    for folder in POLICY_FOLDERS:
        file = library / folder / f"{policy_id}.cases.yaml"
        if file.is_file():
            return [(str(name), PayerCase.model_validate(body)) for item in read_yaml(file) for name, body in item.items()]
    return []


def payer_differences(case: PayerCase, verdict: PayerVerdict) -> Iterator[str]:
    """Where a verdict is not what the case expects, one line each."""
    wanted = case.expect
    standings = {each.id: each.standing.value for each in verdict.criteria}
    passages = {s.study: e.passage.value for s in verdict.studies for e in s.gates if e.gate.id == case.of}
    by_study = {each.study: each.status.value for each in verdict.studies}
    simple = [
        ("status", wanted.status, verdict.status.value),
        ("studies", wanted.studies or None, {form: by_study.get(form, "not ordered") for form in wanted.studies}),
        ("standing", case.standing, standings.get(case.of, "does not cover the order")),
        ("met", wanted.met, list(verdict.criteria_met)),
        ("owed", wanted.owed, list(verdict.owed)),
        ("gate", wanted.gate or None, {form: passages.get(form, "not reached") for form in wanted.gate}),
        ("decides", wanted.decides, [doubt.id for doubt in verdict.doubts if doubt.decides]),
    ]
    for what, expected, got in simple:
        if expected is not None and expected != got:
            yield f"{what}: expected {expected}, got {got}"
    if lacking := set(wanted.missing) - set(verdict.missing):
        yield f"missing: {', '.join(sorted(lacking))} not among {', '.join(verdict.missing) or 'nothing'}"
