"""Announcing a launch: `POST /demo/fhir/_services/smart/Launch`, as the public CDS Hooks Sandbox does for SMART links."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, jsonify, request

from sandbox_config.demo_fhir.answers import FhirProblem
from sandbox_config.demo_fhir.loopback import is_local_address
from sandbox_config.demo_fhir.records import records
from sandbox_config.demo_fhir.server import smart, today
from sandbox_config.demo_fhir.smart_state import Launch


class _Parameters(msgspec.Struct):
    patient: str
    appContext: str = ""  # noqa: N815 - the name on the wire
    smart_messaging_origin: str = ""
    smart_web_messaging_origin: str = ""
    smart_web_messaging_handle: str = ""
    need_patient_banner: bool = True


class _Announced(msgspec.Struct, rename="camel"):
    launch_url: str
    parameters: _Parameters


_announced = msgspec.json.Decoder(_Announced)


def add_launch_views(blueprint: Blueprint) -> None:
    """Register the view."""
    blueprint.post("/_services/smart/Launch")(announce)


def announce() -> Response:
    """Answer `{"launch_id": …}`, good for ten minutes. The app has to be on this machine, the patient a sample patient."""
    try:
        announced = _announced.decode(request.get_data())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FhirProblem(400, "a launch has a launchUrl and parameters with a patient") from None
    asked = announced.parameters
    if not is_local_address(announced.launch_url):
        raise FhirProblem(400, "the app is not on this machine")
    if ("Patient", asked.patient) not in records(today()).by_key:
        raise FhirProblem(404, "there is no such patient")
    launch = Launch(
        launch_url=announced.launch_url,
        patient=asked.patient,
        app_context=asked.appContext,
        messaging_origin=asked.smart_web_messaging_origin or asked.smart_messaging_origin,
        messaging_handle=asked.smart_web_messaging_handle,
        patient_banner=asked.need_patient_banner,
    )
    return jsonify(launch_id=smart().launches.put(launch))
