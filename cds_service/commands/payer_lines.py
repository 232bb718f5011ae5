"""A payer policy, or one of its criteria, as `imaging-cds library show` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from imaging_rules.joined_conditions import described
from imaging_rules.payer.policy import Criterion, PayerPolicy


def policy_lines(policy: PayerPolicy) -> Iterator[str]:
    """The policy as a whole: edition, sources, gates, roll-ups, defaults, doubtful readings, then every criterion."""
    file = policy.file
    yield f"{policy.id}  {file.policy} ({file.publisher}, {file.edition})"
    yield f"  {file.caution}"
    for key, source in file.sources.items():
        where = source.address or source.citation or source.date or ""
        yield f"  [{key}] {source.title}. {source.publisher}. {where} ({source.seen})"
    yield ""
    for gate in policy.gates:
        yield f"{gate.id}"
        yield f"  {gate.entry_of.statement} [lines {gate.entry_of.lines}]"
    for name, rollup in file.rollups.items():
        yield f"roll-up {name}: {', '.join(member.feature for member in rollup.members)}"
    for default in file.default_values:
        yield f"not recorded: {default.feature} is read as {default.value}"
    for name, row in file.redline_log.items():
        yield f"{name} ({row.confidence} confidence): {row.resolution} [lines {row.lines}]"
    yield ""
    for criterion in policy.criteria:
        yield from criterion_lines(policy, criterion)


def criterion_lines(policy: PayerPolicy, criterion: Criterion) -> Iterator[str]:
    """One criterion: what it says, when it is in play, what meets it, what a reviewer expects to see."""
    entry = criterion.entry_of
    yield f"{criterion.id}  {criterion.title}"
    yield f"  {entry.statement}"
    yield f"  studies ({criterion.mode}): {', '.join(entry.applies_to.studies)}"
    yield f"  in play when: {described(criterion.entry)}"
    yield f"  met when: {described(criterion.logic)}"
    if entry.conservative_care:
        yield f"  conservative care: {entry.conservative_care}"
    yield f"  documentation: {'; '.join(entry.documentation)}"
    yield from (f"  note: {text}" for text in (*entry.exceptions, *filter(None, (entry.note, entry.ct_note))))
    for name in criterion.ambiguity:
        reading = policy.file.redline_log[name]
        yield f"  {name} ({reading.confidence} confidence): {reading.resolution}"
    yield f"  [{policy.file.source}, lines {entry.lines}]"
    yield ""
