"""The example of the page on a site's own codes is one that works, and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cds_service.settings import Settings
from fhir_mappings.site.concept_maps import FOLLOWED, LEFT_OUT
from fhir_mappings.site.rows import COLUMNS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "site-catalogues.md").read_text()
FILES = re.findall(r"^`([\w.]+)`, [^\n]*:\n\n```\w+\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
(CONSOLE,) = re.findall(r"^```console\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [part.partition("\n")[::2] for part in re.split(r"^\$ ", CONSOLE, flags=re.MULTILINE) if part]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES:
        (tmp_path / name).write_text(content)
    return tmp_path


def test_the_registry_of_the_example_is_accepted(folder: Path) -> None:
    (clinic,) = Settings(clients_file=folder / "clients.yaml").clients()
    assert (len(clinic.site_codes.orders), len(clinic.site_codes.problems)) == (4, 1)


@pytest.mark.parametrize(("command", "output"), COMMANDS)
def test_a_command_prints_what_the_page_says(folder: Path, command: str, output: str) -> None:
    here = command.replace("imaging-cds ", f"{sys.executable} -m cds_service ", 1)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(here, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == output


def test_the_page_names_every_column_and_every_equivalence() -> None:
    assert set(COLUMNS) <= set(re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE))
    rows = re.findall(r"^\| ([^|]*) \| (yes|no) \|", PAGE, flags=re.MULTILINE)
    said = {name: followed == "yes" for names, followed in rows for name in re.findall(r"`(\w+)`", names)}
    assert said == {**dict.fromkeys(FOLLOWED, True), **dict.fromkeys(LEFT_OUT, False)}
