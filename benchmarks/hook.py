"""What one hook call costs in CPU time: `python -m benchmarks.hook`.

In process, three WSGI applications answer the same bodies in turn, round after round, so that a busy machine disturbs all
alike: ours; a bare Flask view that reads the body and answers; and one that also parses it and answers JSON (Flask's
`get_json` and `jsonify`). Every call is for another patient, with other values and other words, so that no reading is one that
is remembered; ours is measured for one patient again and again as well, as order-sign follows order-select. Over HTTP,
`imaging-cds serve` runs as a process of its own: its CPU time, and how long the client waits.
"""

from __future__ import annotations

import io
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask, Response, jsonify, request
from werkzeug.test import run_wsgi_app

from benchmarks.request_bodies import request_body
from benchmarks.served import served
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


def measured(apps: dict[str, Flask], bodies: Sequence[bytes], calls: int, clock: Clock) -> dict[str, Cost]:
    """The cost of one call of each application. In each round each of them answers the next `calls` bodies; the first round
    warms up and does not count."""
    spent: dict[str, list[float]] = {name: [] for name in apps}
    for first in range(0, len(bodies), calls):
        for name, app in apps.items():
            began = clock()
            for body in bodies[first : first + calls]:
                call(app, body)
            if first:
                spent[name].append((clock() - began) / calls * 1e6)
    return {name: Cost(min(times), statistics.median(times)) for name, times in spent.items()}


def table(costs: dict[str, Cost], base: str) -> list[str]:
    """A line for each application; the ratio is that of the medians to the base."""
    lines = [f"{'CPU time of one call':<44}{'least µs':>10}{'median µs':>11}{'ratio':>8}"]
    for name, cost in costs.items():
        ratio = cost.median / costs[base].median
        lines.append(f"{name:<44}{cost.least:>10.0f}{cost.median:>11.0f}{ratio:>8.1f}")
    return lines


def in_process(bodies: Sequence[bytes], calls: int, folder: Path) -> list[str]:
    """The table of the three applications in this process."""
    service = create_app(Settings(database_url=f"sqlite:///{folder / 'benchmark.sqlite'}"))
    logging.getLogger("cds_service").setLevel(logging.WARNING)
    apps = {"bare Flask": bare_app(), "Flask get_json and jsonify": json_app(), "hook, another patient each time": service}
    again = [bodies[0]] * len(bodies)
    try:
        costs = measured(apps, bodies, calls, time.thread_time)
        costs |= measured({"hook, the same patient again": service}, again, calls, time.thread_time)
        costs |= measured({"hook, the same, with storing": service}, again, calls, time.process_time)
    finally:
        service.extensions[KEY].store.close()
    return table(costs, "bare Flask")


def over_http(bodies: Sequence[bytes], folder: Path) -> list[str]:
    """CPU time of the server's processes, and how long one client waits that calls again as soon as it is answered."""
    found = served(bodies, PATH, folder)
    if found is None:
        return ["over HTTP: not measured here, /proc is needed"]
    waits = ", ".join(f"{name} {value / 1000:.1f} ms" for name, value in found.waits.items())
    return [f"{'hook over HTTP, server process':<44}{'':>10}{found.cpu:>11.0f}", f"{'one client waits':<44}{waits}"]


@click.command()
@click.option("--rounds", type=click.IntRange(1, 1000), default=15, show_default=True)
@click.option("--calls", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Calls in each round.")
@click.option("--entries", type=click.IntRange(0, 10_000), default=120, show_default=True, help="Conditions and Observations.")
@click.option("--http/--no-http", default=True, help="Also measure `imaging-cds serve` over loopback.")
def main(rounds: int, calls: int, entries: int, http: bool) -> None:
    """Measure the CPU time of one hook call."""
    numbers = range((rounds + 1) * calls)
    bodies = [request_body(entries // 2, entries - entries // 2, patient=number) for number in numbers]
    click.echo(f"body {len(bodies[0]) / 1000:.1f} kB, {rounds} rounds of {calls} calls, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        for line in in_process(bodies, calls, Path(folder)):
            click.echo(line)
        for line in over_http(bodies, Path(folder)) if http else ():
            click.echo(line)


if __name__ == "__main__":
    main()
