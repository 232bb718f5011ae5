"""A site's policy read against the library: what it changes in a clinician's words, and whether the library can stand so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from imaging_rules.case_files import CaseEntry
from imaging_rules.changes import answered_otherwise
from imaging_rules.guideline import Scenario
from imaging_rules.library import Library
from imaging_rules.overlaps import unordered
from imaging_rules.overlays.overlay import LocalPreference, Overlay, RatingChange, Unavailable
from imaging_rules.overlays.site_policy import SitePolicy
from imaging_rules.placement import bound_table, spine_regions
from imaging_rules.rating import Rating
from imaging_rules.study import Study


def policy_problems(policy: SitePolicy, library: Library, day: date) -> list[str]:
    """Everything that keeps a policy from being used: what the library does not allow, and scenarios that it leaves without
    an order of precedence between them, now or later."""
    found = policy.problems(library)
    return found or list(dict.fromkeys(_precedence(policy, library, day)))


def _precedence(policy: SitePolicy, library: Library, day: date) -> Iterator[str]:
    days = {day, *(overlay.start for overlay in policy.overlays if overlay.start > day)}
    for each in sorted(days):
        local = library.under([overlay for overlay in policy.in_force(each) if isinstance(overlay.change, RatingChange)])
        if local is library:
            continue
        for overlap in unordered(local):
            about = overlap.study.name if overlap.study else "the order"
            yield (
                f"{policy.site}: {overlap.one.id} and {overlap.other.id} can both fit one patient and under this policy rate"
                f" {about} differently, and neither goes first: change the rating in both, or in neither"
            )


def differences(policy: SitePolicy, library: Library, day: date) -> Iterator[str]:
    """What differs from the guideline, one line for each overlay, and how it stands on a day."""
    for overlay in policy.overlays:
        why = f"Reason: {overlay.reason} ({overlay.owner})"
        yield f"{overlay.id}: {said(overlay, library)} {why}. {standing(overlay, day)}."


def remarks(policy: SitePolicy, library: Library, day: date) -> Iterator[str]:
    """What a site should know of its policy: what has expired, is not in use, or leaves nothing usually appropriate."""
    for overlay in policy.overlays:
        scenario = _scenario_of(overlay, library)
        if overlay.expired(day):
            yield f"{policy.places[overlay.id]}: {overlay.id} expired after {overlay.until} and has no effect"
        elif scenario is not None and not scenario.topic.in_force(day):
            yield f"{policy.places[overlay.id]}: {overlay.id}: the edition of {scenario.id} is not in force on {day}"
    local = library.under(policy.in_force(day))
    bare = [scenario.id for scenario in local.scenarios.values() if _is_left_bare(scenario, local)]
    if bare:
        yield f"nothing usually appropriate is left in {', '.join(bare)}"


def answered_under(policy: SitePolicy, library: Library, day: date, cases: Iterable[tuple[str, CaseEntry]]) -> list[str]:
    """The known patients of the library who are answered otherwise under the policy."""
    return list(answered_otherwise(library, library.under(policy.in_force(day)), cases))


def said(overlay: Overlay, library: Library) -> str:
    """What an overlay changes of the guideline, as a sentence."""
    change, scenario = overlay.change, _scenario_of(overlay, library)
    named = f"{scenario.id} ({scenario.title})" if scenario else ""
    match change:
        case RatingChange(_, study, rating):
            row = next((row for row in scenario.rows if row.study == study), None) if scenario else None
            guideline = f"; the guideline rates it {row.rating.words}" if row else ""
            median = f" (panel median {row.median} of 9)" if row and row.median else ""
            return f"in {named}, {study.name} is {rating.words}{guideline}{median}."
        case LocalPreference(_, study):
            prefer = scenario.entry_of.prefer.study if scenario else "none"
            usual = "nothing" if prefer == "none" else prefer
            return f"in {named}, {study.name} is preferred; the guideline prefers {usual}."
        case Unavailable(name):
            return f"{name} is not available and is not offered."
    return f"{named} says nothing; its orders get no rating and no card."


def standing(overlay: Overlay, day: date) -> str:
    """Whether an overlay holds on a day."""
    if overlay.expired(day):
        return f"Expired after {overlay.until}: it has no effect"
    until = f"until {overlay.until}" if overlay.until else "until it is switched on"
    return f"In force {until}" if overlay.start <= day else f"Not yet: from {overlay.start} {until}"


def concerns(overlay: Overlay, scenario: Scenario) -> bool:
    """Whether an overlay changes what is rated or offered in a scenario."""
    if not isinstance(overlay.change, Unavailable):
        return overlay.change.scenario == scenario.id
    return any(overlay.change.covers(study) for study in _bound(scenario))


def _bound(scenario: Scenario) -> list[Study]:
    """The studies of the table, in every part of the spine that it can be about."""
    return [one.study for region in spine_regions() for one in bound_table(scenario, (region,))]


def _scenario_of(overlay: Overlay, library: Library) -> Scenario | None:
    return None if isinstance(overlay.change, Unavailable) else library.scenarios.get(overlay.change.scenario)


def _is_left_bare(scenario: Scenario, local: Library) -> bool:
    """Whether the guideline rates a study usually appropriate, and the site has none left in any region it is about."""
    published = (local.published or local).scenarios[scenario.id]
    if scenario.silenced_by or not any(row.rating is Rating.USUALLY for row in published.rows):
        return False
    bound = [one for region in spine_regions() for one in bound_table(scenario, (region,))]
    usual = [one.study for one in bound if one.row.rating is Rating.USUALLY]
    return all(local.availability.lacking(study) is not None for study in usual)
