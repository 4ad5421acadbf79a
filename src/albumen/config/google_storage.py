"""Google Cloud Storage: parts of files and signed addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from google.api_core.exceptions import NotFound, RequestRangeNotSatisfiable
from google.cloud.storage.retry import DEFAULT_RETRY  # type: ignore[import-untyped]
from storages.backends.gcloud import GoogleCloudStorage

_TIMEOUT = (5, 30)
_TRIED_SECONDS = 60
_IN_MEMORY = 4 << 20


class PhotosOnGoogle(GoogleCloudStorage):
    """django-storages' Google Cloud Storage, by parts and with limits in time and memory."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"max_memory_size": _IN_MEMORY, **settings})

    def read_part(self, name: str, first: int, last: int) -> bytes:
        """Bytes from ``first`` up to and without ``last``, as many of them as there are.

        Raises:
            FileNotFoundError: there is no such file.
        """
        blob = self.bucket.blob(self._normalize_name(name))
        try:
            return bytes(
                blob.download_as_bytes(
                    start=first,
                    end=last - 1,
                    timeout=_TIMEOUT,
                    retry=DEFAULT_RETRY.with_timeout(_TRIED_SECONDS),
                )
            )
        except NotFound as error:
            raise FileNotFoundError(f"There is no {name}.") from error
        except RequestRangeNotSatisfiable:
            return b""

    def size(self, name: str) -> int:
        try:
            return int(super().size(name))
        except NotFound as error:
            raise FileNotFoundError(f"There is no {name}.") from error

    def signed_address(self, name: str, media_type: str, disposition: str, seconds: int) -> str:
        """An address from which anybody may fetch the file for a while, as this type and under this name."""
        said = {
            "response_type": media_type,
            "response_disposition": disposition,
            "expiration": timedelta(seconds=seconds),
        }
        return str(self.url(name, parameters=said))
