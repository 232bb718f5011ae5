"""How each phrase of a text is meant, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.around import Around
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.context.feared_causes import of_feared_causes
from fhir_mappings.text.context.meanings import meanings_of
from fhir_mappings.text.context.no_fever import of_no_fever
from fhir_mappings.text.context.not_examined import of_what_was_not_examined
from fhir_mappings.text.context.plans import of_plans
from fhir_mappings.text.context.sentence_conditions import of_their_sentences
from fhir_mappings.text.context.somebody_elses import of_somebody_else
from fhir_mappings.text.context.unknown_whether import of_what_nobody_knows
from fhir_mappings.text.known_of_findings import context_kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.bygone import of_bygone_episodes, of_earlier_years
from fhir_mappings.text.past.copied_forward import of_what_was_copied
from fhir_mappings.text.past.cured import of_cured_cancers
from fhir_mappings.text.past.labels_taken_back import of_labels_taken_back
from fhir_mappings.text.past.old_deficits import of_old_deficits
from fhir_mappings.text.past.old_notes import of_old_notes
from fhir_mappings.text.past.only_until import of_what_came_then
from fhir_mappings.text.past.past_lists import of_past_lists
from fhir_mappings.text.past.past_symptoms import of_past_symptoms
from fhir_mappings.text.past.past_years import of_recent_events, of_their_years
from fhir_mappings.text.past.told_then import of_medicines_stopped, of_what_was_told_then
from fhir_mappings.text.patient.off_its_legs import of_a_child_off_its_legs
from fhir_mappings.text.patient.where_a_child_points import where_a_child_points
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.treatments.asked_weeks import of_asked_weeks
from fhir_mappings.text.treatments.home_exercises import of_what_was_not_completed
from fhir_mappings.text.treatments.might_be_worse import of_what_might_be
from fhir_mappings.text.treatments.none_helped import of_what_did_not_help
from fhir_mappings.text.treatments.treatments_elsewhere import of_other_parts
from fhir_mappings.text.treatments.treatments_not_given import of_what_was_not_given
from fhir_mappings.text.words import Words


def how_meant(words: Words, hits: list[Hit], around: Around) -> tuple[list[Hit], list[Meant]]:
    """The phrases of a text, some of them saying more for what stands around them, and how each is meant."""
    meant = meanings_of(words, hits, context_words(), context_kinds(), around.timed, around.taken)
    hits, meant = of_what_came_then(words, hits, meant, around.every)
    if around.years is not None:
        hits = where_a_child_points(words, hits, around.years)
        hits = of_a_child_off_its_legs(words, hits, meant, around.years)
    meant = of_no_fever(words, hits, meant, around.timed)
    meant = _of_the_past(words, hits, meant, around)
    meant = _of_plans_and_treatments(words, hits, meant, around)
    meant = _of_others_and_unknown(words, hits, meant)
    return hits, of_their_sentences(words, hits, meant)


def _of_the_past(words: Words, hits: Sequence[Hit], meant: list[Meant], around: Around) -> list[Meant]:
    """How phrases are meant that may be of an earlier time, not of this complaint."""
    as_of, every = around.as_of, around.every
    meant = of_their_years(words, hits, meant, as_of)
    meant = of_recent_events(words, hits, meant, every)
    meant = of_bygone_episodes(words, hits, meant, as_of)
    meant = of_earlier_years(words, hits, meant, as_of)
    meant = of_past_symptoms(words, hits, meant, as_of, around.years)
    meant = of_old_deficits(words, hits, meant, as_of)
    meant = of_what_was_told_then(words, hits, meant)
    meant = of_past_lists(words, hits, meant, every)
    meant = of_medicines_stopped(words, hits, meant, as_of)
    meant = of_labels_taken_back(words, hits, meant)
    meant = of_cured_cancers(words, hits, meant, as_of)
    meant = of_what_was_copied(words, hits, meant, as_of)
    return of_old_notes(hits, meant, around.old) if around.old else meant


def _of_plans_and_treatments(words: Words, hits: Sequence[Hit], meant: list[Meant], around: Around) -> list[Meant]:
    """How phrases are meant that are planned, and treatments that were not had, or were those of another part."""
    meant = of_plans(words, hits, meant, around.planned) if around.planned else meant
    meant = of_asked_weeks(hits, meant, around.asked) if around.asked else meant
    meant = of_other_parts(words, hits, meant)
    meant = of_what_was_not_completed(words, hits, meant)
    meant = of_what_might_be(words, hits, meant, around.as_of)
    return of_what_was_not_given(words, hits, meant, around.as_of)


def _of_others_and_unknown(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant that are somebody else's, a fear only, or of which nobody knows."""
    meant = of_feared_causes(words, hits, meant)
    meant = of_somebody_else(words, hits, meant)
    meant = of_what_did_not_help(words, hits, meant)
    meant = of_what_nobody_knows(words, hits, meant)
    return of_what_was_not_examined(words, hits, meant)
