"""The charts and texts of the match rate can be read, and the rate is told by topic."""

from __future__ import annotations

import json

from click.testing import CliRunner

from benchmarks.matching.__main__ import main
from benchmarks.matching.charts import charts, hook_request
from cds_service.hook_request import read_hook_request
from imaging_rules.library import Library


def test_there_are_charts_enough_and_a_third_is_kept_back() -> None:
    for name in ("coded", "text"):
        every = charts(name)
        assert len(every) >= 300
        assert 0.25 < sum(chart.kept_back for chart in every) / len(every) < 0.42


def test_every_chart_expects_a_scenario_of_the_library_and_makes_a_request() -> None:
    known = set(Library.load().scenarios)
    for chart in (*charts("coded"), *charts("text")):
        expected = (chart.expects,) if isinstance(chart.expects, str) else chart.expects or ()
        assert set(expected) <= known, chart.id
        assert read_hook_request(json.dumps(hook_request(chart)).encode()).patient_id == "p1"


def test_the_rate_is_told_by_topic() -> None:
    result = CliRunner().invoke(main, ["--topic", "myelopathy-followup-2025"])
    assert result.exit_code == 0, result.output
    assert result.output.count("| all |") == 4
    assert "precision" in result.output
