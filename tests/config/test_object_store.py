"""One address names a storage; the real backends take what is made of it."""

from __future__ import annotations

from pathlib import Path

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
