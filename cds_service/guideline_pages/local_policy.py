"""What sites do otherwise in a scenario, and whether it is switched off, as lines of its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cds_service.site_policies import SitePolicies
from imaging_rules.guideline import Scenario
from imaging_rules.overlays.overlay import Overlay
from imaging_rules.overlays.policy_review import concerns, said, standing


def local_lines(scenario: Scenario, policies: SitePolicies, day: date) -> list[str]:
    """One line for each overlay that is in force or to come; what has expired is left out."""
    return list(dict.fromkeys(_lines(scenario, policies, day)))


def _lines(scenario: Scenario, policies: SitePolicies, day: date) -> Iterator[str]:
    for overlay in policies.switched_off("", day):
        if concerns(overlay, scenario):
            yield f"Switched off: {_why(overlay, policies, day)}"
    for policy in policies.policies:
        for overlay in policy.overlays:
            if concerns(overlay, scenario) and not overlay.expired(day):
                yield f"{policy.site}: {_why(overlay, policies, day)}"


def _why(overlay: Overlay, policies: SitePolicies, day: date) -> str:
    told = said(overlay, policies.published)
    return f"{told} Reason: {overlay.reason.rstrip('.')} ({overlay.owner}). {standing(overlay, day)}."
