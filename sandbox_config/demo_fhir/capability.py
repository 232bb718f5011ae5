"""The CapabilityStatement of the demo server and its SMART configuration."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox_config.demo_fhir.records import TYPES
from sandbox_config.demo_fhir.scopes import CREATED
from sandbox_config.demo_fhir.search import SEARCH_PARAMETERS

_KIND = {"date": "date", "onset-date": "date", "authored": "date", "authoredon": "date", "birthdate": "date",
         "patient": "reference", "subject": "reference", "practitioner": "reference",
         "name": "string", "family": "string", "given": "string"}  # fmt: skip
_OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(base: str, today: date) -> dict[str, Any]:
    """The CapabilityStatement (FHIR R4), with the OAuth addresses of SMART App Launch in its security part."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "experimental": True,
        "date": today.isoformat(),
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "software": {"name": "Demo FHIR server, synthetic patients"},
        "implementation": {"description": "Sample patients for a demo on this machine", "url": base},
        "rest": [{"mode": "server", "security": _security(base), "resource": [_resource(kind) for kind in TYPES]}],
    }


def smart_configuration(base: str) -> dict[str, Any]:
    """`.well-known/smart-configuration` (SMART App Launch 2.2)."""
    return {
        "issuer": base,
        "jwks_uri": f"{base}/auth/jwks",
        "authorization_endpoint": f"{base}/auth/authorize",
        "token_endpoint": f"{base}/auth/token",
        "grant_types_supported": ["authorization_code"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "subject_types_supported": ["public"],
        "scopes_supported": [
            "openid",
            "fhirUser",
            "launch",
            "launch/patient",
            "patient/*.rs",
            "user/*.rs",
            f"patient/{CREATED}.c",
        ],
        "capabilities": [
            "launch-ehr",
            "launch-standalone",
            "client-public",
            "sso-openid-connect",
            "context-banner",
            "context-ehr-patient",
            "context-standalone-patient",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2",
        ],
    }


def _security(base: str) -> dict[str, Any]:
    addresses = [
        {"url": "authorize", "valueUri": f"{base}/auth/authorize"},
        {"url": "token", "valueUri": f"{base}/auth/token"},
    ]
    return {
        "cors": True,
        "service": [{"coding": [{"system": _SERVICE, "code": "SMART-on-FHIR"}]}],
        "description": "Reads are open; a bearer token that is sent is checked and narrows them to its patient and scopes.",
        "extension": [{"url": _OAUTH, "extension": addresses}],
    }


def _resource(kind: str) -> dict[str, Any]:
    parameters = [{"name": name, "type": _KIND.get(name, "token")} for name in SEARCH_PARAMETERS]
    interactions = ["read", "search-type", *(["create"] if kind == CREATED else [])]
    return {"type": kind, "interaction": [{"code": each} for each in interactions], "searchParam": parameters}
