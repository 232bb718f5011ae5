"""The service as `make run` starts it, on a free port, and headless Chromium in front of it.

Chromium comes from the system (`.ci/run` installs it; IMAGING_CDS_CHROMIUM names another); without it these tests skip.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from browser_watch import Watched
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a running demo service."""
    folder = tmp_path_factory.mktemp("service")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "IMAGING_CDS_PUBLIC_BASE_URL": f"http://localhost:{port}",
        "IMAGING_CDS_DATABASE_URL": f"sqlite:///{folder / 'consultations.sqlite'}",
    }
    command = [sys.executable, "-m", "cds_service", "serve", "--port", str(port)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log) as server,
    ):
        try:
            yield _ready(f"http://localhost:{port}", server)
        finally:
            server.terminate()


def _ready(base: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(150):
        assert server.poll() is None, "the service ended by itself"
        try:
            if requests.get(f"{base}/cds-services", timeout=2).ok:
                return base
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("IMAGING_CDS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine (.ci/run installs it; IMAGING_CDS_CHROMIUM names one)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, service: str) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=service, viewport={"width": 1024, "height": 900})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    return Watched(context)


@pytest.fixture
def page(context: BrowserContext, watched: Watched) -> Page:  # noqa: ARG001 (watches before the first page opens)
    return context.new_page()
