"""The first line of a card: one sentence under 140 code points, what to order or to know first.

Only our own words and study names stand in it, never text of the record or the client. Each situation has several
wordings, longest first; the first that fits is taken.
"""

from __future__ import annotations

from collections.abc import Iterable

from cards.already_there_words import already_there, first_of_a_kind, there_sentence
from cards.card_types import LONGEST_SUMMARY
from cards.feature_words import constraint_short, constraint_words
from cards.grouping import DraftGroup, GroupOffer, studies_name
from cards.local_words import with_local_rating
from cards.plain_text import sentence_part, shortened
from imaging_rules.assessment_result import AppliedConstraint, Offer
from imaging_rules.rating import Rating
from imaging_rules.study import STATED, Phase, Study, catalogue


def summary(group: DraftGroup) -> str:
    """The summary for a group's situation."""
    made = group.assessment
    wordings = with_local_rating(_BY_SITUATION[made.situation](group), made, [offer.lead for offer in group.offers[:1]])
    return next((words for words in wordings if len(words) <= LONGEST_SUMMARY), shortened(wordings[-1], LONGEST_SUMMARY))


def verdict(rating: Rating | None) -> str:
    """A rating as the end of a sentence about a study."""
    words = {Rating.USUALLY: "is usually appropriate", Rating.USUALLY_NOT: "is usually not appropriate"}
    return "is advised" if rating is None else words.get(rating, "may be appropriate")


def ruled_out_words(group: DraftGroup, offer: Offer) -> str:
    """What is ruled out where a fallback is offered: the modality, or only the contrast; empty otherwise."""
    if not offer.fallback or not group.ruled_out_better:
        return ""
    better = group.ruled_out_better[0]
    return "contrast" if better.modality == offer.studies[0].modality else catalogue().modalities[better.modality].prefix


def rates_alike(group: DraftGroup, offer: Offer) -> bool:
    """Whether the order may stay and is rated as the offered study is: then that one is preferred, not the only one left."""
    ordered = group.assessment.rating
    if group.assessment.situation != "better" or ordered is None or offer.rating is None:
        return False
    return offer.rating.rank == ordered.rank


def is_policy(constraint: AppliedConstraint) -> bool:
    """Whether a constraint is this service's own policy; that is never shown as a guideline's."""
    return constraint.basis == "default"


def _inside(studies: Iterable[Study]) -> str:
    """The name of studies within a sentence."""
    return sentence_part(studies_name(studies))


def _better(group: DraftGroup) -> list[str]:
    offer, rating = group.offers[0], group.assessment.rating
    offered, ordered = studies_name(offer.studies), _inside(group.studies)
    if offer.lead.fallback:
        return _fallback(group, offer)
    lead = f"{offered} {verdict(offer.lead.rating)} here"
    if offer.lead.needs_a_word:
        return _after_a_word(lead, offer.lead)
    ending = "usually is not" if rating is Rating.USUALLY_NOT else "may be appropriate"
    if _differ_in_phase_only(offer.studies, group.studies):
        phase = catalogue().phase_words(group.studies[0].phase)
        return [f"{lead}; {phase} it {ending}.", f"{lead}."]
    return [f"{lead}; {ordered} {ending}.", f"{lead}; the ordered study {ending}.", f"{lead}."]


def _after_a_word(lead: str, offer: Offer) -> list[str]:
    """A better study that a caution speaks against: why radiology is to be asked first."""
    shorts = [short for short in (constraint_short(caution.id) for caution in offer.cautions) if short]
    return [*(f"{lead}, but ask radiology first: {short}." for short in shorts[:1]), f"{lead}, but ask radiology first."]


def _fallback(group: DraftGroup, offer: GroupOffer) -> list[str]:
    without, until = ruled_out_words(group, offer.lead), waiting_words(group, offer.lead)
    offered, ordered = _inside(offer.studies), _inside(group.studies)
    if call := _call(group):
        refused = ruled_out_words(group, offer.lead) or (until and catalogue().modalities[group.waiting[0].modality].prefix)
        return [
            *([f"{call}; {offered} is the way out if {refused} is refused."] if refused else []),
            f"{call}; {offered} is the way out.",
            f"{call}.",
        ]
    if until:
        lead = f"{studies_name(offer.studies)} {verdict(offer.lead.rating)} until {until}"
        return [f"{lead}; {ordered} usually is not.", f"{lead}.", f"{studies_name(offer.studies)} is left until {until}."]
    when, rating = f"With {without} ruled out, " if without else "", group.assessment.rating
    lead = f"{when}{offered} {verdict(offer.lead.rating)} here"
    if rating is None:
        left = [f"{when}{offered} is the study left rather than {ordered}.", f"{when}{offered} is the study left."]
    elif rates_alike(group, offer.lead):
        lead = f"{when}{offered} is preferred"
        left = [f"{lead} to {ordered}; both may be appropriate.", f"{lead} to {ordered}.", f"{lead}."]
    else:
        ending = "usually is not" if rating is Rating.USUALLY_NOT else "may be appropriate"
        left = [f"{lead}; {ordered} {ending}.", f"{lead}; the ordered study {ending}.", f"{lead}."]
    return [f"{words[0].upper()}{words[1:]}" for words in left]


def waiting_words(group: DraftGroup, offer: Offer) -> str:
    """The better study and what it waits for, where it waits for an answer: `MRI cervical spine is cleared (device of
    unknown MRI safety)`; empty otherwise."""
    if not offer.fallback or not group.waiting:
        return ""
    better = group.waiting[0]
    what = better.in_phase(Phase.UNSPECIFIED).name if better.phase in STATED else better.name
    named = "contrast" if better.modality == offer.studies[0].modality else what
    why = [constraint_words(one).short for one in group.assessment.constraints if one.strength == "screening"]
    return f"{named} is cleared" + (f" ({why[0]})" if why else "")


def _advised(group: DraftGroup) -> list[str]:
    ordered, because = studies_name(group.studies), sentence_part(group.assessment.because)
    led_by_a_fallback = not group.offers or group.offers[0].lead.fallback
    if led_by_a_fallback and (call := _call(group)):
        return [f"{call}; {because}.", f"{call}; {_inside(group.studies)} does not fit these findings.", f"{call}."]
    if not group.offers:
        missing = studies_name(group.ruled_out_better)
        return [
            *([f"{missing} is the study for these findings but is ruled out for this patient."] if missing else []),
            f"{ordered} does not fit these findings: {because}.",
            f"{ordered} does not fit these findings.",
        ]
    offer = group.offers[0]
    offered = studies_name(offer.studies)
    if offer.lead.rating is None:
        return [f"{offered} is advised here rather than {_inside(group.studies)}.", f"{offered} is advised here."]
    return [
        *(f"{offered} {fits}, not {_part_ordered(group)}: {because}." for fits in ("fits these findings", "fits")),
        f"{offered} fits these findings, {_inside(group.studies)} does not.",
        f"{offered} {verdict(offer.lead.rating)} here.",
    ]


def _part_ordered(group: DraftGroup) -> str:
    """The ordered study without its contrast: what matters is the part that it looks at."""
    return _inside(one.in_phase(Phase.UNSPECIFIED) if one.phase in STATED else one for one in group.studies)


def _ruled_out(group: DraftGroup) -> list[str]:
    ordered = studies_name(group.studies)
    condemning = [constraint for constraint in group.assessment.constraints if constraint.condemns]
    if not condemning:
        return [f"{ordered} is ruled out for this patient."]
    reasons = [sentence_part(condemning[0].says), constraint_words(condemning[0]).short]
    if condemning[0].in_emergency:
        call = f"Emergency: {condemning[0].in_emergency}"
        return [f"{call}; {_inside(group.studies)} is ruled out ({reasons[1]}).", f"{call}; the ordered study is ruled out."]
    if group.assessment.emergency:
        return _ruled_out_now(group, condemning[0])
    if is_policy(condemning[0]):
        return [
            *(f"Ask radiology before {_inside(group.studies)}: {reason}." for reason in reasons),
            f"Ask radiology before {_inside(group.studies)}.",
        ]
    return [*(f"{ordered} is ruled out: {reason}." for reason in reasons), f"{ordered} is ruled out for this patient."]


def _ruled_out_now(group: DraftGroup, condemning: AppliedConstraint) -> list[str]:
    """An emergency, and an order that cannot stand as it is: what to order at once, else the phone."""
    because = constraint_words(condemning).short
    if group.offers:
        lead = f"Emergency: order {_inside(group.offers[0].studies)} now"
        return [f"{lead}; on record: {because}.", f"{lead}."]
    call = "Emergency: call radiology now"
    if is_policy(condemning):
        return [f"{call}; {because} on record.", f"{call}."]
    return [f"{call}; {_inside(group.studies)} is ruled out ({because}).", f"{call}."]


def _caution(group: DraftGroup) -> list[str]:
    """A usual order, and what the patient makes of it: a study rated as well, or whom to ask first."""
    held, ordered = group.assessment.constraints[0], _inside(group.studies)
    short = constraint_words(held).short
    if not group.offers:
        return [f"Before {ordered}: {sentence_part(held.says)}.", f"Before {ordered}: {short}.", f"{short}."]
    lead = f"{short[0].upper()}{short[1:]}: {_inside(group.offers[0].studies)}"
    return [f"{lead} is rated as well as {ordered}.", f"{lead} is rated as well.", f"{lead}."]


def _call(group: DraftGroup) -> str:
    """What an emergency and a device on record call for; empty where they do not."""
    held = next((one for one in group.assessment.constraints if one.in_emergency), None)
    return f"Emergency: {held.in_emergency}; {constraint_words(held).short} on record" if held else ""


def _call_now(group: DraftGroup) -> list[str]:
    """An emergency, and a device that may keep the patient from the ordered study: the phone first, no swap."""
    call = _call(group)
    way_out = group.assessment.way_out
    if way_out and _differ_in_phase_only(way_out[0].studies, group.studies):
        return [f"{call}; leave contrast out rather than wait.", f"{call}."]
    out = [catalogue().modalities[offer.studies[0].modality].prefix for offer in group.assessment.way_out]
    refused = catalogue().modalities[group.studies[0].modality].prefix
    return [*([f"{call}; {out[0]} is the way out if {refused} is refused."] if out else []), f"{call}."]


def _kept(group: DraftGroup) -> list[str]:
    ordered, within = studies_name(group.studies), _inside(group.studies)
    better = group.ruled_out_better
    what = "contrast" if _differ_in_phase_only(better, group.studies) else _inside(better[:1])
    causes = [one for one in group.assessment.constraints if set(one.rules_out) & set(better)]
    why = f" ({constraint_words(causes[0]).short})" if causes else ""
    if group.assessment.rating is Rating.USUALLY_NOT:
        lead = f"{ordered} is usually not appropriate"
        return [
            f"{lead}, but {what} is ruled out{why}.",
            f"{lead}; the better study is ruled out{why}.",
            f"{lead}; the better study is ruled out.",
        ]
    return [
        f"Keep {within}: {what} is ruled out{why}.",
        f"Keep {within}: the better study is ruled out{why}.",
        f"Keep {within}.",
    ]


def _question(group: DraftGroup) -> list[str]:
    question, ordered = group.assessment.questions[0].text, _inside(group.studies)
    if group.assessment.rating in (None, Rating.USUALLY):
        return [f"Before {ordered}: {sentence_part(question)}", f"To answer first: {question}", question]
    within = sentence_part(question)
    return [f"A better study than {ordered} depends on this: {within}", f"A better study depends on this: {within}", question]


def _already_drafted(group: DraftGroup) -> list[str]:
    ordered = _inside(group.studies)
    there = there_sentence(first_of_a_kind(already_there(group)))
    return [
        f"{there}; {ordered} is usually not appropriate.",
        f"{there}; {ordered} adds little.",
        f"{there}; the ordered study adds little.",
        f"The better study is there already; {ordered} adds little.",
        "The better study is there already; the ordered one adds little.",
    ]


def _nothing(group: DraftGroup) -> list[str]:
    start = "No study is usually appropriate here yet"
    if not group.assessment.may_be_appropriate:
        start = "Imaging is usually not needed yet"
    return [f"{start}; {_inside(group.studies)} is usually not appropriate.", f"{start}."]


def _not_available(group: DraftGroup) -> list[str]:
    """What cannot be done here: the ordered study, or else all that would be better."""
    made, ordered = group.assessment, studies_name(group.studies)
    lacking = [study for draft in group.members for study in draft.assessment.not_available]
    if made.lacks_ordered or not lacking:
        lead = f"{ordered} is not available here"
        if not group.offers:
            return [f"{lead}."]
        offered = _inside(group.offers[0].studies)
        return [f"{lead}; {offered} {verdict(group.offers[0].lead.rating)}.", f"{lead}; another study is.", f"{lead}."]
    better = studies_name(dict.fromkeys(lacking))
    if made.rating is None:
        return [f"{better} is advised rather than {_inside(group.studies)}, but not available here.", f"{better} is advised."]
    return [
        f"{ordered} is usually not appropriate; {sentence_part(better)} would be, but is not available here.",
        f"{ordered} is usually not appropriate; what would be is not available here.",
    ]


def _age_unknown(group: DraftGroup) -> list[str]:
    """What is missing; first what is ruled out at any age, though what it would be offered for is not known."""
    ordered = studies_name(group.studies)
    held = next((one for one in group.assessment.constraints if one.rules_out), None)
    if held is None:
        ending = "not rated: the criteria hang on the patient's age, which is not known"
        return [f"{ordered} is {ending}.", f"The ordered study is {ending}."]
    what = _ruled_out_part(held.rules_out, group.studies)
    lead, why = f"{what[0].upper()}{what[1:]} is ruled out", constraint_words(held).short
    ending = "is not rated without the patient's age"
    return [f"{lead} ({why}); {_inside(group.studies)} {ending}.", f"{lead} ({why}); the order {ending}.", f"{lead} ({why})."]


def _ruled_out_part(barred: tuple[Study, ...], ordered: tuple[Study, ...]) -> str:
    """Contrast, where without it the barred study would be as ordered; else the modality."""
    if {one.modality for one in barred} == {one.modality for one in ordered}:
        return "contrast"
    return catalogue().modalities[barred[0].modality].prefix


_BY_SITUATION = {
    "better": _better,
    "advised": _advised,
    "ruled-out": _ruled_out,
    "call-now": _call_now,
    "caution": _caution,
    "kept": _kept,
    "question": _question,
    "already-drafted": _already_drafted,
    "nothing-usually-appropriate": _nothing,
    "not-available": _not_available,
    "age-unknown": _age_unknown,
}
SITUATIONS = frozenset(_BY_SITUATION)
"""The situations that have a card."""


def _differ_in_phase_only(studies: tuple[Study, ...], others: tuple[Study, ...]) -> bool:
    if not studies or not all(one.phase in STATED for one in (*studies, *others)):
        return False
    return len({one.modality for one in (*studies, *others)}) == 1 and {r for s in studies for r in s.regions} == {
        r for s in others for r in s.regions
    }
