"""All that a text says of somebody: by its phrases, times and numbers, each by itself and together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.around import Around
from fhir_mappings.text.numbers.bare_temperatures import bare_temperatures
from fhir_mappings.text.numbers.curve_growth import grown_curves
from fhir_mappings.text.numbers.measures import measured
from fhir_mappings.text.numbers.scores import pain_scores
from fhir_mappings.text.past.gone_now import without_what_is_gone
from fhir_mappings.text.past.never_had import never_had
from fhir_mappings.text.past.recent_procedures import procedures_with_their_days
from fhir_mappings.text.patient.birth_palsies import without_birth_palsies
from fhir_mappings.text.patient.of_a_child import is_grown_up, onset_of_a_child, said_of_a_child, said_of_children_alone
from fhir_mappings.text.patient.person import Person
from fhir_mappings.text.phrases.neck_rule import no_item_of_the_neck_rule
from fhir_mappings.text.phrases.other_questions import other_questions
from fhir_mappings.text.phrases.phrase_findings import findings_of_phrases
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.together import together
from fhir_mappings.text.phrases.unread_diseases import unread_diseases
from fhir_mappings.text.phrases.whole_exam import normal_by_its_parts
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.cord_readings import cord_readings
from fhir_mappings.text.studies.fracture_levels import fracture_levels
from fhir_mappings.text.studies.other_scans import without_other_scans
from fhir_mappings.text.studies.results import results
from fhir_mappings.text.studies.sacroiliac_studies import sacroiliac_studies
from fhir_mappings.text.studies.scans_cut_short import scans_cut_short
from fhir_mappings.text.taken_back import without_none_of_some
from fhir_mappings.text.times.course import courses
from fhir_mappings.text.times.new_signs import new_signs
from fhir_mappings.text.times.tempo import tempo
from fhir_mappings.text.times.time_owners import time_owners
from fhir_mappings.text.times.told_days import told_days
from fhir_mappings.text.times.told_onset import ONSET, onset_of_another_illness
from fhir_mappings.text.times.unknown_onset import without_the_onset_of_a_pain
from fhir_mappings.text.treatments.home_exercises import home_exercises
from fhir_mappings.text.treatments.none_helped import with_those_that_failed
from fhir_mappings.text.treatments.ranges_of_months import ranges_of_months, weeks_of_months
from fhir_mappings.text.treatments.treatment_courses import outside_courses, said_of_courses, treatment_courses
from fhir_mappings.text.treatments.treatment_kinds import treatment_kinds
from fhir_mappings.text.treatments.treatment_results import treatment_results
from fhir_mappings.text.treatments.treatment_worse import worse_under_treatment
from imaging_rules.facts import State

_AGE, _SEX = "age_years", "sex"


def all_said(made: Text, phrases: Sequence[Hit], around: Around) -> list[Said]:
    """All that a text says of somebody. `phrases` are those of the text before any was taken for part of a time."""
    found = _said(made, around)
    if around.someone:
        found += _of_person(made, around.someone)
    if around.years is not None:
        found = _of_somebody_of_this_age(made, found, around.years)
    found += never_had(made, found)
    found += normal_by_its_parts(found)
    found += told_days(made, around.old)
    found += procedures_with_their_days(made)
    asked = list(other_questions(made.words, phrases, around.timed | around.asked, found))
    found += asked or unread_diseases(made)
    return without_birth_palsies(made, found)


def _of_person(made: Text, someone: Person) -> Iterator[Said]:
    """The age and the sex that a text tells."""
    words = made.slice(someone.first, someone.last)
    if someone.years is not None:
        yield Said(_AGE, State.PRESENT, words, someone.years)
    if someone.sex:
        yield Said(_SEX, State.PRESENT, words, someone.sex)


def _of_somebody_of_this_age(made: Text, found: list[Said], years: float) -> list[Said]:
    """What a text says of a child that it says of nobody else; of somebody grown up nothing that is said of children alone."""
    alone = made.findings & said_of_children_alone()
    if alone and is_grown_up(years):
        found = [said for said in found if said.finding not in alone]
    found += said_of_a_child(made, years)
    found += onset_of_a_child(found, made.as_of)
    return found


def _said(made: Text, around: Around) -> list[Said]:
    """What the phrases, times and numbers of a text say, each by itself and together."""
    numbers = measured(made, around.when, around.old)
    when = [time for time in around.when if time not in numbers.times] if numbers.times else around.when
    care = treatment_courses(made, when)
    months = list(ranges_of_months(made))
    at_home = home_exercises(made, care, when)
    when = outside_courses(when, [*care, *months]) if care or months else when
    owned = list(zip(when, time_owners(made, when), strict=True))
    found = [
        *findings_of_phrases(made, owned),
        *courses(made, owned, around.timed),
        *new_signs(made, owned),
        *pain_scores(made),
        *numbers.said,
    ]
    found += [*tempo(made, owned), *treatment_kinds(made), *treatment_results(made), *at_home]
    found = with_those_that_failed(made, found)
    found += said_of_courses(made, care, found)
    found += weeks_of_months(made, months, found)
    if around.others and not any(said.finding == ONSET for said in found):
        found += onset_of_another_illness(made, around.others)
    found += [*bare_temperatures(made), *results(made, found), *sacroiliac_studies(made)]
    found += [*together(made, found), *grown_curves(made)]
    found += cord_readings(made, found)
    found += fracture_levels(found)
    found += scans_cut_short(made, found)
    found = without_the_onset_of_a_pain(made, found, owned)
    found += [*no_item_of_the_neck_rule(made, found), *worse_under_treatment(made, found)]
    found = without_what_is_gone(made, found)
    return without_none_of_some(without_other_scans(made, found))
