"""A person with a browser, as a program: signing up by e-mailed code, calling the API, uploading by tus.

For `story.py` and whoever wants to write the like; nothing but HTTP.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

PASSWORD = "a long enough password 1"  # noqa: S105 - of people who do not exist
CHUNK = 4 * 1024 * 1024


class Person:
    """Somebody with a browser: cookies, the CSRF token, and errors that say what went wrong."""

    def __init__(self, server: str, mailbox: str, email: str) -> None:
        self.email = email
        self._mailbox = mailbox
        self._http = httpx.Client(base_url=server, timeout=60, follow_redirects=True)
        self.call("GET", "/_allauth/browser/v1/config")

    def close(self) -> None:
        """Let go of the connections to the server."""
        self._http.close()

    @property
    def cookies(self) -> dict[str, str]:
        """By name; a browser that is given them goes on as this person."""
        return dict(self._http.cookies)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, whatever comes back."""
        headers = {"X-CSRFToken": self._http.cookies.get("albumen_csrf", ""), **options.pop("headers", {})}
        headers.setdefault("Referer", str(self._http.base_url))
        while True:
            answer = self._http.request(method, path, headers=headers, **options)
            if answer.status_code != 429:
                return answer
            time.sleep(float(answer.headers.get("Retry-After", 5)))  # many sign up from one address here

    def call(
        self, method: str, path: str, expect: tuple[int, ...] = (200, 201, 202, 204), **options: Any
    ) -> Any:
        """One request that must work; gives the JSON of the answer."""
        answer = self.send(method, path, **options)
        if answer.status_code not in expect:
            raise SystemExit(
                f"{self.email}: {method} {path} answered {answer.status_code}: {answer.text[:500]}"
            )
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None

    def api(self, method: str, path: str, **options: Any) -> Any:
        """One request to the API that must work."""
        return self.call(method, f"/api/v1{path}", **options)

    def everything(self, path: str) -> Iterator[dict[str, Any]]:
        """All items of a paged list; the path may ask for some only (?state=…)."""
        cursor = None
        while True:
            asked = {"limit": 200, **({"cursor": cursor} if cursor else {})}
            page = self.api("GET", str(httpx.URL(path).copy_merge_params(asked)))
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def sign_up(self, kind: str, **details: Any) -> None:
        """Sign up, read the code out of the e-mail, verify the address; logged in afterwards."""
        account = {"email": self.email, "password": PASSWORD, **details}
        self.api("POST", f"/account/signup/{kind}", json=account, expect=(200, 201, 202, 401))
        self.call("POST", "/_allauth/browser/v1/auth/email/verify", json={"key": self._code()})

    def _code(self) -> str:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            answer = httpx.get(self._mailbox, params={"to": self.email})
            found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", answer.text, re.MULTILINE)
            if answer.status_code == 200 and found:
                return found[1]
            time.sleep(0.1)
        raise SystemExit(f"{self.email} got no code by e-mail")


def upload(host: Person, target: str, path: Path, *, into: str = "event", broken: bool = False) -> None:
    """One photo by tus, in chunks, into an event or (``into="library"``) a library, by its id.

    ``broken``: the connection is lost after the first chunk and the upload resumed.
    """
    data = path.read_bytes()
    told = {"filename": path.name, into: target, "sha256": hashlib.sha256(data).hexdigest()}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)), "Upload-Metadata": metadata}
    made = host.send("POST", "/api/v1/uploads", headers=headers)
    if made.status_code != 201:
        raise SystemExit(f"upload of {path.name} was refused: {made.status_code} {made.text[:300]}")
    place, offset = made.headers["Location"], 0
    if broken:
        part = data[: len(data) // 3]
        host.send("PATCH", place, content=part, headers=_patch(0))
        answer = host.send("HEAD", place, headers={"Tus-Resumable": "1.0.0"})  # as a new start would ask
        offset = int(answer.headers["Upload-Offset"])
        assert offset == len(part), "the server forgot bytes it had confirmed"  # noqa: S101
    while offset < len(data):
        answer = host.send("PATCH", place, content=data[offset : offset + CHUNK], headers=_patch(offset))
        if answer.status_code != 204:
            raise SystemExit(f"upload of {path.name} broke: {answer.status_code} {answer.text[:300]}")
        offset = int(answer.headers["Upload-Offset"])


def _patch(offset: int) -> dict[str, str]:
    return {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
