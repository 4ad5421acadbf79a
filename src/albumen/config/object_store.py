"""From one address to a Django storage: a local folder, S3, Azure Blob or Google Cloud Storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from albumen.config.env import SettingError

NAME = "ALBUMEN_STORAGE_URL"


def storage_from_url(url: str, local: Path) -> dict[str, Any]:
    """The entry of Django's STORAGES for an address; ``local`` is the folder used when it is empty.

    Raises:
        SettingError: the address cannot be used.
    """
    if not url:
        return {
            "BACKEND": "albumen.config.local_storage.DurableFileSystemStorage",
            "OPTIONS": {"location": str(local)},
        }
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    user, secret = (unquote(part) if part else None for part in (parts.username, parts.password))
    if parts.scheme == "s3":
        bucket = parts.path.strip("/") or parts.hostname
        if not bucket:
            raise SettingError(NAME, "it names no bucket.")
        endpoint = options.get("endpoint")
        if endpoint is None and parts.path.strip("/") and parts.hostname:
            endpoint = f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        return {
            "BACKEND": "albumen.config.s3_storage.PhotosOnS3",
            "OPTIONS": {
                "bucket_name": bucket,
                "access_key": user,
                "secret_key": secret,
                "endpoint_url": endpoint,
                "region_name": options.get("region"),
                "addressing_style": options.get("addressing", "auto"),
                "location": options.get("prefix", ""),
                "default_acl": None,
                "querystring_auth": True,
                "file_overwrite": True,
            },
        }
    if parts.scheme == "azure":
        return {
            "BACKEND": "albumen.config.azure_storage.PhotosOnAzure",
            "OPTIONS": {
                "account_name": user,
                "account_key": secret,
                "azure_container": parts.hostname,
                "location": options.get("prefix", ""),
                "overwrite_files": True,
            },
        }
    if parts.scheme == "gs":
        return {
            "BACKEND": "albumen.config.google_storage.PhotosOnGoogle",
            "OPTIONS": {
                "bucket_name": parts.hostname,
                "location": options.get("prefix", ""),
                "default_acl": None,
                "file_overwrite": True,
            },
        }
    raise SettingError(NAME, f"{parts.scheme!r} is no known store; write s3://, azure:// or gs://.")
