"""Which drafts share a card: neighbouring spine studies of one modality and phase about which the same is to be said."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cards.assessed_draft import AssessedDraft
from fhir_mappings.order.replacement import carries_rating
from imaging_rules.assessment_result import Offer, OrderAssessment
from imaging_rules.study import Study, catalogue

SILENT = "silent"


@dataclass(frozen=True)
class GroupOffer:
    """One offer for all drafts of a group: `each` holds each draft's own."""

    each: tuple[Offer, ...]

    @property
    def lead(self) -> Offer:
        """The first draft's; rating, reason and standing are the same for all."""
        return self.each[0]

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        """All its studies, without repeats."""
        return tuple(dict.fromkeys(study for offer in self.each for study in offer.studies))


@dataclass(frozen=True)
class DraftGroup:
    """One or more drafts that one card speaks about."""

    members: tuple[AssessedDraft, ...]

    @property
    def assessment(self) -> OrderAssessment:
        """The first draft's; in a group the others differ from it in region only."""
        return self.members[0].assessment

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        """The ordered studies."""
        return tuple(draft.assessment.study for draft in self.members if draft.assessment.study)

    @cached_property
    def offers(self) -> tuple[GroupOffer, ...]:
        """What is offered instead, best first; an offer that comes to the same studies as an earlier one is left out."""
        each = zip(*(draft.assessment.recommended for draft in self.members), strict=True)
        offers: dict[frozenset[Study], GroupOffer] = {}
        for row in each:
            offer = GroupOffer(row)
            offers.setdefault(frozenset(offer.studies), offer)
        return tuple(offers.values())

    @property
    def ruled_out_better(self) -> tuple[Study, ...]:
        """The better studies that a constraint takes away, of all drafts."""
        return tuple(dict.fromkeys(one for draft in self.members for one in draft.assessment.ruled_out_better))

    @property
    def waiting(self) -> tuple[Study, ...]:
        """The better studies that wait for the answer to a safety question, of all drafts."""
        return tuple(dict.fromkeys(one for draft in self.members for one in draft.assessment.waiting))


def grouped(drafts: Sequence[AssessedDraft]) -> list[DraftGroup]:
    """The drafts that call for a card, those that belong together as one; in the order of the request."""
    speaking = [
        (place, draft)
        for place, draft in enumerate(drafts)
        if draft.assessment.situation != SILENT
        and draft.assessment.study
        and draft.assessment.source
        and not _already_said(draft)
    ]
    alike: dict[Hashable, list[tuple[int, AssessedDraft]]] = {}
    for place, draft in speaking:
        alike.setdefault(_sameness(place, draft.assessment), []).append((place, draft))
    runs = [run for members in alike.values() for run in _neighbours(members)]
    runs.sort(key=lambda run: min(place for place, _ in run))
    return [DraftGroup(tuple(draft for _, draft in run)) for run in runs]


def _already_said(draft: AssessedDraft) -> bool:
    """Whether the order is kept and carries our rating from an earlier call: why it is kept has been said then."""
    made = draft.assessment
    if made.guideline_rating is None or made.situation not in ("kept", "question", "call-now"):
        return False
    return carries_rating(draft.resource, made.guideline_rating, made.local_rating)


def studies_name(studies: Iterable[Study]) -> str:
    """The names of studies that go together; regions of one modality and phase are named in one."""
    regions: dict[tuple[str, object], list[str]] = {}
    first: dict[tuple[str, object], Study] = {}
    for study in studies:
        kind = (study.modality, study.phase)
        first.setdefault(kind, study)
        regions.setdefault(kind, []).extend(study.regions)
    return " plus ".join(first[kind].at(parts).name for kind, parts in regions.items())


def _sameness(place: int, assessment: OrderAssessment) -> Hashable:
    """What drafts of one group have in common; the place itself where a draft stands alone."""
    ordered = assessment.study
    if ordered is None or not _levels(ordered):
        return place
    if any(offer.studies[0].regions != ordered.regions for offer in assessment.recommended):
        return place
    return (
        (ordered.modality, ordered.phase, assessment.situation, assessment.rating, assessment.emergency),
        assessment.scenarios[0].id if assessment.scenarios else None,
        tuple((o.studies[0].modality, o.studies[0].phase, len(o.studies), o.rating, o.one_tap, o.fallback, o.beside)
              for o in assessment.recommended),
        tuple(constraint.id for constraint in assessment.constraints),
        tuple(question.feature for question in assessment.questions),
        tuple(policy.id for policy in assessment.site_policy),
    )  # fmt: skip


def _neighbours(members: list[tuple[int, AssessedDraft]]) -> list[list[tuple[int, AssessedDraft]]]:
    """Split into runs of levels that touch; the same level twice does not."""
    runs: list[list[tuple[int, AssessedDraft]]] = []
    for place, draft in sorted(members, key=lambda member: (_levels(member[1].assessment.study), member[0])):
        levels = _levels(draft.assessment.study)
        before = _levels(runs[-1][-1][1].assessment.study) if runs else ()
        if levels and before and levels[0] == before[-1] + 1:
            runs[-1].append((place, draft))
        else:
            runs.append([(place, draft)])
    return runs


def _levels(study: Study | None) -> tuple[int, ...]:
    """The levels of a spine study, from above; empty for any other."""
    regions = [catalogue().regions[name] for name in study.regions] if study else []
    return tuple(sorted(region.level for region in regions)) if all(r.spine and r.level for r in regions) else ()
