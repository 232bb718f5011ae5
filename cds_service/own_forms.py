"""Where this service serves its own questionnaires, and the forms it serves."""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.settings import Settings
from fhir_mappings.questions.form import FORMS, QuestionForms
from imaging_rules.guideline import Scenario
from imaging_rules.library import Library

_VERSION = 12


def own_forms(settings: Settings) -> tuple[str, ...]:
    """The beginnings of the addresses of our questionnaires, under every name of this service."""
    return tuple(f"{address}{FORMS}/" for address in settings.own_addresses)


def forms(library: Library, base: str) -> QuestionForms:
    """The forms of a library, served at `base`; their version is the beginning of the library's content hash."""
    return QuestionForms(library.vocabulary, base, library.content_hash[:_VERSION])


def form_of(library: Library, scenarios: Iterable[Scenario]) -> str:
    """The path of the form of all that some scenarios may have to ask; empty where that is nothing a form can ask."""
    asked = frozenset[str]().union(*(_asked_by(scenario) for scenario in scenarios))
    here = forms(library, "")
    names = here.names(asked)
    return here.address(names) if names else ""


def _asked_by(scenario: Scenario) -> frozenset[str]:
    """All that a scenario's conditions read beside the presenting problem."""
    conditions = (*scenario.given, *scenario.unless)
    return frozenset(scenario.entry_of.questions).union(*(condition.names() for condition in conditions))
