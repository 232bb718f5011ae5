"""Where a payer's word goes: a line at the end of a card that is shown anyway, else a card of its own, else nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cards.answer_suggestions import answers_to, can_be_tapped
from cards.card_types import Card, Coding, Indicator, Link, Source, Suggestion
from cards.criteria_address import GuidelineUrl
from cards.grouping import DraftGroup
from cards.payer_grounds import common_ways, open_ways
from cards.payer_text import payer_detail, payer_line, payer_summary, policy_label
from cards.payer_word import PayerWord, told_before
from cards.plain_text import shortened
from cards.suggestions import SwapContext

POLICY_SYSTEM = "https://imaging-cds.example/CodeSystem/payer-policy"
"""The code system of `source.topic` on a payer's card: the ids of the library's payer policies."""

PAYER_PAGES = "payers"
"""Where the pages of the policies are among those of the guidelines."""

_POLICY_LABEL = "All criteria of this policy"
_LONGEST_LABEL = 80


@dataclass(frozen=True)
class PayerPlace:
    """What a payer's card needs beside its word: the links of every card, the address of the pages, and the hook: at
    order-sign a card is not repeated that order-select has shown."""

    context: SwapContext
    links: Sequence[Link]
    guideline_url: GuidelineUrl | None
    hook: str


def with_payer_words(
    cards: Sequence[Card], groups: Sequence[DraftGroup], words: Sequence[PayerWord], place: PayerPlace
) -> list[Card]:
    """The cards with the payers' words: each policy speaks once.

    Args:
        cards: the cards, one for each of `groups`.
        groups: the drafts they are about.
        words: what the policies have to say.
        place: what a card of its own needs.
    """
    told = list(cards)
    for word in words:
        shown = next((number for number, group in enumerate(groups) if word.is_about(group)), None)
        if shown is not None:
            told[shown] = replace(told[shown], detail=f"{told[shown].detail}\n\n{payer_line(word)}")
        elif word.due and not (place.hook == "order-sign" and told_before(word)):
            told.append(_card(word.only_due(), place))
    return told


def _card(word: PayerWord, place: PayerPlace) -> Card:
    verdict = word.answer.verdict
    url = place.guideline_url(f"{PAYER_PAGES}/{verdict.policy}", "") if place.guideline_url else None
    leads_there = url is not None and not any(link.type == "smart" for link in place.links)
    return Card(
        uuid=place.context.ids.new(),
        summary=payer_summary(word),
        indicator=Indicator.INFO,
        source=Source(policy_label(word.answer), url, Coding(POLICY_SYSTEM, verdict.policy, verdict.title)),
        detail=payer_detail(word),
        suggestions=_answers(word, place.context),
        links=(*place.links, *([Link(_POLICY_LABEL, url)] if url and leads_there else ())),
    )


def _answers(word: PayerWord, context: SwapContext) -> tuple[Suggestion, ...]:
    """The answers to the first fact that can be tapped, of those owed for the criterion that is nearest."""
    owing = [view for view in word.views if view.owes_proof]
    group = DraftGroup(tuple(view.draft for view in owing))
    verdicts = [verdict for view in owing for verdict in view.verdicts]
    ways = [*common_ways(verdicts), *(way for verdict in verdicts for way in open_ways(verdict))]
    nearest = [name for way in ways for name in way.missing]
    for name in dict.fromkeys([*nearest, *(name for verdict in verdicts for name in verdict.owed)]):
        question = word.answer.facts[name].question
        if question is not None and can_be_tapped(question, group, context):
            return answers_to(question, group, context, shortened(question.text, _LONGEST_LABEL))
    return ()
