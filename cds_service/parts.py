"""The parts of the running application that its views use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from cds_service.client_trust import ClientTrust
from cds_service.clients import Client
from cds_service.consultations.store import ConsultationStore
from cds_service.evaluation import Evaluator
from cds_service.metrics import Metrics
from cds_service.settings import Settings
from cds_service.smart.launch import Launcher
from cds_service.smart.sessions import OpenPages

KEY = "imaging-cds"


@dataclass(frozen=True, slots=True)
class Parts:
    """What `create_app` puts together."""

    settings: Settings
    clients: tuple[Client, ...]
    evaluator: Evaluator
    store: ConsultationStore
    metrics: Metrics
    trust: ClientTrust
    launcher: Launcher
    pages: OpenPages


def parts() -> Parts:
    """The parts of the application that is answering."""
    return cast(Parts, current_app.extensions[KEY])
