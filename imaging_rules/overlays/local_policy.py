"""What of a site's own policy bears on an order, in words for a card, and when a card is first about what the site lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from imaging_rules.assessment_result import LocalPolicy, OrderAssessment, Status
from imaging_rules.guideline import Scenario
from imaging_rules.judging import Judgement, Says
from imaging_rules.offers import Offers
from imaging_rules.overlays.overlay import Availability, LocalPreference, SwitchedOff
from imaging_rules.placement import BoundRow, rows_for
from imaging_rules.rating import Rating
from imaging_rules.study import Study

NOT_AVAILABLE = "not-available"
"""The situation in which a card is about what the site cannot do."""
SILENCED = "the scenario that fits says nothing at this site"


def replaced_ratings(rows: Sequence[BoundRow]) -> tuple[Rating, ...]:
    """The guideline's own categories of rows that a site's policy rates; empty where it rates none of them."""
    if all(bound.row.replaces is None for bound in rows):
        return ()
    return tuple(dict.fromkeys(bound.row.replaces or bound.row.rating for bound in rows))


def silencing_policy(scenarios: Iterable[Scenario]) -> tuple[LocalPolicy, ...]:
    """Why scenarios say nothing."""
    told = []
    for scenario in scenarios:
        overlay = scenario.silenced_by
        if overlay is not None:
            how = "is switched off" if isinstance(overlay.change, SwitchedOff) else "is not used here"
            told.append(overlay.applied(f"The scenario that fits ({scenario.title}) {how}, so this order is not rated."))
    return tuple(told)


def applied_policy(
    made: OrderAssessment, judgements: Sequence[Judgement], availability: Availability
) -> tuple[LocalPolicy, ...]:
    """The overlays that made a difference to an assessment, each once.

    Args:
        made: the assessment.
        judgements: what was judged on the facts, and on every answer to what is unknown.
        availability: what the site cannot do.
    """
    if made.study is None:
        return ()
    offered = [study for offer in (*made.recommended, *made.may_be_appropriate) for study in offer.studies]
    found: dict[str, LocalPolicy] = {}
    for judgement in judgements:
        if judgement.lead:
            for applied in _of_judgement(judgement, made, made.study, offered):
                found.setdefault(applied.id, applied)
    for study in (made.study, *made.not_available):
        overlay = availability.lacking(study)
        if overlay is not None:
            found.setdefault(overlay.id, overlay.applied(f"{study.name} is not available here."))
    return tuple(found.values())


def _of_judgement(
    judgement: Judgement, made: OrderAssessment, ordered: Study, offered: Sequence[Study]
) -> Iterator[LocalPolicy]:
    scenario = judgement.primary.scenario
    placement = judgement.placement(judgement.primary)
    of_offers = [(study, bound) for study in offered for bound in rows_for(study, placement.table)]
    for fit in judgement.fitting if judgement.primary.fits else (judgement.primary,):
        yield from _rated(fit.scenario, [(ordered, bound) for bound in judgement.placement(fit).rows])
    yield from _rated(scenario, of_offers)
    if made.rating is not Rating.USUALLY:
        yield from _rated(scenario, [(bound.study, bound) for bound in placement.table if _was_better(bound, ordered)])
    for overlay in scenario.overlays:
        change = overlay.change
        if isinstance(change, LocalPreference):
            preferred = (study for study, bound in of_offers if bound.row.study == change.study)
            yield from (overlay.applied(f"{study.name} is preferred here.") for study in preferred)


def _rated(scenario: Scenario, rows: Iterable[tuple[Study, BoundRow]]) -> Iterator[LocalPolicy]:
    for study, bound in rows:
        overlay, replaces = scenario.rated_by_policy(bound.row.study), bound.row.replaces
        if overlay is not None and replaces is not None:
            rated = f"{study.name} is rated {bound.row.rating.words} here"
            yield overlay.applied(f"{rated}; the guideline rates it {replaces.words}.", replaces)


def _was_better(bound: BoundRow, ordered: Study) -> bool:
    """Whether the guideline would have had a study of the ordered region offered that the site rates lower."""
    lowered = bound.row.replaces is Rating.USUALLY and bound.row.rating is not Rating.USUALLY
    return lowered and bool(set(ordered.regions) & set(bound.study.regions))


def says_first_what_is_lacking(made: OrderAssessment, offers: Offers, judgement: Judgement) -> bool:
    """Whether a card is first about what the site cannot do: the ordered study itself, unless a better one can be done;
    or, where the order is a poor one, every study that would be better."""
    if made.status not in (Status.RATED, Status.ADVISED) or offers.drafted or any(c.condemns for c in made.constraints):
        return False
    if made.status is Status.ADVISED and judgement.says is not Says.ADVISES and not made.emergency:
        return False  # the region comes first
    if made.lacks_ordered:
        needless = made.rating is Rating.USUALLY_NOT and offers.nothing_usually_appropriate
        return not needless and not _rates_better(made)
    poor = made.status is Status.ADVISED or (made.rating is Rating.USUALLY_NOT and not made.questions)
    return bool(offers.not_available) and poor and not (made.recommended or offers.ruled_out or offers.screened)


def _rates_better(made: OrderAssessment) -> bool:
    best = made.recommended[0].rating if made.recommended else None
    return best is not None and made.rating is not None and best.rank < made.rating.rank
