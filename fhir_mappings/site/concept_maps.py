"""A client's own table as a FHIR R4 ConceptMap: groups of source and target system, elements, targets.

Only a target that is `equal` or `equivalent` to its source is followed. `wider` and `subsumes` say less than the local
code, so that its denial would deny too much; `narrower` and `specializes` say more; `relatedto` and `inexact` guess;
`unmatched` and `disjoint` say that nothing fits. A target that holds only under a condition (`dependsOn`) or together with
something else (`product`) is not followed either, nor is `unmapped`. All of it is remarked on.

Source: FHIR R4 (4.0.1), ConceptMap and the code system concept-map-equivalence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from fhir_mappings.site.json_lines import JsonObject, JsonProblem, read_json
from fhir_mappings.site.rows import SiteFile, SiteRow, system_problem, unreadable

FOLLOWED = frozenset({"equal", "equivalent"})
LEFT_OUT = frozenset({"relatedto", "wider", "subsumes", "narrower", "specializes", "inexact", "unmatched", "disjoint"})


class _Wrong(ValueError):
    """A part of the map that is not as FHIR R4 has it."""


def read_concept_map(file: Path, system: str | None) -> SiteFile:
    """The rows of a ConceptMap in JSON. `system` is that of groups without a source, as in `site_rows.read_csv`.

    Never raises; what cannot be read is a problem.
    """
    try:
        content = read_json(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as problem:
        return unreadable(file, problem)
    except JsonProblem as problem:
        return SiteFile(problems=[f"{file.name}, {problem}"])
    if not isinstance(content, JsonObject) or content.get("resourceType") != "ConceptMap":
        return SiteFile(problems=[f"{file.name}, line 1: not a FHIR ConceptMap"])
    return _Map(file.name, system).read(content)


class _Map:
    """One reading of a map: the rows, problems and remarks so far."""

    def __init__(self, name: str, system: str | None) -> None:
        self._name = name
        self._system = system
        self._found = SiteFile()

    def read(self, content: JsonObject) -> SiteFile:
        if content.get("status") == "retired":
            self._found.problems.append(f"{self._place(content)}: the map is retired")
        for group in self._parts(content, "group"):
            self._guarded(group, self._read_group)
        return self._found

    def _read_group(self, group: JsonObject) -> None:
        source = _text(group, "source") or self._system
        if source is None:
            raise _Wrong("")
        target = _text(group, "target")
        if not target:
            raise _Wrong("a group without a target system")
        if "unmapped" in group:
            self._remark(group, "unmapped is not followed: other codes stay unread")
        for element in self._parts(group, "element"):
            self._guarded(element, lambda each: self._read_element(each, source, target))

    def _read_element(self, element: JsonObject, source: str, target: str) -> None:
        code = _text(element, "code")
        if not code:
            raise _Wrong("an element without a code")
        for each in self._parts(element, "target"):
            self._guarded(each, lambda one: self._read_target(one, element, source, target))

    def _read_target(self, one: JsonObject, element: JsonObject, source: str, target: str) -> None:
        code, equivalence, meant = _text(element, "code"), _text(one, "equivalence"), _text(one, "code")
        if equivalence not in FOLLOWED | LEFT_OUT:
            raise _Wrong(f"{code}: {equivalence or 'no equivalence'} is none of FHIR R4: {_choices()}")
        if equivalence not in FOLLOWED:
            self._remark(one, f"{code}: {equivalence} is not followed")
        elif one.get("dependsOn") or one.get("product"):
            self._remark(one, f"{code}: a target with dependsOn or product is not followed")
        elif not meant:
            raise _Wrong(f"{code}: {equivalence}, but to no code")
        else:
            row = SiteRow(self._place(one), source, code, _text(element, "display"), target, meant)
            self._found.rows.append(row)

    def _guarded(self, part: JsonObject, read: Callable[[JsonObject], None]) -> None:
        """Read a part; what is wrong with it is said, and the next part is read."""
        try:
            read(part)
        except _Wrong as wrong:
            place = self._place(part)
            self._found.problems.append(f"{place}: {wrong}" if str(wrong) else system_problem(place))

    def _parts(self, parent: JsonObject, name: str) -> Iterator[JsonObject]:
        value = parent.get(name, [])
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, JsonObject):
                yield each
            else:
                self._found.problems.append(f"{self._place(parent)}: {name} is not as FHIR has it")

    def _remark(self, part: JsonObject, words: str) -> None:
        self._found.remarks.append(f"{self._place(part)}: {words}")

    def _place(self, part: JsonObject) -> str:
        return f"{self._name}, line {part.line}"


def _text(part: JsonObject, name: str) -> str:
    value = part.get(name)
    if value is not None and not isinstance(value, str):
        raise _Wrong(f"{name} is not a text")
    return (value or "").strip()


def _choices() -> str:
    return ", ".join(sorted(FOLLOWED | LEFT_OUT))
