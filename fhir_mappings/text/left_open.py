"""What a text names without settling it, and what that leaves of the rest."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.recent_procedures import undated_procedures
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.films_made import films_made, films_that_may_be_of_the_joints
from fhir_mappings.text.studies.sacroiliac_studies import SACROILIAC, with_unread_mri_left_open
from fhir_mappings.text.studies.scans_of_the_injured import scans_of_the_injured
from fhir_mappings.text.studies.unseen_results import MADE, unseen_results
from fhir_mappings.text.times.unknown_onset import with_unknown_onset_left_open
from imaging_rules.facts import State

_NOTHING: frozenset[str] = frozenset()
_NECK_MRI, _UNREAD = "cervical_mri_for_cord", "neck_mri_unread"


def left_open(made: Text, found: list[Said]) -> tuple[list[Said], frozenset[str]]:
    """What a text says, and the findings that it names without settling them."""
    unsettled = _unsettled(made, found) if Meant.LEFT_OPEN in made.meant else _NOTHING
    unseen = unseen_results(made, found)
    if unseen.doubted:
        found = [said for said in found if said.finding not in unseen.doubted or said.value != MADE]
    unsettled |= unseen.findings | (unseen.doubted - {said.finding for said in found})
    if unseen.of_the_neck and _NECK_MRI in unseen.findings:
        found = [*found, Said(_UNREAD, State.PRESENT, made.slice(*unseen.of_the_neck))]
    settled = with_unread_mri_left_open(made, found, SACROILIAC in unseen.beyond_films)
    if settled is not None:
        found, unsettled = [*settled], unsettled | {SACROILIAC}
    unsettled |= films_made(made, found) | scans_of_the_injured(made, found) | films_that_may_be_of_the_joints(found)
    found, unknown = with_unknown_onset_left_open(made, found)
    return found, unsettled | undated_procedures(made, found) | unknown


def _unsettled(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """What the phrases name that are left open, and none of the rest says."""
    open_ones = (hit.findings for hit, how in zip(made.hits, made.meant, strict=True) if how is Meant.LEFT_OPEN)
    return frozenset[str]().union(*open_ones) - {said.finding for said in found}
