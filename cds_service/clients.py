"""The registry of clients: which EHRs call, which FHIR servers belong to them, and the dialect each speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cards.assessed_draft import Dialect
from imaging_rules.yaml_files import read_yaml

FrameAncestor = Annotated[str, Field(pattern=r"^('self'|https?://[A-Za-z0-9.-]+(:(\d{1,5}|\*))?)$")]
"""A CSP source that may show the SMART app in a frame: `'self'`, or an origin, whose port may be `*`."""


class Client(BaseModel):
    """One entry of the registry. `fhir_bases` are the only FHIR servers that are read for this client, `frame_ancestors`
    the origins of its EHR that may show the SMART app in a frame."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    fhir_bases: tuple[str, ...] = ()
    frame_ancestors: tuple[FrameAncestor, ...] = ()
    dialect: Dialect = Dialect()

    @field_validator("dialect", mode="before")
    @classmethod
    def _no_unknown_choice(cls, given: Any) -> Any:
        if isinstance(given, dict) and (surplus := sorted(given.keys() - {field.name for field in fields(Dialect)})):
            raise ValueError(f"unknown: {', '.join(surplus)}")
        return given


UNLISTED = Client(id="unlisted")
"""A caller whose FHIR server belongs to nobody in the registry: answered on what it sends, nothing is read for it."""


def demo_client() -> Client:
    """The client of the demo profile: FHIR servers on this machine, and answers that the public Sandbox can show."""
    hosts = ("http://localhost:8090", "http://127.0.0.1:8090")
    return Client(id="demo", fhir_bases=tuple(f"{host}/fhir" for host in hosts))


def read_clients(file: Path) -> tuple[Client, ...]:
    """The clients of a YAML file, a list of entries. Raises OSError or ValueError (wrong shape, an id twice)."""
    rows = read_yaml(file)
    if not isinstance(rows, list):
        raise ValueError("expected a list of clients")
    clients = tuple(Client.model_validate(row) for row in rows)
    if len({client.id for client in clients}) < len(clients):
        raise ValueError("a client id stands twice")
    return clients


def client_of(clients: Sequence[Client], fhir_server: str | None) -> Client:
    """The client that a FHIR server belongs to; UNLISTED where it belongs to none."""
    for client in clients:
        if allowed_base(client, fhir_server):
            return client
    return UNLISTED


def allowed_base(client: Client, fhir_server: str | None) -> str | None:
    """The listed base address that a request's `fhirServer` is, without a slash at the end, or None."""
    if fhir_server is None:
        return None
    asked = fhir_server.rstrip("/")
    return next((base.rstrip("/") for base in client.fhir_bases if base.rstrip("/") == asked), None)
