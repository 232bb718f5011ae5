"""Rows that give a result: of a rule, a treatment, an examination of the nerves, a study, an operation.

Each reads a row of its kind, without who writes it, as a sentence; None for any other row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from fhir_mappings.rows import labels as rows
from fhir_mappings.rows.looks_like_a_day import a_day
from fhir_mappings.rows.test_answers import answers, yes_or_no
from fhir_mappings.tables_csv import column
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said
from fhir_mappings.text.worded_answer import WordedAnswer
from fhir_mappings.vocabulary import vocabulary_findings
from imaging_rules.facts import State

_OPERATIONS = re.compile(
    r"\b(?:surgery|surgeries|operations?|ops?) (?:on|to|of) (?:the |your |my )?(?:spine|neck|back|lower back)\b|"
    r"\b(?:spine|spinal|neck|back|cervical|thoracic|lumbar)\b.*\b(?:surgery|surgeries|operation|operations)\b"
)
_PROCEDURES = re.compile(
    r"\b(?:spine|spinal|neck|back|epidural|facet)\b.*\b(?:procedure|procedures|injection|injections|intervention)\b"
)
_PECARN = "pecarn c spine rule"
_SURGICAL_HISTORY = re.compile(
    r"(?:spine|spinal|neck|back) surgical history|surgical history (?:of|for) (?:the )?(?:spine|neck|back)"
)
_A_CLAUSE = 5
"""Words; fewer may be a list of what is suspected."""
_APART = re.compile(r"[,;/\n]")
_MOST_PIECES, _A_PIECE = 2, 4
"""What has more pieces, or none but short ones, is a list of what it may be."""
_IN_THE_LAST = re.compile(r"\s*\b(?:in|within) (?:the )?(?:last|past) .*$")


def rule(label: str, answer: str, _: date) -> WordedAnswer | None:
    """`PECARN cervical spine injury prediction rule: low risk - imaging not indicated`."""
    if "pecarn" not in rows.words_in(label) or not {"spine", "c-spine", "neck"}.intersection(rows.words_in(label)):
        return None
    told = {each for piece in answer.split(" - ") for each in answers(_PECARN, piece)}
    if len(told) != 1:
        return None
    only = told.pop()
    return WordedAnswer((Said(only.finding, only.state, answer, only.value),))


def treatment_outcome(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Physical therapy discharge summary - outcome: no improvement, conservative treatment failed`."""
    treatment = rows.treatment_whose_outcome_is_asked(label)
    if not treatment or yes_or_no(answer) is not None or rows.is_not_done(answer) or rows.is_of_another_year(answer, as_of):
        return None
    said = read_text(f"{treatment.capitalize()}: {answer}", as_of).said
    return WordedAnswer(once(said)) if any(each.finding == "conservative_result" for each in said) else None


def nerve_examination(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Neurological examination upper and lower limbs: normal`."""
    low = " ".join(answer.lower().split()).strip(" .")
    bare = " ".join(each for each in low.split() if each not in rows.words("limb"))
    if not {low, bare} & rows.words("well") or not rows.is_nerve_examination(label):
        return None
    if rows.is_of_some_limbs(f"{label} {low}"):
        return WordedAnswer()  # the arms are well: nothing is known of the legs
    return WordedAnswer(once(read_text("Neurological examination normal", as_of).said))


def study_result(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`X-ray thoracic spine 17 Nov 2026: new compression fracture T12`, `X-ray: done - no sacroiliitis`."""
    study = rows.of_a_study(label)
    if not study or yes_or_no(answer) is not None or rows.is_of_another_year(f"{label} {answer}", as_of):
        return None
    if rows.is_not_done(answer):
        return WordedAnswer()
    first, _, more = answer.partition(" - ")
    told = more if more and first.lower() in rows.words("done") else answer
    found = [each for text in (f"{study}: {told}", f"{study} showed {told}") for each in read_text(text, as_of).said]
    results = [each for each in found if each.value is not None or each.state is State.SUSPECTED or is_disease(each.finding)]
    return WordedAnswer(once(results)) if any(each.value is not None for each in results) else None


def operation(label: str, answer: str, as_of: date) -> WordedAnswer | None:
    """`Previous spine surgery: cervical - ACDF C5-C6 (2021)`, `Spinal procedure in the last 3 months: epidural 14 Oct 2026`."""
    plain = rows.plain_row(label)
    of_the_past = bool(_SURGICAL_HISTORY.fullmatch(plain))
    of_the_past |= bool(_OPERATIONS.search(plain)) and plain.split()[0] in rows.words("past operation")
    if not (of_the_past or _PROCEDURES.search(plain)) or rows.is_not_done(answer):
        return None
    verdict, more = rows.verdict_and_rest(answer)
    if verdict is False:
        return None
    statement = (more or answer) if verdict else answer
    if rows.is_a_day(statement):
        statement = f"{_IN_THE_LAST.sub('', plain)} {statement}"
    dated = a_day().sub(r"on \g<0>", statement.replace(" on ", " "))
    said = [each for each in read_text(dated, as_of).said if each.state is State.PRESENT]
    return WordedAnswer(once(said)) if any(_is_operation(each.finding) for each in said) else None


def _is_operation(name: str) -> bool:
    return name.startswith("prior_") or name == "recent_spine_procedure"


def is_disease(name: str) -> bool:
    """Whether a finding is one that a problem list holds."""
    return "condition" in vocabulary_findings()[name]["record_part"]


def is_suspected_here(each: Said, answer: str) -> bool:
    """Whether what is told where a suspicion is asked for belongs to it: not what is affirmed of a disease, but, in a whole
    clause, a complaint, a sign or an accident beside it. Where the answer itself asks, or lists what it may be, nothing is
    affirmed."""
    if each.state is not State.PRESENT:
        return True
    if not is_disease(each.finding):
        return each.value is not None or not _asks_or_lists(answer)
    whole = len(answer.split()) >= _A_CLAUSE and not _asks_or_lists(answer)
    return whole and each.finding in column("beside_a_suspicion", "finding")


def _asks_or_lists(answer: str) -> bool:
    """Whether an answer asks, lists what it may be, or doubts anywhere but in its first word: `likely central cord, fell`."""
    pieces = [each.split() for each in _APART.split(answer) if each.strip()]
    lists = len(pieces) > _MOST_PIECES or (len(pieces) > 1 and all(len(each) < _A_PIECE for each in pieces))
    return "?" in answer or lists or not rows.words("one of several").isdisjoint(rows.words_in(answer)[1:])


def once(said: Iterable[Said]) -> tuple[Said, ...]:
    """Each finding once with one state and value."""
    return tuple({(each.finding, each.state, each.value): each for each in said}.values())
