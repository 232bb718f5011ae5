"""What is wrong with a knowledge file that cannot be read into its model, with the line it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from imaging_rules.conditions import ConditionProblem
from imaging_rules.guideline import build_topic
from imaging_rules.library import topic_files
from imaging_rules.safety import Safety
from imaging_rules.study import UnknownStudy
from imaging_rules.vocabulary import Vocabulary
from imaging_rules.yaml_files import YamlProblem, read_yaml

File = Path | Traversable


def library_files(root: File) -> list[File]:
    """The vocabulary, the safety file and the topics of a library folder."""
    return [root / "vocabulary.yaml", root / "safety.yaml", *topic_files(root)]


def file_problems(file: File) -> Iterator[str]:
    """One line for each thing that keeps a file from being read: `file, line N: what is wrong`."""
    build: Callable[[Any], object] = build_topic
    if file.name in ("vocabulary.yaml", "safety.yaml"):
        build = Vocabulary.from_content if file.name == "vocabulary.yaml" else Safety.from_content
    try:
        build(read_yaml(file))
    except ValidationError as problem:
        for error in problem.errors(include_url=False, include_input=False):
            words = error["msg"].removeprefix("Value error, ")
            yield f"{file.name}, line {line_of(file, error['loc'])}: {_place(error['loc'])}{words}"
    except (YamlProblem, ConditionProblem, UnknownStudy, ValueError) as problem:
        yield str(problem) if str(problem).startswith(file.name) else f"{file.name}: {problem}"


def _place(location: Sequence[int | str]) -> str:
    named = [str(part) for part in location if isinstance(part, str)]
    return f"{' / '.join(named[-2:])}: " if named else ""


def line_of(file: File, location: Sequence[int | str]) -> int:
    """The line on which a part of a YAML file stands; of its nearest parent where the part itself is missing."""
    node: Any = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for part in location:
        below = _below(node, part)
        if below is None:
            break
        node = below
    return int(node.start_mark.line) + 1


def _below(node: Any, part: int | str) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None
