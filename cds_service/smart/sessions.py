"""Open pages of the details app: one for each launch, kept by the server, tied to the browser by a cookie.

Two launches in one browser are two pages: what is answered or applied in one never reaches the patient of the other.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cds_service.short_lived_store import ShortLivedStore

PAGE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Given:
    """A question answered on the page. `sets` holds the facts it sets as plain data; `order` is the place of the order it
    was asked for; `noted` is the note by which the answer was put on the order, empty where it was not."""

    order: int
    feature: str
    question: str
    answer: str
    sets: dict[str, Any]
    noted: str = ""
    at: str = ""
    """The instant of answering."""
    written: bool = False
    """Whether it was written (a day, a period, a number, several codes) rather than chosen: no note can hold it."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What the server knows of one open page. `form_key` has to come with every form of it."""

    client: str
    patient_id: str
    consultation: str
    browser: str
    form_key: str = field(repr=False)
    messaging_origin: str = ""
    messaging_handle: str = field(default="", repr=False)
    patient_words: str = field(default="", repr=False)
    answers: tuple[Given, ...] = ()
    reasons: tuple[str, ...] = ()
    """Feedback given, by `order place:reason code`."""
    iss: str = ""
    """The FHIR server that launched the page."""
    sealed_token: str = field(default="", repr=False)
    """The access token for saving answers, readable with the browser's secret only; empty without that grant."""
    writable_until: float = 0.0
    saving: str = ""
    """What became of saving the answers as they are now: empty before it was tried, else a word of `answer_form.saved`."""

    def answering(self, given: Given) -> OpenPage:
        """The page with one more answer; an earlier one to the same question gives way."""
        others = [each for each in self.answers if (each.feature, each.order) != (given.feature, given.order)]
        return replace(self, answers=(*others, given), saving="")


class OpenPages:
    """The pages that are open, by an id that opens nothing without the browser's cookie."""

    def __init__(self, store: ShortLivedStore) -> None:
        self._store = store

    def open(self, page: OpenPage) -> str:
        """Keep a page and return its id."""
        page_id = secrets.token_urlsafe(16)
        self.keep(page_id, page)
        return page_id

    def keep(self, page_id: str, page: OpenPage) -> None:
        """Keep a page as it is now."""
        self._store.keep("page", page_id, asdict(page), PAGE_SECONDS)

    def find(self, page_id: str, browser: str | None) -> OpenPage | None:
        """The page, for the browser that opened it; None for any other, or when its time is over."""
        content = self._store.read("page", page_id)
        if content is None or browser is None or not hmac.compare_digest(browser_digest(browser), content["browser"]):
            return None
        answers = tuple(Given(**row) for row in content.pop("answers"))
        return OpenPage(**{**content, "answers": answers, "reasons": tuple(content["reasons"])})


def browser_digest(secret: str) -> str:
    """A browser's secret as it is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()
