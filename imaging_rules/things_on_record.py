"""Things of which a record may hold several, such as implants: whether they are there, and with which labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from imaging_rules.facts import Evidence, Finding, State, Value
from imaging_rules.verdict import Fact

_NO_LABEL = "unlabelled"
_DEVICE_LIST = "Device"


@dataclass(frozen=True, slots=True)
class Things:
    """The things of a record. `recorded` are its findings by name, `finding` tells what is known under a name."""

    recorded: Mapping[str, list[Finding]]
    finding: Callable[[str], Fact]

    def labels(self, label: str, devices: Iterable[str], stated: Value | State | None) -> tuple[str, ...]:
        """The label of every device on record: the one that stands where the device stands, else `unlabelled`. Of several
        entries of the device list for one kind each needs its own. A label stated for the case is for all of them."""
        if isinstance(stated, str) and not isinstance(stated, State):
            return (stated,)
        labels: dict[str, set[str]] = defaultdict(set)
        for finding in self.recorded.get(label, []):
            labels[finding.evidence.source].add(str(finding.value))
        held: set[str] = set()
        for device in devices:
            if not self._is_there(device):
                continue
            sources = self._sources_of(device)
            own = {code for source in sources for code in labels.get(source, ())}
            entries = _entries(sources, _DEVICE_LIST)
            held |= own or {_NO_LABEL}
            if len(entries) > 1 and not entries <= labels.keys():
                held.add(_NO_LABEL)
        return tuple(sorted(held))

    def label_evidence(self, label: str, devices: Iterable[str]) -> tuple[Evidence, ...]:
        """Where the labels of the devices on record stand."""
        sources = {source for device in devices for source in self._sources_of(device)}
        told = (finding.evidence for finding in self.recorded.get(label, []))
        return tuple(dict.fromkeys(one for one in told if one.source in sources))

    def are_several(self, entry: str, things: Iterable[str]) -> bool:
        """Whether more than one of these things is there. Each resource of type `entry` is one, whatever it is called by; a
        kind of which no such resource tells is one more."""
        entries: set[str] = set()
        others = 0
        for thing in things:
            own = _entries(self._sources_of(thing), entry)
            entries |= own
            others += not own and self._is_there(thing)
        return len(entries) + others > 1

    def _is_there(self, name: str) -> bool:
        return bool(self._sources_of(name)) or self.finding(name).value is True

    def _sources_of(self, name: str) -> set[str]:
        """Where a finding stands as present."""
        return {finding.evidence.source for finding in self.recorded.get(name, []) if finding.state is State.PRESENT}


def _entries(sources: Iterable[str], entry: str) -> set[str]:
    """The sources that are resources of one type."""
    return {source for source in sources if source.startswith(f"{entry}/")}
