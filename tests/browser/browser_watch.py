"""What a page asked for, complained of and kept; and its picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

IMAGES = Path(__file__).parents[2] / "docs" / "images"


class Watched:
    """What a page asked for and complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.addresses: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.addresses.append(request.url))
        context.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def hosts(self) -> set[str | None]:
        return {urlsplit(address).hostname for address in self.addresses if address.startswith("http")}


def kept_in_the_browser(page: Page) -> Any:
    return page.evaluate("() => [localStorage.length, sessionStorage.length]")


def photographed(page: Page, name: str) -> None:
    """A screenshot for the documentation, only where IMAGING_CDS_IMAGES asks for it."""
    if os.environ.get("IMAGING_CDS_IMAGES"):
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
