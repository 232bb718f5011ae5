"""Reading from a client's FHIR server what its prefetch left out. The only module that opens outbound connections.

What it promises: FHIR is read by GET only, from listed base addresses and their own origin only; no redirect followed,
no proxy or netrc of this machine used; one deadline over all reads of a request, which no server can outlast; sizes and
pages capped. Any failure means that the part is not delivered; nothing is raised.

A SMART launch reads and posts one JSON document at a time, under the same guards (`get_json`, `post_form`). One resource is
written, where a clinician taps for it (`post_resource`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import msgspec
import requests

from cds_service.bundle_page import read_page
from cds_service.cut_off import CutOffAdapter, cut_off_after
from cds_service.prefetch_templates import PREFETCH

log = logging.getLogger("cds_service")

_PIECE = 64 * 1024
_DOCUMENT_CAP = 512 * 1024


@dataclass(frozen=True, slots=True)
class FhirSource:
    """A FHIR server that may be read: a base address taken from the registry, and the request's own token for it."""

    base: str
    token: str | None = field(default=None, repr=False)


class ReadFailed(Exception):
    """A page that cannot be had; the text says why, without the address."""


class NotTaken(ReadFailed):
    """The server answered, and said no."""


class FhirAccess:
    """Reads pages in parallel under one deadline. `deadline` in seconds, `cap` in bytes for one part; `requests_at_once` are
    those whose reads must not wait for each other, so that one slow server delays nobody else's."""

    def __init__(self, deadline: float, cap: int, pages: int, requests_at_once: int = 8) -> None:
        self._deadline = deadline
        self._cap = cap
        self._pages = pages
        connections = requests_at_once * len(PREFETCH)
        self._pool = ThreadPoolExecutor(connections, thread_name_prefix="fhir-access")
        self._adapter = CutOffAdapter(pool_maxsize=connections, max_retries=0)

    def read(self, source: FhirSource, addresses: Mapping[str, str]) -> dict[str, list[bytes]]:
        """The pages behind each address, by its key; those that arrived before the deadline, none where it failed."""
        until = time.monotonic() + self._deadline
        pages: dict[str, list[bytes]] = {key: [] for key in addresses}
        running: list[Future[None]] = [
            self._pool.submit(self._read_pages, source, key, address, pages[key], until) for key, address in addresses.items()
        ]
        late = wait(running, timeout=max(0.0, until - time.monotonic())).not_done
        for future in late:
            future.cancel()
        if late:
            log.info("fhir reads late=%d of=%d", len(late), len(running))
        return {key: list(read) for key, read in pages.items()}

    def _read_pages(self, source: FhirSource, key: str, address: str, pages: list[bytes], until: float) -> None:
        """Append each page as it arrives, so that the pages before a failure are kept."""
        next_address: str | None = address
        size = 0
        try:
            while next_address is not None and len(pages) < self._pages:
                body = self._get(source, own_address(source.base, next_address), self._cap - size, until)
                size += len(body)
                page = read_page(body)
                if page is None:
                    raise ReadFailed("no FHIR resource")
                pages.append(body)
                next_address = page.next
        except ReadFailed as problem:
            log.info("fhir read part=%s failed=%s", key, problem)
        except Exception as problem:
            log.info("fhir read part=%s failed=%s", key, type(problem).__name__)

    def _get(self, source: FhirSource, address: str, cap: int, until: float) -> bytes:
        return _exchanged(self._adapter, requests.Request("GET", address, headers=_headers(source.token)), cap, until)


def get_json(address: str, origins: Collection[str], seconds: float, token: str | None = None) -> dict[str, Any]:
    """The JSON object at an address on one of the origins. Raises ReadFailed."""
    return _json(requests.Request("GET", address, headers=_headers(token)), origins, seconds)


def post_form(address: str, origins: Collection[str], seconds: float, form: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object that answers a form sent to an address on one of the origins. Raises ReadFailed."""
    return _json(requests.Request("POST", address, headers=_headers(None), data=dict(form)), origins, seconds)


def post_resource(address: str, origins: Collection[str], seconds: float, resource: Mapping[str, Any], token: str) -> None:
    """Create a resource at an address on one of the origins.

    Raises NotTaken where the server refuses it, ReadFailed where it is not known whether it was taken.
    """
    if origin_of(address) not in origins:
        raise NotTaken("not a listed server")
    headers = {**_headers(token), "Content-Type": "application/fhir+json"}
    asked = requests.Request("POST", address, headers=headers, data=msgspec.json.encode(resource))
    try:
        _exchanged(CutOffAdapter(max_retries=0), asked, _DOCUMENT_CAP, time.monotonic() + seconds, taken=(200, 201))
    except NotTaken:
        raise
    except Exception as problem:
        log.info("fhir write failed=%s", type(problem).__name__)
        raise ReadFailed(type(problem).__name__) from None


def origin_of(address: str) -> str:
    """`https://host:port` of an address; empty where it has none, or names a user."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if known else ""


def _json(asked: requests.Request, origins: Collection[str], seconds: float) -> dict[str, Any]:
    if origin_of(asked.url) not in origins:
        raise ReadFailed("not a listed server")
    try:
        body = _exchanged(CutOffAdapter(max_retries=0), asked, _DOCUMENT_CAP, time.monotonic() + seconds)
        content = msgspec.json.decode(body)
    except ReadFailed:
        raise
    except Exception as problem:
        raise ReadFailed(type(problem).__name__) from None
    if not isinstance(content, dict):
        raise ReadFailed("no JSON object")
    return content


def _headers(token: str | None) -> dict[str, str]:
    headers = {"Accept": "application/fhir+json, application/json", "Accept-Encoding": "identity"}
    return headers if token is None else {**headers, "Authorization": f"Bearer {token}"}


_FOUND = (200,)


def _exchanged(
    adapter: CutOffAdapter, asked: requests.Request, cap: int, until: float, taken: Collection[int] = _FOUND
) -> bytes:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    left = _left(until)
    with cut_off_after(left):
        answer = session.send(session.prepare_request(asked), timeout=(left, left), allow_redirects=False, stream=True)
        return _body(answer, cap, until, taken)


def _body(answer: requests.Response, cap: int, until: float, taken: Collection[int]) -> bytes:
    try:
        if answer.status_code not in taken:
            refused = 300 <= answer.status_code < 500
            raise (NotTaken if refused else ReadFailed)(f"status {answer.status_code}")
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ReadFailed("compressed")
        return _read_capped(answer, cap, until)
    finally:
        answer.close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise ReadFailed("deadline")
    return left


def _read_capped(answer: requests.Response, cap: int, until: float) -> bytes:
    """The body, read as it arrives: a server that drips is left at the deadline, one that floods at the cap."""
    body = bytearray()
    while piece := answer.raw.read1(_PIECE, decode_content=False):
        body += piece
        if len(body) > cap:
            raise ReadFailed("too large")
        _left(until)
    return bytes(body)


def own_address(base: str, address: str) -> str:
    """An address relative to a base, or a next page's, rebuilt on the base's own origin.

    Raises ReadFailed for an address on another origin.
    """
    home = urlsplit(base)
    asked = urlsplit(urljoin(f"{base}/", address))
    if (asked.scheme, asked.netloc) != (home.scheme, home.netloc):
        raise ReadFailed("next page on another server")
    query = f"?{asked.query}" if asked.query else ""
    return f"{home.scheme}://{home.netloc}{asked.path}{query}"


def query_for(key: str, patient_id: str) -> str | None:
    """The read or search of one of our prefetch keys for a patient; None for an id that has no place in an address."""
    if not patient_id.strip("."):
        return None
    return PREFETCH[key].replace("{{context.patientId}}", quote(patient_id, safe=""))
