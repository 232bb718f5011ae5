"""AllergyIntolerance: reactions to contrast, by the name of the substance and how severe they were.

No code tells gadolinium from iodinated contrast, so the class comes from the name. Contrast without a kind is 'agent
unknown'. 'No known allergy' is a negative: it refutes a contrast reaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.contrast_reactions import reaction_by_agent, severity_by_agent
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Unreadable, codings, members, status_of, text_of, texts, when
from fhir_mappings.tables_csv import table
from fhir_mappings.word_match import has_any_word, has_word, is_denied
from imaging_rules.facts import Evidence, Finding, State

_CLASSES = {finding: agent_class for agent_class, finding in reaction_by_agent().items()}
_ALONE = "alone"
"""The kind of a name that counts by itself only."""
_GONE = frozenset({"resolved", "inactive"})
_CLINICAL = _GONE | {"active", "entered-in-error"}
_VERIFICATIONS = frozenset({"unconfirmed", "confirmed", "presumed", "refuted", "entered-in-error"})
_SEVERE = frozenset({"severe", "moderate"})


def read_allergy(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The contrast reactions of an AllergyIntolerance.

    An unconfirmed reaction counts as a reaction (only a refuted one does not): contrast is asked about, not given. A
    resolved or inactive one is history. Raises Unreadable for one that names no substance: it may be any.
    """
    verification = status_of(resource.get("verificationStatus"), _VERIFICATIONS)
    clinical = status_of(resource.get("clinicalStatus"), _CLINICAL)
    if "entered-in-error" in (verification, clinical):
        reading.skip("entered-in-error")
        return
    if not reading.is_ours(resource):
        return
    state = State.REFUTED if verification == "refuted" else State.PRESENT
    if clinical in _GONE:
        state = State.HISTORY if state is State.PRESENT else state
    classes = _classes(resource, reading)
    if not classes and not _names_anything(resource):
        raise Unreadable("an allergy to nothing named")
    if not classes:
        yield from reading.concept(resource.get("code"), resource, state, None)
    for agent_class, wording in sorted(classes.items()):
        yield from _reactions(agent_class, wording, resource, state, reading)


def _reactions(
    agent_class: str, wording: str, resource: Mapping[str, Any], state: State, reading: Reading
) -> Iterator[Finding]:
    days = when(resource, "onset")
    there, by_severity = reaction_by_agent()[agent_class], severity_by_agent()[agent_class]
    severity = severity_of(resource)
    evidence: Evidence = reading.evidence(resource, f"{wording}, {severity.replace('_', ' ')}", days)
    yield Finding(there, state, evidence)
    yield Finding(by_severity, state, evidence, severity if state is not State.REFUTED else None)


def _names_anything(resource: Mapping[str, Any]) -> bool:
    concepts = [resource.get("code"), *(each.get("substance") for each in members(resource.get("reaction")))]
    return any(texts(concept) or any(coding.code for coding in codings(concept)) for concept in concepts)


def _classes(resource: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """The classes of contrast agents named, with the words; an agent named makes the mere word contrast redundant. A code
    of the client's own may say the class as well."""
    concepts = [resource.get("code"), *(each.get("substance") for each in members(resource.get("reaction")))]
    found: dict[str, str] = {}
    for wording in (text for concept in concepts for text in texts(concept)):
        for row in table("contrast_agents"):
            if _names(row, wording) and not is_denied(wording):
                found.setdefault(row["agent_class"], wording)
    for coded in (reading.codings(concept) for concept in concepts):
        for said in reading.rows(coded, "AllergyIntolerance"):
            if said.finding in _CLASSES and said.state == State.PRESENT:
                found.setdefault(_CLASSES[said.finding], said.display)
    if len(found) > 1:
        found.pop("unknown", None)
    return found


def _names(row: Mapping[str, str], wording: str) -> bool:
    """Whether a wording names an agent; a word that has other uses only where it stands alone: 'dye', not 'hair dye'."""
    if row["kind"] == _ALONE:
        return wording.strip().lower() == row["name"]
    return has_word(row["name"], wording)


def severity_of(resource: Mapping[str, Any]) -> str:
    """`mild`, `severe` or `severity_unknown`: the worst of reaction severity, manifestation, criticality and the words that
    name the allergy or describe the reaction, such as 'Omnipaque - anaphylaxis'.

    A moderate reaction counts as severe, for both lead to asking radiology first (ACR Manual on Contrast Media); low
    criticality alone does not make a reaction mild.
    """
    reactions = members(resource.get("reaction"))
    severities = {text_of(each.get("severity")).lower() for each in reactions}
    manifested = [text for each in reactions for sign in members(each.get("manifestation")) for text in texts(sign)]
    manifested += [text_of(each.get("description")) for each in reactions]
    manifested += [text for text in texts(resource.get("code")) if not is_denied(text)]
    severe_words = [row["word"] for row in table("reaction_words")]
    if severities & _SEVERE or text_of(resource.get("criticality")).lower() == "high":
        return "severe"
    if any(has_any_word(severe_words, text) for text in manifested):
        return "severe"
    return "mild" if severities == {"mild"} else "severity_unknown"
