"""Every code block of the README that can run does run, and prints what the README says."""

from __future__ import annotations

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CLI = f"{sys.executable} -m cds_service"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def console_examples() -> list[tuple[str, str]]:
    examples = []
    for block in blocks("console"):
        command, _, output = block.partition("\n")
        examples.append((command.removeprefix("$ "), output))
    return examples


@pytest.fixture(scope="module")
def running_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = tmp_path_factory.mktemp("readme") / "consultations.sqlite"
    environment = {**os.environ, "IMAGING_CDS_DATABASE_URL": f"sqlite:///{database}", "IMAGING_CDS_AS_OF": "2026-11-20"}
    server = subprocess.Popen([sys.executable, "-m", "cds_service", "serve", "--port", str(port)], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not start")


@pytest.mark.parametrize(("command", "output"), console_examples())
def test_a_command_prints_what_the_readme_says(command: str, output: str, running_service: int) -> None:
    if command.startswith("curl") and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    here = command.replace("localhost:5000", f"localhost:{running_service}").replace("imaging-cds ", f"{CLI} ", 1)
    here = here.replace("python3 -c", f"{sys.executable} -c")
    ran = subprocess.run(here, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == output


@pytest.mark.parametrize("code", blocks("python"))
def test_python_of_the_readme_runs_and_says_what_it_gives(code: str) -> None:
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(code)))
    exec(compile(code, "README.md", "exec"), {})


def test_every_saved_request_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"`((?:myelopathy|ms-relapse|cancer|equivocal|neck-pain|low-back)[a-z-]*)`", README))
    saved = {file.stem for file in (ROOT / "sandbox_config" / "requests").glob("*.json")}
    assert named
    assert named <= saved


def test_the_commands_of_the_readme_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for command in ("run", "test"):
        assert f"make {command}" in README
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE)
