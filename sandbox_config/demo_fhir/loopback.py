"""This machine only: who asks, under which name, and where an answer may be sent."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Request, abort


def only_this_machine(request: Request) -> None:
    """Refuse (404) a request from elsewhere, or under a name that is not this machine's (DNS rebinding)."""
    if not (_is_loopback(request.remote_addr or "") and is_local_address(f"http://{request.host}/")):
        abort(404)


def is_local_address(url: str) -> bool:
    """Whether an address is http or https on this machine, without a user name and without a fragment."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    plain = parts.username is None and not parts.fragment
    return parts.scheme in ("http", "https") and plain and _is_loopback(parts.hostname or "")


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, to compare two addresses by."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
