"""What an EHR does: it sends a saved request, checks that the answer is conformant, and carries out actions."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from flask import Flask

from cds_service.services import SERVICES
from tests.conformance import nonconformities

DAY = date(2026, 11, 20)
ADDRESS = "https://cds.example.org"
CPT = "http://www.ama-assn.org/go/cpt"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RATING_SYSTEM = "https://imaging-cds.example/CodeSystem/appropriateness-rating"
_SERVICE_OF = {service.hook: service.id for service in SERVICES}
_REQUESTS = files("sandbox_config") / "requests"
_HANDLE = re.compile(r'"appContext": "[^"]*"')
_ANY_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

Json = dict[str, Any]


class Ehr:
    """Calls the service over HTTP and holds its own drafts."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def ask(self, body: Mapping[str, Any]) -> Json:
        """The answer of the service of the body's hook, which must be conformant."""
        response = self._client.post(f"/cds-services/{_SERVICE_OF[body['hook']]}", json=body)
        assert response.status_code == 200, response.get_data(as_text=True)
        answer: Json = response.get_json()
        assert nonconformities(answer) == []
        return answer


def saved(name: str) -> Json:
    """A saved request by its file name without the ending."""
    content: Json = json.loads((_REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def saved_names() -> list[str]:
    """The names of all saved requests."""
    return sorted(file.name.removesuffix(".json") for file in _REQUESTS.iterdir() if file.name.endswith(".json"))


def drafts(body: Mapping[str, Any]) -> list[Json]:
    """The draft resources of a request, in order."""
    return [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]]


def reference(resource: Mapping[str, Any]) -> str:
    """`Type/id`."""
    return f"{resource['resourceType']}/{resource['id']}"


def with_drafts(body: Mapping[str, Any], resources: Sequence[Json]) -> Json:
    """The request with these drafts instead, all of them selected."""
    changed = copy.deepcopy(dict(body))
    changed["context"]["draftOrders"]["entry"] = [{"resource": each} for each in resources]
    if changed["hook"] == "order-select":
        changed["context"]["selections"] = [reference(each) for each in resources]
    return changed


def ordering(body: Mapping[str, Any], system: str, code: str, text: str | None = None) -> Json:
    """The request with its first draft asking for another code, and no other drafts."""
    draft = copy.deepcopy(drafts(body)[0])
    draft["code"] = {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}
    return with_drafts(body, [draft])


def signing(body: Mapping[str, Any]) -> Json:
    """The same request at order-sign."""
    changed = copy.deepcopy(dict(body))
    changed["hook"] = "order-sign"
    del changed["context"]["selections"]
    return changed


def adding(body: Mapping[str, Any], key: str, *resources: Mapping[str, Any]) -> Json:
    """The request with more resources of this patient under one prefetch key."""
    changed = copy.deepcopy(dict(body))
    subject = {"reference": f"Patient/{body['context']['patientId']}"}
    who = "patient" if key in ("allergies", "devices") else "subject"
    bundle = changed["prefetch"][key]
    bundle.setdefault("entry", []).extend(
        {"resource": {"id": f"added-{key}-{place}", who: subject, **each}, "search": {"mode": "match"}}
        for place, each in enumerate(resources)
    )
    bundle["total"] = len(bundle["entry"])
    return changed


def carried_out(body: Mapping[str, Any], answer: Mapping[str, Any], suggestion: Mapping[str, Any] | None = None) -> Json:
    """The request after the EHR did what the answer says: its system actions first, then the chosen suggestion."""
    held = {reference(draft): draft for draft in copy.deepcopy(drafts(body))}
    selected = list(body["context"].get("selections", []))
    for action in (*answer.get("systemActions", []), *(suggestion["actions"] if suggestion else ())):
        if action["type"] == "delete":
            del held[action["resourceId"]]
            selected = [each for each in selected if each != action["resourceId"]]
            continue
        target = reference(action["resource"])
        assert (target in held) is (action["type"] == "update"), f"{action['type']} of {target}"
        held[target] = copy.deepcopy(action["resource"])
        selected += [target] if action["type"] == "create" else []
    changed = with_drafts(body, list(held.values()))
    if "selections" in changed["context"]:
        changed["context"]["selections"] = selected
    return changed


def recommended(answer: Mapping[str, Any]) -> list[Json]:
    """The recommended suggestion of each card that has one."""
    suggestions = (suggestion for card in answer["cards"] for suggestion in card.get("suggestions", []))
    return [suggestion for suggestion in suggestions if suggestion.get("isRecommended")]


def code_of(resource: Mapping[str, Any]) -> tuple[str, str]:
    """System and code of an order's only coding."""
    (coding,) = resource["code"]["coding"]
    return coding["system"], coding["code"]


def ordered_codes(suggestion: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a suggestion orders: the kind of each action with system and code."""
    return [(action["type"], *code_of(action["resource"])) for action in suggestion["actions"]]


def ratings_on(answer: Mapping[str, Any]) -> list[str | None]:
    """The rating of the criteria that each system action leaves on its order; the same in both places of the answer."""
    assert answer.get("systemActions") == answer.get("extension", {}).get("systemActions")
    return [rating_of(action["resource"]) for action in answer.get("systemActions", [])]


def rating_of(resource: Mapping[str, Any]) -> str | None:
    """The rating of the criteria that an order carries."""
    concepts = [each["valueCodeableConcept"] for each in resource.get("extension", []) if "valueCodeableConcept" in each]
    codes = [c["code"] for concept in concepts for c in concept["coding"] if c["system"] == RATING_SYSTEM]
    assert len(codes) < 2
    return codes[0] if codes else None


def without_uuids(answer: Mapping[str, Any]) -> Any:
    """The answer with every UUID, and every handle of the details app, that it gave out blanked."""
    return json.loads(_HANDLE.sub('"appContext": "handle"', _ANY_UUID.sub("uuid", json.dumps(answer))))


def of_no_client(body: Mapping[str, Any]) -> Json:
    """The request as it comes from an EHR that is not registered."""
    return {name: value for name, value in body.items() if name != "fhirServer"}
