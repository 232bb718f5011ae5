"""The Flask application: `create_app(settings)` puts the parts together."""

from __future__ import annotations

import re

from flask import Flask, Response
from flask_cors import CORS

from cds_service.client_trust import ClientTrust
from cds_service.consultations.store import ConsultationStore
from cds_service.evaluation import Evaluator
from cds_service.metrics import Metrics
from cds_service.parts import KEY, Parts
from cds_service.problems import answer_problems
from cds_service.scenario_switches import Switchboard, SwitchRegister
from cds_service.security_headers import add_security_headers
from cds_service.settings import Settings
from cds_service.short_lived_store import ShortLivedStore
from cds_service.smart.launch import Launcher
from cds_service.smart.sessions import OpenPages
from cds_service.views import discovery, feedback, guidelines, health, home, hooks, metrics, questionnaires, smart, smart_payer


def create_app(settings: Settings | None = None) -> Flask:
    """The service with its library loaded and its database open.

    Raises SettingsProblem or pydantic.ValidationError where a setting cannot be used, and what `Library.load` raises.
    """
    chosen = settings or Settings()
    app = Flask("cds_service")
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    store = ConsultationStore(chosen.storage, chosen.queue_cap, chosen.linger, chosen.replay_days, chosen.consultation_days)
    switchboard = Switchboard(SwitchRegister(chosen.storage))
    own_address = chosen.base_url if chosen.profile == "demo" else None
    short_lived = ShortLivedStore(chosen.storage)
    clients = chosen.clients()
    app.extensions[KEY] = Parts(
        settings=chosen,
        clients=clients,
        evaluator=Evaluator.from_settings(chosen, own_address, switchboard.overlays),
        store=store,
        metrics=Metrics(lambda: store.dropped),
        trust=ClientTrust(chosen, clients, short_lived),
        launcher=Launcher(chosen, clients, short_lived),
        pages=OpenPages(short_lived),
    )
    for view in (discovery, hooks, feedback, health, metrics, home, guidelines, questionnaires, smart, smart_payer):
        app.register_blueprint(view.blueprint)
    if chosen.profile == "demo":
        from sandbox_config import demo  # a site never loads it

        demo.register(app)
    answer_problems(app)
    add_security_headers(app, chosen.framed_by)
    CORS(
        app,
        origins=[_origin_pattern(origin) for origin in chosen.allowed_origins],
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Content-Type", "Authorization"],
        max_age=600,
        send_wildcard=False,
        vary_header=False,  # it would stand only where an origin is allowed
    )
    if chosen.allowed_origins:
        app.after_request(_varies_by_origin)
    return app


def _varies_by_origin(response: Response) -> Response:
    """Tell caches that an answer hangs on who asks, to whomever it goes: one without the header must not be kept for others."""
    response.vary.add("Origin")
    return response


def _origin_pattern(origin: str) -> re.Pattern[str]:
    """The origin itself and nothing longer; a port of `*` stands for any port."""
    exact = re.escape(origin).replace(r":\*", r":\d{1,5}")
    return re.compile(rf"{exact}\Z", re.IGNORECASE)
