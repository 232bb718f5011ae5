"""The signs and joining words that the walk over a text comes by, and how far over each of them something reaches on."""

from __future__ import annotations

from dataclasses import replace

from fhir_mappings.text.context.between_findings import is_before_an_answer
from fhir_mappings.text.context.context_lines import is_item_line, is_no_end
from fhir_mappings.text.context.context_scope import Scope, Walk
from fhir_mappings.text.context.context_signs import BULLETS, ENDS, JOINS, ORS, PATIENT, REACH, VERDICTS
from fhir_mappings.text.context.whose import FEARS, is_of_the_patient_again
from fhir_mappings.text.meant import DIFFERENTIAL


def read_sign(walk: Walk, at: int) -> None:
    """A sign or a word that heeds no phrase: a comma lets little reach on, the end of a sentence nothing."""
    key = walk.spelled[at]
    if key == ",":
        walk.scope.commas += 1
        walk.scope.words = 0
        return
    if key in JOINS:
        if key in ORS and walk.scope.commas and walk.scope.kind == "denied":
            walk.scope.words = 0
        return
    if key == "." and (is_no_end(walk.spelled, at) or is_before_an_answer(walk, at)):
        return
    if key == "\n" and walk.scope.heading and is_item_line(walk.spelled, at, walk.scope.hits):
        walk.scope.commas += 1
        walk.scope.words = 0
    elif key in BULLETS:
        _bullet(walk, at)
    elif key == ";" and walk.scope.kind == DIFFERENTIAL and not walk.scope.commas:
        walk.scope.words = 0  # 'DDx: discitis; metastasis'
    elif key in ENDS:
        walk.scope, walk.list_from = walk.scope.ended(), len(walk.meant)
        walk.outside = None
    elif key in PATIENT:
        walk.scope = Scope() if walk.scope.kind == "family" and is_of_the_patient_again(walk, at) else walk.scope
        walk.scope.words += 1
    elif key == "(":
        walk.outside = replace(walk.scope) if walk.scope.kind and not walk.scope.closes else Scope()
        walk.scope.closes = False
    elif key == ")":
        inside = walk.spelled[at - 1] if walk.spelled[max(0, at - 2)] == "(" else ""
        if inside not in VERDICTS and inside != "+":  # '(-) fever'
            walk.scope = walk.outside or walk.scope
        walk.outside = None
    elif key == ":" and walk.scope.hits and walk.scope.kind == "suspected":
        walk.scope = Scope()  # 'suspected GBS: ascending weakness'
    elif key == ":" and walk.scope.hits and walk.scope.kind == "hypothetical" and _is_a_fear(walk):
        walk.scope = Scope()  # 'wife worried about cauda equina: saddle numb since last night'
    elif key == ":" and (walk.scope.hits or walk.scope.words) and walk.scope.kind == "purpose":
        walk.scope = Scope()  # 'films for a kidney stone: L3 wedge fracture'
    elif key == ":" and walk.scope.words and walk.scope.kind == "suspected":
        walk.scope = Scope("purpose")  # '?stroke: arm weakness'
    else:
        walk.scope.words += 1


def _is_a_fear(walk: Walk) -> bool:
    """Whether what reaches on began as what somebody fears."""
    return not FEARS.isdisjoint(walk.spelled[walk.scope.start : walk.scope.start + REACH])


def _bullet(walk: Walk, at: int) -> None:
    """A bullet begins a new thought, unless what reaches on heads a list of such items."""
    scope = walk.scope
    if not scope.hits and (not scope.words or walk.spelled[at - 1] == ":"):
        scope.bulleted = True
    if scope.bulleted:
        scope.commas += min(scope.hits, 1)
        scope.words = 0
    else:
        walk.scope = scope.ended()
