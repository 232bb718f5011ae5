"""The example of the page on a site's policy is one that works, and its commands print what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from imaging_rules.overlays.policy_file import KINDS
from imaging_rules.overlays.site_policy import SitePolicy

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "site-policy.md").read_text()
((NAME, CONTENT),) = re.findall(r"^`([\w.]+)`:\n\n```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
CONSOLE = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL))
COMMANDS = [part.partition("\n")[::2] for part in re.split(r"^\$ ", CONSOLE, flags=re.MULTILINE) if part]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(CONTENT)
    return tmp_path


def test_the_example_has_an_overlay_of_every_kind(folder: Path) -> None:
    assert {overlay.change.kind for overlay in SitePolicy.read(folder / NAME).overlays} == set(KINDS)


def test_the_commands_one_after_the_other_print_what_the_page_says(folder: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "IMAGING_CDS_DATABASE_URL": f"sqlite:///{folder / 'kept.sqlite'}",
    }
    for command, output in COMMANDS:
        here = command.replace("imaging-cds ", f"{sys.executable} -m cds_service ", 1)
        ran = subprocess.run(here, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert (command, ran.stdout) == (command, output), ran.stderr


def test_the_page_names_every_member_of_an_overlay() -> None:
    named = {name for row in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", PAGE, flags=re.MULTILINE) for name in row.split(", ")}
    assert {f"`{name}`" for name in (*KINDS, "id", "reason", "owner", "from", "until")} <= named
