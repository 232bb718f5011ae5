"""What the views of the details app share: the open page of this browser, its forms, and the way back to it."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cds_service.clients import Client
from cds_service.consultations.consultation import KeptDetails
from cds_service.consultations.kept_tasks import tasks_from_text
from cds_service.own_forms import forms
from cds_service.parts import parts
from cds_service.smart.answer_form import can_be_saved
from cds_service.smart.details_page import DetailsPage
from cds_service.smart.launch import LaunchProblem
from cds_service.smart.sessions import OpenPage

_LONGEST_FORM = 10_000
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def open_page(page_id: str) -> OpenPage:
    """The page of that id in this browser. Raises LaunchProblem."""
    page = parts().pages.find(page_id, own_browser())
    if page is None:
        raise LaunchProblem("expired")
    return page


def form_of(page_id: str) -> OpenPage:
    """The page a form belongs to. Raises LaunchProblem for a form that is not of it."""
    length = request.content_length
    if length is None or length > _LONGEST_FORM:
        raise LaunchProblem("form")
    page = open_page(page_id)
    if not secrets.compare_digest(request.form.get("form_key", "").encode(), page.form_key.encode()):
        raise LaunchProblem("form", 403)
    return page


def kept_of(page: OpenPage) -> KeptDetails:
    """The consultation a page is about, as it was kept. Raises LaunchProblem."""
    kept = parts().store.details_of(page.consultation)
    if kept is None:
        raise LaunchProblem("expired")
    return kept


def details_of(page: OpenPage) -> DetailsPage:
    """All that a page shows, with what was answered on it. Raises LaunchProblem."""
    own, kept = parts(), kept_of(page)
    known = forms(own.evaluator.library, own.settings.base_url)
    return DetailsPage.made(own.evaluator, client_of_page(page), kept, tasks_from_text(kept.tasks), page, known)


def client_of_page(page: OpenPage) -> Client:
    """The client whose EHR launched a page. Raises LaunchProblem."""
    client = next((client for client in parts().clients if client.id == page.client), None)
    if client is None:
        raise LaunchProblem("unlisted", 403)
    return client


def number(name: str) -> int:
    """A field of the form as a small number; -1 where it is none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1


def back_to(page_id: str, order: int = 0) -> AnyResponse:
    """To the page again, at an order; the first one stands at the top."""
    return redirect(f"/smart/app/{page_id}" + (f"#order-{order}" if order else ""), 303)


def told_at(page_id: str, what: str) -> AnyResponse:
    """To the page again, at the line that says what has happened: a word of `smart/told.py`."""
    return redirect(f"/smart/app/{page_id}?now={what}#now", 303)


def shown(page_id: str, page: OpenPage, details: DetailsPage, status: int = 200, **more: Any) -> Response:
    """The details page."""
    savable = can_be_saved(page, time.time())
    told = render_template("smart/details.html", page_id=page_id, page=page, details=details, savable=savable, **more)
    return html(told, status)


def html(text: str, status: int = 200) -> Response:
    """An answer of HTML."""
    answer: Response = make_response(text, status)
    return answer


def _secure() -> bool:
    return parts().settings.base_url.startswith("https://")


def _cookie() -> str:
    return "__Host-imaging-cds" if _secure() else "imaging-cds"


def own_browser() -> str | None:
    """The secret of this browser; None where it sends none, or none of ours."""
    found = request.cookies.get(_cookie(), "")
    return found if _SECRET.fullmatch(found) else None


def remember(answer: AnyResponse, browser: str, seconds: float) -> None:
    """Give the browser its secret. Inside an EHR's frame the cookie is another site's: `None` and partitioned, where the
    service is reached over https."""
    rules: dict[str, Any] = {"samesite": "Lax"}
    if _secure():
        rules = {"samesite": "None", "secure": True, "partitioned": True}
    answer.set_cookie(_cookie(), browser, max_age=int(seconds), httponly=True, path="/", **rules)
