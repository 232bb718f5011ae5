"""From the assessed drafts of one request to the body of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cards.answer_suggestions import answer_suggestions
from cards.assessed_draft import AssessedDraft, ConsultationIds, Dialect
from cards.card_types import Action, Card, Coding, Indicator, Link, Source
from cards.criteria_address import GuidelineUrl, criteria_url
from cards.detail import detail, source_label
from cards.feature_words import constraint_words
from cards.grouping import DraftGroup, grouped, studies_name
from cards.local_words import source_with_policy
from cards.override_reasons import reasons_against
from cards.payer_cards import PayerPlace, with_payer_words
from cards.payer_word import payer_words
from cards.rating_actions import rating_action
from cards.suggestions import SwapContext, by_hand, removal, suggested
from cards.summary import SITUATIONS, summary
from fhir_mappings.order.replacement import NO_SITE_CODES, SiteCodes
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.rating import Rating
from imaging_rules.study import Study

TOPIC_SYSTEM = "https://imaging-cds.example/CodeSystem/guideline-topic"
"""The code system of `source.topic`: the ids of the library's topics."""

_ASKS_FOR_A_CHANGE = frozenset(
    {"better", "advised", "ruled-out", "already-drafted", "nothing-usually-appropriate", "not-available", "caution"}
)

_CRITERIA_LABEL = "Criteria and all ratings"


def compose(
    drafts: Sequence[AssessedDraft],
    ids: ConsultationIds,
    dialect: Dialect | None = None,
    guideline_url: GuidelineUrl | None = None,
    links: Sequence[Link] = (),
    site: SiteCodes = NO_SITE_CODES,
    payer: Sequence[PayerAnswer] = (),
    hook: str = "order-select",
) -> dict[str, Any]:
    """The answer to a hook request.

    Args:
        drafts: the assessed drafts, in the order of the request.
        ids: gives out the UUIDs; afterwards `ids.orders` holds the consultation id of each rated order.
        dialect: how the client wants its answer.
        guideline_url: where the guideline pages are; without it a source carries the publisher's address, and no card a
            link to its criteria.
        links: put on every card. Where one of them opens a SMART app, the page of the criteria is reached by the source
            alone, as absolute and SMART links do not stand on one card (Da Vinci CRD 2.2).
        site: the codes of the client's own, which a swap writes where the draft or the dialect has their system.
        payer: what the client's payer policies say of the request; it changes no rating and no suggestion.
        hook: the hook that is answered.

    Returns:
        `{"cards": […], "systemActions": […], "extension": {"systemActions": […]}}`; what is empty is left out, `cards`
        never. The resources in it share their parts with the drafts, so neither is to be changed in place.
    """
    spoken = dialect or Dialect()
    groups = [group for group in grouped(drafts) if group.assessment.situation in SITUATIONS]
    context = SwapContext(drafts, ids, spoken, None, site)
    cards: list[Card] = []
    for group in groups:
        cards.append(_card(group, context, guideline_url, links))
        context = replace(context, suggested_before=_with_suggested(context.suggested_before, group, cards[-1]))
    told = with_payer_words(cards, groups, payer_words(drafts, payer), PayerPlace(context, links, guideline_url, hook))
    rated = (rating_action(d, ids, spoken, criteria_url(d.assessment, None)) for d in drafts)
    return {"cards": [card.to_json() for card in told], **_placed([action for action in rated if action], spoken)}


def indicator(assessment: OrderAssessment) -> Indicator:
    """How urgent a card is: a warning where the order should be changed, critical only where carrying it out may do
    harm at once, and else no more than information in an emergency."""
    condemning = [constraint_words(one).indicator for one in assessment.constraints if one.condemns]
    if assessment.emergency and any(one.in_emergency for one in assessment.constraints):
        return Indicator.INFO  # whoever is called decides
    no_way_on = assessment.emergency and not assessment.recommended
    if assessment.situation == "ruled-out" and Indicator.CRITICAL in condemning and not no_way_on:
        return Indicator.CRITICAL
    if assessment.emergency:
        return Indicator.INFO
    if assessment.situation == "ruled-out":
        return Indicator.WARNING
    if assessment.situation == "caution":
        return Indicator.INFO if assessment.recommended else Indicator.WARNING
    if any(offer.needs_a_word for offer in assessment.recommended[:1]):
        return Indicator.INFO
    if assessment.situation == "advised" or (assessment.situation == "better" and assessment.rating is Rating.USUALLY_NOT):
        return Indicator.WARNING
    return Indicator.INFO


def _card(group: DraftGroup, context: SwapContext, guideline_url: GuidelineUrl | None, links: Sequence[Link]) -> Card:
    made = group.assessment
    uuid = context.ids.new()
    of_group = replace(context, criteria_url=criteria_url(made, None))
    swaps = suggested(group, of_group)
    remove = removal(group, of_group)
    answers = () if swaps or remove else answer_suggestions(group, of_group)
    return Card(
        uuid=uuid,
        summary=summary(group),
        indicator=indicator(made),
        source=_source(made, guideline_url),
        detail=detail(group, by_hand(group, of_group)),
        suggestions=(*swaps.values(), *((remove,) if remove else ()), *answers),
        links=(*links, *_criteria_link(made, guideline_url, links)),
        override_reasons=reasons_against(group.offers) if made.situation in _ASKS_FOR_A_CHANGE else (),
    )


def _with_suggested(before: Mapping[Study, str], group: DraftGroup, card: Card) -> dict[Study, str]:
    """What the cards so far suggest to order, each with the order that it is suggested for."""
    ordered = [study for suggestion in card.suggestions for study in suggestion.orders]
    return dict.fromkeys(ordered, studies_name(group.studies)) | dict(before)


def _criteria_link(made: OrderAssessment, guideline_url: GuidelineUrl | None, links: Sequence[Link]) -> list[Link]:
    url = criteria_url(made, guideline_url) if guideline_url else None
    return [] if url is None or any(link.type == "smart" for link in links) else [Link(_CRITERIA_LABEL, url)]


def _source(made: OrderAssessment, guideline_url: GuidelineUrl | None) -> Source:
    assert made.source is not None
    topic = Coding(TOPIC_SYSTEM, made.source.topic_id, made.source.topic_title)
    return Source(source_with_policy(made, source_label(made.source)), criteria_url(made, guideline_url), topic)


def _placed(actions: list[Action], dialect: Dialect) -> dict[str, Any]:
    if not actions:
        return {}
    as_json = [action.to_json() for action in actions]
    placed: dict[str, Any] = {}
    if dialect.system_actions in ("both", "top-level"):
        placed["systemActions"] = as_json
    if dialect.system_actions in ("both", "extension"):
        placed["extension"] = {"systemActions": as_json}
    return placed
