"""A site's own policy in the words of a card, always told apart from the guideline."""

from __future__ import annotations

from collections.abc import Sequence

from cards.plain_text import escaped, sentence_part
from imaging_rules.assessment_result import LocalPolicy, Offer, OrderAssessment
from imaging_rules.rating import Rating

_MARK = " (local policy)"


def rated_words(rating: Rating | None, replaces: Sequence[Rating]) -> str:
    """`usually appropriate by local policy (guideline: may be appropriate)`; empty where the guideline's rating stands."""
    if rating is None or not replaces:
        return ""
    return f"{rating.words} by local policy (guideline: {' or '.join(each.words for each in replaces)})"


def own_rating_words(made: OrderAssessment | Offer) -> str:
    """`rated_words` of an order or of what is offered."""
    if isinstance(made, Offer):
        return rated_words(made.rating, (made.replaces,) if made.replaces else ())
    return rated_words(made.rating, made.replaces)


def policy_lines(made: OrderAssessment) -> list[str]:
    """One line of Markdown for each overlay that bears on the order: what, why, who answers for it, until when."""
    return [f"**Local policy:** {escaped(policy_words(policy))}" for policy in made.site_policy]


def policy_words(policy: LocalPolicy) -> str:
    """`CT … is not available here. Reason: no scanner on this site (Department of radiology, until 2027-06-30).`"""
    until = f", until {policy.until.isoformat()}" if policy.until else ""
    return f"{policy.says} Reason: {sentence_part(policy.reason)} ({policy.owner}{until})."


def with_local_rating(wordings: Sequence[str], made: OrderAssessment, offers: Sequence[Offer]) -> list[str]:
    """The wordings of a summary; marked where a rating in it, of the order or of what is offered first, is the site's."""
    local = bool(made.replaces) or any(offer.replaces for offer in offers)
    return [f"{words.rstrip('.')}{_MARK}." for words in wordings] if local else list(wordings)


def source_with_policy(made: OrderAssessment, label: str) -> str:
    """The label of a card's source; it says so where a site's rating or preference stands in what the card says."""
    return f"{label}, with local policy" if any(policy.kind in ("rating", "prefer") for policy in made.site_policy) else label
