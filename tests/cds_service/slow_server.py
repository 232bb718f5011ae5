"""A FHIR server on a real socket that misbehaves in chosen ways, and counts who came."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EMPTY = b'{"resourceType": "Bundle", "type": "searchset", "total": 0}'


@dataclass
class Misbehaving:
    """`base` is the address of the server; `seen` the paths asked for, `tokens` the Authorization headers, `left` the
    paths whose answer nobody waited for; `released` ends what is held."""

    base: str = ""
    seen: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def misbehaving_server() -> Iterator[Misbehaving]:
    """Answers by the first part of the path: held, drip, drip-head, flood, gzip, redirect, cycle; anything else at once."""
    notes = Misbehaving()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            notes.seen.append(self.path)
            notes.tokens.append(self.headers.get("Authorization"))
            try:
                self._answer(self.path.split("/")[1])
            except OSError:
                notes.left.append(self.path)

        def _answer(self, how: str) -> None:
            if how == "held":
                notes.released.wait(60)
            if how == "drip-head":
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 200:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
                return
            if how == "redirect":
                self.send_response(302)
                self.send_header("Location", f"{notes.base}/plain/stolen")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/fhir+json")
            if how == "gzip":
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            if how == "drip":
                for byte in EMPTY:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.05)
            elif how == "flood":
                for _ in range(200):
                    self.wfile.write(b" " * 100_000)
            elif how == "cycle":
                link = f'[{{"relation": "next", "url": "{notes.base}/cycle/again"}}]'
                self.wfile.write(f'{{"resourceType": "Bundle", "link": {link}}}'.encode())
            else:
                self.wfile.write(EMPTY)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128  # with fewer, a caller among many waits a second for its connection

    server = Server(("127.0.0.1", 0), Handler)
    notes.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield notes
    finally:
        notes.released.set()
        server.shutdown()
        server.server_close()
