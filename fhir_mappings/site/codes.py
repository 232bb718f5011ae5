"""The codes that one client has of its own: what each stands for, by that client's tables.

A code of a client's own is read as though the client had sent, in its place, the standard codes that it stands for; it
may also name a study of the catalogue, or findings, itself. The codes of one client are nobody else's: they are a value
that is handed to the readers of its requests. Order codes are read where an imaging study is named, problem codes in the
rest of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fhir_mappings.codes.findings import FindingCode, findings_of_coding
from fhir_mappings.codes.systems import system_key
from fhir_mappings.order.codes import OrderCode
from fhir_mappings.resource.elements import Coding
from imaging_rules.study import Study

Key = tuple[str, str]
"""A code system in the spelling of `system_key` ("" for none), and a code, trimmed; case counts in it."""


@dataclass(frozen=True, slots=True)
class LocalOrder:
    """An order code of a client. `system` is as its table writes it, "" for a code that comes without one.

    `rows` are the order codes it is read as, under its own display; `others` the standard codes it stands for that are no
    order codes of ours (a modality, a body site, or unknown). `written_for` is the study it may be written for, if any.
    """

    system: str
    code: str
    display: str
    rows: tuple[OrderCode, ...]
    others: tuple[Coding, ...]
    written_for: Study | None
    source: str


@dataclass(frozen=True, slots=True)
class LocalProblem:
    """A problem code of a client: the standard codes it is read as, and the findings that its table names."""

    system: str
    code: str
    display: str
    standard: tuple[Coding, ...]
    findings: tuple[FindingCode, ...]
    source: str


@dataclass(frozen=True)
class SiteCodes:
    """All codes of one client's own; empty for a client without any."""

    orders: Mapping[Key, LocalOrder] = field(default_factory=dict)
    problems: Mapping[Key, LocalProblem] = field(default_factory=dict)

    def order(self, system: object, code: object) -> LocalOrder | None:
        """The order code of a coding's `system` and `code`, which may be any JSON value; None for any other."""
        return self.orders.get(key) if self.orders and (key := _key(system, code)) else None

    def problem(self, coding: Coding) -> LocalProblem | None:
        """The problem code that a coding is; None for any other."""
        return self.problems.get(key) if self.problems and (key := _key(coding.uri, coding.raw)) else None

    def in_standard_codes(self, coded: tuple[Coding, ...]) -> tuple[Coding, ...]:
        """Codings with the standard codes in place of the client's own; a code that has none stays as it came."""
        return tuple(self._in_standard_codes(coded)) if self.problems else coded

    def findings_of(self, coding: Coding) -> tuple[FindingCode, ...]:
        """The findings that the client's table names for a coding, beside those of its standard codes."""
        local = self.problem(coding)
        return local.findings if local else ()

    def rows(self, coded: Iterable[Coding], record_type: str) -> list[FindingCode]:
        """What codings say in a type of resource: by our tables, and where the client's own table names findings."""
        if not self.problems:
            return [row for each in coded for row in findings_of_coding(each, record_type)]
        return [row for each in coded for row in (*self.findings_of(each), *findings_of_coding(each, record_type))]

    def has_system(self, system: object) -> bool:
        """Whether order codes of this system (a URI, "" for none) are the client's own."""
        return system_key(system) in self._written

    def order_for(self, study: Study, system: object) -> LocalOrder | None:
        """The order code to write for a study in a system of the client's own: the first of its table."""
        return self._written.get(system_key(system), {}).get(study)

    def _in_standard_codes(self, coded: Iterable[Coding]) -> Iterator[Coding]:
        for each in coded:
            local = self.problem(each)
            if local is None or local.findings:
                yield each
            yield from local.standard if local else ()

    @cached_property
    def _written(self) -> dict[str | None, dict[Study, LocalOrder]]:
        found: dict[str | None, dict[Study, LocalOrder]] = {}
        for (system, _), local in self.orders.items():
            studies = found.setdefault(system, {})
            if local.written_for is not None:
                studies.setdefault(local.written_for, local)
        return found


NO_SITE_CODES = SiteCodes()
"""The codes of a client that has none of its own."""


def code_key(system: str, code: str) -> Key:
    """The key of a code in a client's table."""
    return (system_key(system) or "", code.strip())


def _key(system: object, code: object) -> Key | None:
    """The key of a coding; None where it has no code, or a system that is no URI."""
    if not isinstance(code, str) or not code.strip():
        return None
    plain = system_key(system)
    return None if plain is None else (plain, code.strip())
