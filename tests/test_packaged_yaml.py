"""Every packaged YAML file can be read without libyaml, whose own parser takes some lines that the one in Python refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGES = ("imaging_rules", "fhir_mappings", "cards", "cds_service", "sandbox_config")
FILES = sorted(str(file.relative_to(ROOT)) for package in PACKAGES for file in (ROOT / package).rglob("*.yaml"))


def problem(text: str) -> str:
    """Why the parser in Python refuses a text; "" where it takes it. Events are enough, and half as long as reading it."""
    try:
        for _ in yaml.parse(text, Loader=yaml.BaseLoader):
            pass
    except yaml.YAMLError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("file", FILES)
def test_a_packaged_file_is_yaml_for_the_parser_in_python_too(file: str) -> None:
    assert problem((ROOT / file).read_text(encoding="utf-8")) == ""


def test_the_files_are_found_and_a_line_that_libyaml_alone_takes_is_seen() -> None:
    assert len(FILES) > 100
    assert problem("- ['red flag?']") == ""
    assert "line 1" in problem("- [red flag?]")
