"""The findings of a reaction to contrast, by the class of its agent, from `tables/contrast_reactions.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fhir_mappings.tables_csv import column, table


@cache
def contrast_reactions() -> frozenset[str]:
    """That there was one, whatever the agent."""
    return column("contrast_reactions", "finding")


@cache
def reaction_by_agent() -> Mapping[str, str]:
    """That there was one, by the class of the agent; `unknown` is one of these."""
    return {row["agent_class"]: row["finding"] for row in table("contrast_reactions")}


@cache
def severity_by_agent() -> Mapping[str, str]:
    """The finding that holds how severe it was, by the class of the agent."""
    return {row["agent_class"]: row["severity"] for row in table("contrast_reactions")}
