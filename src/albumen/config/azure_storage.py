"""Azure Blob Storage: parts of files and signed addresses."""

from __future__ import annotations

from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from storages.backends.azure_storage import AzureStorage

_BLOCK = 4 << 20

_LIMITS: dict[str, Any] = {
    "connection_timeout": 5,
    "read_timeout": 30,
    "retry_total": 1,
    "max_single_get_size": _BLOCK,
    "max_chunk_get_size": _BLOCK,
    "max_block_size": _BLOCK,
}
"""Options for its client: seconds, tries after the first, bytes that it keeps in memory of a file at a time."""


class PhotosOnAzure(AzureStorage):
    """django-storages' Azure, by parts and with limits in time."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"client_options": _LIMITS, **settings})

    def read_part(self, name: str, first: int, last: int) -> bytes:
        """Bytes from ``first`` up to and without ``last``, as many of them as there are.

        Raises:
            FileNotFoundError: there is no such file.
        """
        blob = self.client.get_blob_client(self._get_valid_path(name))
        try:
            return bytes(blob.download_blob(offset=first, length=last - first).readall())
        except ResourceNotFoundError as error:
            raise FileNotFoundError(f"There is no {name}.") from error
        except HttpResponseError as error:
            if error.status_code == 416:
                return b""
            raise

    def size(self, name: str) -> int:
        try:
            return int(super().size(name))
        except ResourceNotFoundError as error:
            raise FileNotFoundError(f"There is no {name}.") from error

    def signed_address(self, name: str, media_type: str, disposition: str, seconds: int) -> str:
        """An address from which anybody may fetch the file for a while, as this type and under this name."""
        said = {"content_type": media_type, "content_disposition": disposition}
        return str(self.url(name, expire=seconds, parameters=said))
