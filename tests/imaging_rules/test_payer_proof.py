"""What is owed to a payer is worded with the answer that proves it, from the policy's own file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imaging_rules import Library
from imaging_rules.fact_conditions import Equals, In, Requested
from imaging_rules.joined_conditions import All, AtLeast, Defined, Not
from imaging_rules.payer.checks import policy_problems
from imaging_rules.payer.policy import PayerPolicy
from imaging_rules.payer.request import FactsInWords
from imaging_rules.verdict import Condition

LIBRARY = Library.load()
FROM_THE_ORDER = {"requested_oncology_study_count", "requested_studies"}
CHIARI = "nia.cervical-mri.combo.ctl.chiari-1-initial"
RHEUMATOID = "nia.cervical-mri.inflammatory.rheumatoid-arthritis"


def single_conditions(condition: Condition, wanted: bool) -> Iterator[tuple[Condition, bool]]:
    """The single tests of a condition, each with whether it has to hold."""
    match condition:
        case All(parts) | AtLeast(_, parts):
            for part in parts:
                yield from single_conditions(part, wanted)
        case Defined(part=part):
            yield from single_conditions(part, wanted)
        case Not(part):
            yield from single_conditions(part, not wanted)
        case _:
            yield condition, wanted


def plain_yes(condition: Condition, wanted: bool) -> bool:
    """Whether the name of the fact says what proves it: it is there, whatever its value."""
    if isinstance(condition, Equals):
        return wanted and condition.value is True
    return wanted and isinstance(condition, In) and condition.values == {"*"}


def judged(policy: PayerPolicy) -> Iterator[tuple[str, Condition]]:
    yield from ((criterion.id, criterion.logic) for criterion in policy.criteria)
    for gate in policy.gates:
        yield from ((gate.id, limit.passed_when) for limit in gate.limits if limit.passed_when is not None)


def test_every_fact_that_more_than_a_yes_would_prove_has_words_for_it() -> None:
    for policy in LIBRARY.policies.values():
        facts = FactsInWords(LIBRARY.vocabulary, policy.file.proof)
        for of, logic in judged(policy):
            for test, wanted in single_conditions(logic, wanted=True):
                if isinstance(test, Requested) or plain_yes(test, wanted):
                    continue
                for name in test.names() - FROM_THE_ORDER:
                    assert facts[name].owed(of) != facts[name].means, f"{of}: {name}"


@pytest.mark.parametrize(
    ("fact", "of", "words"),
    [
        ("chiari_initial_spine_imaging_completed", CHIARI, "no spine imaging since the Chiari diagnosis"),
        (
            "weakness_likely_peripheral_cause",
            "",
            "a statement that no plexus or peripheral nerve disease explains the weakness",
        ),
        ("cervical_radiograph_result", RHEUMATOID, "cervical radiographs that show subluxation"),
        ("cervical_radiograph_result", f"{RHEUMATOID}-negative-radiograph", "normal cervical radiographs"),
    ],
)
def test_the_words_hold_the_answer_that_counts_for_that_criterion(fact: str, of: str, words: str) -> None:
    policy = LIBRARY.policies["nia-cervical-mri-2022"]
    assert FactsInWords(LIBRARY.vocabulary, policy.file.proof)[fact].owed(of) == words


def test_words_for_what_nothing_asks_by_that_name_are_refused() -> None:
    policy = LIBRARY.policies["nia-cervical-mri-2022"]
    row = policy.file.proof[0].model_copy(update={"of": ["nia.no-such-criterion"]})
    other = policy.file.proof[0].model_copy(update={"fact": "no_such_fact"})
    file = policy.file.model_copy(update={"proof": [row, other]})
    problems = [each for each in policy_problems(LIBRARY, PayerPolicy(**{**vars(policy), "file": file})) if "proof" in each]
    assert [each.partition("proof: ")[2] for each in problems] == [
        "weakness_likely_peripheral_cause is asked by nothing of the name nia.no-such-criterion",
        "unknown fact no_such_fact",
    ]
