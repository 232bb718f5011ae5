"""What one hook call costs in CPU time: `python -m benchmarks.hook`.

In process, three WSGI applications answer the same body in turn, round after round, so that a busy machine disturbs all
alike: ours; a bare Flask view that reads the body and answers; and one that also parses it and answers JSON (Flask's
`get_json` and `jsonify`). Over HTTP, `imaging-cds serve` runs as a process of its own and only its CPU time counts.
"""

from __future__ import annotations

import io
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask, Response, jsonify, request
from werkzeug.test import run_wsgi_app

from benchmarks.request_bodies import request_body
from benchmarks.served import microseconds_over_http
from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.settings import Settings

PATH = "/cds-services/imaging-appropriateness-select"
Clock = Callable[[], float]


@dataclass(frozen=True)
class Cost:
    """Microseconds of CPU time for one call: the least and the median over the rounds."""

    least: float
    median: float


def bare_app() -> Flask:
    """Reads the body and answers without looking at it."""
    app = Flask("bare")

    @app.post(PATH)
    def answer() -> Response:
        request.get_data()
        return Response(b'{"cards":[]}', mimetype="application/json")

    return app


def json_app() -> Flask:
    """Parses the body with Flask's own means and answers JSON."""
    app = Flask("json")

    @app.post(PATH)
    def answer() -> Response:
        content = request.get_json()
        return jsonify(cards=[], hook=content["hook"])

    return app


def call(app: Flask, body: bytes) -> bytes:
    """One POST through WSGI, answered whole."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    answer, status, _ = run_wsgi_app(app, environ)
    if status != "200 OK":
        raise RuntimeError(f"answered {status}")
    return b"".join(answer)


def measured(apps: dict[str, Flask], body: bytes, rounds: int, calls: int, clock: Clock) -> dict[str, Cost]:
    """The cost of one call of each application; in each round each of them answers `calls` times in turn."""
    spent: dict[str, list[float]] = {name: [] for name in apps}
    for app in apps.values():
        call(app, body)
    for _ in range(rounds):
        for name, app in apps.items():
            began = clock()
            for _ in range(calls):
                call(app, body)
            spent[name].append((clock() - began) / calls * 1e6)
    return {name: Cost(min(times), statistics.median(times)) for name, times in spent.items()}


def table(costs: dict[str, Cost], base: str) -> list[str]:
    """A line for each application; the ratio is that of the medians to the base."""
    lines = [f"{'CPU time of one call':<44}{'least µs':>10}{'median µs':>11}{'ratio':>8}"]
    for name, cost in costs.items():
        ratio = cost.median / costs[base].median
        lines.append(f"{name:<44}{cost.least:>10.0f}{cost.median:>11.0f}{ratio:>8.1f}")
    return lines


def in_process(rounds: int, calls: int, body: bytes, folder: Path) -> list[str]:
    """The table of the three applications in this process."""
    service = create_app(Settings(database_url=f"sqlite:///{folder / 'benchmark.sqlite'}"))
    logging.getLogger("cds_service").setLevel(logging.WARNING)
    apps = {"bare Flask": bare_app(), "Flask get_json and jsonify": json_app(), "hook": service}
    try:
        answering = measured(apps, body, rounds, calls, time.thread_time)
        whole = measured({"hook, with storing": service}, body, rounds, calls, time.process_time)
    finally:
        service.extensions[KEY].store.close()
    return table(answering | whole, "bare Flask")


@click.command()
@click.option("--rounds", type=click.IntRange(1, 1000), default=15, show_default=True)
@click.option("--calls", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Calls in each round.")
@click.option("--http/--no-http", default=True, help="Also measure `imaging-cds serve` over loopback.")
def main(rounds: int, calls: int, http: bool) -> None:
    """Measure the CPU time of one hook call."""
    body = request_body()
    click.echo(f"body {len(body) / 1000:.1f} kB, {rounds} rounds of {calls} calls, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        for line in in_process(rounds, calls, body, Path(folder)):
            click.echo(line)
        if http:
            cost = microseconds_over_http(body, PATH, rounds * calls, Path(folder))
            click.echo(
                "over HTTP: not measured here, /proc is needed"
                if cost is None
                else f"{'hook over HTTP, server process':<44}{'':>10}{cost:>11.0f}"
            )


if __name__ == "__main__":
    main()
