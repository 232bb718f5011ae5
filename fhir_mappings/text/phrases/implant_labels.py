"""What the MR label of an implant says where the text names the implant oddly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from fhir_mappings.tables_csv import column
from fhir_mappings.text.said import Said
from fhir_mappings.vocabulary import vocabulary
from imaging_rules.facts import State

LABEL, _UNKNOWN_IMPLANT = "device_mr_label", "other_implant"
_UNSAFE, _CONDITIONAL, _SAFE = "unsafe", "conditional", "safe"
_OTHER_REASONS = frozenset({"claustrophobia", "claustrophobia_stops_scan"})
"""'Cannot have MRI, claustrophobic' speaks of no implant."""


def labels_as_meant(found: Sequence[Said]) -> list[Said]:
    """What is said, with an implant of unknown kind where a label is said of none ('abandoned leads', 'not MRI compatible'),
    and 'MRI safe' of an implant with a current of its own as conditional."""
    there = {said.finding for said in found if said.state is State.PRESENT}
    active = not there.isdisjoint(active_implants())
    made = [_conditional(said) if active else said for said in found]
    return made if there & (implants() | _OTHER_REASONS) else [*made, *_unnamed(made)]


def _conditional(said: Said) -> Said:
    return said._replace(value=_CONDITIONAL) if (said.finding, said.value) == (LABEL, _SAFE) else said


def _unnamed(found: Iterable[Said]) -> list[Said]:
    labels = [said for said in found if said.finding == LABEL and said.value in (_UNSAFE, _CONDITIONAL)]
    return [Said(_UNKNOWN_IMPLANT, State.PRESENT, said.words) for said in labels[:1]]


@cache
def active_implants() -> frozenset[str]:
    """Implants with a current of their own, which no label can call safe."""
    return column("active_implants", "finding")


@cache
def implants() -> frozenset[str]:
    """The implants that a label can be of."""
    (names,) = (line["when"]["any"] for line in vocabulary()["features"]["implant_labels"]["implied_by"])
    return frozenset(names)
