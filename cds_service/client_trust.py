"""Which client is calling: the signed token of a CDS Hooks call (CDS Hooks 2.0.1, trusting CDS clients).

A token is accepted when a registered issuer signed it with a key of the registry by an algorithm listed for that issuer,
for exactly the address called, now, and for the first time. Keys come from the registry only; an address that a token
names for its keys (`jku`) must be the registered one and is not read. Why a token is refused is never told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from cds_service.clients import Client
from cds_service.registered_keys import RegisteredKeys
from cds_service.settings import Settings, SettingsProblem
from cds_service.short_lived_store import ShortLivedStore, StoreUnavailable
from cds_service.signed_tokens import TokenProblem, check_times, unverified, verified

log = logging.getLogger("cds_service")

LEEWAY = 30.0
"""Seconds by which clocks may differ; the public Sandbox rounds `iat` up."""
_LONGEST_NAME = 200


class ClientTrust:
    """Knows the clients that have keys. `now` gives seconds since 1970."""

    def __init__(
        self,
        settings: Settings,
        clients: Sequence[Client],
        store: ShortLivedStore,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Raises SettingsProblem for a key set that cannot be used, for two clients with one issuer and tenant, and for a
        site whose registry holds no key, for it could tell nobody apart, or that has no public address."""
        self._required = settings.profile == "site"
        self._bases = settings.own_addresses
        self._longest = settings.token_lifetime + LEEWAY
        self._uses = _Uses(store, now)
        self._now = now
        self._signing = [client for client in clients if client.issuer is not None]
        names = [(client.issuer, client.tenant) for client in self._signing]
        if len(set(names)) < len(names):
            raise SettingsProblem("two clients have the same issuer and tenant")
        if self._required and not self._signing:
            raise SettingsProblem(
                "a site answers signed calls only, and no client has an issuer and keys: "
                "set IMAGING_CDS_CLIENTS_FILE to a registry with both"
            )
        if self._required and settings.public_base_url is None:
            raise SettingsProblem("a site needs IMAGING_CDS_PUBLIC_BASE_URL: calls are signed for the address that is called")
        self._keys: dict[str, RegisteredKeys] = {}
        for client in self._signing:
            try:
                self._keys[client.id] = RegisteredKeys(client)
            except (OSError, ValueError) as problem:
                raise SettingsProblem(f"client {client.id}: {problem}") from None

    def caller(self, authorization: str | None, path: str) -> Client | None:
        """The client that signed a call to a path of this service; None for an unsigned call where that is allowed.

        Raises TokenProblem for every call that is not to be answered.
        """
        if authorization is None:
            if self._required:
                raise TokenProblem("missing")
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenProblem("scheme")
        header, claims = unverified(token.strip())
        client = self._client(claims)
        try:
            return self._signed(token.strip(), header, client, path)
        except TokenProblem as problem:
            raise TokenProblem(str(problem), client.id) from None

    def _signed(self, token: str, header: dict[str, Any], client: Client, path: str) -> Client:
        """The client, if it signed the token for a call to this path. Raises TokenProblem."""
        if not isinstance(header.get("kid"), str) or not header["kid"]:
            raise TokenProblem("key id")
        if "jku" in header and header["jku"] != client.jku:
            raise TokenProblem("key address")
        keys = self._keys[client.id].naming(header["kid"])
        return self._accepted(verified(token, keys, client.algorithms), client, path)

    def _client(self, claims: dict[str, Any]) -> Client:
        """The client with this issuer and tenant, else the one that serves the issuer's other tenants."""
        issuer, tenant = claims.get("iss"), claims.get("tenant")
        of_issuer = {client.tenant: client for client in self._signing if client.issuer == issuer}
        known = of_issuer.get(tenant) if isinstance(tenant, str) else None
        client = known or of_issuer.get(None)
        if client is None:
            raise TokenProblem("issuer")
        return client

    def _accepted(self, claims: dict[str, Any], client: Client, path: str) -> Client:
        audience = claims.get("aud")
        named = [audience] if isinstance(audience, str) else audience
        if not isinstance(named, list) or not any(base + path in named for base in self._bases):
            raise TokenProblem("audience")
        check_times(claims, self._now(), LEEWAY, self._longest)
        token_id = claims.get("jti")
        if not isinstance(token_id, str) or not 0 < len(token_id) <= _LONGEST_NAME:
            raise TokenProblem("id")
        if not self._uses.first(f"{client.issuer}\n{token_id}", float(claims["exp"]) + LEEWAY):
            raise TokenProblem("replay")
        return client


class _Uses:
    """Which tokens have been used, by all processes. While the database is away each process remembers its own, so that
    clinicians go on being answered."""

    def __init__(self, store: ShortLivedStore, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._own: dict[str, float] = {}
        self._lock = threading.Lock()

    def first(self, token: str, until: float) -> bool:
        """Whether a token has not been used before; it is from now on."""
        with self._lock:
            if token in self._own:
                return False
            if len(self._own) >= 10_000:
                now = self._now()
                self._own = {used: end for used, end in self._own.items() if end > now}
            self._own[token] = until
        try:
            return self._store.first_use("token", token, until)
        except StoreUnavailable as problem:
            log.error("used tokens are remembered by this process only: %s", problem)
            return True
