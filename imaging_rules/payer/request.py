"""What a payer policy says of the orders of one request, judged once over all of them.

The set that is judged is every imaging study of the ordering session that the policy has a name for: those asked about, and
those drafted beside them, for they will be submitted together. The facts are those of the orders asked about: the record,
and what each of these orders says of its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from imaging_rules.asking import choice_question
from imaging_rules.assessment_result import Question
from imaging_rules.facts import Record, State, Value
from imaging_rules.payer.evaluation import payer_verdict
from imaging_rules.payer.policy import PayerPolicy
from imaging_rules.payer.policy_file import ProofEntry
from imaging_rules.payer.verdict import PayerVerdict
from imaging_rules.study import Study
from imaging_rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class PayerFact:
    """A fact in the payer's terms: the vocabulary's meaning of it, and its question where it is answered by a choice (a day,
    a period or a number is not). `proof` holds the policy's words for what has to be written, by the criterion or gate that
    asks for it, under the empty name for any other."""

    name: str
    means: str
    question: Question | None = None
    unit: str | None = None
    proof: Mapping[str, str] = field(default_factory=dict)

    def owed(self, of: str = "") -> str:
        """What a criterion or gate wants written, else the fact by its meaning."""
        return self.proof.get(of) or self.proof.get("") or self.means


class FactsInWords(dict[str, PayerFact]):
    """The facts of the vocabulary by name, each put in words when it is first looked up: most are never told."""

    def __init__(self, vocabulary: Vocabulary, proof: Sequence[ProofEntry] = ()) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._proof = proof

    def __missing__(self, name: str) -> PayerFact:
        entry = self._vocabulary.features[name]
        proof = {of: row.words for row in self._proof if row.fact == name for of in row.of or [""]}
        self[name] = PayerFact(name, entry.means, choice_question(self._vocabulary, name), entry.unit, proof)
        return self[name]


@dataclass(frozen=True)
class PayerAnswer:
    """The verdict of one policy over a request, the facts that it names, and the day of the order."""

    verdict: PayerVerdict
    facts: FactsInWords
    day: date


def payer_answer(
    policy: PayerPolicy, vocabulary: Vocabulary, records: Sequence[Record], studies: Iterable[Study]
) -> PayerAnswer | None:
    """What a policy says of a request; None where none of its criteria speaks of the studies.

    Args:
        policy: the payer's criteria.
        vocabulary: the names and kinds of the facts.
        records: one for each order asked about, at least one, of one patient and day.
        studies: every study of the session, also those not asked about.
    """
    named = [study for study in dict.fromkeys(studies) if policy.names_study(study)]
    if not named or not policy.covers(named):
        return None
    record = joint_record(records)
    verdict = payer_verdict(policy, vocabulary, record, named)
    return PayerAnswer(verdict, FactsInWords(vocabulary, policy.file.proof), record.as_of)


def joint_record(records: Sequence[Record]) -> Record:
    """The records of several orders of one patient as one. What two of them state differently is unknown; a part counts as
    delivered where it was for all."""
    first, *others = records
    if not others:
        return first
    stated: dict[str, Value | State] = {}
    contradicted: set[str] = set()
    for name, value in (row for record in records for row in record.stated.items()):
        if stated.setdefault(name, value) != value:
            contradicted.add(name)
    return replace(
        first,
        findings=tuple(dict.fromkeys(finding for record in records for finding in record.findings)),
        stated={name: value for name, value in stated.items() if name not in contradicted},
        unknown=frozenset(contradicted).union(*(record.unknown for record in records)),
        delivered=frozenset.intersection(*(record.delivered for record in records)),
        mentioned=frozenset().union(*(record.mentioned for record in records)),
        indication=min((record.indication for record in records), key=("read", "unread", "none").index),
    )
