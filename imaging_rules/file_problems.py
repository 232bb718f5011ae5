"""What is wrong with a knowledge file that cannot be read into its model, with the line it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from imaging_rules.condition_grammar import ConditionProblem
from imaging_rules.guideline import build_topic
from imaging_rules.library import policy_files, topic_files
from imaging_rules.past.imaging_history import ImagingHistory
from imaging_rules.payer.policy import build_policy
from imaging_rules.safety import Safety
from imaging_rules.study import UnknownStudy
from imaging_rules.vocabulary import Vocabulary
from imaging_rules.yaml_files import YamlProblem, read_yaml

File = Path | Traversable
Build = Callable[[Any], object]
"""What makes a model of a file's content."""


def library_files(root: File) -> list[tuple[File, Build]]:
    """The vocabulary, the safety file, what earlier imaging means, the topics and the payer policies of a library folder,
    each with its builder."""
    single: list[tuple[File, Build]] = [
        (root / "vocabulary.yaml", Vocabulary.from_content),
        (root / "safety.yaml", Safety.from_content),
        (root / "imaging_history.yaml", ImagingHistory.from_content),
    ]
    topics: list[tuple[File, Build]] = [(file, build_topic) for file in topic_files(root)]
    return [*single, *topics, *((file, build_policy) for file in policy_files(root))]


def file_problems(file: File, build: Build) -> Iterator[str]:
    """One line for each thing that keeps a file from being read: `file, line N: what is wrong`."""
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
