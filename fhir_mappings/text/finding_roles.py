"""The roles that findings play in the walk over a text: complaints, diseases, what is done to people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Row
from imaging_rules.facts import State

RED_FLAGS = frozenset({"red_flags"})
_COURSES = frozenset({"trajectory", "stated_chronicity", "cord_tempo_stated", "neuro_symptoms_new_or_worse", "deficit_worse"})


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the walk has to know of findings: `complaints` are what people come for, `diagnoses` name a disease,
    `done` is what is done to people; `deficits` are symptoms of nerves, `past` what one can have had, `implants` what one
    carries."""

    complaints: frozenset[str]
    diagnoses: frozenset[str]
    done: frozenset[str]
    deficits: frozenset[str]
    past: frozenset[str]
    implants: frozenset[str] = frozenset()

    def is_complaint(self, hit: Hit) -> bool:
        """Whether a phrase says a complaint."""
        return not self.complaints.isdisjoint(hit.findings)

    def can_be_past(self, hit: Hit) -> bool:
        """Whether a phrase names what a record can hold as past: a disease, an operation."""
        return not self.past.isdisjoint(hit.findings)

    def is_implant(self, hit: Hit) -> bool:
        """Whether a phrase names an implant, which nobody suspects as one suspects a disease."""
        return not self.implants.isdisjoint(hit.findings)

    def is_deficit(self, hit: Hit) -> bool:
        """Whether a phrase says a symptom of nerves."""
        return not self.deficits.isdisjoint(hit.findings)

    def is_course(self, hit: Hit) -> bool:
        """Whether a phrase says only how something goes."""
        return bool(hit.findings) and hit.findings <= _COURSES

    def is_injury(self, hit: Hit) -> bool:
        """Whether a phrase says an injury."""
        return "spine_injury" in hit.findings

    def is_event(self, hit: Hit) -> bool:
        """Whether a phrase says that somebody was hurt, not what was broken."""
        return self.is_injury(hit) and "fracture_suspected" not in hit.findings

    def is_done(self, hit: Hit) -> bool:
        """Whether a phrase names something that is done to people."""
        return not self.done.isdisjoint(hit.findings)

    def is_diagnosis(self, hit: Hit) -> bool:
        """Whether a phrase names a disease that may be suspected."""
        return not self.diagnoses.isdisjoint(hit.findings) and self.complaints.isdisjoint(hit.findings)


@cache
def denies_itself(row: Row) -> bool:
    """Whether a phrase says no by itself: 'no arm symptoms'."""
    return bool(row.meanings) and all(meaning.state is State.REFUTED for meaning in row.meanings)
