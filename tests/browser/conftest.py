"""The service as `make run` starts it, on a free port, and headless Chromium in front of it.

Chromium comes from the system (`.ci/run` installs it; IMAGING_CDS_CHROMIUM names another); without it these tests skip.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from browser_watch import Watched
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from running_service import free_port, served


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a running demo service."""
    with served(tmp_path_factory.mktemp("service"), free_port(), {}) as base:
        yield base


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
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    return Watched(context)


@pytest.fixture
def page(context: BrowserContext, watched: Watched) -> Page:  # noqa: ARG001 (watches before the first page opens)
    return context.new_page()
