"""The charts and texts of the match rate can be read, and the rate is told by topic."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from click.testing import CliRunner

from benchmarks.matching.__main__ import main
from benchmarks.matching.charts import AS_OF, charts, hook_request
from benchmarks.matching.outcome import Outcome
from benchmarks.matching.payer import POLICY, payer_charts, payer_request, payer_scored
from benchmarks.matching.second_readings import agreement, read_twice, with_what_both_state
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.library import Library
from imaging_rules.payer.verdict import PayerStatus


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


def test_what_only_one_of_two_readers_states_counts_neither_way() -> None:
    (chart, *_) = (each for each in read_twice(charts("text")) if agreement([each]).of_the_second_alone)
    both = with_what_both_state(chart)
    made = agreement([chart])
    assert len(both.line["findings"]) == made.findings_of_both
    assert len(both.line["also"]) >= made.of_the_author_alone + made.of_the_second_alone


def test_two_readers_agree_on_the_same_answer_only() -> None:
    (chart, *_) = (each for each in read_twice(charts("coded")) if agreement([each]).same)
    assert agreement([replace(chart, expects="another/v1")]).same == 0


def test_only_charts_kept_back_are_read_twice() -> None:
    assert all(chart.kept_back for name in ("coded", "text") for chart in read_twice(charts(name)))


def test_every_payer_chart_names_criteria_of_the_policy_and_makes_a_request() -> None:
    known = Library.load().policies[POLICY].by_id
    for chart in payer_charts():
        assert chart.met <= known.keys(), chart.id
        drafts = read_hook_request(json.dumps(payer_request(chart)).encode()).draft_orders["entry"]
        assert len(drafts) == 1 + len(chart.line.get("also", ())), chart.id


def test_no_chart_is_called_met_that_its_author_calls_otherwise() -> None:
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    others = [payer_scored(evaluator, chart) for chart in payer_charts() if chart.status is not PayerStatus.MET]
    assert [made.chart.id for made in others if made.outcome is Outcome.WRONG] == []


def test_the_rate_of_the_payer_is_told_by_what_is_expected() -> None:
    result = CliRunner().invoke(main, ["--only", "payer"])
    assert result.exit_code == 0, result.output
    assert [line.split("|")[1].strip() for line in result.output.splitlines()[4:]] == [
        "met", "not-met", "more-information-needed", "all",
    ]  # fmt: skip
