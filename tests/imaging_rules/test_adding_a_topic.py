"""The page on adding a topic: its example, word for word, added to a copy of the library."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from imaging_rules import Library, assess, read_case
from imaging_rules.checks import check

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-topic.md"
SHIPPED = Path(__file__).parents[2] / "imaging_rules" / "library"


def block(name: str) -> str:
    """The fenced example of that name on the page."""
    found = re.findall(rf"```yaml {name}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the library with the example in it."""
    copy = tmp_path / "library"
    shutil.copytree(SHIPPED, copy)
    vocabulary = copy / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    for head in ("findings", "features"):
        assert text.count(f"\n{head}:\n") == 1
        text = text.replace(f"\n{head}:\n", f"\n{head}:\n{block(head)}")
    vocabulary.write_text(text, encoding="utf-8")
    (copy / "acr" / "hip-example.yaml").write_text(block("topic"), encoding="utf-8")
    (copy / "acr" / "hip-example.cases.yaml").write_text(block("cases"), encoding="utf-8")
    return copy


def test_the_example_of_the_page_passes_the_check(folder: Path) -> None:
    assert check(folder) == []


def test_the_new_topic_rates_without_a_line_of_python(folder: Path) -> None:
    library = Library.load(folder)
    case = {"features": {"age_years": 50, "hip_pain": True, "hip_radiograph": "normal"}, "studies": ["radiography-hip"]}
    (order,) = assess(library, read_case(case, library.vocabulary, date(2026, 11, 20))).orders
    assert (order.rating_by, order.rating) == ("hip-example/v2", "usually-not-appropriate")
    assert [offer.studies[0].id for offer in order.recommended] == ["mri-hip-without-iv-contrast"]


def test_the_check_of_the_page_can_fail(folder: Path) -> None:
    cases = folder / "acr" / "hip-example.cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("best: Radiography hip", "best: none"), encoding="utf-8")
    assert any("sent to radiography first" in problem for problem in check(folder))
