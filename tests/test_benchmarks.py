"""The benchmark runs and says what it measured; how fast that was is no matter of a test."""

from __future__ import annotations

import json

from click.testing import CliRunner

from benchmarks.hook import main
from benchmarks.request_bodies import request_body
from benchmarks.text import main as measure_text


def test_the_hook_benchmark_prints_its_table() -> None:
    result = CliRunner().invoke(main, ["--rounds", "3", "--calls", "1", "--no-http"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.split("  ")[0] for line in lines[2:]] == [
        "bare Flask", "Flask get_json and jsonify", "hook, another patient each time", "hook, the same patient again",
        "hook, the same, with storing",
    ]  # fmt: skip
    assert lines[2].endswith("1.0")


def test_the_measured_request_is_a_chart_of_a_real_size() -> None:
    prefetch = json.loads(request_body())["prefetch"]
    assert len(prefetch["conditions"]["entry"]) >= 60
    assert len(prefetch["observations"]["entry"]) >= 60
    assert 30_000 < len(request_body()) < 50_000


def test_another_patient_is_another_one() -> None:
    first, second = (json.loads(request_body(patient=number)) for number in (1, 2))
    assert first["context"]["patientId"] != second["context"]["patientId"]
    assert first["prefetch"]["patient"]["id"] == first["context"]["patientId"]
    assert first["context"]["draftOrders"] != second["context"]["draftOrders"]
    assert 'Patient/myelopathy"' not in request_body(patient=1).decode()


def test_the_text_benchmark_prints_a_line_for_each_text() -> None:
    result = CliRunner().invoke(measure_text, ["--rounds", "1"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert "met first" in lines[1]
    assert lines[2].startswith("indication of 300 characters")
    assert "written ones" in lines[3]
    assert all(line.endswith(" ms") for line in lines)
