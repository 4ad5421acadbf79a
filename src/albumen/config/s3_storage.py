"""S3 and what speaks like it: parts of files, signed addresses, and a store that is silent holds nobody for long."""

from __future__ import annotations

import threading
from typing import Any

from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage

CONNECT_SECONDS = 5
READ_SECONDS = 30
ATTEMPTS = 2
IN_MEMORY = 4 << 20
"""Bytes of an opened file that are kept in memory; what is larger waits on the disk of this machine."""

_CONNECTIONS = 32
_IN_PARTS_FROM = 256 << 20
"""Bytes from which a file is sent in parts. Photos are sent whole: a worker that dies leaves no half upload behind."""


class PhotosOnS3(S3Storage):
    """django-storages' S3, with limits in time and memory, and one client for all threads.

    django-storages makes a client for each thread. Under ASGI each request has a thread of its own, and making a client
    takes longer than fetching a preview.
    """

    def __init__(self, **settings: Any) -> None:
        limits = {
            "max_memory_size": IN_MEMORY,
            "client_config": _client_config(
                settings.get("addressing_style") or "auto", of_amazon=not settings.get("endpoint_url")
            ),
            "transfer_config": TransferConfig(multipart_threshold=_IN_PARTS_FROM, use_threads=False),
        }
        super().__init__(**{**limits, **settings})
        self._making = threading.Lock()
        self._shared: Any = None

    @property
    def connection(self) -> Any:
        """boto3's resource; only factories and the client of it are used, which threads may share."""
        with self._making:
            if self._shared is None:
                self._shared = super().connection
        return self._shared

    def read_part(self, name: str, first: int, last: int) -> bytes:
        """Bytes from ``first`` up to and without ``last``, as many of them as there are; one request.

        Raises:
            FileNotFoundError: there is no such file.
        """
        try:
            found = self.connection.meta.client.get_object(
                Bucket=self.bucket_name,
                Key=self._normalize_name(name),
                Range=f"bytes={first}-{last - 1}",
            )
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 416:  # behind the end, or an empty file
                return b""
            if status == 404:
                raise FileNotFoundError(f"There is no {name}.") from error
            raise
        with found["Body"] as body:
            data: bytes = body.read(last - first)
        if (
            found["ResponseMetadata"]["HTTPStatusCode"] != 206
        ):  # a store that knows no ranges sends everything
            raise OSError(f"The store does not give parts of files ({name}).")
        return data

    def signed_address(self, name: str, media_type: str, disposition: str, seconds: int) -> str:
        """An address from which anybody may fetch the file for a while, as this type and under this name."""
        said = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
        return str(self.url(name, parameters=said, expire=seconds))


def _client_config(addressing: str, *, of_amazon: bool) -> Config:
    """How long the client waits and how often it tries; stores of others do not all know Amazon's newer checksums."""
    checksums = "when_supported" if of_amazon else "when_required"
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        max_pool_connections=_CONNECTIONS,
        tcp_keepalive=True,
        signature_version="s3v4",
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
        s3={"addressing_style": addressing},
    )
