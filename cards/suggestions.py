"""What one tap does: the draft updated to the offered study, and further orders created where an offer has several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.assessed_draft import AssessedDraft, ConsultationIds, Dialect
from cards.card_types import Action, ActionType, Suggestion
from cards.grouping import DraftGroup, GroupOffer, studies_name
from cards.referral_note import with_referral_note
from cards.referral_sentence import referral_sentence
from fhir_mappings.order.replacement import (
    NO_SITE_CODES,
    SiteCodes,
    additional_order,
    is_read_whole,
    keeps_another_agent,
    leaves_the_side_open,
    narrative_names_a_study,
    replacement,
    with_rating,
)
from imaging_rules.assessment_result import Offer, Status
from imaging_rules.study import Study

_MOST_OFFERS = 2
_NO_CODE = "Order it by name; it has no code here that the order could take over."
_AGENT_STAYS = "Change the order by hand; it names a contrast agent that this study does not take."
_NOT_READ = "Change the order by hand; it holds more text than is read here, and a contrast agent may be among it."
_NARRATIVE_STAYS = "Change the order by hand; its narrative names a study in words of its own."
_SIDE_OPEN = "Change the order by hand; it names the left side and the right, and which one is meant is not told."
_REMOVABLE = frozenset({"nothing-usually-appropriate", "already-drafted"})
_REPLACEABLE = frozenset({"better", "advised", "ruled-out", "not-available"})
"""Situations in which the order itself is not to stay as it is."""
_COVERED = "the study suggested for another order covers it"


@dataclass(frozen=True)
class SwapContext:
    """What a swap needs beside its draft: all drafts of the request, the ids, the dialect, the address of the criteria to
    state on the order (None where there is none), the codes of the client's own, and what earlier cards of the same answer
    suggest: by the study, the order it is suggested for."""

    drafts: Sequence[AssessedDraft]
    ids: ConsultationIds
    dialect: Dialect
    criteria_url: str | None
    site: SiteCodes = NO_SITE_CODES
    suggested_before: Mapping[Study, str] = field(default_factory=dict)
    _made: dict[tuple[int, Study], dict[str, Any] | None] = field(default_factory=dict, repr=False, compare=False)

    def replacement(self, draft: AssessedDraft, study: Study) -> dict[str, Any] | None:
        """The draft with another study in its place, worked out once; None where no code stands for it."""
        key = id(draft), study
        if key not in self._made:
            systems = self.dialect.preferred_systems
            self._made[key] = replacement(draft.resource, study, preferred_systems=systems, site=self.site)
        return self._made[key]


@dataclass(frozen=True)
class _Ordering:
    """An order that an action leaves behind."""

    action: Action
    study: Study


def suggested(group: DraftGroup, context: SwapContext) -> dict[GroupOffer, Suggestion]:
    """The suggestion of each offer that can be carried out in one tap, best first, two at most.

    Left out is an offer that needs a word with radiology first, has no code, is already drafted, comes to the same orders as
    an earlier one, or is what another card of the answer suggests.
    """
    found: dict[GroupOffer, Suggestion] = {}
    seen: set[frozenset[Study]] = set()
    for offer in group.offers:
        open_still = len(found) < _MOST_OFFERS and not _suggested_for(offer, context)
        orderings = _orderings(group, offer, context) if open_still else None
        outcome = frozenset(ordering.study for ordering in orderings or ())
        if not orderings or outcome in seen:
            continue
        seen.add(outcome)
        found[offer] = Suggestion(
            label=_label(group, tuple(ordering.study for ordering in orderings)),
            uuid=context.ids.new(),
            actions=tuple(ordering.action for ordering in orderings),
            recommended=offer.lead.preferred,
            orders=tuple(ordering.study for ordering in orderings),
        )
    return found


def by_hand(group: DraftGroup, context: SwapContext) -> dict[GroupOffer, str]:
    """What to do about the offers that no tap writes: another card suggests them, no code stands for them, or the order would,
    or may, keep asking for an agent that they do not take."""
    draft, words = group.members[0], dict[GroupOffer, str]()
    for offer in group.offers:
        if other := _suggested_for(offer, context):
            said = f"Suggested already for another order ({other}); one such study is enough."
            words |= {} if said in words.values() else {offer: said}
        elif not all(is_read_whole(each.resource) for each in group.members):
            words[offer] = _NOT_READ
        elif any(keeps_another_agent(each.resource, one) for each in group.members for one in offer.studies):
            words[offer] = _AGENT_STAYS
        elif any(narrative_names_a_study(each.resource) for each in group.members):
            words[offer] = _NARRATIVE_STAYS
        elif any(leaves_the_side_open(each.resource, one) for each in group.members for one in offer.studies):
            words[offer] = _SIDE_OPEN
        elif not all(_has_code(draft, one, context) for one in offer.studies):
            words[offer] = _NO_CODE
    return words


def _has_code(draft: AssessedDraft, study: Study, context: SwapContext) -> bool:
    return all(_systems(draft, part, context) for part in _parts(draft, study, context))


def _suggested_for(offer: GroupOffer, context: SwapContext) -> str | None:
    """The order for which another card suggests a study of the same kind for all these regions: two taps would order it twice,
    or mix its phases."""
    found = [_suggested_before(study, context) for study in offer.studies]
    return found[0] if all(found) else None


def _suggested_before(study: Study, context: SwapContext) -> str | None:
    alike = {one: order for one, order in context.suggested_before.items() if one.modality == study.modality}
    covered = {region for one in alike for region in one.regions}
    return next(iter(alike.values())) if set(study.regions) <= covered else None


def removal(group: DraftGroup, context: SwapContext) -> Suggestion | None:
    """The suggestion to remove the order, where nothing is usually appropriate, the better study is drafted, or all that would
    be better is suggested on another card."""
    made, ids = group.assessment, context.ids
    replaced = made.situation == "ruled-out" and made.already_there and not group.offers
    covered = made.situation in _REPLACEABLE and group.offers and all(_suggested_for(one, context) for one in group.offers)
    if not (made.situation in _REMOVABLE or replaced or covered) or not all(draft.can_be_changed for draft in group.members):
        return None
    several = len(group.members) > 1
    actions = tuple(
        Action(ActionType.DELETE, f"Remove {study.name}", resource_id=draft.reference)
        for draft, study in zip(group.members, group.studies, strict=True)
    )
    label = "Remove the orders" if several else "Remove the order"
    return Suggestion(f"{label}: {_COVERED}" if covered else label, ids.new(), actions)


def _label(group: DraftGroup, studies: tuple[Study, ...]) -> str:
    phase_stated = group.assessment.status is Status.NEEDS_INFORMATION
    return f"Order {studies_name(studies)}" + ("" if phase_stated else " instead")


def _orderings(group: DraftGroup, offer: GroupOffer, context: SwapContext) -> list[_Ordering] | None:
    """The orders of an offer for all drafts of a group; None where one of them cannot be made."""
    made: list[_Ordering] = []
    for draft, own in zip(group.members, offer.each, strict=True):
        orders = _swap(draft, own, context) if own.one_tap and draft.can_be_changed else None
        if not orders:
            return None
        made += orders
    return made


def _swap(draft: AssessedDraft, offer: Offer, context: SwapContext) -> list[_Ordering] | None:
    if _is_unsafe(draft, offer):
        return None
    wanted = [part for study in offer.studies for part in _parts(draft, study, context)]
    free = [part for part in wanted if not _spoken_for(part, draft, context.drafts)] if len(wanted) > 1 else wanted
    if not free or any(_is_drafted(part, draft, context.drafts) for part in free):
        return None
    ordered = draft.assessment.study
    regions = set(ordered.regions) if ordered else set()
    own = next((part for part in free if regions & set(part.regions)), free[0])
    orders = [_update(draft, own, offer, context)]
    orders += [_create(draft, part, offer, context) for part in free if part != own]
    complete = [order for order in orders if order is not None]
    return complete if len(complete) == len(orders) else None


def _parts(draft: AssessedDraft, study: Study, context: SwapContext) -> list[Study]:
    """The study itself, or one for each region where the systems that code its regions have no code for all at once."""
    single = [study.at([region]) for region in study.regions]
    if len(single) < 2:
        return [study]
    whole = _systems(draft, study, context)
    apart = [_systems(draft, part, context) for part in single]
    return [study] if whole and any(whole <= systems or not systems for systems in apart) else single


def _systems(draft: AssessedDraft, study: Study, context: SwapContext) -> set[str]:
    changed = context.replacement(draft, study)
    return {coding.get("system", "") for coding in changed["code"]["coding"]} if changed else set()


def _update(draft: AssessedDraft, study: Study, offer: Offer, context: SwapContext) -> _Ordering | None:
    changed = context.replacement(draft, study)
    if changed is None:
        return None
    ordered = draft.assessment.study
    description = f"Change {ordered.name if ordered else 'the order'} to {study.name}"
    return _Ordering(Action(ActionType.UPDATE, description, _ready(changed, draft, offer, study, context)), study)


def _create(draft: AssessedDraft, study: Study, offer: Offer, context: SwapContext) -> _Ordering | None:
    systems = context.dialect.preferred_systems
    added = additional_order(draft.resource, study, context.ids.new(), preferred_systems=systems, site=context.site)
    if added is None:
        return None
    return _Ordering(Action(ActionType.CREATE, f"Add {study.name}", _ready(added, draft, offer, study, context)), study)


def _ready(order: dict[str, Any], draft: AssessedDraft, offer: Offer, study: Study, context: SwapContext) -> dict[str, Any]:
    """The order with its rating and, for a client that wants it, the reason for the radiologist."""
    consult_id = context.ids.of_order(draft.reference)
    rating, local = (offer.replaces, offer.rating) if offer.replaces else (offer.rating, None)
    rated = with_rating(order, rating, consult_id, context.criteria_url, context.dialect.qcdsm, local)
    return with_referral_note(rated, referral_sentence(draft.assessment, study)) if context.dialect.referral_note else rated


def _is_unsafe(draft: AssessedDraft, offer: Offer) -> bool:
    """A last look: nothing that a constraint of this order rules out."""
    ruled_out = {study for constraint in draft.assessment.constraints for study in constraint.rules_out}
    return bool(ruled_out & set(offer.studies))


def _is_drafted(study: Study, draft: AssessedDraft, drafts: Sequence[AssessedDraft]) -> bool:
    return any(other is not draft and other.assessment.study == study for other in drafts)


def _spoken_for(study: Study, draft: AssessedDraft, drafts: Sequence[AssessedDraft]) -> bool:
    """Whether another draft orders the region by the same modality, or is itself offered that."""
    return any(
        other.modality == study.modality and set(study.regions) <= set(other.regions)
        for each in drafts
        if each is not draft
        for other in _ordered_or_offered(each)
    )


def _ordered_or_offered(draft: AssessedDraft) -> list[Study]:
    ordered = [draft.assessment.study] if draft.assessment.study else []
    return [*ordered, *(study for offer in draft.assessment.recommended[:1] for study in offer.studies)]
