"""A text read into findings, each with the words that say it.

What is denied is a known no, what is only asked is suspected, what was is history; what concerns a relative, an advice or
nothing certain is no finding. A word that is not understood says nothing and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fhir_mappings.remembered import LONGEST, MOST, once_in_a_request
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.context.feared_causes import of_feared_causes
from fhir_mappings.text.context.meanings import meanings_of
from fhir_mappings.text.context.no_fever import of_no_fever
from fhir_mappings.text.context.not_examined import of_what_was_not_examined
from fhir_mappings.text.context.plans import is_of_a_complaint, of_plans, planned_places
from fhir_mappings.text.context.sentence_conditions import of_their_sentences
from fhir_mappings.text.context.somebody_elses import of_somebody_else
from fhir_mappings.text.context.unknown_whether import of_what_nobody_knows
from fhir_mappings.text.kinds import context_kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.numbers.bare_temperatures import bare_temperatures
from fhir_mappings.text.numbers.curve_growth import grown_curves
from fhir_mappings.text.numbers.measures import measured
from fhir_mappings.text.numbers.out_of_five import without_scores_out_of_five
from fhir_mappings.text.numbers.scores import pain_scores
from fhir_mappings.text.past.bygone import of_bygone_episodes, of_earlier_years
from fhir_mappings.text.past.copied_forward import of_what_was_copied
from fhir_mappings.text.past.cured import of_cured_cancers
from fhir_mappings.text.past.gone_now import without_what_is_gone
from fhir_mappings.text.past.never_had import never_had
from fhir_mappings.text.past.old_deficits import of_old_deficits
from fhir_mappings.text.past.old_notes import of_old_notes, places_of_old_notes
from fhir_mappings.text.past.only_until import of_what_came_then
from fhir_mappings.text.past.past_lists import of_past_lists
from fhir_mappings.text.past.past_symptoms import of_past_symptoms
from fhir_mappings.text.past.past_years import of_recent_events, of_their_years
from fhir_mappings.text.past.recent_procedures import RECENT, procedures_with_their_days, undated_procedures
from fhir_mappings.text.past.told_then import of_medicines_stopped, of_what_was_told_then
from fhir_mappings.text.patient.birth_palsies import without_birth_palsies
from fhir_mappings.text.patient.known_age import age_counts, person_of_this_age, years_told
from fhir_mappings.text.patient.of_a_child import is_grown_up, onset_of_a_child, said_of_a_child, said_of_children_alone
from fhir_mappings.text.patient.off_its_legs import of_a_child_off_its_legs
from fhir_mappings.text.patient.person import Person, person
from fhir_mappings.text.patient.where_a_child_points import where_a_child_points
from fhir_mappings.text.phrases.allergy_lists import with_allergy_lists
from fhir_mappings.text.phrases.ambiguous import without_other_meanings
from fhir_mappings.text.phrases.complaining_places import with_complaining_places
from fhir_mappings.text.phrases.denied_troubles import without_denied_troubles
from fhir_mappings.text.phrases.exam_lists import with_exam_lists
from fhir_mappings.text.phrases.neck_rule import no_item_of_the_neck_rule
from fhir_mappings.text.phrases.other_questions import other_questions
from fhir_mappings.text.phrases.pain_places import with_pain_places
from fhir_mappings.text.phrases.phrase_findings import findings_of_phrases
from fhir_mappings.text.phrases.phrase_regions import regions_of
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrases.together import together
from fhir_mappings.text.phrases.unread_diseases import unread_diseases, with_unread_diseases
from fhir_mappings.text.phrases.whole_exam import normal_by_its_parts
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.cord_readings import cord_readings
from fhir_mappings.text.studies.films_made import films_made, films_that_may_be_of_the_joints
from fhir_mappings.text.studies.other_scans import without_other_scans
from fhir_mappings.text.studies.results import results
from fhir_mappings.text.studies.sacroiliac_studies import SACROILIAC, sacroiliac_studies, with_unread_mri_left_open
from fhir_mappings.text.studies.scans_cut_short import scans_cut_short
from fhir_mappings.text.studies.scans_of_the_injured import scans_of_the_injured
from fhir_mappings.text.studies.unseen_results import MADE, unseen_results
from fhir_mappings.text.taken_back import without_none_of_some, without_what_is_taken_back
from fhir_mappings.text.times.course import courses
from fhir_mappings.text.times.gestation import without_weeks_of_pregnancy
from fhir_mappings.text.times.since_an_age import with_ages
from fhir_mappings.text.times.tempo import tempo
from fhir_mappings.text.times.time_owners import time_owners
from fhir_mappings.text.times.times import times
from fhir_mappings.text.times.told_days import told_days
from fhir_mappings.text.times.told_onset import ONSET, onset_of_another_illness
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.times.unknown_onset import unknown_onset, without_doubted_onset, without_the_onset_of_a_pain
from fhir_mappings.text.treatments.asked_weeks import asked_weeks, of_asked_weeks
from fhir_mappings.text.treatments.home_exercises import home_exercises, of_what_was_not_completed
from fhir_mappings.text.treatments.might_be_worse import of_what_might_be
from fhir_mappings.text.treatments.none_helped import of_what_did_not_help, with_those_that_failed
from fhir_mappings.text.treatments.ranges_of_months import ranges_of_months, weeks_of_months
from fhir_mappings.text.treatments.treatment_courses import outside_courses, said_of_courses, treatment_courses
from fhir_mappings.text.treatments.treatment_kinds import treatment_kinds
from fhir_mappings.text.treatments.treatment_results import treatment_results
from fhir_mappings.text.treatments.treatment_worse import worse_under_treatment
from fhir_mappings.text.treatments.treatments_elsewhere import of_other_parts
from fhir_mappings.text.treatments.treatments_not_given import of_what_was_not_given
from fhir_mappings.text.words import Words, cut
from fhir_mappings.text.writing.answered_lists import with_answered_lists
from fhir_mappings.text.writing.check_boxes import with_check_boxes
from fhir_mappings.text.writing.clock_times import with_clock_times
from fhir_mappings.text.writing.dictation import with_spoken_signs
from fhir_mappings.text.writing.dorsal_levels import with_dorsal_levels
from fhir_mappings.text.writing.form_options import with_form_options
from fhir_mappings.text.writing.question_ends import with_ended_questions
from fhir_mappings.text.writing.slashes_between_thoughts import with_slashes_as_commas
from imaging_rules.facts import State

__all__ = ["LONGEST_TEXT", "Said", "TextReading", "read_text"]

LONGEST_TEXT = 100_000
"""Characters; what follows is not read."""

AGE, SEX = "age_years", "sex"
_NOWHERE: frozenset[int] = frozenset()
_NOTHING: frozenset[str] = frozenset()
_NECK_MRI, _UNREAD = "cervical_mri_for_cord", "neck_mri_unread"


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a text says. `mentioned` are findings it names without settling them: no facts, but no silence either."""

    said: tuple[Said, ...] = ()
    mentioned: frozenset[str] = frozenset()


def read_text(text: str, as_of: date, months: int | None = None) -> TextReading:
    """The findings of a text as it is meant on the day of the order. Never raises; takes time in proportion to length.

    `months` is the age of the patient in completed months, where the record has it; an age that the text tells goes first.
    """
    if months is not None and not age_counts(text, months):
        months = None  # what an adult's label says is remembered for all adults
    if len(text) <= LONGEST:
        return _short(text, as_of, months)
    return once_in_a_request(_read, text[:LONGEST_TEXT], as_of, months)


@lru_cache(maxsize=MOST)
def _short(text: str, as_of: date, months: int | None) -> TextReading:
    return _read(text, as_of, months)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a text tells around its findings: of whom it speaks, its times, its plans and its earlier notes."""

    as_of: date
    someone: Person | None
    years: float | None
    taken: frozenset[int]
    """The places of the words that tell of whom."""
    planned: frozenset[int]
    """The places of words that say what is planned."""
    old: frozenset[int]
    """The places of words of an earlier note."""
    asked: frozenset[int]
    """The places of words that ask for so many weeks of treatment and are answered no."""
    every: Sequence[Time]
    when: Sequence[Time]
    """The times of the complaint."""
    others: Sequence[Time]
    """Those of another illness."""
    timed: frozenset[int]
    """The places of the words of times."""


def _read(text: str, as_of: date, months: int | None) -> TextReading:
    words = _written(text)
    phrases = _phrases(words)
    hits, around = _around(words, phrases, as_of, months)
    hits, meant = _meant(words, hits, around)
    made = Text(words, hits, meant, as_of, regions_of(hits))
    found = _found(made, phrases, around)
    found, unsettled = _left_open(made, found)
    return TextReading(tuple(dict.fromkeys(without_what_is_taken_back(found))), unsettled)


def _written(text: str) -> Words:
    """The words of a text, with the signs of its writing as signs, and slips of the pen mended."""
    written = with_slashes_as_commas(with_ended_questions(with_spoken_signs(with_dorsal_levels(cut(text)))))
    return _mended(with_clock_times(with_check_boxes(with_form_options(with_answered_lists(written)))))


def _phrases(words: Words) -> list[Hit]:
    """The phrases of a text as they are to be read where they stand."""
    phrases = without_denied_troubles(words, without_scores_out_of_five(words, phrase_table().hits(words)))
    phrases = with_complaining_places(words, with_pain_places(words, without_other_meanings(words, phrases)))
    return with_allergy_lists(words, with_exam_lists(words, phrases))


def _around(words: Words, phrases: list[Hit], as_of: date, months: int | None) -> tuple[list[Hit], _Around]:
    """The phrases that are no part of a person or a time, and what stands around them."""
    someone = person(words) or (person_of_this_age(words, months) if months is not None else None)
    years = years_told(someone, months)
    taken = frozenset(range(someone.first, someone.last + 1)) if someone else _NOWHERE
    hits = [hit for hit in phrases if hit.last < someone.first or someone.last < hit.first] if someone else phrases
    planned = planned_places(words)
    every = without_weeks_of_pregnancy(words, hits, times(words, as_of, taken))
    every = with_ages(words, hits, every, years)
    old = places_of_old_notes(words, as_of, every)
    if old:
        every = [time for time in every if time.first not in old]
    if planned:
        every = [time for time in every if time.first not in planned or is_of_a_complaint(hits, time.first, planned)]
    asked = asked_weeks(words, hits)
    if asked:
        every = [time for time in every if time.first not in asked]
    when, others = _of_the_complaint(every)
    timed = frozenset([at for time in when for at in range(time.first, time.last + 1)])
    if not timed.isdisjoint([hit.first for hit in hits]):
        hits = [hit for hit in hits if hit.first not in timed or not _is_a_time(hit, timed)]
    around = _Around(as_of, someone, years, taken, planned, old, asked, every, when, others, timed)
    return with_unread_diseases(words, hits), around


def _meant(words: Words, hits: list[Hit], around: _Around) -> tuple[list[Hit], list[Meant]]:
    """The phrases of a text, and how each is meant."""
    as_of, every, years = around.as_of, around.every, around.years
    meant = meanings_of(words, hits, context_words(), context_kinds(), around.timed, around.taken)
    hits, meant = of_what_came_then(words, hits, meant, every)
    if years is not None:
        hits = of_a_child_off_its_legs(words, where_a_child_points(words, hits, years), meant, years)
    meant = of_no_fever(words, hits, meant, around.timed)
    meant = of_recent_events(words, hits, of_their_years(words, hits, meant, as_of), every)
    meant = of_earlier_years(words, hits, of_bygone_episodes(words, hits, meant, as_of), as_of)
    meant = of_old_deficits(words, hits, of_past_symptoms(words, hits, meant, as_of, years), as_of)
    meant = of_past_lists(words, hits, of_what_was_told_then(words, hits, meant), every)
    meant = of_cured_cancers(words, hits, of_medicines_stopped(words, hits, meant, as_of), as_of)
    meant = of_what_was_copied(words, hits, meant, as_of)
    meant = of_old_notes(hits, meant, around.old) if around.old else meant
    meant = of_plans(words, hits, meant, around.planned) if around.planned else meant
    meant = of_asked_weeks(hits, meant, around.asked) if around.asked else meant
    meant = of_what_was_not_completed(words, hits, of_other_parts(words, hits, meant))
    meant = of_what_was_not_given(words, hits, of_what_might_be(words, hits, meant, as_of), as_of)
    meant = of_somebody_else(words, hits, of_feared_causes(words, hits, meant))
    meant = of_what_nobody_knows(words, hits, of_what_did_not_help(words, hits, meant))
    return hits, of_their_sentences(words, hits, of_what_was_not_examined(words, hits, meant))


def _found(made: Text, phrases: Sequence[Hit], around: _Around) -> list[Said]:
    """All that a text says of somebody."""
    found = _said(made, around)
    someone, years = around.someone, around.years
    if someone:
        found += _of_person(made, someone.first, someone.last, someone.years, someone.sex)
    if years is not None:
        alone = made.findings & said_of_children_alone()
        if alone and is_grown_up(years):
            found = [said for said in found if said.finding not in alone]
        found += said_of_a_child(made, years)
        found += onset_of_a_child(found, made.as_of)
    found += never_had(made, found)
    found += normal_by_its_parts(found)
    found += told_days(made, around.old)
    found += procedures_with_their_days(made)
    asked = list(other_questions(made.words, phrases, around.timed | around.asked, {said.finding for said in found}))
    found += asked or unread_diseases(made)
    return without_birth_palsies(made, found)


def _left_open(made: Text, found: list[Said]) -> tuple[list[Said], frozenset[str]]:
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
    found = without_doubted_onset(made, found)
    return found, unsettled | undated_procedures(made, found) | unknown_onset(made, found)


def _unsettled(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """What the phrases name that are left open, and none of the rest says."""
    open_ones = (hit.findings for hit, how in zip(made.hits, made.meant, strict=True) if how is Meant.LEFT_OPEN)
    return frozenset[str]().union(*open_ones) - {said.finding for said in found}


def _of_the_complaint(every: Sequence[Time]) -> tuple[Sequence[Time], Sequence[Time]]:
    """Some times without those of another illness, and these."""
    others = [time for time in every if time.other]
    return ([time for time in every if not time.other], others) if others else (every, others)


def _is_a_time(hit: Hit, timed: frozenset[int]) -> bool:
    """Whether all words of a phrase are those of a time: 'fall' in 'since last fall'."""
    return RECENT not in hit.findings and timed.issuperset(range(hit.first, hit.last + 1))


def _said(made: Text, around: _Around) -> list[Said]:
    """What the phrases, times and numbers of a text say, each by itself and together."""
    when, others, timed = around.when, around.others, around.timed
    numbers = measured(made, when, around.old)
    when = [time for time in when if time not in numbers.times] if numbers.times else when
    care = treatment_courses(made, when)
    months = list(ranges_of_months(made))
    at_home = home_exercises(made, care, when)
    when = outside_courses(when, [*care, *months]) if care or months else when
    owned = list(zip(when, time_owners(made, when), strict=True))
    found = [*findings_of_phrases(made, owned), *courses(made, owned, timed), *pain_scores(made), *numbers.said]
    found += [*tempo(made, owned), *treatment_kinds(made), *treatment_results(made), *at_home]
    found = with_those_that_failed(made, found)
    found += said_of_courses(made, care, found)
    found += weeks_of_months(made, months, found)
    if others and not any(said.finding == ONSET for said in found):
        found += onset_of_another_illness(made, others)
    found += [*bare_temperatures(made), *results(made, found), *sacroiliac_studies(made)]
    found += [*together(made, found), *grown_curves(made)]
    found += [*cord_readings(made, found)]
    found += [*scans_cut_short(made, found)]
    found = without_the_onset_of_a_pain(made, found, owned)
    found += [*no_item_of_the_neck_rule(made, found), *worse_under_treatment(made, found)]
    return without_none_of_some(without_other_scans(made, without_what_is_gone(made, found)))


def _mended(words: Words) -> Words:
    """The words with slips of the pen mended."""
    spelling = phrase_table().spelling
    unknown = words.named - spelling.known
    meant = {key: word for key in unknown if len(key) >= spelling.shortest and (word := spelling.meant(key)) != key}
    return words.read_as(meant) if meant else words


def _of_person(made: Text, first: int, last: int, years: float | None, sex: str | None) -> Iterator[Said]:
    words = made.slice(first, last)
    if years is not None:
        yield Said(AGE, State.PRESENT, words, years)
    if sex:
        yield Said(SEX, State.PRESENT, words, sex)
