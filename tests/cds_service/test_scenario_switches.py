"""A scenario switched off: in every process within half a minute, kept with who and why, and on again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from cds_service.application import create_app
from cds_service.command_line import main
from cds_service.database import now_in_utc, open_database
from cds_service.parts import KEY
from cds_service.scenario_switches import REREAD_SECONDS, Switch, Switchboard, SwitchRegister
from cds_service.settings import Settings

ROOT = Path(__file__).parents[2]
REQUESTS = ROOT / "sandbox_config" / "requests"
DAY = date(2026, 11, 20)
V2 = "myelopathy-2020/v2"
CLINIC, OTHER = "https://clinic.example.org/fhir", "https://other.example.org/fhir"
REGISTRY = f"""
- {{id: clinic, fhir_bases: ["{CLINIC}"]}}
- {{id: other, fhir_bases: ["{OTHER}"]}}
"""
WHY = ("--because", "the table is under review", "--by", "Radiology governance group")


class Clock:
    """Seconds that go by when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Site:
    """A database, its command line, and any number of processes on it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._clients = folder / "clients.yaml"
        self._clients.write_text(REGISTRY)
        self.clock = Clock()

    @property
    def environment(self) -> dict[str, str]:
        return {"IMAGING_CDS_DATABASE_URL": self.url, "IMAGING_CDS_CLIENTS_FILE": str(self._clients)}

    def run(self, *arguments: str) -> Result:
        return CliRunner(env=self.environment).invoke(main, ["scenario", *arguments])

    def process(self) -> Flask:
        """A service process, whose seconds are those of the clock."""
        app = create_app(Settings(clients_file=self._clients, database_url=self.url, as_of=DAY))
        board = Switchboard(SwitchRegister(self.url), clock=self.clock)
        evaluator = app.extensions[KEY].evaluator
        evaluator.policies = type(evaluator.policies)(evaluator.library, switches=board.overlays)
        return app


@pytest.fixture
def site(url: str, tmp_path: Path) -> Site:
    return Site(url, tmp_path)


def saved(name: str = "myelopathy-ct-cervical", server: str = CLINIC) -> dict[str, Any]:
    return {**json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8")), "fhirServer": server}


def ask(app: Flask, request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = app.test_client().post("/cds-services/imaging-appropriateness-select", json=request).get_json()
    return answer


def answers(app: Flask, **request: Any) -> bool:
    """Whether a card and a rating come back."""
    answer = ask(app, saved(**request))
    assert bool(answer["cards"]) == ("systemActions" in answer)
    return bool(answer["cards"])


def test_a_switch_takes_effect_in_every_process_without_a_new_start(site: Site) -> None:
    first, second = site.process(), site.process()
    assert answers(first)
    assert answers(second)
    told = site.run("off", V2, *WHY)
    assert told.output == f"{V2} is off for every client; every process follows within 30 seconds\n"
    site.clock.now += 2 * REREAD_SECONDS
    for app in (first, second):
        assert ask(app, saved()) == {"cards": []}
    assert site.run("on", V2, *WHY).output == f"{V2} is on again for every client\n"
    site.clock.now += 2 * REREAD_SECONDS
    assert answers(first)
    assert answers(second)


def test_between_two_readings_the_database_is_left_alone_and_the_next_is_read_beside_the_answer(site: Site) -> None:
    app = site.process()
    answers(app)
    site.run("off", V2, *WHY)
    site.clock.now += REREAD_SECONDS - 1
    assert answers(app), "not asked for again so soon"
    site.clock.now += 1
    answers(app)  # sets off the reading, and may itself still be answered as before
    until = time.monotonic() + 20
    while answers(app):
        assert time.monotonic() < until, "the switch never arrived"


def test_a_process_on_its_own_follows_the_switch_of_another(site: Site) -> None:
    """Two real processes on one database: this one switches, the other answers on its standard input."""
    script = (
        "import json, sys\n"
        "from datetime import date\n"
        "from cds_service.application import create_app\n"
        "from cds_service.parts import KEY\n"
        "from cds_service.scenario_switches import Switchboard, SwitchRegister\n"
        "from cds_service.settings import Settings\n"
        "settings = Settings(as_of=date(2026, 11, 20))\n"
        "app = create_app(settings)\n"
        "evaluator = app.extensions[KEY].evaluator\n"
        "board = Switchboard(SwitchRegister(settings.storage), reread_seconds=0.05)\n"
        "evaluator.policies = type(evaluator.policies)(evaluator.library, switches=board.overlays)\n"
        "for line in sys.stdin:\n"
        "    got = app.test_client().post('/cds-services/imaging-appropriateness-select', json=json.loads(line)).get_json()\n"
        "    print(len(got['cards']), len(got.get('systemActions', [])), flush=True)\n"
    )
    environment = {**os.environ, **site.environment, "PYTHONPATH": str(ROOT)}
    line = json.dumps(saved()) + "\n"
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def comes_to(expected: str) -> None:
            """Ask until the other process answers so; it reads the switches twenty times a second."""
            assert other.stdin is not None
            assert other.stdout is not None
            until = time.monotonic() + 30
            told = ""
            while told != expected:
                assert time.monotonic() < until, told
                other.stdin.write(line)
                other.stdin.flush()
                told = other.stdout.readline().strip()

        comes_to("1 1")
        site.run("off", V2, *WHY)
        comes_to("0 0")
        site.run("on", V2, *WHY)
        comes_to("1 1")
        other.stdin.close()


def test_a_scenario_may_be_off_for_one_client_only(site: Site) -> None:
    site.run("off", V2, "--client", "clinic", *WHY)
    app = site.process()
    assert not answers(app)
    assert answers(app, server=OTHER)


def test_a_switch_ends_by_itself_after_its_last_day(site: Site) -> None:
    register = SwitchRegister(site.url)
    for until, works in ((date(2026, 11, 20), False), (date(2026, 11, 19), True)):
        register.add(Switch(V2, "", "off", "under review", "Radiology governance group", now_in_utc(), until))
        assert answers(site.process()) is works


def test_what_was_known_last_stays_while_the_database_cannot_be_read(site: Site) -> None:
    site.run("off", V2, *WHY)
    app = site.process()
    assert not answers(app)
    engine = open_database(site.url, 1, "normal")
    with engine.begin() as connection:
        connection.execute(sa.text("alter table scenario_switch rename to elsewhere"))
    site.clock.now += 10 * REREAD_SECONDS
    assert not answers(app)
    with engine.begin() as connection:
        connection.execute(sa.text("alter table elsewhere rename to scenario_switch"))
    engine.dispose()
    site.run("on", V2, *WHY)
    site.clock.now += 10 * REREAD_SECONDS
    assert answers(app)


def test_no_other_scenario_rates_the_orders_of_one_that_is_off(site: Site) -> None:
    """An unclear MRI in cord signs: the follow-up article advises before myelopathy rates."""
    app = site.process()
    assert answers_at_all(app, "equivocal-mri-radiograph")
    site.run("off", "myelopathy-followup-2025/v1", *WHY)
    assert ask(site.process(), saved("equivocal-mri-radiograph")) == {"cards": []}


def answers_at_all(app: Flask, name: str) -> bool:
    return bool(ask(app, saved(name))["cards"])


def test_a_constraint_is_said_though_the_scenario_is_off(site: Site) -> None:
    site.run("off", V2, *WHY)
    answer = ask(site.process(), saved("myelopathy-pacemaker-mri-cervical"))
    (card,) = answer["cards"]
    assert answer.keys() == {"cards"}
    assert "is ruled out" in card["summary"]
    assert "is switched off, so this order is not rated. Reason: the table is under review" in card["detail"]


def test_every_switch_is_kept_with_who_when_and_why(site: Site) -> None:
    site.run("off", V2, *WHY, "--until", "2999-01-31")
    site.run("off", V2, "--client", "clinic", "--because", "local  audit", "--by", "Quality office")
    site.run("on", V2, *WHY)
    now = re.sub(r"^[-\d]{10} \d\d:\d\d UTC  ", "", site.run("list").output, flags=re.MULTILINE)
    assert now == f"{V2} off for client clinic: local audit (Quality office)\n"
    history = re.sub(r"^[-\d]{10} \d\d:\d\d UTC  ", "", site.run("list", "--history").output, flags=re.MULTILINE)
    assert history.splitlines() == [
        f"{V2} off for every client until 2999-01-31: the table is under review (Radiology governance group)",
        f"{V2} off for client clinic: local audit (Quality office)",
        f"{V2} on for every client: the table is under review (Radiology governance group)",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("off", "myelopathy-2020/v9", *WHY), "no scenario myelopathy-2020/v9; it has myelopathy-2020/v1, myelopathy-2020/v2"),
        (("off", V2, *WHY, "--client", "nobody"), "no client nobody in the registry; registered: clinic, other"),
        (("off", V2, *WHY, "--until", "2020-01-01"), "--until 2020-01-01 is over"),
        (("off", V2, "--by", "me"), "Missing option '--because'"),
        (("off", V2, "--because", " ", "--by", "me"), "--because and --by are text"),
        (("on", V2, *WHY), f"{V2} is not off for every client"),
    ],
)
def test_a_switch_that_would_do_nothing_is_refused(site: Site, arguments: tuple[str, ...], said: str) -> None:
    told = site.run(*arguments)
    assert told.exit_code != 0
    assert said in told.output
    assert "ever switched off" in site.run("list", "--history").output


def test_on_for_every_client_says_where_it_is_still_off(site: Site) -> None:
    site.run("off", V2, *WHY, "--client", "clinic")
    assert f"{V2} is not off for every client; it is off for client clinic" in site.run("on", V2, *WHY).output
    site.run("off", V2, *WHY)
    assert site.run("on", V2, *WHY).output == f"{V2} is on again for every client, and still off for client clinic\n"


def test_the_guideline_page_says_that_a_scenario_is_off(site: Site) -> None:
    site.run("off", V2, *WHY)
    page = site.process().test_client().get(f"/guidelines/{V2}").get_data(as_text=True)
    assert "Switched off: myelopathy-2020/v2 (chronic or progressive myelopathy) says nothing" in page
    assert "Reason: the table is under review (Radiology governance group)." in page


def test_a_stored_consultation_under_a_switch_is_replayed_to_the_byte(site: Site) -> None:
    site.run("off", V2, *WHY)
    app = site.process()
    ask(app, saved())
    store = app.extensions[KEY].store
    store.close()
    (kept,) = store.consultations()
    (order,) = json.loads(kept["assessment"])["orders"]
    assert [policy["kind"] for policy in order["site_policy"]] == ["switched-off"]
    replayed = CliRunner(env=site.environment).invoke(main, ["replay", kept["id"]])
    assert "the same answer, to the byte" in replayed.output
