"""The registry of clients: which EHRs call, which FHIR servers belong to them, and the dialect each speaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from cards.assessed_draft import Dialect
from cds_service.signed_tokens import ASYMMETRIC
from cds_service.silent_mode import ALL, SilentMode
from fhir_mappings.codes.systems import normal_system
from fhir_mappings.site.catalogue import CodesFile, compile_codes
from fhir_mappings.site.codes import SiteCodes
from imaging_rules.file_model import FileModel
from imaging_rules.library import Library
from imaging_rules.overlays.site_policy import PolicyProblem, SitePolicy
from imaging_rules.yaml_files import read_yaml

FrameAncestor = Annotated[str, Field(pattern=r"^('self'|https?://[A-Za-z0-9.-]+(:(\d{1,5}|\*))?)$")]
"""A CSP source that may show the SMART app in a frame: `'self'`, or an origin, whose port may be `*`."""


def _beside_the_registry(given: Path, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder / given


FileOfTheRegistry = Annotated[Path, AfterValidator(_beside_the_registry)]
"""A path that the registry names; a relative one begins at the registry's own folder."""


class SmartApp(FileModel):
    """How the details app is registered with a client's authorization server.

    `key_file` is the private JWK (with `kid` and `alg`) it signs with, none for a public client; `link` puts the app on
    every card; `app_context` is false for an EHR that drops it; `messaging_origins` are those of the EHR's pages that
    the app may talk to by SMART Web Messaging; `authorization_origins` those of its authorization server where that is
    not at home with the FHIR server. With `writes_answers` the app asks for the scope to create a QuestionnaireResponse,
    which a clinician's tap saves to the chart.
    """

    client_id: str = Field(min_length=1)
    key_file: FileOfTheRegistry | None = None
    link: bool = True
    app_context: bool = True
    messaging_origins: tuple[str, ...] = ()
    authorization_origins: tuple[str, ...] = ()
    writes_answers: bool = False


_MOST_SHOWN = 20


class SiteCodesProblem(ValueError):
    """Files of a client's own codes that cannot be used; the message holds a line for each reason."""


class NamedCodesFile(FileModel):
    """A file of a client's own codes, in CSV or as a FHIR ConceptMap.

    `system` is the code system of codes for which the file names none; `""` says that they come without one.
    """

    file: FileOfTheRegistry
    system: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _may_be_a_path_alone(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"file": given}
        if isinstance(given, dict) and "system" in given:
            return {**given, "system": given["system"] or ""}  # the file of clients is read with "" as nothing
        return given


class Client(FileModel):
    """One entry of the registry.

    `fhir_bases` are the only FHIR servers that are read for this client, and the only ones the details app is launched
    from; `frame_ancestors` the origins of its EHR that may show the app in a frame. `issuer`, with `keys` (a JWKS) or
    `keys_file`, is who signs its calls, by one of `algorithms`; `tenant` where one issuer signs for several clients;
    `jku` the one address of keys that its tokens may name. `order_codes` and `problem_codes` are the files of its own codes.
    `payer_policies` are the ids of the payer policies that its patients are held to.
    `site_policy` is the file of its own policy, used instead of the installation's; `silent` the topics of which it sees
    nothing yet, or `all`. A relative path begins at the folder of the registry.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    fhir_bases: tuple[str, ...] = ()
    frame_ancestors: tuple[FrameAncestor, ...] = ()
    dialect: Dialect = Dialect()
    issuer: str | None = Field(default=None, min_length=1)
    tenant: str | None = None
    jku: str | None = None
    keys: dict[str, Any] | None = None
    keys_file: FileOfTheRegistry | None = None
    algorithms: tuple[str, ...] = ("ES384", "RS384")
    smart: SmartApp | None = None
    order_codes: tuple[NamedCodesFile, ...] = ()
    problem_codes: tuple[NamedCodesFile, ...] = ()
    payer_policies: tuple[str, ...] = ()
    site_policy: FileOfTheRegistry | None = None
    silent: tuple[str, ...] | Literal["all"] = ()

    @model_validator(mode="after")
    def _keys_belong_to_an_issuer(self) -> Client:
        sets = [given for given in (self.keys, self.keys_file) if given is not None]
        if len(sets) != (1 if self.issuer else 0):
            raise ValueError("an issuer needs keys or keys_file, one of them; without an issuer there are none")
        if not self.algorithms or set(self.algorithms) - set(ASYMMETRIC):
            raise ValueError(f"algorithms: choose from {', '.join(ASYMMETRIC)}")
        return self

    def key_set(self) -> dict[str, Any]:
        """The registered JWKS. Raises OSError or ValueError where its file cannot be read."""
        if self.keys_file is None:
            return self.keys or {}
        content = json.loads(self.keys_file.read_text())
        if not isinstance(content, dict):
            raise ValueError("keys_file is not a JWKS")
        return content

    @cached_property
    def site_codes(self) -> SiteCodes:
        """The codes of the client's own, from its files, read once. Raises SiteCodesProblem."""
        orders = [CodesFile(each.file, "orders", each.system) for each in self.order_codes]
        made = compile_codes([*orders, *(CodesFile(each.file, "problems", each.system) for each in self.problem_codes)])
        problems = made.problems or [
            f"preferred system {name} is neither a known code system nor one of its order codes"
            for name in self.dialect.preferred_systems
            if normal_system(name) is None and not made.codes.has_system(name)
        ]
        if problems:
            shown = [f"client {self.id}: {problem}" for problem in problems[:_MOST_SHOWN]]
            more = len(problems) - len(shown)
            raise SiteCodesProblem("\n".join([*shown, *([f"and {more} more"] if more else [])]))
        return made.codes

    @field_validator("payer_policies")
    @classmethod
    def _each_policy_once(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(given)) < len(given):
            raise ValueError("a payer policy stands twice")
        return given

    @cached_property
    def policy(self) -> SitePolicy | None:
        """The policy of its own, read once; None where it has none. Raises PolicyProblem or OSError."""
        return SitePolicy.read(self.site_policy) if self.site_policy else None

    @cached_property
    def silent_mode(self) -> SilentMode:
        """What of the assessments it does not see yet."""
        return SilentMode(everything=True) if self.silent == ALL else SilentMode(frozenset(self.silent))

    @field_validator("dialect", mode="before")
    @classmethod
    def _no_unknown_choice(cls, given: Any) -> Any:
        if isinstance(given, dict) and (surplus := sorted(given.keys() - {field.name for field in fields(Dialect)})):
            raise ValueError(f"unknown: {', '.join(surplus)}")
        return given


UNLISTED = Client(id="unlisted")
"""A caller whose FHIR server belongs to nobody in the registry: answered on what it sends, nothing is read for it."""


SANDBOX = "https://sandbox.cds-hooks.org"
_SANDBOX_KEY = {
    "kty": "EC",
    "crv": "P-384",
    "use": "sig",
    "alg": "ES384",
    "kid": "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f",
    "x": "dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB",
    "y": "Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy",
}
"""The public Sandbox's key. Its private half is published with the Sandbox: it proves nothing, and no site may list it."""


def demo_clients(port: int = 5000) -> tuple[Client, Client]:
    """The client of the demo profile in its two ways of speaking: the demo EHR, which keeps the notes of its drafts, and
    the public Sandbox, known by its published key, which does not. Both read the same FHIR servers on this machine, the
    demo's own at a port of this service among them. The demo EHR alone names a payer policy: the Sandbox drops the answers
    that would settle it."""
    hosts = ("localhost", "127.0.0.1")
    own = [f"http://{host}:{port}" for host in hosts]
    pages = (*own, SANDBOX, *(f"http://{host}:8080" for host in hosts))
    app = SmartApp(client_id="imaging-details", messaging_origins=pages, writes_answers=True)
    policies = ("nia-cervical-mri-2022",)
    bases = (*(f"{base}/demo/fhir" for base in own), *(f"http://{host}:8090/fhir" for host in hosts))
    spoken = Dialect(answer_suggestions="order-note", referral_note=True)
    ehr = Client(id="demo", fhir_bases=bases, smart=app, dialect=spoken, payer_policies=policies)
    sandbox = Client(
        id="demo",
        fhir_bases=bases,
        issuer=SANDBOX,
        jku=f"{SANDBOX}/.well-known/jwks.json",
        keys={"keys": [_SANDBOX_KEY]},
        smart=app,
    )
    return ehr, sandbox


def read_clients(file: Path) -> tuple[Client, ...]:
    """The clients of a YAML file, a list of entries, with their own codes read.

    Raises OSError or ValueError (wrong shape, an id twice, codes or a policy that cannot be used).
    """
    rows = read_yaml(file)
    if not isinstance(rows, list):
        raise ValueError("expected a list of clients")
    clients = tuple(Client.model_validate(row, context={"folder": file.parent}) for row in rows)
    if len({client.id for client in clients}) < len(clients):
        raise ValueError("a client id stands twice")
    problems = [problem for client in clients if (problem := _codes_problem(client))]
    if problems:
        raise SiteCodesProblem("\n".join(problems))
    for client in clients:
        _read_policy(client)
    return clients


def _read_policy(client: Client) -> None:
    try:
        _ = client.policy
    except (OSError, PolicyProblem) as problem:
        raise PolicyProblem(f"client {client.id}: {problem}") from None


def _codes_problem(client: Client) -> str:
    try:
        _ = client.site_codes
    except SiteCodesProblem as problem:
        return str(problem)
    return ""


def unknown_policies(clients: Sequence[Client], library: Library) -> list[str]:
    """Each payer policy that a client names and the library does not have, one line each."""
    known = ", ".join(library.policies) or "none"
    return [
        f"client {client.id}: unknown payer policy {name}; known are {known}"
        for client in clients
        for name in client.payer_policies
        if name not in library.policies
    ]


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
