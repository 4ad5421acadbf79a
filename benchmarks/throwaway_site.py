"""A whole site on throw-away data, as ``make run`` starts it, with a mailbox that can be read over HTTP."""

from __future__ import annotations

import email
import email.policy
import http.server
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

START = 300.0
"""Seconds within which the site must answer."""


class Mailbox:
    """Receives e-mails by SMTP and shows the last one to an address at ``GET /?to=…`` as text."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._smtp = Controller(self, hostname="127.0.0.1", port=free_port())
        box = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = parse_qs(urlsplit(self.path).query).get("to", [""])[0].lower()
                text = box._texts.get(wanted, "").encode()
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self._web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)

    @property
    def smtp_port(self) -> int:
        return int(self._smtp.port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._web.server_address[1]}/"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = message.get_body(("plain",))
        for address in envelope.rcpt_tos:
            self._texts[address.lower()] = str(body.get_content()) if body else ""
        return "250 OK"

    def __enter__(self) -> Mailbox:
        self._smtp.start()
        threading.Thread(target=self._web.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._smtp.stop()
        self._web.shutdown()
        self._web.server_close()


@dataclass(frozen=True, slots=True)
class Site:
    """A running site.

    Attributes:
        url: its address, no slash at the end.
        data: its data folder.
        process: its supervisor.
        log: file of what it printed.
    """

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def throwaway_site(mailbox: Mailbox, *, port: int | None = None, **settings: str) -> Iterator[Site]:
    """Start ``albumen up`` on new data and a free port; all of it is gone afterwards.

    Args:
        mailbox: gets its e-mails.
        port: where it listens; a free one when none is given.
        settings: further settings, by their names.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="albumen-site-") as folder:
        log = Path(folder) / "site.log"
        environment = {
            **os.environ,
            "ALBUMEN_DATA": f"{folder}/data",
            "ALBUMEN_PORT": str(port),
            "ALBUMEN_SITE_URL": url,
            "ALBUMEN_SMTP_HOST": "127.0.0.1",
            "ALBUMEN_SMTP_PORT": str(mailbox.smtp_port),
            "ALBUMEN_SMTP_SECURITY": "none",
            **settings,
        }
        command = [str(Path(sys.executable).parent / "albumen"), "up"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            _wait_until_it_answers(url, process, log)
            yield Site(url, Path(folder) / "data", process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.25)
    raise SystemExit(f"the site did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def free_port() -> int:
    """A TCP port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
