"""One address names a storage; the real backends take what is made of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.storage.handler import StorageHandler

from albumen.config.env import SettingError
from albumen.config.object_store import storage_from_url

LOCAL = Path("media")


def test_nothing_is_the_local_folder() -> None:
    made = storage_from_url("", LOCAL)
    assert made["OPTIONS"] == {"location": "media"}
    assert made["BACKEND"].endswith("DurableFileSystemStorage")


def test_s3_with_host_bucket_and_secrets_that_need_quoting() -> None:
    made = storage_from_url("s3://KEY:se%2Fcr%40et@minio.example.org:9000/photos?region=eu-1&prefix=a", LOCAL)
    options = made["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("KEY", "se/cr@et")
    assert (options["bucket_name"], options["location"]) == ("photos", "a")
    assert (options["endpoint_url"], options["region_name"]) == ("https://minio.example.org:9000", "eu-1")
    assert options["default_acl"] is None and options["file_overwrite"] and options["querystring_auth"]


def test_s3_of_amazon_names_only_the_bucket() -> None:
    options = storage_from_url("s3://photos?region=eu-central-1", LOCAL)["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"]) == ("photos", None)
    assert (options["access_key"], options["secret_key"]) == (None, None)  # from the machine's role


def test_an_endpoint_of_ones_own() -> None:
    options = storage_from_url("s3://K:S@photos?endpoint=http://127.0.0.1:9000&addressing=path", LOCAL)[
        "OPTIONS"
    ]
    assert (options["bucket_name"], options["endpoint_url"]) == ("photos", "http://127.0.0.1:9000")
    assert options["addressing_style"] == "path"


def test_azure() -> None:
    made = storage_from_url("azure://account:a%2Bb%3D%3D@container?prefix=x", LOCAL)
    assert made["OPTIONS"] == {
        "account_name": "account",
        "account_key": "a+b==",
        "azure_container": "container",
        "location": "x",
        "overwrite_files": True,
    }


def test_google() -> None:
    options = storage_from_url("gs://bucket?prefix=x", LOCAL)["OPTIONS"]
    assert (options["bucket_name"], options["location"], options["file_overwrite"]) == ("bucket", "x", True)


@pytest.mark.parametrize("url", ["ftp://x/y", "photos", "s3://", "s3:///"])
def test_what_is_no_store_stops_the_start(url: str) -> None:
    with pytest.raises(SettingError, match="ALBUMEN_STORAGE_URL"):
        storage_from_url(url, LOCAL)


@pytest.mark.parametrize(
    "url", ["s3://K:S@photos?region=eu-1", "azure://account:a2V5@container", "gs://bucket"]
)
def test_the_backend_knows_every_option(url: str) -> None:
    """django-storages refuses options it does not know when it is made."""
    made = storage_from_url(url, LOCAL)
    assert StorageHandler({"default": made})["default"] is not None


def test_azure_signs_for_minutes_not_for_ever() -> None:
    made = storage_from_url("azure://account:a2V5@container?prefix=x", LOCAL)
    storage = StorageHandler({"default": made})["default"]
    before = datetime.now(UTC)
    address = urlsplit(storage.signed_address("a/b.jpg", "image/jpeg", 'attachment; filename="b.jpg"', 300))
    said = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.netloc, address.path) == ("account.blob.core.windows.net", "/container/x/a/b.jpg")
    assert (said["sp"], said["rsct"], said["rscd"]) == ("r", "image/jpeg", 'attachment; filename="b.jpg"')
    ends = datetime.fromisoformat(said["se"])
    assert timedelta(seconds=298) < ends - before < timedelta(seconds=302)


def test_google_signs_for_minutes_not_for_a_day() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from google.oauth2 import service_account

    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "client_email": "albumen@project.iam.gserviceaccount.com",
        "private_key": key.decode(),
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    made = storage_from_url("gs://bucket?prefix=x", LOCAL)
    made["OPTIONS"] |= {
        "credentials": service_account.Credentials.from_service_account_info(account),
        "project_id": "project",
    }
    storage = StorageHandler({"default": made})["default"]
    address = urlsplit(storage.signed_address("a/b.jpg", "image/jpeg", "attachment", 300))
    said = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert address.path == "/bucket/x/a/b.jpg"
    assert (said["X-Goog-Expires"], said["response-content-type"]) == ("300", "image/jpeg")
    assert said["response-content-disposition"] == "attachment"


def test_every_store_waits_seconds_and_keeps_little_in_memory() -> None:
    def made(url: str) -> Any:
        return StorageHandler({"default": storage_from_url(url, LOCAL)})["default"]

    s3 = made("s3://K:S@photos?region=eu-1&addressing=path")
    assert (s3.client_config.connect_timeout, s3.client_config.read_timeout) == (5, 30)
    assert s3.client_config.retries == {"total_max_attempts": 2, "mode": "standard"}
    assert s3.client_config.s3 == {"addressing_style": "path"}
    assert s3.client_config.request_checksum_calculation == "when_supported"
    other = made("s3://K:S@photos?endpoint=https://minio.example.org")
    assert other.client_config.request_checksum_calculation == "when_required"
    azure = made("azure://account:a2V5@container")
    assert azure.client_options["connection_timeout"] == 5 and azure.client_options["retry_total"] == 1
    for storage in (s3, azure, made("gs://bucket")):
        assert 0 < storage.max_memory_size <= 4 << 20
