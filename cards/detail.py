"""The body of a card, as Markdown: what to order and why, safety, the rating, and the facts it all rests on.

Text of the record and of the client is escaped by `plain_text.foreign`; the rest is our own.
"""

from __future__ import annotations

from collections.abc import Mapping

from cards.already_there_words import already_there, there_line
from cards.evidence_words import evidence_words
from cards.fact_lines import PART_NAMES, conflict_line, fact_lines, urgent_line
from cards.feature_words import told_apart
from cards.grouping import DraftGroup, GroupOffer, studies_name
from cards.history_lines import earlier_imaging_lines, radiation_lines
from cards.local_words import own_rating_words, policy_lines
from cards.plain_text import ended, escaped, foreign, sentence_part
from cards.safety_lines import told_constraints, told_evidence
from cards.summary import is_policy, rates_alike, ruled_out_words, waiting_words
from fhir_mappings.order.replacement import names_the_study
from imaging_rules.assessment_result import AppliedConstraint, Match, Note, OrderAssessment, Question, Source, Status
from imaging_rules.rating import Rating
from imaging_rules.study import Study

_MOST_OFFERS = 3
_MOST_SIGNS = 2
_COULD_FORBID = ("device", "allergy", "medication", "observation", "condition", "procedure")
_BRIEF = frozenset({"kept", "not-available", "age-unknown"})
"""Situations of one line: no list of facts, nothing of the past."""


def source_label(source: Source) -> str:
    """The publication in words, such as `ACR Appropriateness Criteria: Myelopathy (2020)`."""
    return f"{source.label}: {source.topic_title} ({source.edition})"


def detail(group: DraftGroup, by_hand: Mapping[GroupOffer, str]) -> str:
    """The detail of a group's card; `by_hand` says what to do about the offers that no tap can write."""
    made = group.assessment
    speaks_at_length = made.situation not in _BRIEF and not made.emergency
    alone = [note for note in made.cautions if note.id not in {each.id for each in made.constraints}]
    paragraphs = [
        *_offer_lines(group, by_hand),
        *_no_substitute(group),
        *_way_out_lines(made),
        *urgent_line(made),
        *_reason(group),
        *(_safety_line(constraint) for constraint in told_constraints(made)),
        *(f"**Note:** {_caution_words(note, made)}" for note in alone),
        *_ordered_lines(group),
        *policy_lines(made),
        *(earlier_imaging_lines(group) if speaks_at_length else ()),
        *((*fact_lines(made), *conflict_line(made)) if speaks_at_length else ()),
        *_question_lines(made),
        *_unseen_line(made),
        *(f"**Meanwhile:** {escaped(note.text)}." for note in made.meanwhile),
        *(radiation_lines(group) if speaks_at_length else ()),
        *_listed_lines(group),
        *_criteria_line(made),
    ]
    return "\n\n".join(paragraphs)


def rating_words(rating: Rating | None, median: int | None) -> str:
    """`usually appropriate (panel median 8 of 9)`."""
    if rating is None:
        return "advised, not rated"
    disagrees = rating is Rating.MAY_BE_DISAGREEMENT
    words = Rating.MAY_BE.words if disagrees else rating.words
    panel = [*(["panel disagrees"] if disagrees else []), *([f"panel median {median} of 9"] if median else [])]
    return f"{words} ({', '.join(panel)})" if panel else words


def _offer_lines(group: DraftGroup, by_hand: Mapping[GroupOffer, str]) -> list[str]:
    lines = []
    for place, offer in enumerate(group.offers[:_MOST_OFFERS]):
        lead = offer.lead
        parts = [
            own_rating_words(lead) or rating_words(lead.rating, lead.median),
            *_radiation(lead.radiation),
            *_why(group, offer),
        ]
        line = f"**{_word(group, offer, place)}:** {studies_name(_told(offer))}: {escaped('; '.join(parts))}."
        line += "".join(f" {_caution_words(caution, group.assessment)}" for caution in lead.cautions)
        if not lead.one_tap and not lead.cautions:
            line += " Agree it with radiology first."
        elif lead.one_tap and offer in by_hand:
            line += f" {by_hand[offer]}"
        lines.append(line)
    return lines


def _word(group: DraftGroup, offer: GroupOffer, place: int) -> str:
    if place:
        return "And" if offer.lead.beside else "Or"
    return "Order" if group.assessment.situation == "question" else "Instead"


def _told(offer: GroupOffer) -> tuple[Study, ...]:
    """What the line of an offer names: of one that goes beside the first, only what it adds."""
    return tuple(each.studies[-1] for each in offer.each) if offer.lead.beside else offer.studies


def _why(group: DraftGroup, offer: GroupOffer) -> list[str]:
    if offer.lead.fallback:
        if offer != next(each for each in group.offers if each.lead.fallback):
            return []  # said of the first
        without, until = ruled_out_words(group, offer.lead), waiting_words(group, offer.lead)
        left = f"until {until}" if until else f"with {without} ruled out" if without else ""
        return [f"{'preferred' if rates_alike(group, offer.lead) else 'the study left'} {left}"] if left else []
    repeats_rating = offer.lead.rating is not None and offer.lead.why == f"rated {offer.lead.rating.words}"
    return [] if repeats_rating or not offer.lead.why else [offer.lead.why]


def _radiation(symbol: str | None) -> list[str]:
    if not symbol:
        return []
    if symbol == "O":
        return ["no radiation"]
    return ["radiation varies"] if symbol.lower() == "varies" else [f"radiation {symbol}"]


def _way_out_lines(made: OrderAssessment) -> list[str]:
    """In an emergency: what is left if the ordered study is refused, to be settled on the phone."""
    told = [(o, "; ".join([rating_words(o.rating, o.median), *_radiation(o.radiation)])) for o in made.way_out]
    return [f"**If it is refused:** {studies_name(o.studies)}: {escaped(words)}. Radiology decides." for o, words in told]


def _no_substitute(group: DraftGroup) -> list[str]:
    made = group.assessment
    if made.situation == "not-available" and not (group.offers or made.may_be_appropriate or made.emergency):
        return ["No other study for this question can be done here and rates better; talk to radiology."]
    if made.situation != "ruled-out" or group.offers or made.may_be_appropriate or made.already_there:
        return []
    if made.not_available:
        return ["No safe alternative for this question can be done here; talk to radiology."]
    if made.scenarios and made.scenarios[0].match is Match.OPEN:
        return ["No safe alternative fits whatever is not recorded yet; talk to radiology."]
    return ["No safe alternative is rated for this question; talk to radiology."]


def _reason(group: DraftGroup) -> list[str]:
    made = group.assessment
    if made.situation != "advised" or not made.because or _is_title(made):
        return []
    sign = ", ".join([] if made.emergency else evidence_words(made.because_of, most=_MOST_SIGNS))
    return [f"**Why:** {escaped(sentence_part(made.because))}{f' ({sign})' if sign else ''}."]


def _is_title(made: OrderAssessment) -> bool:
    return any(made.because == scenario.means for scenario in made.scenarios)


def _caution_words(caution: Note, made: OrderAssessment) -> str:
    """A caution, and the old value it rests on."""
    where = evidence_words(caution.evidence)
    return escaped(told_apart(caution.text, made.limit_facts.get(caution.id, ()))) + (
        f" Recorded: {ended(', '.join(where))}" if where else ""
    )


def _safety_line(constraint: AppliedConstraint) -> str:
    where = evidence_words(told_evidence(constraint))
    line = f"**Safety:** {escaped(told_apart(constraint.says, constraint.features))}"
    if where:
        line += f" Recorded: {ended(', '.join(where))}"
    return f"{line} (Policy of this service, not of the guideline.)" if is_policy(constraint) else line


def _ordered_lines(group: DraftGroup) -> list[str]:
    made = group.assessment
    ordered = studies_name(group.studies)
    own_names = [
        foreign(draft.name)
        for draft, study in zip(group.members, group.studies, strict=True)
        if draft.name and not names_the_study(draft.name, study)
    ]
    written = f" (written as {', '.join(dict.fromkeys(own_names))})" if own_names else ""
    if made.rating is None:
        return [f"**Ordered:** {ordered}{written}: not rated."]
    parts = [own_rating_words(made) or rating_words(made.rating, made.median), *_radiation(made.radiation)]
    return [f"**Ordered:** {ordered}{written}: {escaped('; '.join(parts))}."]


def _unseen_line(made: OrderAssessment) -> list[str]:
    """Parts of the record that could forbid what is offered and did not arrive: said, never taken for a clean record."""
    names = [PART_NAMES[part] for part in made.unseen if part in _COULD_FORBID]
    return [f"**Not seen:** {', '.join(names)} on record; check before ordering."] if names else []


def _question_lines(made: OrderAssessment) -> list[str]:
    lines = []
    for question in made.questions:
        lines.append(f"**To answer:** {escaped(' '.join([question.text, *_answers(question)]))}")
    if made.questions and made.status is Status.NEEDS_INFORMATION:
        lines.append("No rating is given until this is known.")
    return lines


def _answers(question: Question) -> list[str]:
    """What the answers lead to, else the answers, unless the question names them all itself."""
    names = [answer.text for answer in question.answers]
    if question.changes or not all(name in question.text for name in names):
        return [f"{question.changes or ' / '.join(names)}."]
    return []


def _listed_lines(group: DraftGroup) -> list[str]:
    made = group.assessment
    lines = []
    if made.may_be_appropriate:
        listed = (f"{studies_name(o.studies)} ({', '.join(_radiation(o.radiation)) or 'no rating of radiation'})"
                  for o in made.may_be_appropriate)  # fmt: skip
        lines.append(f"**May be appropriate, not recommended:** {'; '.join(listed)}.")
    return [*lines, *there_line(already_there(group))]


def _criteria_line(made: OrderAssessment) -> list[str]:
    if made.source is None:
        return []
    scenario = _scenario_words(made)
    return [f"**Criteria:** {escaped(source_label(made.source) + scenario)}."]


def _scenario_words(made: OrderAssessment) -> str:
    """The scenario that fits, and others of its topic: what is rated best by the first alone may rate lower by another, and is
    then not what is offered."""
    if not made.scenarios or made.scenarios[0].match is Match.OPEN:
        return ""
    first, *others = made.scenarios
    topic = first.id.rpartition("/")[0]
    alike = [each.means for each in others if each.match is not Match.OPEN and each.id.rpartition("/")[0] == topic]
    beside = f" (fits as well: {'; '.join(alike)})" if alike and not made.emergency else ""
    return f"; {first.means}{beside}"
