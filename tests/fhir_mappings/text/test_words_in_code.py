"""A word that a module of the reader asks for stands in texts as they are cut: none holds 'till', which is read as 'until'."""

import ast
from pathlib import Path

import pytest

import fhir_mappings.text
from fhir_mappings.text.words import keys
from imaging_rules import Library

FOLDER = Path(fhir_mappings.text.__file__).parent
NAMES = Library.load().vocabulary.findings.keys() | Library.load().vocabulary.features.keys()
MODULES = sorted(path for path in FOLDER.rglob("*.py") if path != FOLDER / "words.py")
"""All but the one that cuts the texts."""


def asked_for(tree: ast.AST) -> set[str]:
    """The words in the sets of a module, and in what it compares words with."""
    parts = [part for node in ast.walk(tree) if isinstance(node, ast.Set | ast.Compare) for part in _parts(node)]
    literals = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return {word for word in literals if word.isalpha() and word.islower()} - NAMES


def _parts(node: ast.Set | ast.Compare) -> list[ast.expr]:
    if isinstance(node, ast.Set):
        return node.elts
    if isinstance(node.left, ast.Attribute):  # a name of something, not a word
        return []
    return [part for other in node.comparators for part in (other.elts if isinstance(other, ast.Tuple) else [other])]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_each_word_that_a_module_asks_for_is_one_of_cut_texts(module: Path) -> None:
    assert {word: keys(word) for word in asked_for(ast.parse(module.read_text())) if keys(word) != (word,)} == {}


def test_a_word_that_no_text_holds_is_found() -> None:
    assert asked_for(ast.parse("_UNTIL = frozenset({'until', 'till'})\nif word in ('hx', 'of'): pass")) == {
        "until",
        "till",
        "hx",
        "of",
    }
