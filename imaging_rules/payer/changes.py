"""What is different between the payer policies of two libraries, in the words of a reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from imaging_rules.joined_conditions import described
from imaging_rules.payer.policy import Criterion, PayerPolicy


def policy_changes(old: Mapping[str, PayerPolicy], new: Mapping[str, PayerPolicy]) -> Iterator[str]:
    """One line each: policies, criteria and shared definitions that came, went or say something else."""
    yield from _held("payer policy", old, new)
    for name in (name for name in new if name in old):
        yield from (f"{name}: {line}" for line in _policy(old[name], new[name]))


def _policy(old: PayerPolicy, new: PayerPolicy) -> Iterator[str]:
    yield from _said("edition", old.file.edition, new.file.edition)
    yield from _held("criterion", old.by_id, new.by_id)
    for name in (name for name in new.by_id if name in old.by_id):
        yield from (f"{name}: {line}" for line in _criterion(old.by_id[name], new.by_id[name]))
    for kind in ("definitions", "gates", "rollups", "redline_log"):
        were, are = getattr(old.file, kind), getattr(new.file, kind)
        yield from _held(kind.replace("_", " "), were, are)
        yield from (f"{name}: changed" for name in are if name in were and were[name] != are[name])
    for kind in ("studies", "counts", "closing", "default_values"):
        if getattr(old.file, kind) != getattr(new.file, kind):
            yield f"{kind.replace('_', ' ')}: changed"


def _criterion(old: Criterion, new: Criterion) -> Iterator[str]:
    before, after = old.entry_of, new.entry_of
    yield from _said("says", before.statement, after.statement)
    yield from _said("studies", _studies(old), _studies(new))
    yield from _said("in play when", described(old.entry), described(new.entry))
    yield from _said("met when", described(old.logic), described(new.logic))
    yield from _said("documentation", "; ".join(before.documentation), "; ".join(after.documentation))


def _studies(criterion: Criterion) -> str:
    return f"{criterion.mode}: {', '.join(criterion.entry_of.applies_to.studies)}"


def _held(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{kind} {name}: new" for name in new if name not in old)
    yield from (f"{kind} {name}: no longer there" for name in old if name not in new)


def _said(what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{what}: {old}, now {new}"
