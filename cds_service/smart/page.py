"""What the details page shows of one order, as plain values; the templates only lay it out.

The words are those of the cards; text of the record stays as it is written and is escaped by the templates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cards.assessed_draft import AssessedDraft, ConsultationIds, Dialect
from cards.card_types import Coding, Suggestion
from cards.criteria_address import GuidelineUrl, criteria_url
from cards.detail import rating_words, source_label
from cards.feature_words import name_of, said, taken_as_absent, told_apart
from cards.grouping import DraftGroup, GroupOffer, studies_name
from cards.local_words import own_rating_words, policy_words
from cards.override_reasons import reasons_against
from cards.plain_text import one_line, shortened
from cards.quoted import with_written_units
from cards.safety_lines import told_constraints, told_evidence
from cards.suggestions import SwapContext, removal, suggested
from cards.summary import SITUATIONS, is_policy, ruled_out_words, summary, waiting_words
from cds_service.assessment_task import AssessmentTask
from cds_service.smart.past_view import PastView, past_view
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from imaging_rules.assessment_result import AppliedConstraint, Match, OrderAssessment, Question, Status, UsedFact
from imaging_rules.facts import Evidence
from imaging_rules.library import Library
from imaging_rules.overlays.local_policy import SILENCED
from imaging_rules.publication import SourceEntry
from imaging_rules.rating import Rating
from imaging_rules.safety_alone import NOT_SHOWN
from imaging_rules.scenario_table import RatedStudy, scenario_table
from imaging_rules.study import Study

_LONGEST_TEXT = 160
_MESSAGES = {"update": "scratchpad.update", "create": "scratchpad.create", "delete": "scratchpad.delete"}


@dataclass(frozen=True)
class Recorded:
    """One piece of evidence: the words of the record, the day, and the resource."""

    text: str
    day: str
    source: str


@dataclass(frozen=True)
class FactLine:
    """A fact in words; `standing` is known, answered, assumed or unknown, and `why` tells how it comes to be unknown."""

    words: str
    standing: str
    recorded: tuple[Recorded, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class ConflictLine:
    """A finding that the record both affirms and denies: how it is taken, and the entry against that."""

    words: str
    present: bool
    taken: tuple[Recorded, ...]
    against: tuple[Recorded, ...]


@dataclass(frozen=True)
class OfferLine:
    """A study that may be ordered instead. `messages` change the order in the EHR, empty where only words can."""

    name: str
    rating: Rating | None
    rating_words: str
    radiation: str | None
    why: str
    cautions: tuple[str, ...]
    code: str
    messages: tuple[dict[str, Any], ...] = ()
    talk_first: bool = False


@dataclass(frozen=True)
class SafetyLine:
    """A safety constraint that holds, with where it is recorded; `policy` where it is this service's own."""

    says: str
    recorded: tuple[Recorded, ...]
    policy: bool


@dataclass(frozen=True)
class OrderPage:
    """All that is shown of one order. `policy` are lines on the site's own policy; `offered` holds the ids of the suggested
    studies, `published` is the publisher's address, which an order carries, `condemned` tells that the ordered one is ruled
    out, `any_limit` that a safety constraint or the site's lack is about some study of the table, `scenario_open` that the
    scenario hangs on what is not recorded."""

    place: int
    ordered: str
    written: str
    made: OrderAssessment
    headline: str
    tone: str
    rating_words: str
    offers: tuple[OfferLine, ...]
    removal: tuple[dict[str, Any], ...]
    safety: tuple[SafetyLine, ...]
    policy: tuple[str, ...]
    questions: tuple[Question, ...]
    facts: tuple[FactLine, ...]
    past: PastView
    conflicts: tuple[ConflictLine, ...]
    table: tuple[RatedStudy, ...]
    condemned: bool
    offered: frozenset[str]
    any_limit: bool
    scenario_open: bool
    source_label: str
    source_url: str | None
    published: str | None
    citations: tuple[SourceEntry, ...]
    reasons: tuple[Coding, ...]
    feedback_id: str


@dataclass(frozen=True)
class PageContext:
    """What all orders of a page share. `order_ids` maps an order's reference to the id it carries."""

    library: Library
    dialect: Dialect
    guideline_url: GuidelineUrl | None
    order_ids: Mapping[str, str]
    site: SiteCodes = NO_SITE_CODES


def order_pages(tasks: Sequence[AssessmentTask], drafts: Sequence[AssessedDraft], context: PageContext) -> list[OrderPage]:
    """The orders of a consultation, each with its assessment on what is known now, as far as the client sees it."""
    return [_order_page(place, task, drafts, context) for place, task in enumerate(tasks)]


def _order_page(place: int, task: AssessmentTask, drafts: Sequence[AssessedDraft], context: PageContext) -> OrderPage:
    draft = drafts[place]
    made, group = draft.assessment, DraftGroup((draft,))
    ids = ConsultationIds(orders=dict(context.order_ids))
    published = criteria_url(made, None)
    swap = SwapContext(drafts, ids, context.dialect, published, context.site)
    swaps = suggested(group, swap) if draft.can_be_changed else {}
    remove = removal(group, swap)
    name = made.study.name if made.study else "The ordered study"
    table = _table(task, made, context.library)
    return OrderPage(
        place=place,
        ordered=name,
        written="" if task.name.casefold() == name.casefold() else visible(task.name),
        made=made,
        headline=_headline(group, name),
        tone=_tone(made),
        rating_words=own_rating_words(made) or (rating_words(made.rating, made.median) if made.rating else ""),
        policy=tuple(policy_words(policy) for policy in made.site_policy),
        offers=tuple(_offer(group, offer, swaps.get(offer)) for offer in group.offers),
        removal=_messages(remove) if remove else (),
        safety=tuple(_safety(constraint) for constraint in told_constraints(made)),
        questions=made.questions,
        facts=tuple(_facts(made)),
        past=past_view(group, visible),
        conflicts=tuple(
            ConflictLine(name_of(one.finding), one.present, recorded((one.taken,)), recorded((one.against,)))
            for one in made.conflicts
        ),
        table=table,
        condemned=any(constraint.condemns for constraint in made.constraints),
        offered=frozenset(row.study.id for row in table if _place_among_offers(row.study, made) < len(made.recommended)),
        any_limit=any(row.ruled_out or row.to_ask_first or row.cautions or row.lacking for row in table),
        scenario_open=bool(made.scenarios and made.scenarios[0].match is Match.OPEN),
        source_label=source_label(made.source) if made.source else "",
        source_url=criteria_url(made, context.guideline_url),
        published=published,
        citations=_citations(made, context.library),
        reasons=reasons_against(made.recommended) if made.situation in SITUATIONS else (),
        feedback_id=context.order_ids.get(draft.reference, ""),
    )


def visible(text: str) -> str:
    """Text of a record on one line of limited length, without characters that are not seen or turn the line around."""
    return shortened(one_line(text), _LONGEST_TEXT)


def _headline(group: DraftGroup, name: str) -> str:
    made = group.assessment
    if made.situation == "question" and made.rating is None:
        return f"{name} is not rated yet: {'one answer decides' if len(made.questions) == 1 else 'some answers decide'}."
    if made.situation in SITUATIONS and made.study is not None:
        return summary(group)
    if made.because in (SILENCED, NOT_SHOWN):
        return f"{name} is not rated: {made.because}."
    if made.status is Status.NO_CRITERIA:
        return "No criteria of this library speak about this order; it is not rated."
    if made.status is Status.NEEDS_INFORMATION:
        return f"{name} is not rated: {made.because or 'a fact is missing'}."
    if made.emergency:
        return f"{name}: time decides here; nothing stands in the way of the order."
    if made.rating is Rating.USUALLY:
        return f"{name} is usually appropriate here. No change is suggested."
    if made.rating is not None:
        return f"{name}: {made.rating.words}. No better study is left to suggest."
    return f"{name}: no change is suggested."


def _tone(made: OrderAssessment) -> str:
    """The class of the headline: good, middle, bad or open."""
    if any(constraint.condemns for constraint in made.constraints):
        return "bad"
    tones = {Rating.USUALLY: "good", Rating.USUALLY_NOT: "bad", None: "open"}
    return tones.get(made.rating, "middle")


def _offer(group: DraftGroup, offer: GroupOffer, swap: Suggestion | None) -> OfferLine:
    lead = offer.lead
    return OfferLine(
        name=studies_name(offer.studies),
        rating=lead.rating,
        rating_words=own_rating_words(lead) or rating_words(lead.rating, lead.median),
        radiation=lead.radiation,
        why=_why(group, offer),
        cautions=tuple(told_apart(note.text, group.assessment.limit_facts.get(note.id, ())) for note in lead.cautions),
        code=_code(swap),
        messages=_messages(swap) if swap else (),
        talk_first=not lead.one_tap and not lead.cautions,
    )


def _why(group: DraftGroup, offer: GroupOffer) -> str:
    """Why this study, unless its rating says it already."""
    lead = offer.lead
    if lead.fallback:
        without, until = ruled_out_words(group, lead), waiting_words(group, lead)
        left = f"until {until}" if until else f"with {without} ruled out" if without else ""
        return f"the study left {left}" if left else ""
    return "" if lead.rating is not None and lead.why == f"rated {lead.rating.words}" else lead.why


def _messages(suggestion: Suggestion) -> tuple[dict[str, Any], ...]:
    """A suggestion's actions as SMART Web Messaging requests, without their ids."""
    return tuple(
        {
            "messageType": _MESSAGES[action.type.value],
            "payload": {"resource": action.resource} if action.resource is not None else {"location": action.resource_id},
        }
        for action in suggestion.actions
    )


def _code(suggestion: Suggestion | None) -> str:
    """The codes of the orders a suggestion leaves behind, for a person who orders by hand."""
    codes = []
    for action in suggestion.actions if suggestion else ():
        for coding in (action.resource or {}).get("code", {}).get("coding", [])[:1]:
            codes.append(str(coding["code"]))
    return ", ".join(codes)


def _safety(constraint: AppliedConstraint) -> SafetyLine:
    return SafetyLine(
        told_apart(constraint.says, constraint.features), recorded(told_evidence(constraint)), is_policy(constraint)
    )


def _facts(made: OrderAssessment) -> list[FactLine]:
    """Answered before known before unknown before assumed; of the known, what is there before what is not."""
    known = sorted((fact for fact in made.facts if fact.standing == "known"), key=lambda fact: fact.value == "no")
    lines = [line for line in map(_known, known) if line is not None]
    lines.sort(key=lambda line: line.standing == "known")
    unknown = [fact for fact in made.facts if fact.standing == "unknown"]
    lines += (FactLine(name_of(fact.feature), fact.standing, recorded(fact.evidence), fact.value) for fact in unknown)
    assumed = (fact.feature for fact in made.facts if fact.standing == "assumed")
    return [*lines, *(FactLine(taken_as_absent(feature), "assumed", ()) for feature in assumed)]


def _known(fact: UsedFact) -> FactLine | None:
    words = said(fact)
    if words is None and not fact.evidence:
        return None
    here = any(one.kind == "given" for one in fact.evidence)
    words = words or f"{name_of(fact.feature)}: {fact.value.replace('_', ' ')}"
    return FactLine(words, "answered" if here else "known", recorded(fact.evidence))


def recorded(evidence: Sequence[Evidence]) -> tuple[Recorded, ...]:
    """The pieces of the record a fact stands on, each once; what was answered here is none."""
    found: dict[tuple[str, str], Recorded] = {}
    for one in evidence:
        if one.kind != "given":
            text = visible(with_written_units(one.quote))
            found.setdefault((text.casefold(), one.day), Recorded(text, one.day, visible(one.source)))
    return tuple(found.values())


def _table(task: AssessmentTask, made: OrderAssessment, library: Library) -> tuple[RatedStudy, ...]:
    """The rows of the scenario the assessment rests on; of one rating, what is suggested stands first."""
    if not made.scenarios or task.order.study is None:
        return ()
    name = made.rating_by or made.scenarios[0].id
    if name not in library.scenarios:
        return ()
    rows = scenario_table(library, name, task.record, task.order.study)
    return tuple(sorted(rows, key=lambda row: (row.rating.rank, _place_among_offers(row.study, made))))


def _place_among_offers(row: Study, made: OrderAssessment) -> int:
    """Where a row, or the order's own part of it, stands among the suggestions; behind all of them where it is none."""
    for place, offer in enumerate(made.recommended):
        for study in offer.studies:
            if (study.modality, study.phase) == (row.modality, row.phase) and set(study.regions) <= set(row.regions):
                return place
    return len(made.recommended)


def _citations(made: OrderAssessment, library: Library) -> tuple[SourceEntry, ...]:
    """The publications of the topic, each once."""
    topic = library.topics.get(made.source.topic_id) if made.source else None
    entries = topic.file.sources.values() if topic else ()
    return tuple({entry.title: entry for entry in entries}.values())
