"""What the reader of free text finds, against what the author of the text says is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.matching.charts import AS_OF, PATIENT, Chart, hook_request
from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from imaging_rules.facts import Finding, State

_NOT_COUNTED = frozenset({"order_reason", "order_priority", "age_years", "sex", "no_recent_injury", "other_question"})
_NEWER_THAN_THE_TEXTS = frozenset(
    {"both_legs_weak", "cannot_walk", "cord_deficit_lately", "legs_weak_lately", "sphincter_loss_lately", "infection_elsewhere"}
    | {"brain_bleed_or_infection", "brain_ischaemia", "brain_lesion", "brain_warning", "epidural_abscess"}
    | {"magnetic_metal_in_eye", "metal_in_eye", "contrast_reaction_severity_agent_unknown"}
    | {"legs_weak_beside_low_back_pain", "vcf_level", "csf_leak_sign", "csf_leak_named", "neck_fracture"}
    | {"neck_instability_symptom", "syrinx_pattern", "bone_and_soft_tissue_needed", "infection_markers_rising"}
    | {"weakness_new", "pathologic_reflex_new", "tendon_reflexes_new", "dermatomal_loss_new", "tone_new"}
    | {"sphincter_loss_new", "gait_new"}
)
"""Findings that came into the vocabulary after all texts were written: no author could state them."""
_PAST = frozenset({"present", "history"})
_SUSPICIONS = frozenset({"present", "suspected"})
_ALIKE = {
    "history_of_malignancy": _PAST,
    "spine_tumour_suspected": _SUSPICIONS,
    "leptomeningeal_suspected": _SUSPICIONS,
    "fracture_suspected": _SUSPICIONS,
    "ligament_injury_suspected": _SUSPICIONS,
}
"""Findings whose name already says a time or a doubt: these states mean the same of them."""


@dataclass(frozen=True)
class Compared:
    """Counts for one text, and the names on each side that have no counterpart."""

    found: int
    missed: tuple[str, ...]
    surplus: tuple[str, ...]


def compared(chart: Chart) -> Compared:
    """The findings of the order's words, compared with the author's. A wrong state or value is both missed and surplus."""
    expected: dict[str, Any] = dict(chart.line["findings"])
    neither = {*chart.line.get("also", ()), *_NOT_COUNTED, *_NEWER_THAN_THE_TEXTS}
    said = {name: found for name, found in _read(chart).items() if name not in neither}
    right = {name for name, value in expected.items() if name in said and _fits(name, value, said[name])}
    missed = (f"{name}={expected[name]}" for name in expected if name not in right and name not in neither)
    surplus = (f"{name}={[_shown(each) for each in said[name]]}" for name in said if name not in right)
    return Compared(len(right), tuple(missed), tuple(surplus))


def _read(chart: Chart) -> dict[str, list[Finding]]:
    request = hook_request(chart)
    order = request["context"]["draftOrders"]["entry"][0]["resource"]
    patient = [request["prefetch"]["patient"]]
    own = read_chart({"Patient": patient}, PATIENT, date.fromisoformat(AS_OF))
    found: dict[str, list[Finding]] = {}
    for finding in read_indication(order, own):
        if finding.evidence.kind == "text":
            found.setdefault(_name(finding), []).append(finding)
    return found


def _name(finding: Finding) -> str:
    """Past cancer has a finding of its own, and the state of the other says the same."""
    past_cancer = finding.name == "malignancy_active" and finding.state is State.HISTORY
    return "history_of_malignancy" if past_cancer else finding.name


def _fits(name: str, expected: Any, found: list[Finding]) -> bool:
    return any(_is(name, expected, finding) for finding in found)


def _is(name: str, expected: Any, finding: Finding) -> bool:
    if isinstance(expected, str) and expected in set(State):
        return finding.state == expected or {finding.state.value, expected} <= _ALIKE.get(name, frozenset())
    if isinstance(expected, list) and expected and isinstance(expected[0], int | float):
        return isinstance(finding.value, float) and expected[0] <= finding.value <= expected[-1]
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return isinstance(finding.value, float) and abs(finding.value - expected) <= 1
    if isinstance(expected, list):
        held = finding.value if isinstance(finding.value, tuple) else (finding.value,)
        return set(expected) & set(held) != set() or (not expected and finding.value == ())
    return bool(finding.value == expected)


def _shown(finding: Finding) -> str:
    return finding.state.value if finding.value is None else str(finding.value)
