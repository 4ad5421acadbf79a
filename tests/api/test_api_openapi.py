"""The document: committed, current, complete; and the page that shows it needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from ninja import Schema

from albumen.api.api import api
from albumen.api.openapi import operations
from albumen.api.snapshot import SNAPSHOT, document_text
from albumen.api.urls import urlpatterns

DOCUMENT: dict[str, Any] = json.loads(SNAPSHOT.read_text("utf-8"))


def _operations() -> list[Any]:
    return [pytest.param(p, m, o, id=o["operationId"]) for p, m, o in operations(DOCUMENT)]


def test_the_committed_document_is_current() -> None:
    assert SNAPSHOT.read_text("utf-8") == document_text(), "run: python -m albumen.api.snapshot"


def test_the_document_is_served(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.json() == json.loads(document_text())
    assert response.json()["openapi"].startswith("3.1")


def test_operation_ids_are_unique_names_for_a_client() -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations(DOCUMENT))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name)] == []


def test_no_operation_hides_another() -> None:
    """Two under one address and method: the later is never called, and the document has only one of them."""
    told = Counter(
        (f"{prefix}{path}", method)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    )
    assert len(told) > 100
    assert [where for where, count in told.items() if count > 1] == []


def test_one_address_fits_whatever_is_asked_so_that_their_order_does_not_matter() -> None:
    patterns = [pattern for resolver in urlpatterns for pattern in resolver.url_patterns]
    for path, item in DOCUMENT["paths"].items():
        told = [
            *item.get("parameters", ()),
            *(one for way in item.values() if isinstance(way, dict) for one in way.get("parameters", ())),
        ]
        parameters = {one["name"]: one["schema"] for one in told if one["in"] == "path"}
        asked = path.removeprefix("/api/v1/")
        for name, schema in parameters.items():
            kinds = {schema.get("format"), schema.get("type")}
            value = str(uuid.UUID(int=7)) if "uuid" in kinds else "7"
            asked = asked.replace(f"{{{name}}}", value)
        fitting = {str(pattern.pattern) for pattern in patterns if pattern.resolve(asked)}
        assert len(fitting) == 1, (path, asked, fitting)


def test_schemas_of_one_name_are_one() -> None:
    found = Counter(schema.__name__ for schema in _schemas(Schema))
    assert [name for name, count in found.items() if count > 1] == []


def _schemas(kind: type[Schema]) -> set[type[Schema]]:
    ours = {schema for schema in kind.__subclasses__() if schema.__module__.startswith("albumen.api.schemas")}
    return ours.union(*(_schemas(schema) for schema in kind.__subclasses__()))


@pytest.mark.parametrize(("path", "method", "operation"), _operations())
def test_every_operation_says_what_it_is_and_how_it_fails(path: str, method: str, operation: Any) -> None:
    assert operation["summary"] and operation["tags"]
    failures = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
    if operation.get("security"):
        assert {"401", "403"} <= set(failures)
    if "{" in path:
        assert "404" in failures
    assert failures or method == "options"
    for answer in failures.values():
        assert list(answer["content"]) == ["application/problem+json"]
        assert answer["description"]
    assert any(int(status) < 400 for status in operation["responses"])
    if method == "post" and operation["operationId"] != "create_upload":  # tus has its own way to go on
        assert "Idempotency-Key" in {parameter["name"] for parameter in operation["parameters"]}


def test_references_lead_somewhere() -> None:
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', SNAPSHOT.read_text("utf-8")))
    assert names <= set(DOCUMENT["components"]["schemas"])


def test_the_page_of_the_documentation_obeys_a_strict_policy(db: None, client: Client) -> None:
    response = client.get("/api/v1/docs")
    page = response.content.decode()
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert not re.search(r"<script(?![^>]*\b(?:src|type=\"application/json\"))", page)
    for file in re.findall(r"""(?:src|href)=["']/static/([^"']+)""", page):
        assert finders.find(file), file
