"""A real HTTP server on this machine that can misbehave in the ways servers and networks do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """One file and how it is served.

    Attributes:
        break_after: for each request in turn, the bytes after which the connection is dropped; None: never.
        hold_after: for each request in turn, the bytes after which the server waits for ``release``.
        statuses: for each request in turn, the status to answer instead of serving; 0 serves.
        ranges: whether Range is understood.
        with_length: whether Content-Length is sent; without it the end of the connection is the end.
        release: lets a held request go on.
        second_request: set when a second request comes.
        requests: the headers of every request so far.
    """

    content: bytes
    etag: str | None = '"first"'
    ranges: bool = True
    break_after: list[int | None] = field(default_factory=list)
    hold_after: list[int | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    with_length: bool = True
    release: threading.Event = field(default_factory=threading.Event)
    second_request: threading.Event = field(default_factory=threading.Event)
    requests: list[dict[str, str]] = field(default_factory=list)


class WeightsServer:
    """Serves :class:`Served` files by path; everything else is 404."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.files: dict[str, Served] = {}
        self.address = f"http://127.0.0.1:{server.server_address[1]}"

    def serve(self, name: str, content: bytes, **how: object) -> Served:
        served = Served(content, **how)  # type: ignore[arg-type]
        self.files[f"/{name}"] = served
        return served


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    weights: WeightsServer

    def do_GET(self) -> None:
        served = self.weights.files.get(self.path)
        if served is None:
            self._refuse(404)
            return
        turn = len(served.requests)
        served.requests.append({key.lower(): value for key, value in self.headers.items()})
        if turn == 1:
            served.second_request.set()
        if _at(served.statuses, turn):
            self._refuse(served.statuses[turn])
            return
        start = self._start(served)
        if start is not None and start >= len(served.content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(served.content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = served.content[start or 0 :]
        self.send_response(200 if start is None else 206)
        if served.etag is not None:
            self.send_header("ETag", served.etag)
        if start is not None:
            end = len(served.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(served.content)}")
        if served.with_length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.close_connection = True
        self.end_headers()
        stop, hold = _at(served.break_after, turn), _at(served.hold_after, turn)
        if hold is not None:
            self.wfile.write(body[:hold])
            self.wfile.flush()
            served.release.wait(timeout=20)
            body = body[hold:]
        self.wfile.write(body if stop is None else body[:stop])
        if stop is not None:
            self.close_connection = True

    def _start(self, served: Served) -> int | None:
        wanted, condition = self.headers.get("Range"), self.headers.get("If-Range")
        if wanted is None or not served.ranges or (condition is not None and condition != served.etag):
            return None
        return int(wanted.removeprefix("bytes=").removesuffix("-"))

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _at(values: list, index: int):  # type: ignore[no-untyped-def, type-arg]
    return values[index] if index < len(values) else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is part of the tests."""


@contextmanager
def running() -> Iterator[WeightsServer]:
    """A server on a free port, in a thread."""
    handler = type("Handler", (_Handler,), {})
    with _Server(("127.0.0.1", 0), handler) as server:
        weights = WeightsServer(server)
        handler.weights = weights
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield weights
        finally:
            for served in weights.files.values():
                served.release.set()
            server.shutdown()
            thread.join()
