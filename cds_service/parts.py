"""The parts of the running application that its views use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from cds_service.client_trust import ClientTrust
from cds_service.consultation_store import ConsultationStore
from cds_service.evaluation import Evaluator
from cds_service.settings import Settings
from cds_service.short_lived_store import ShortLivedStore

KEY = "imaging-cds"


@dataclass(frozen=True, slots=True)
class Parts:
    """What `create_app` puts together."""

    settings: Settings
    evaluator: Evaluator
    store: ConsultationStore
    short_lived: ShortLivedStore
    trust: ClientTrust


def parts() -> Parts:
    """The parts of the application that is answering."""
    return cast(Parts, current_app.extensions[KEY])
