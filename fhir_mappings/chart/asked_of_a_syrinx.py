"""A syrinx that is known, or that the order looks for: a study of the cord looks at it, whatever else hurts.

No criteria here speak of a syrinx of an adult, and those of a plain pain of the neck or the back take signs of the cord as
absent. The order then asks about another disease that images may be for (`other_question`): nothing is called needless, or the
wrong region, by the pain alone. A lumbar study is left to the pain of the low back, where no cord is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from imaging_rules.facts import Finding, State
from imaging_rules.study import Study, catalogue

_SYRINX, _ASKED = "syrinx", "asked"
_OTHER_QUESTION = "other_question"
_SHOW_A_SYRINX = frozenset({"mri", "ct-myelography"})


def asked_of_a_syrinx(findings: Iterable[Finding], ordered: Study | None) -> tuple[Finding, ...]:
    """The syrinx as what the order asks about; empty where none is known or looked for, or where the study shows no cord."""
    if ordered is None or ordered.modality not in _SHOW_A_SYRINX or not _shows_cord(ordered):
        return ()
    told = [each for each in findings if each.name == _SYRINX]
    if not told or not all(_is_known(each) or _is_looked_for(each) for each in told):
        return ()
    evidence = replace(told[0].evidence, of_order=True)
    return (Finding(_OTHER_QUESTION, State.PRESENT, evidence, _ASKED),)


def _shows_cord(ordered: Study) -> bool:
    return any(catalogue().regions[name].cord for name in ordered.regions)


def _is_known(each: Finding) -> bool:
    return each.state is State.PRESENT


def _is_looked_for(each: Finding) -> bool:
    return each.state is State.SUSPECTED and each.evidence.of_order
