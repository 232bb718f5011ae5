"""The evidence packet of one policy: what the printed page and the verdict hold, as the writer of FHIR wants it."""

from __future__ import annotations

from collections.abc import Iterable

from cards.payer_grounds import grounds, grounds_of_gate, told_date
from cds_service.smart.sessions import OpenPage
from fhir_mappings.evidence_packet import Packet, PacketFact
from imaging_rules.facts import Evidence
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.verdict import Fact

_ANSWERED = "Answered by the clinician"


def packet_of(answer: PayerAnswer, page: OpenPage, authored: str, author: str, document: str) -> Packet:
    """The packet of a policy's answer; `author` names this service, `document` is the printed page as HTML that stands
    alone."""
    verdict = answer.verdict
    return Packet(
        title=f"Evidence for {verdict.title}, {verdict.publisher}",
        consultation=page.consultation,
        patient_id=page.patient_id,
        authored=authored,
        author=author,
        facts=tuple(_facts(answer)),
        page=document,
    )


def _facts(answer: PayerAnswer) -> Iterable[PacketFact]:
    """Every fact that speaks for a criterion in play, or that a gate looked at, once."""
    found: dict[str, Fact] = {}
    for each in answer.verdict.criteria:
        for fact in grounds(each) if each.in_play else ():
            found.setdefault(fact.name, fact)
    for study in answer.verdict.studies:
        for gate in study.gates:
            for fact in grounds_of_gate(gate):
                found.setdefault(fact.name, fact)
    for fact in found.values():
        value = fact.value if fact.value is not None else fact.state
        if value is not None:
            yield PacketFact(
                fact.name, answer.facts[fact.name].means, value, tuple(map(_shown, fact.evidence)), told_date(fact)
            )


def _shown(evidence: Evidence) -> Evidence:
    """An answer given here is told as one; it stands nowhere in the record."""
    return Evidence("answer", _ANSWERED, evidence.date, evidence.kind) if evidence.kind == "given" else evidence
