"""Findings that a text names without settling them: never a fact, but reason enough not to assume their absence.

A text that names an implant or a contrast reaction without settling it is more: it is asked about before MRI or contrast is
offered; metal that is only named is suspected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from fhir_mappings.text.phrases.implant_labels import implants
from fhir_mappings.text.reader import read_text
from fhir_mappings.vocabulary import vocabulary
from imaging_rules.facts import Evidence, Finding, State

_METAL, _EYE_METAL = "retained_metal", ("metal_in_eye", "magnetic_metal_in_eye")
_IMPLANT, _CONTRAST_REACTION = "other_implant", "contrast_allergy_agent_unknown"
"""What the mention of an implant, or of a contrast reaction, becomes: a finding that is asked about, of no further detail."""
_THINNER = "anticoagulated"
"""A drug against clotting that is only mentioned, or held, may still act: a suspicion."""


@dataclass(frozen=True)
class Mentions:
    """The names that texts mention, and the findings that a mention alone already is."""

    names: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    def plus(self, other: Mentions) -> Mentions:
        """Both together; the findings are not compared, so that many of them stay quick to gather."""
        if not (other.names or other.findings):
            return self
        return Mentions(self.names | other.names, (*self.findings, *other.findings) if other.findings else self.findings)


def mentions(texts: Iterable[str], source: str, as_of: date, *, of_order: bool = False, months: int | None = None) -> Mentions:
    """What these texts of one resource mention. `source` is the reference that evidence is given by, `months` the age of the
    patient where the record has it."""
    made = Mentions()
    for text in texts:
        reading = read_text(text, as_of, months)
        suspected = {said.finding for said in reading.said if said.state is State.SUSPECTED}
        asked = _asked_of(reading.mentioned | suspected, Evidence(source, text, kind="text", of_order=of_order))
        made = made.plus(Mentions(reading.mentioned, asked))
    return made


def all_named(texts: Iterable[str], source: str, as_of: date) -> Mentions:
    """What these texts name and do not deny, where nobody can tell what they are about, such as the answers to a question
    that is not known: mentioned, and no more."""
    made = Mentions()
    for text in texts:
        reading = read_text(text, as_of)
        names = reading.mentioned | {said.finding for said in reading.said if said.state is not State.REFUTED}
        made = made.plus(Mentions(names, _asked_of(names, Evidence(source, text, kind="text"))))
    return made


def naming(names: frozenset[str], evidence: Evidence) -> Mentions:
    """Findings that words name, as mentions."""
    return Mentions(names, _asked_of(names, evidence))


NOTHING_MENTIONED = Mentions()


def _asked_of(names: Iterable[str], evidence: Evidence) -> tuple[Finding, ...]:
    asked = sorted({_asked()[name] for name in names if name in _asked()})
    return tuple(Finding(name, state, evidence) for name, state in asked)


@cache
def _asked() -> Mapping[str, tuple[str, State]]:
    reactions = [name for name, row in vocabulary()["findings"].items() if "allergy" in row["record_part"]]
    made: dict[str, tuple[str, State]] = dict.fromkeys(implants(), (_IMPLANT, State.PRESENT))
    made |= dict.fromkeys(_EYE_METAL, (_EYE_METAL[0], State.SUSPECTED)) | {_METAL: (_METAL, State.SUSPECTED)}
    return made | dict.fromkeys(reactions, (_CONTRAST_REACTION, State.PRESENT)) | {_THINNER: (_THINNER, State.SUSPECTED)}
