"""What is there although it was denied just before: 'denies incontinence but has not passed urine', 'no weakness, but cannot
lift the foot'.

One finding may fail in several ways; what is told behind a 'but' stands, the denial before it does not. The words stand in
`tables/text/there_all_the_same.yaml`.
"""

from __future__ import annotations

from fhir_mappings.text.finding_kinds import denies_itself
from fhir_mappings.text.kinds import passing_symptoms
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/there_all_the_same")
_FAR = 12
"""Words between the two."""


def without_what_is_there(made: Text, found: list[Said]) -> list[Said]:
    """What is said, without the denials of symptoms that a 'but' behind them takes back."""
    if made.words.named.isdisjoint(_WORDS["but"]) or Meant.AFFIRMED not in made.meant:
        return found
    there: set[str] = set()
    for place in range(1, len(made.hits)):
        one, other = made.hits[place - 1], made.hits[place]
        if not _is_denied(one, made.meant[place - 1]) or made.meant[place] is not Meant.AFFIRMED:
            continue
        between = made.words.keys[one.last + 1 : other.first]
        if len(between) > _FAR or _WORDS["but"].isdisjoint((*between, made.words.keys[other.first])):
            continue
        if SENTENCE.isdisjoint(between):
            present = {each.finding for each in other.meanings if each.state is State.PRESENT}
            there |= one.findings & present & passing_symptoms()
    return [said for said in found if said.state is not State.REFUTED or said.finding not in there] if there else found


def _is_denied(hit: Hit, how: Meant) -> bool:
    """Whether a phrase is denied, by the words around it or by its own: 'no bowel or bladder incontinence'."""
    return how is Meant.DENIED or (how is Meant.AFFIRMED and denies_itself(hit.row))
