"""One file over HTTP, into a partial file that a later call goes on with.

Beside ``x.part`` stands ``x.part.json`` with the address and the server's validator (ETag). A partial file is
continued with ``Range`` and ``If-Range``, so a file that changed at the server starts again from nothing; a
server that ignores ranges does so too. Whether the bytes are right is decided by the caller, by digest.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from albumen.engine.packs.errors import (
    DiskFullError,
    DownloadTimeoutError,
    FileGoneError,
    OfflineError,
    StoreNotWritableError,
    WrongDigestError,
)

if TYPE_CHECKING:
    import requests

Advance = Callable[[int, int | None], None]
"""Called with the bytes there so far and the bytes in all, where known."""

_BLOCK = 1 << 16
_CONNECT_SECONDS = 10.0
_STALL_SECONDS = 30.0
_LARGEST = 4 << 30
"""No weights are larger; where the size is not known, this keeps a broken server from filling the disk."""
_SPARE_BYTES = 16 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Retry:
    """How often to try again when a connection fails.

    Attributes:
        attempts: tries in a row that bring no new byte before giving up.
        first_delay: seconds before the second try; doubles with each further one, at most ``longest_delay``.
    """

    attempts: int = 4
    first_delay: float = 0.5
    longest_delay: float = 8.0

    def delay(self, failures: int) -> float:
        """Seconds to wait after this many failures in a row (1 and up)."""
        return float(min(self.longest_delay, self.first_delay * 2 ** (failures - 1)))


class Deadline:
    """A moment after which nothing more is begun; ``None`` seconds means there is none."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, infinite without a deadline, never below 0."""
        return float("inf") if self._end is None else max(0.0, self._end - time.monotonic())

    def check(self, what: str) -> None:
        """Raise DownloadTimeoutError when the time is over."""
        if self.left <= 0:
            raise DownloadTimeoutError(f"The time allowed for fetching {what} is over.")


class _TryAgainError(Exception):
    """This try failed, the next may not."""


def download(
    address: str,
    part: Path,
    *,
    size: int | None = None,
    digest_known: bool = False,
    deadline: Deadline | None = None,
    retry: Retry | None = None,
    advance: Advance | None = None,
) -> bool:
    """Fetch ``address`` into ``part``, going on where an earlier call stopped.

    Args:
        part: the partial file; complete when this returns, not yet checked.
        size: bytes expected, where known.
        digest_known: the caller checks a digest afterwards, so a partial file may be continued even where the
            server gave no validator to tell whether the file is still the same.

    Returns:
        Whether the file was put together from several answers (a wrong digest is then worth a fresh start).

    Raises:
        OfflineError: the server cannot be reached or breaks off again and again.
        DownloadTimeoutError: the deadline passed; ``part`` keeps what came.
        FileGoneError: the server says the file is not there, or refuses it.
        WrongDigestError: the server sends another size than expected; ``part`` is removed.
        DiskFullError, StoreNotWritableError: ``part`` cannot be written.
    """
    import requests

    deadline, retry = deadline or Deadline(None), retry or Retry()
    transfer = _Transfer(address, part, size, digest_known, deadline, advance)
    failures, reached, pieces = 0, transfer.done, int(transfer.done > 0)
    with requests.Session() as session:
        while True:
            deadline.check(part.stem)
            try:
                complete = transfer.run(session)
            except (_TryAgainError, requests.RequestException) as error:
                failures = 1 if transfer.done > reached else failures + 1
                if failures >= retry.attempts:
                    raise OfflineError(f"{_host(address)} cannot be reached: {_reason(error)}.") from error
                time.sleep(min(retry.delay(failures), deadline.left))
                complete = False
            except OSError as error:
                raise writing_failed(error, part) from error
            pieces += 1
            reached = max(reached, transfer.done)
            if complete:
                return pieces > 1


def writing_failed(error: OSError, path: Path) -> DiskFullError | StoreNotWritableError:
    """The typed error for a failure to write ``path``."""
    if error.errno in _FULL:
        return DiskFullError(f"There is no room for {path.name} in {path.parent}.")
    return StoreNotWritableError(f"{path.name} cannot be written in {path.parent}: {error.strerror}.")


def sidecar(part: Path) -> Path:
    """The file beside a partial file that says where it comes from."""
    return part.with_name(part.name + ".json")


class _Transfer:
    """The state of one download over several tries."""

    def __init__(
        self,
        address: str,
        part: Path,
        size: int | None,
        digest_known: bool,
        deadline: Deadline,
        advance: Advance | None,
    ) -> None:
        self._address = address
        self._part = part
        self._size = size
        self._digest_known = digest_known
        self._deadline = deadline
        self._advance = advance or (lambda done, total: None)
        self.done = part.stat().st_size if part.is_file() and self._continues() else 0

    def run(self, session: requests.Session) -> bool:
        """One try: True when the file is complete, _TryAgainError or a RequestException when it broke."""
        if self._size is not None and self.done == self._size:
            return True
        headers = {"Accept-Encoding": "identity", "User-Agent": "albumen"}
        if self.done:
            headers["Range"] = f"bytes={self.done}-"
            validator = self._remembered().get("validator")
            if validator:
                headers["If-Range"] = validator
        left = self._deadline.left
        stall = max(0.2, min(_STALL_SECONDS, left / 4))
        timeout = (max(0.2, min(_CONNECT_SECONDS, left)), stall)
        with session.get(self._address, headers=headers, timeout=timeout, stream=True) as answer:
            if answer.status_code == 416:
                if answer.headers.get("Content-Range") == f"bytes */{self.done}":
                    return True  # the earlier call was stopped between the last byte and the check
                self._start_again()
                raise _TryAgainError("the server cannot go on with the partial file")
            self._judge(answer)
            total = self._place(answer)
            self._check_total(total)
            self._write(answer, total)
            if total is not None and self.done < total:
                raise _TryAgainError(f"the connection broke after {self.done:,} of {total:,} bytes")
            return True

    def _continues(self) -> bool:
        """Whether the partial file there is of this address and may be gone on with."""
        remembered = self._remembered()
        return remembered.get("address") == self._address and bool(
            remembered.get("validator") or self._digest_known
        )

    def _remembered(self) -> dict[str, str]:
        try:
            values = json.loads(sidecar(self._part).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def _judge(self, answer: requests.Response) -> None:
        status = f"{answer.status_code} {answer.reason}"
        if answer.status_code in _TRY_AGAIN:
            raise _TryAgainError(f"it answers {status}")
        if answer.status_code not in (200, 206):
            raise FileGoneError(
                f"{_host(self._address)} does not give {self._part.stem}: it answers {status}."
            )
        if self._address.startswith("https:") and not answer.url.startswith("https:"):
            raise FileGoneError(f"{_host(self._address)} sends {self._part.stem} over an open connection.")

    def _place(self, answer: requests.Response) -> int | None:
        """Set ``done`` to where this answer begins, remember its validator, and return the size in all."""
        if answer.status_code == 206:
            match = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if match is None or int(match[1]) != self.done:
                self._start_again()
                raise _TryAgainError("the server answers with another range than asked for")
            return None if match[3] == "*" else int(match[3])
        self.done = 0
        # First the old bytes go, then the new validator comes: never new words beside old bytes.
        self._part.unlink(missing_ok=True)
        etag = answer.headers.get("ETag", "")
        # Only strong validators may be used with ranges (RFC 9110, 13.1.5).
        validator = "" if etag.startswith("W/") else etag
        text = json.dumps({"address": self._address, "validator": validator})
        sidecar(self._part).write_text(text, encoding="utf-8")
        length = answer.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None

    def _check_total(self, total: int | None) -> None:
        if total is not None and self._size is not None and total != self._size:
            self._wrong_size(f"{total:,}")
        needed = (total or self._size or 0) - self.done
        if needed and shutil.disk_usage(self._part.parent).free < needed + _SPARE_BYTES:
            raise OSError(errno.ENOSPC, "no space left")

    def _write(self, answer: requests.Response, total: int | None) -> None:
        limit = total or self._size or _LARGEST
        with self._part.open("ab" if self.done else "wb") as file:
            for block in _blocks(answer):
                self._append(file, block)
                if self.done > limit:
                    break
                self._advance(self.done, total or self._size)
                self._deadline.check(self._part.stem)
        if self.done > limit:
            self._wrong_size(f"more than {limit:,}")
        if total is None and self._size is not None and self.done < self._size:
            raise _TryAgainError(f"the answer ended after {self.done:,} of {self._size:,} bytes")

    def _append(self, file: BinaryIO, block: bytes) -> None:
        file.write(block)
        file.flush()
        self.done += len(block)

    def _start_again(self) -> None:
        discard(self._part)
        self.done = 0

    def _wrong_size(self, found: str) -> None:
        self._start_again()
        raise WrongDigestError(
            f"{_host(self._address)} sends {found} bytes for {self._part.stem}, "
            f"expected {self._size or 0:,}; what came was removed."
        )


def discard(part: Path) -> None:
    """Remove a partial file and what stands beside it."""
    part.unlink(missing_ok=True)
    sidecar(part).unlink(missing_ok=True)


def _blocks(answer: requests.Response) -> Iterator[bytes]:
    """Bytes as they arrive, so that a slow server is seen against the deadline, block by block."""
    import urllib3

    try:
        while block := answer.raw.read1(_BLOCK):
            yield block
    except urllib3.exceptions.HTTPError as error:
        raise _TryAgainError(str(error)) from error


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def _reason(error: Exception) -> str:
    """The innermost reason of a connection error, without the libraries' nesting."""
    innermost: BaseException = error
    while (inner := innermost.__cause__ or innermost.__context__) is not None:
        innermost = inner
    text = str(innermost).strip().rstrip(".") or type(innermost).__name__
    return text.splitlines()[0]
