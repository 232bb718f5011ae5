"""What was answered on the page, as a QuestionnaireResponse: to be kept as a file, or saved to the chart by a tap."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from cds_service.clients import Client, allowed_base
from cds_service.fhir_access import NotTaken, ReadFailed, origin_of, post_resource
from cds_service.sealed_tokens import unsealed
from cds_service.smart.launch import EXCHANGE_SECONDS
from cds_service.smart.sessions import Given, OpenPage
from fhir_mappings.questions.form import QuestionForms


def answer_form(forms: QuestionForms, answers: Sequence[Given], patient_id: str) -> dict[str, Any] | None:
    """The response that holds the answers of the page, as of the last of them; None where no form can hold one."""
    given_here = [given for given in answers if given.sets]  # 'not sure' is none
    at = max((given.at for given in given_here), default="")
    return forms.response({given.feature: given.answer for given in given_here}, patient_id, at)


def can_be_saved(page: OpenPage, now: float) -> bool:
    """Whether the launch granted that answers are written to the chart, and the grant still holds."""
    return bool(page.sealed_token) and now < page.writable_until


def saved(page: OpenPage, response: dict[str, Any], client: Client, browser: str) -> str:
    """Save the answers to the chart of the EHR that launched the page.

    Returns one word: `saved`; `refused` where the EHR said no; `unsure` where it did not answer in time or in a way that can
    be read, so that it may have taken them; `over` where the grant of the launch is past its time.
    """
    base = allowed_base(client, page.iss)
    token = unsealed(page.sealed_token, browser) if can_be_saved(page, time.time()) else None
    if base is None or token is None:
        return "over"
    try:
        post_resource(f"{base}/QuestionnaireResponse", {origin_of(base)}, EXCHANGE_SECONDS, response, token)
    except NotTaken:
        return "refused"
    except ReadFailed:
        return "unsure"
    return "saved"
