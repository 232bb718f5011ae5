"""What the page of a payer policy says, made from the library and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cds_service.condition_words import Line, line_of, separate
from imaging_rules.condition_grammar import Definition, compile_condition
from imaging_rules.guideline import Scenario
from imaging_rules.library import Library
from imaging_rules.payer.policy import Clash, Criterion, PayerPolicy
from imaging_rules.payer.policy_file import Reading
from imaging_rules.verdict import Condition

_BY_CONFIDENCE = ("low", "medium", "high")


@dataclass(frozen=True)
class PolicyPage:
    """All that the page of a policy says."""

    library: Library
    policy: PayerPolicy

    @property
    def sections(self) -> dict[str, list[Criterion]]:
        """The criteria by the section of the source they stand in, in the order of the file."""
        found: dict[str, list[Criterion]] = {}
        for criterion in self.policy.criteria:
            found.setdefault(criterion.entry_of.section, []).append(criterion)
        return found

    @property
    def readings(self) -> list[tuple[str, Reading]]:
        """The doubtful places of the source, the least sure first."""
        return sorted(self.policy.file.redline_log.items(), key=lambda item: _BY_CONFIDENCE.index(item[1].confidence))

    def lines(self, condition: Condition) -> list[Line]:
        """A condition in words, part by part."""
        return [line_of(part, self.library.vocabulary) for part in separate(condition)]

    def definition(self, name: str) -> list[Line]:
        """The logic of a definition in words."""
        entries = self.policy.file.definitions
        shared = {other: Definition(entry.meaning, entry.logic, entry.ask) for other, entry in entries.items()}
        return self.lines(compile_condition(entries[name].logic, shared))

    def means(self, name: str) -> str:
        """A fact in the vocabulary's meaning of it."""
        return self.library.vocabulary.features[name].means

    def scenarios(self, clash: Clash) -> Iterable[Scenario]:
        """The scenarios that a clash is with."""
        return [self.library.scenarios[name] for name in clash.entry_of.scenarios if name in self.library.scenarios]
