"""A client of tus that goes on uploading whatever happens to the server: connections cut, answers lost, 5xx."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from upload_story import encoded

_BYTES = {"Content-Type": "application/offset+octet-stream"}
_TIMEOUT = 10.0


class PersistentUploader:
    """Uploads files to one event, each in two requests, from as many threads as call it.

    Args:
        url: of the site, no slash at the end.
        event: its id.
        token: an access token with the scope to write photos.
        patience: seconds that one file may take.
    """

    def __init__(self, url: str, event: str, token: str, patience: float) -> None:
        self._url = url
        self._event = event
        self._patience = patience
        headers = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}"}
        self._http = httpx.Client(headers=headers, timeout=_TIMEOUT)
        self.cut = 0

    def upload(self, path: Path) -> str:
        """Upload a file until the server says what became of it; returns the photo's id.

        Raises:
            AssertionError: it was refused, or its time is over.
        """
        data = path.read_bytes()
        end = time.monotonic() + self._patience
        location = ""
        while time.monotonic() < end:
            try:
                if not location:
                    location = self._announce(path.name, len(data))
                photo = self._go_on(location, data)
            except (httpx.TransportError, _AwayError):
                self.cut += 1
                time.sleep(0.1)  # the real server takes its time to come back
                continue
            if photo:
                return photo
        raise AssertionError(f"{path.name} did not get there")

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _announce(self, name: str, size: int) -> str:
        metadata = encoded({"filename": name, "event": self._event})
        answer = self._http.post(
            f"{self._url}/api/v1/uploads",
            headers={"Upload-Length": str(size), "Upload-Metadata": metadata},
        )
        return str(_checked(answer, 201).headers["Location"])

    def _go_on(self, location: str, data: bytes) -> str:
        """From where the server says it stands; the photo's id, empty while there is none."""
        address = f"{self._url}{location}"
        answer = _checked(self._http.head(address), 200)
        offset = int(answer.headers["Upload-Offset"])
        while offset < len(data):
            piece = data[offset : offset + len(data) // 2 + 1]
            headers = {**_BYTES, "Upload-Offset": str(offset)}
            answer = _checked(self._http.patch(address, headers=headers, content=piece), 204)
            offset = int(answer.headers["Upload-Offset"])
        return str(answer.headers.get("Albumen-Photo", ""))


class _AwayError(Exception):
    """Worth another try."""


def _checked(answer: httpx.Response, status: int) -> httpx.Response:
    if answer.status_code in (409, 423, 500, 502, 503):
        raise _AwayError(answer.text)
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    return answer
