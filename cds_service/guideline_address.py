"""Where the page about a scenario is."""

from __future__ import annotations

from cards.criteria_address import GuidelineUrl

PAGES = "/guidelines"


def guideline_pages_at(base: str) -> GuidelineUrl:
    """The way from a topic id and a scenario id to the absolute address of its page, for a service at `base`."""
    return lambda topic, scenario: base + guideline_path(topic, scenario)


def guideline_path(topic: str, scenario: str = "") -> str:
    """`/guidelines/myelopathy-2020/v2`; the page of the topic where the scenario is none of its own."""
    return f"{PAGES}/{scenario if scenario.startswith(f'{topic}/') else topic}"
