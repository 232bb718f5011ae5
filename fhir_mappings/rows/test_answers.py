"""What the answer to an examination or a test says, from `tables/answers.csv`: `Babinski: upgoing` is a finding.

A coded answer is read by the word it stands for (`tables/answer_codes.csv`), with or without a display.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from fhir_mappings.codes.findings import table_value
from fhir_mappings.resource.elements import Coding
from fhir_mappings.tables_csv import column, table
from imaging_rules.facts import State, Value

_LONGEST_ANSWER = 100
_BETWEEN = re.compile(r"[,;.]| [-–—] ")
# Words that say where or how, without changing the answer.
_FILLERS = re.compile(
    r"\b(bilat(eral)?(ly)?|b/l|both( sides)?|left|right|sides?|toes?|plantars?|responses?|reflex(es)?|sign|level|at|dermatome"
    r"|sensory|dtrs?|the|patellar?|achilles|legs?|ankles?|lower|upper|extremit(y|ies)|limbs?|babinski|mildly|markedly|very"
    r"|c[1-7]( ?[-/] ?c?[1-7])?)\b"
)
_VERDICTS = {
    **dict.fromkeys(("positive", "present", "yes", "true", "pos", "+", "detected"), True),
    **dict.fromkeys(("negative", "absent", "no", "false", "neg", "-", "not detected", "not present", "none"), False),
}

# HL7 v3 ObservationInterpretation.
_INTERPRETED = {
    "POS": "positive", "DET": "positive", "A": "abnormal", "AA": "abnormal",
    "NEG": "negative", "ND": "negative", "N": "normal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing an answer says: a finding, its state, and its value where the finding has values."""

    finding: str
    state: State
    value: Value | None


def answers(question: str, written: str) -> tuple[Answer, ...]:
    """What an answer in words says to a question (a LOINC code, or a name: `sensory level`); empty if unknown."""
    if len(written) > _LONGEST_ANSWER:
        return ()
    whole = " ".join(written.lower().strip().rstrip(".").split())
    return _of_one_answer(question, whole) or _of_a_list(question, whole)


def _of_one_answer(question: str, whole: str) -> tuple[Answer, ...]:
    rows = _rows().get((question, whole))
    return rows or _rows().get((question, " ".join(_FILLERS.sub(" ", whole).split())), ())


def _of_a_list(question: str, whole: str) -> tuple[Answer, ...]:
    """What each of several pieces says, where all say the same: 'low risk, no factor present, imaging not indicated'."""
    pieces = [piece for each in _BETWEEN.split(whole) if (piece := each.strip())]
    said = {_of_one_answer(question, each) for each in pieces} if len(pieces) > 1 else set()
    return said.pop() if len(said) == 1 else ()


def interpreted(code: str) -> str:
    """An interpretation code as a word of the answers table; "" for any other."""
    return _INTERPRETED.get(code.upper(), "")


def yes_or_no(written: str) -> bool | None:
    """A plain yes or no in words; None for anything else."""
    return _VERDICTS.get(written.lower().strip())


def coded_word(coding: Coding) -> str:
    """The word that an answer's code stands for (`positive`, `absent`, `yes` …); "" for any other code."""
    return _coded_words().get((coding.system or coding.uri, coding.code or ""), "")


def is_question(question: str) -> bool:
    """Whether the table knows answers to this question."""
    return question in _questions()


def may_deny(question: str) -> frozenset[str]:
    """The findings that some answer to a question of the table denies: one normal sign does not deny a whole syndrome."""
    return _deniable().get(question, frozenset())


@cache
def _deniable() -> dict[str, frozenset[str]]:
    return {question: column("answers", "finding", question=question, state=State.REFUTED) for question in _questions()}


@cache
def _questions() -> frozenset[str]:
    return column("answers", "question")


@cache
def _coded_words() -> dict[tuple[str, str], str]:
    return {(row["system"], row["code"].upper()): row["word"] for row in table("answer_codes")}


@cache
def _rows() -> dict[tuple[str, str], tuple[Answer, ...]]:
    rows: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for row in table("answers"):
        answer = Answer(row["finding"], State(row["state"]), table_value(row["value"]))
        rows[(row["question"], row["answer"])].append(answer)
    return {key: tuple(said) for key, said in rows.items()}
