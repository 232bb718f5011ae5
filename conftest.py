"""Collects the YAML cases beside each topic and each payer policy as single tests, so that every case passes or fails by its
own sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from imaging_rules import Library
from imaging_rules.case_files import CaseEntry, differences, read_cases
from imaging_rules.library import POLICY_FOLDERS
from imaging_rules.payer.cases import PayerCase, payer_differences, policy_cases


@lru_cache(maxsize=1)
def _library() -> Library:
    return Library.load()


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    if file_path.name.endswith(".cases.yaml"):
        kind = PolicyCasesFile if file_path.parent.name in POLICY_FOLDERS else CasesFile
        return kind.from_parent(parent, path=file_path)
    return None


class CasesFile(pytest.File):
    """One cases file."""

    def collect(self) -> Iterator[pytest.Item]:
        for sentence, case in read_cases(self.path):
            yield CaseItem.from_parent(self, name=sentence, case=case)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: CaseEntry, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.case = case

    def runtest(self) -> None:
        found = list(differences(self.case, self.case.assess(_library())))
        if found:
            raise AssertionError("\n".join(found))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002
        return f"{self.name}\n  {self.case.of}, {self.case.kind}\n  {excinfo.value}"

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


class PolicyCasesFile(pytest.File):
    """The cases file of a payer policy."""

    def collect(self) -> Iterator[pytest.Item]:
        policy = self.path.name.removesuffix(".cases.yaml")
        for sentence, case in policy_cases(policy, self.path.parent.parent):
            yield PolicyCaseItem.from_parent(self, name=sentence, policy=policy, case=case)


class PolicyCaseItem(pytest.Item):
    """One case of a payer policy."""

    def __init__(self, *, policy: str, case: PayerCase, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.policy, self.case = policy, case

    def runtest(self) -> None:
        known = _library()
        found = list(payer_differences(self.case, self.case.verdict(known, known.policies[self.policy])))
        if found:
            raise AssertionError("\n".join(found))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002
        return f"{self.name}\n  {self.case.of}\n  {excinfo.value}"

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name
