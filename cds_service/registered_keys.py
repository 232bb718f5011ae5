"""The public keys of one client, as its registry entry or its file of keys has them now."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from cds_service.clients import Client
from cds_service.signed_tokens import PublicKeys, key_ids, public_keys

log = logging.getLogger("cds_service")

_AGAIN_AFTER = 60.0
"""Seconds between two readings of a file for a key that it may hold by now."""


class RegisteredKeys:
    """Reads the file of keys again where a call names a key that was not in it, so that an EHR may change its keys while the
    service runs. `clock` gives seconds. Raises OSError or ValueError where the keys cannot be used."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._keys = public_keys(client.key_set())
        self._read_at = clock()

    def naming(self, key_id: str) -> PublicKeys:
        """The keys, among which one of this id is if the client has it."""
        if self._client.keys_file is not None and key_id not in key_ids(self._keys):
            with self._lock:
                if self._clock() - self._read_at >= _AGAIN_AFTER:
                    self._read_again()
        return self._keys

    def _read_again(self) -> None:
        self._read_at = self._clock()
        try:
            self._keys = public_keys(self._client.key_set())
        except (OSError, ValueError) as problem:
            log.error("client=%s keys not read again, the old ones hold: %s", self._client.id, problem)
