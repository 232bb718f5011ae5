"""A list of what a complaint may be, of nothing but diseases that an image of the spine is asked for: 'DDx: MS, B12 deficiency,
cord compression'. All of its members are asked for.

A list that holds anything else (a drug, a year, 'known', a risk, an allergy) is read like any other question: what it names
beside the first disease may be there. What may stand between them is in `tables/text/differentials.yaml`.
"""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists

_WORDS = word_lists("text/differentials")
DIFFERENTIALS = _WORDS["begins"]
_ASKED_FOR = frozenset(
    [
        "spine_infection",
        "epidural_abscess",
        "cord_compression",
        "multiple_sclerosis",
        "nmosd",
        "transverse_myelitis",
        "demyelinating_other",
        "vascular_cord_disease",
        "myelopathy",
        "cauda_equina_syndrome",
        "b12_or_copper_deficiency",
        "fracture_suspected",
        "fragility_fracture",
        "pathologic_fracture",
        "metastases",
        "spine_or_cord_tumour",
    ]
)
"""Diseases of the spine, the cord and its nerves that an image is asked for; no risk of imaging is among them."""


def is_a_plain_list(walk: Walk, end: int) -> bool:
    """Whether nothing but diseases that are asked for stands from a place to the end of its sentence."""
    place, members = len(walk.meant), 0
    while place < len(walk.hits) and walk.hits[place].first < end:
        place += 1
    at = end
    while at < len(walk.spelled) and walk.spelled[at] not in SENTENCE - _WORDS["between"]:
        hit = walk.hits[place] if place < len(walk.hits) else None
        if hit is not None and hit.first == at:
            if not hit.findings or not hit.findings <= _ASKED_FOR:
                return False
            at, place, members = hit.last + 1, place + 1, members + 1
        elif walk.spelled[at] in _WORDS["between"]:
            at += 1
        else:
            return False
    return members > 1
