"""One photo to a server, by tus: gone on with after whatever interrupts it."""

from __future__ import annotations

import base64
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx

from albumen.cli.push_memory import Memory
from albumen.errors import AlbumenError, NotPermittedError, UnavailableError

CHUNK = 16 << 20
"""Bytes of one request; a server keeps what arrived of it."""

_PIECE = 1 << 18
_TRIES = 8
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_MEDIA_TYPE = "application/offset+octet-stream"
_PASSING = {408, 409, 423, 425, 429, 460, 500, 502, 503, 504}
"""Answers after which another try may succeed; 409 and 460 with the offset asked again."""
_STARTED_ANEW = {404, 410}


class RefusedError(AlbumenError):
    """The server does not want this file."""

    code = "refused"


class ServerAwayError(UnavailableError):
    """The server did not answer, however often it was asked."""

    code = "server_away"
    advice = "Run the same command again later: it goes on where it stopped."


class StoppedError(UnavailableError):
    """The person pressed Ctrl-C."""

    code = "stopped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: ``uploaded``, ``duplicate`` or ``pending`` (the server has it, its storage not yet)."""

    result: str


class Server:
    """A server, as an owner of an access token sees it.

    Args:
        address: of the site, https://photos.example.org.
        token: an access token with the scope photos:write.
        event: the event's code or id; empty for one's own library.
        stop: set when the person wants to stop.
    """

    def __init__(self, address: str, token: str, event: str, connections: int, stop: threading.Event) -> None:
        self.target = f"{address.rstrip('/')}#{event}"
        self._root = f"{address.rstrip('/')}/api/v1"
        self._event = event
        self._library: str | None = None
        self._stop = stop
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"},
            timeout=httpx.Timeout(60, connect=15),
            limits=httpx.Limits(max_connections=connections + 1),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def known(self, digests: list[str]) -> set[str]:
        """Which of these files (SHA-256, at most 1,000) the event has already.

        Raises:
            RefusedError, NotPermittedError: there is no such event for this token.
        """
        where = f"events/{self._event}" if self._event else f"libraries/{self._own_library()}"
        answer = self._persistent(
            lambda: self._client.post(f"{self._root}/{where}/photos/known", json={"sha256": digests})
        )
        if answer.status_code != 200:
            raise _refusal(answer)
        return {str(photo["sha256"]) for photo in answer.json()["known"]}

    def _own_library(self) -> str:
        """The id of one's own library, which is made on first use."""
        if self._library is None:
            answer = self._persistent(lambda: self._client.put(f"{self._root}/libraries/personal"))
            if answer.status_code != 200:
                raise _refusal(answer)
            self._library = str(answer.json()["id"])
        return self._library

    def send(self, path: Path, sha256: str, memory: Memory, moved: Callable[[int], None]) -> Outcome:
        """Upload a file, or go on with its upload.

        Args:
            moved: called with how many bytes of the file the server holds.

        Raises:
            RefusedError, NotPermittedError: the server does not want it.
            ServerAwayError, StoppedError: it can go on another time.
        """
        size = path.stat().st_size
        url = resumed = memory.upload(self.target, sha256)
        if resumed is not None:
            answer = self._persistent(lambda: self._client.head(resumed))
            if answer.status_code in _STARTED_ANEW or answer.headers.get("Upload-Length") != str(size):
                url = None
        if url is None:
            answer = self._persistent(lambda: self._create(path, size, sha256))
            if answer.status_code != 201:
                raise _refusal(answer)
            url = urljoin(self._root, answer.headers["Location"])
            memory.keep_upload(self.target, sha256, url)
        offset = int(answer.headers.get("Upload-Offset", 0))
        while offset < size:
            moved(offset)
            answer = self._send_chunk(path, url, offset, size)
            if answer.status_code not in {200, 204}:
                memory.forget_upload(self.target, sha256)
                raise _refusal(answer)
            offset = int(answer.headers["Upload-Offset"])
        moved(size)
        memory.forget_upload(self.target, sha256)
        result = answer.headers.get("Albumen-Upload-Result", "received")
        return Outcome("uploaded" if result == "received" else result)

    def _create(self, path: Path, size: int, sha256: str) -> httpx.Response:
        name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        where = {"event": self._event} if self._event else {"library": "personal"}
        said = {"filename": name, "sha256": sha256, **where}
        pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
        headers = {"Upload-Length": str(size), "Upload-Metadata": ",".join(pairs)}
        return self._client.post(f"{self._root}/uploads", headers=headers)

    def _send_chunk(self, path: Path, url: str, offset: int, size: int) -> httpx.Response:
        """The answer to a chunk, or, when its connection broke, to the question where the upload stands."""
        first = True

        def attempt() -> httpx.Response:
            nonlocal first
            if not first:
                return self._client.head(url)
            first = False
            return self._client.patch(
                url,
                content=self._pieces(path, offset, min(CHUNK, size - offset)),
                headers={
                    "Upload-Offset": str(offset),
                    "Content-Type": _MEDIA_TYPE,
                    "Content-Length": str(min(CHUNK, size - offset)),
                },
            )

        return self._persistent(attempt)

    def _pieces(self, path: Path, offset: int, length: int) -> Iterator[bytes]:
        with path.open("rb") as file:
            file.seek(offset)
            while length > 0 and (piece := file.read(min(_PIECE, length))):
                if self._stop.is_set():
                    raise StoppedError("Stopped.")
                length -= len(piece)
                yield piece

    def _persistent(self, attempt: Callable[[], httpx.Response]) -> httpx.Response:
        """The first answer that is not a passing failure; waits longer before each new try."""
        reason = ""
        for number in range(_TRIES):
            if self._stop.is_set():
                raise StoppedError("Stopped.")
            wait = min(_FIRST_WAIT * 2**number, _LONGEST_WAIT) * random.uniform(0.75, 1.25)  # noqa: S311
            try:
                answer = attempt()
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
            except httpx.InvalidURL as error:
                raise RefusedError(f"The server's address cannot be used: {error}.") from error
            else:
                if answer.status_code not in _PASSING:
                    return answer
                reason = _reason(answer)
                with suppress(ValueError):
                    wait = max(wait, min(float(answer.headers.get("Retry-After", 0)), _LONGEST_WAIT))
            self._stop.wait(wait)
        raise ServerAwayError(f"The server does not take it at the moment ({reason}).")


def _refusal(answer: httpx.Response) -> AlbumenError:
    family = NotPermittedError if answer.status_code in {401, 403} else RefusedError
    advice = ""
    with suppress(ValueError, AttributeError):
        advice = str(answer.json().get("advice", ""))
    return family(_reason(answer), advice=advice)


def _reason(answer: httpx.Response) -> str:
    with suppress(ValueError, AttributeError, KeyError):
        return str(answer.json()["detail"])
    return f"HTTP status {answer.status_code}"
