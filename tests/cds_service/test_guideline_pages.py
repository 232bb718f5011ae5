"""The guideline pages say all that the library knows, with its sources, and are made from nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_http import SELECT, post
from web_page import Element, flaws, links, read_page, requests

from cds_service.application import create_app
from cds_service.condition_words import condition_words
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from cds_service.parts import KEY, Parts
from cds_service.settings import Settings
from imaging_rules.case_files import topic_cases
from imaging_rules.condition_grammar import compile_condition
from imaging_rules.library import Library
from imaging_rules.payer.policy import PayerPolicy

LIBRARY = Library.load()
SCENARIOS = list(LIBRARY.scenarios)
CT_OF_THE_BACK = Path(__file__).parents[2] / "sandbox_config" / "requests" / "low-back-pain-new-ct-lumbar.json"
GENERAL = ["/", "/guidelines", "/guidelines/safety", "/guidelines/earlier-imaging"]
POLICIES = [f"payers/{name}" for name in LIBRARY.policies]
PAGES = [*GENERAL, *(f"/guidelines/{name}" for name in (*LIBRARY.topics, *SCENARIOS, *POLICIES))]


def page(client: FlaskClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.mimetype == "text/html"
    return read_page(answer.get_data(as_text=True))


def scenario_page(client: FlaskClient, scenario: str) -> Element:
    return page(client, f"/guidelines/{scenario}")


def section(read: Element, name: str) -> str:
    """The text from a heading to the next one of its kind."""
    main = read.every("main")[0]
    parts = [part for part in main.parts if isinstance(part, Element)]
    start = next(place for place, part in enumerate(parts) if part.attributes.get("id") == name)
    words = []
    for part in parts[start + 1 :]:
        if part.tag == "h2":
            break
        words.append(part.text)
    return " ".join(words)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_can_be_read_by_everybody(client: FlaskClient, address: str) -> None:
    read = page(client, address)
    assert flaws(read) == []
    assert requests(read) == {"data:,", "/static/style.css"}
    assert "not endorsed" in read.every("footer")[0].text


def test_every_link_between_the_pages_leads_somewhere(client: FlaskClient) -> None:
    known: dict[str, Element] = {}
    for address in PAGES:
        for link in links(page(client, address)):
            path, _, anchor = link.partition("#")
            if path.startswith("/guidelines"):
                known[path] = known.get(path) or page(client, path)
                assert not anchor or known[path].by_id(anchor), link
            else:
                assert client.get(path).status_code == 200, link
    assert {f"/guidelines/{scenario}" for scenario in SCENARIOS} <= known.keys()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_rating_stands_with_its_median_its_radiation_and_how_it_was_seen(client: FlaskClient, scenario: str) -> None:
    read, known = scenario_page(client, scenario), LIBRARY.scenarios[scenario]
    for row in known.rows:
        study, *cells = read.by_id(f"row-{row.study.id}").every("th", "td")
        rating, median, adult, child, seen = (cell.text for cell in cells)
        assert study.text == row.study.name
        assert rating == row.rating.words
        assert median == ("not stated" if row.median is None else str(row.median))
        for level, shown in ((row.radiation, adult), (row.radiation_child, child)):
            assert shown.casefold().startswith((level or "not stated").casefold())
        assert row.sources
        for key in row.sources:
            assert known.topic.file.sources[key].seen in seen
        assert [a.attributes["href"] for a in cells[-1].every("a")] == [f"#source-{key}" for key in row.sources]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_statement_of_a_scenario_is_on_its_page(client: FlaskClient, scenario: str) -> None:
    known = LIBRARY.scenarios[scenario]
    entry, text = known.entry_of, scenario_page(client, scenario).every("main")[0].text.casefold()
    said = [entry.means, entry.prefer.because, *entry.cut_offs, *entry.notes, *entry.against]
    said += [row.because for row in (*entry.yields_to, *entry.prefer_when, *entry.advise)]
    said += [f"{row.study}" for row in (*entry.prefer_when, *entry.advise, *entry.fallback.values())]
    said += [part for pitfall in entry.pitfalls for part in (pitfall.when, pitfall.says)]
    said += [step for step in entry.next.values() if step] + [name for row in entry.yields_to for name in row.to]
    said += [known.topic.file.edition, str(known.topic.file.in_force.start), known.topic.file.collection]
    for source in known.topic.file.sources.values():
        said += [source.title, source.publisher, source.seen, source.address or "", source.citation or "", source.doi or ""]
    conditions = (known.entry, *known.given, *known.unless, *([known.population] if known.population else []))
    said += [leaf for condition in conditions for leaf in condition.names()]
    assert [words for words in said if " ".join(words.split()).casefold() not in text] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_convention_is_listed_for_a_clinician_to_confirm(client: FlaskClient, scenario: str) -> None:
    known = LIBRARY.scenarios[scenario]
    listed = section(scenario_page(client, scenario), "conventions")
    stated = texts([known.entry_of.model_dump(exclude={"ratings"}), known.topic.file.in_force.model_dump()])
    marked = [" ".join(text.split()) for text in stated if "convention" in text.casefold()]
    assert [text for text in marked if text not in listed] == []


def test_a_fact_that_is_defined_by_convention_is_listed_where_a_scenario_rests_on_it(client: FlaskClient) -> None:
    listed = section(scenario_page(client, "vertebral-compression-fracture-2022/v2"), "conventions")
    assert LIBRARY.vocabulary.entry("recent_vertebral_fracture").means in listed
    assert "recent_vertebral_fracture" not in section(scenario_page(client, "myelopathy-2020/v1"), "conventions")


def texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from texts(part)


@pytest.mark.parametrize("topic", LIBRARY.topics)
def test_every_case_stands_on_the_page_of_its_scenario(client: FlaskClient, topic: str) -> None:
    cases = {name: section(scenario_page(client, name), "cases").casefold() for name in LIBRARY.topics[topic].scenarios}
    for sentence, case in topic_cases(topic):
        assert " ".join(sentence.split()).casefold() in cases[case.of]
        assert case.order.casefold() in cases[case.of]


def test_the_topics_stand_with_their_edition_and_whether_it_is_in_force(client: FlaskClient) -> None:
    rows = {row.every("th")[0].text: row.text for row in page(client, "/guidelines").every("tr")[1:]}
    for topic in LIBRARY.topics.values():
        row = rows[topic.file.topic]
        assert f"Edition {topic.file.edition}" in row
        assert "not in force" not in row
        assert str(len(topic.scenarios)) in row


@pytest.mark.parametrize("policy", LIBRARY.policies.values(), ids=list(LIBRARY.policies))
def test_a_payer_policy_stands_with_every_criterion_definition_and_doubtful_reading(
    client: FlaskClient, policy: PayerPolicy
) -> None:
    read = page(client, f"/guidelines/payers/{policy.id}")
    told = read.every("main")[0].text
    assert f"/guidelines/payers/{policy.id}" in links(page(client, "/guidelines"))
    assert "A payer's criteria, not a guideline's." in told
    for criterion in policy.criteria:
        assert read.by_id(criterion.id).text == criterion.title
        assert " ".join(criterion.entry_of.statement.split()) in told
    for name, entry in policy.file.definitions.items():
        assert read.by_id(name)
        assert " ".join(entry.meaning.split()) in told
    for name, reading in policy.file.redline_log.items():
        assert read.by_id(f"reading-{name}").text == f"{name}, {reading.confidence} confidence"
        assert " ".join(reading.resolution.split()) in told
    for clash in policy.clashes:
        assert clash.entry_of.payer in section(read, "clashes")


def test_an_edition_of_a_later_day_is_shown_as_not_in_force(tmp_path: Path) -> None:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'c.sqlite'}", as_of=date(2024, 6, 1)))
    text = page(made.test_client(), "/guidelines/demyelinating-2025/v4").text
    assert "not in force on 2024-06-01" in text
    made.extensions[KEY].store.close()


def test_each_safety_constraint_stands_with_its_sources_and_our_own_policy_is_marked(client: FlaskClient) -> None:
    read = page(client, "/guidelines/safety")
    for constraint in LIBRARY.safety.constraints:
        entry, shown = constraint.entry, read.by_id(constraint.id)
        assert entry.says in shown.text
        assert ("policy of this product" in shown.text) == (entry.basis == "default")
        cited = [a.attributes["href"] for a in shown.every("a")]
        assert cited == [f"#source-{key}" for key in entry.sources]
    for key in LIBRARY.safety.file.sources:
        assert read.by_id(f"source-{key}").text == key
    addresses = {a.attributes["href"] for a in read.every("a") if a.attributes["href"].startswith("http")}
    assert all(any(one in source.get("url", "") for source in LIBRARY.safety.file.sources.values()) for one in addresses)


def test_each_emergency_stands_with_its_sources_and_our_own_policy_is_marked(client: FlaskClient) -> None:
    read = page(client, "/guidelines/safety")
    for entry in LIBRARY.safety.file.emergencies:
        shown = read.by_id(entry.id)
        assert ("policy of this product" in shown.text) == (entry.basis == "default"), entry.id
        assert entry.note is None or entry.note in shown.text
        assert ("Cannot show it" in shown.text) == (entry.cannot_show is not None)
        assert "Radiography, Radiography" not in shown.text
        assert [a.attributes["href"] for a in shown.every("a")] == [f"#source-{key}" for key in entry.sources]


def test_what_earlier_imaging_means_stands_with_whose_word_it_is(client: FlaskClient) -> None:
    read, history = page(client, "/guidelines/earlier-imaging"), LIBRARY.imaging_history
    times = {"shown": history.look_back.shown, "radiation": history.look_back.radiation,
             "placed-order": history.look_back.placed_order,
             **{f"repeat-{place}": each for place, each in enumerate(history.look_back.repeat, 1)}}  # fmt: skip
    text = read.text
    for name, entry in times.items():
        assert read.by_id(name)
        assert entry.because in text
        assert f"{entry.basis}, to be confirmed by a clinician" in text
    assert "30 to 100" in text
    for key, source in history.file.sources.items():
        assert read.by_id(f"source-{key}").text == key
        assert source.title in text


@pytest.mark.parametrize("address", ["/guidelines/unknown", "/guidelines/myelopathy-2020/v99", "/guidelines/safety/v1"])
def test_an_unknown_page_is_404_and_says_where_the_others_are(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    read = read_page(answer.get_data(as_text=True))
    assert answer.status_code == 404
    assert flaws(read) == []
    assert "/guidelines" in links(read)


def test_an_unknown_address_is_not_echoed(client: FlaskClient) -> None:
    assert "script" not in client.get("/guidelines/<script>alert(1)</script>/v1").get_data(as_text=True)


def test_text_of_the_library_is_never_read_as_markup(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    with as_file(files("imaging_rules") / "library") as folder:
        shutil.copytree(folder, tmp_path / "library")
    hostile = "<img src=x onerror=alert(1)>&"
    for name, words in (
        ("acr/myelopathy-2020.yaml", "covers tumour and inflammation"),
        ("safety.yaml", "MR conditional device"),
    ):
        file = tmp_path / "library" / name
        content = file.read_text()
        assert words in content
        file.write_text(content.replace(words, f"{hostile} {words}"))
    kept: Parts = app.extensions[KEY]
    evaluator = Evaluator(Library.load(tmp_path / "library"))
    app.extensions[KEY] = Parts(**{**{name: getattr(kept, name) for name in kept.__slots__}, "evaluator": evaluator})
    try:
        for address in ("/guidelines/myelopathy-2020/v2", "/guidelines/safety"):
            read = page(client, address)
            assert hostile in read.text
            assert read.every("img") == []
    finally:
        app.extensions[KEY] = kept


def test_a_card_leads_to_the_page_of_its_scenario(client: FlaskClient) -> None:
    (card,) = post(client, SELECT, CT_OF_THE_BACK.read_bytes()).get_json()["cards"]
    address = "http://localhost:5000/guidelines/low-back-pain-2021/v1"
    assert card["source"]["url"] == address
    assert card["links"] == [{"label": "Criteria and all ratings", "url": address, "type": "absolute"}]
    assert page(client, address.removeprefix("http://localhost:5000"))


@pytest.mark.parametrize(
    ("settings", "begins"),
    [
        (Settings(), "https://acsearch.acr.org/"),
        (Settings(profile="site"), "https://acsearch.acr.org/"),
        (Settings(public_base_url="https://cds.example.org/"), "https://cds.example.org/guidelines/low-back-pain-2021/v1"),
    ],
)
def test_where_no_address_of_the_pages_is_known_a_card_names_the_publishers(settings: Settings, begins: str) -> None:
    request = read_hook_request(CT_OF_THE_BACK.read_bytes())
    (card,) = Evaluator.from_settings(settings).answer(request, SELECT.rsplit("/", 1)[-1]).response["cards"]
    assert card["source"]["url"].startswith(begins)
    assert ("links" in card) == begins.startswith("https://cds.example.org/")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"all": ["neck_or_arm_root_complaint", "cancer_counts"]}, "(neck pain or arm (root) symptoms) and cancer"),
        ({"cervical_radiculopathy_symptoms": False}, "no arm (root) symptoms"),
        ({"past_malignancy_discounted": False}, "no earlier cancer no longer counted"),
        ({"egfr": {"lt": 30, "newest_within": "P42D"}}, "eGFR under 30 mL/min/1.73 m² (value no older than 42 days)"),
        ({"platelets": {"lt": 20, "newest_within": "P7D"}}, "platelets under 20 × 10⁹/L (value no older than 7 days)"),
        ({"not": {"any": ["pregnant", "dialysis"]}}, "not (pregnancy or dialysis)"),
        (
            {"at_least": 2, "of": ["pregnant", "dialysis", "bleeding_risk"]},
            "at least 2 of: pregnancy, dialysis, raised bleeding risk",
        ),
        ({"known": "egfr"}, "eGFR on record"),
        ({"symptom_time_course": "weeks_to_years"}, "course of weeks to years"),
    ],
)
def test_a_condition_is_said_in_a_clinicians_words(condition: Any, words: str) -> None:
    assert condition_words(compile_condition(condition), LIBRARY.vocabulary) == words
