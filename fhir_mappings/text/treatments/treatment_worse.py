"""Whether a complaint got worse while it was treated: 'worse despite PT', 'symptoms progressed during therapy', 'did not get
worse under treatment', 'PT, pain unchanged'. Silence about it says nothing.

To have got worse opens a scan to some payers at once, so that only what surely is the complaint's counts: what is worse must be
named as a symptom, or be nothing else. The words stand in `tables/text/treatment_worse.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.treatments.not_worse import not_worse
from fhir_mappings.text.treatments.told_worse import WORSE
from fhir_mappings.text.treatments.treatment_kinds import kinds_in
from fhir_mappings.text.treatments.worse_by_treatment import worse_by_treatment
from fhir_mappings.text.treatments.worse_during import worse_during
from fhir_mappings.text.treatments.worse_words import worse_words
from imaging_rules.facts import State

_CARE, _KIND, _WORSE_BACK = "conservative_care", "conservative_kind", "conservative_worse_back"
_FAR = 40
"""Words of a sentence that are looked at before one."""


def worse_under_treatment(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """`conservative_worse` and, where it is denied, the care it was not worse under. `found` is what the text says else."""
    if WORSE in made.findings:
        yield from _of_denied_phrases(made)
        yield from _worse_in_the_back(made)
    if _names_no_treatment(made) or worse_words().any_.isdisjoint(made.words.named):
        return
    if any(said.finding == WORSE for said in found):
        return
    said = [*worse_during(made), *worse_by_treatment(made)]
    present = next((each for each in said if each.state is State.PRESENT), None)
    if present is not None:
        yield present
    elif said:
        yield said[0]
    else:
        yield from not_worse(made, found)


def _of_denied_phrases(made: Text) -> Iterator[Said]:
    """The treatment of 'did not get worse during PT'."""
    denied = Meant.DENIED
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is denied and WORSE in hit.findings:
            words, kinds = made.slice(hit.first, hit.last), kinds_in(made, hit)
            yield Said(_CARE, State.PRESENT, words)
            if kinds:
                yield Said(_KIND, State.PRESENT, words, tuple(sorted(kinds)))


def _worse_in_the_back(made: Text) -> Iterator[Said]:
    """A pain of the back that got worse under treatment, which is none of the neck's."""
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is Meant.LEFT_OPEN and WORSE in hit.findings:
            before = made.words.keys[max(made.sentence(hit.first)[0], hit.first - _FAR) : hit.first]
            if not worse_words().back.isdisjoint(before):
                yield Said(_WORSE_BACK, State.PRESENT, made.slice(hit.first, hit.last))


def _names_no_treatment(made: Text) -> bool:
    return kinds_of_time().treatments.isdisjoint(made.findings) and worse_words().treatments.isdisjoint(made.words.named)
