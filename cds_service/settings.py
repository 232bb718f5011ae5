"""Settings of one installation, from the environment (`IMAGING_CDS_…`) and a clients file.

Two profiles: `demo` serves this machine only; `site` is for a service behind a proxy that terminates TLS.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import click
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from cds_service.clients import SANDBOX, Client, FrameAncestor, demo_clients, read_clients
from imaging_rules.overlays.site_policy import NO_POLICY, PolicyProblem, SitePolicy

_PREFIX = "IMAGING_CDS_"
DEMO_ORIGINS = ("https://sandbox.cds-hooks.org", "http://localhost:*", "http://127.0.0.1:*")


class SettingsProblem(ValueError):
    """A setting that this service will not run with; the message says which and why."""


class Settings(BaseSettings):
    """All that an installation may choose. Times are in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    profile: Literal["demo", "site"] = "demo"
    """`demo` serves this machine and asks for no tokens; `site` answers registered clients only."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = Field(default=5000, ge=1, le=65535)
    """The port to listen on."""
    threads: int = Field(default=8, ge=1)
    """How many requests are answered at once."""
    public_base_url: str | None = None
    """The address clients use, such as `https://cds.example.org`; shown on the home page and in the command line."""
    also_known_as: tuple[str, ...] = ()
    """Further addresses under which clients were given this service; a signed call may be meant for any of them."""
    token_lifetime: float = Field(default=300, gt=0)
    """The longest that the token of a call may be made to last."""
    database_url: str | None = None
    """An SQLAlchemy URL; without one, an SQLite file in the user's data folder."""
    clients_file: Path | None = None
    """The YAML file of the clients that may call. Without one the demo has its own client, a site none."""
    site_policy: Path | None = None
    """The file of the site's policy, for every client without one of its own."""
    cors_origins: tuple[str, ...] | None = None
    """Origins that a browser may call from; a port may be `*`. Without a value: those of the demo, none for a site."""
    frame_ancestors: tuple[FrameAncestor, ...] | None = None
    """Origins of EHRs that may show the SMART app in a frame, as CSP sources. Without a value: this service and the demo's
    origins, and for a site those that its clients list."""
    as_of: date | None = None
    """The day the orders are assessed on; without a value, today in UTC."""
    body_cap: int = Field(default=8 * 1024 * 1024, ge=1)
    """The largest body of a request; a larger one is refused with 413."""
    arrival_deadline: float = Field(default=15, gt=0)
    """For a whole request to arrive, from its first byte; a proxy in front should hold requests back until they are whole."""
    fetch_deadline: float = Field(default=0.35, gt=0)
    """For all reads from the FHIR server of one request together."""
    fetch_cap: int = Field(default=5 * 1024 * 1024, ge=1)
    """The most that is read of one part of the record, all its pages together; a larger one counts as not delivered."""
    fetch_pages: int = Field(default=5, ge=1)
    """The most pages read of one search; of a longer one the rest counts as not delivered."""
    order_cap: int = Field(default=200, ge=1)
    """The most imaging orders assessed in one request; the rest go unassessed, and the log says so."""
    replay_days: int = Field(default=90, ge=0)
    """How long the facts of a consultation are kept, so that it can be replayed; 0 keeps none."""
    consultation_days: int | None = Field(default=None, ge=1)
    """How long consultations (patient and user id, scenario, rating) and feedback are kept; without a value, for good."""
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    """What a Prometheus server sends as its bearer token to `/metrics`. A site without one shows no metrics."""
    queue_cap: int = Field(default=10_000, ge=1)
    """The most consultations that may wait to be written; one that finds no room is not kept, and the log says so."""
    linger: float = Field(default=0.010, ge=0)
    """How long a consultation waits for others to be written in one transaction with it."""

    @model_validator(mode="after")
    def _demo_stays_on_this_machine(self) -> Settings:
        if self.profile == "demo" and not is_loopback(self.host):
            raise SettingsProblem(f"the demo profile serves this machine only; it will not listen on {self.host}")
        return self

    @model_validator(mode="after")
    def _the_public_address_is_one(self) -> Settings:
        if self.public_base_url is None:
            return self
        parts = urlsplit(self.public_base_url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path.strip("/")
            or parts.query
            or parts.fragment
        ):
            raise SettingsProblem(
                f"public_base_url is https://host or https://host:port, without a path: {self.public_base_url}"
            )
        if self.profile == "site" and parts.scheme != "https":
            raise SettingsProblem(f"a site is called over https only, not at {self.public_base_url}")
        return self

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The CORS origins in force."""
        if self.cors_origins is not None:
            return self.cors_origins
        return DEMO_ORIGINS if self.profile == "demo" else ()

    @property
    def framed_by(self) -> tuple[str, ...]:
        """The CSP sources in force for framing the SMART app; none is nobody. Raises what `clients` raises."""
        if self.frame_ancestors is not None:
            return self.frame_ancestors
        if self.profile == "demo":
            return ("'self'", *DEMO_ORIGINS)
        return tuple(dict.fromkeys(origin for client in self.clients() for origin in client.frame_ancestors))

    @property
    def base_url(self) -> str:
        """The address of this service as its clients know it, without a slash at the end."""
        local = f"http://localhost:{self.port}" if self.host == "127.0.0.1" else f"http://{self.address}"
        return (self.public_base_url or local).rstrip("/")

    @property
    def shows_metrics(self) -> bool:
        """Whether `/metrics` is there: in the demo, which serves this machine only, and at a site with a token for it."""
        return self.profile == "demo" or self.metrics_token is not None

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Every address of this service that a signed call may be meant for; in the demo both names of this machine."""
        local = [f"http://{name}:{self.port}" for name in ("localhost", "127.0.0.1")] if self.profile == "demo" else []
        return tuple(dict.fromkeys([self.base_url, *(each.rstrip("/") for each in self.also_known_as), *local]))

    @property
    def address(self) -> str:
        """`host:port` to listen on, an IPv6 host in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def storage(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{data_folder() / 'consultations.sqlite'}"

    def policy(self) -> SitePolicy:
        """The policy of the whole installation. Raises SettingsProblem where its file cannot be used."""
        try:
            return SitePolicy.read(self.site_policy) if self.site_policy else NO_POLICY
        except (OSError, PolicyProblem) as problem:
            raise SettingsProblem(f"site policy {self.site_policy}: {problem}") from None

    def clients(self) -> tuple[Client, ...]:
        """The registry in force.

        Raises SettingsProblem where the clients file cannot be used, or a site lists a FHIR address without https.
        """
        if self.clients_file is None:
            return demo_clients(self.port) if self.profile == "demo" else ()
        try:
            clients = read_clients(self.clients_file)
        except (OSError, ValueError) as problem:
            raise SettingsProblem(f"clients file {self.clients_file}: {problem}") from None
        for client in clients if self.profile == "site" else ():
            for base in client.fhir_bases:
                if not base.lower().startswith("https://"):
                    raise SettingsProblem(f"client {client.id}: a site reads FHIR over https only, not from {base}")
            if client.issuer == SANDBOX:
                raise SettingsProblem(f"client {client.id}: anybody can sign as the public Sandbox; only the demo may list it")
        return clients


def read_settings(**chosen: Any) -> Settings:
    """The settings of the environment, those chosen here instead of it. Raises SettingsProblem, which says in one line what is
    wrong with each."""
    try:
        return Settings(**chosen)
    except ValidationError as problem:
        raise SettingsProblem("; ".join(map(_told, problem.errors()))) from None
    except SettingsError as problem:  # a list that is no JSON
        raise SettingsProblem(str(problem).splitlines()[0]) from None


def _told(error: Mapping[str, Any]) -> str:
    """`IMAGING_CDS_PORT: Input should be …`, or the words of a SettingsProblem."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, SettingsProblem):
        return str(cause)
    name, *within = map(str, error["loc"])
    return f"{'.'.join([_PREFIX + name.upper(), *within])}: {error['msg']}"


def is_loopback(host: str) -> bool:
    """Whether a host name or address can be reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def data_folder() -> Path:
    """Where this user's data belongs on this platform; `./var` where that folder cannot be made."""
    if sys.platform.startswith("linux"):
        folder = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "imaging-cds"
    else:
        folder = Path(click.get_app_dir("imaging-cds"))
    for candidate in (folder, Path.cwd() / "var"):
        try:
            candidate.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(candidate, os.W_OK):
            return candidate
    raise SettingsProblem("no folder to keep the consultations in: set IMAGING_CDS_DATABASE_URL")
