"""Where the criteria behind a card can be read."""

from __future__ import annotations

from collections.abc import Callable

from imaging_rules.assessment_result import OrderAssessment

GuidelineUrl = Callable[[str, str], str]
"""The absolute address of the page about a topic id and a scenario id."""


def criteria_url(made: OrderAssessment, guideline_url: GuidelineUrl | None) -> str | None:
    """The address of the criteria an assessment rests on: the guideline page, or else the publisher's; None without one."""
    if made.source is None:
        return None
    scenario = made.rating_by or (made.scenarios[0].id if made.scenarios else "")
    url = guideline_url(made.source.topic_id, scenario) if guideline_url else made.source.url
    return url if url.startswith(("https://", "http://")) else None
