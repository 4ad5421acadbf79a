"""The OpenAPI document: what django-ninja knows of the operations, and what holds for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI

from albumen.api.schemas.problem import Problem
from albumen.api.tus import description

_PROBLEM_REF = "#/components/schemas/Problem"
_METHODS = ("get", "put", "post", "delete", "patch", "options", "head")

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": (
        "Up to 200 printable characters that name this attempt. Sent again with the same body, the first answer "
        "comes again and nothing is done twice."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}

_DESCRIPTIONS = {
    400: "The request cannot be understood.",
    401: "Not logged in.",
    403: "Not permitted: not this account's work, a token without the scope, or no CSRF token (code `csrf`).",
    404: "Not there, or not for this person to know about.",
    405: "The address does not take this method.",
    409: "It does not fit what is there now.",
    410: "Its time is over, or it was destroyed.",
    413: "Larger than a limit allows.",
    415: "The body is of a kind this operation does not take.",
    422: "Something in the request cannot be used; `fields` says what and why.",
    429: "Too often; Retry-After says how many seconds to wait.",
    503: "Something this needs does not work at the moment; nothing was lost.",
}


class DocumentedAPI(NinjaAPI):
    """A NinjaAPI whose document also says what every operation has in common."""

    def get_openapi_schema(self, **where: Any) -> dict[str, Any]:  # type: ignore[override]
        document: dict[str, Any] = json.loads(json.dumps(super().get_openapi_schema(**where), default=str))
        complete(document)
        return with_uploads(document)


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add the answers that follow from how the API works, and put everything into a stable order."""
    document["components"].setdefault("schemas", {}).setdefault("Problem", _problem_schema())
    document["paths"] = {path: _without_head(item) for path, item in document["paths"].items()}
    for path, method, operation in operations(document):
        responses: dict[str, Any] = operation["responses"]
        for status in _implied(path, method, operation):
            responses.setdefault(str(status), {"description": HTTPStatus(status).phrase})
        for code, answer in responses.items():
            if int(code) >= 400:
                _as_problem(int(code), answer)
        if method == "get" and "200" in responses:
            responses.setdefault("304", {"description": "As it was when its ETag was given."})
        if method == "post":
            operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
        for parameter in operation.get("parameters", []):
            _say_optional(parameter)
        operation["responses"] = dict(sorted(responses.items()))
    document["paths"] = dict(sorted(document["paths"].items()))
    document["components"] = {
        kind: dict(sorted(table.items())) for kind, table in sorted(document["components"].items())
    }
    return document


def with_uploads(document: dict[str, Any]) -> dict[str, Any]:
    """Add the operations of tus, which are plain views, beside the one that says which files are known."""
    known = next(path for path in document["paths"] if path.endswith("/photos/known"))
    prefix = known.partition("events/")[0]
    uploads = description.paths(prefix, document["paths"][known]["post"]["security"], _PROBLEM_REF)
    document["paths"] = dict(sorted({**document["paths"], **uploads}.items()))
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of every operation in a document."""
    seen: set[int] = set()
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item and id(item[method]) not in seen:
                seen.add(id(item[method]))
                yield path, method, item[method]


def _implied(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    statuses = {400, 405, 429, 503}
    if operation.get("security"):
        statuses |= {401, 403}
    if "{" in path:
        statuses |= {404, 410}
    if operation.get("parameters") or "requestBody" in operation:
        statuses.add(422)
    if "requestBody" in operation:
        statuses |= {413, 415}
    if method == "post":
        statuses |= {409, 422}
    return statuses


def _as_problem(status: int, answer: dict[str, Any]) -> None:
    """Failures are problem details, of their own content type; what an operation says about one stays."""
    if answer.get("description") == HTTPStatus(status).phrase:
        answer["description"] = _DESCRIPTIONS.get(status, HTTPStatus(status).phrase)
    answer["content"] = {"application/problem+json": {"schema": {"$ref": _PROBLEM_REF}}}
    if status in {429, 503}:
        answer["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        }
    if status == 405:
        answer["headers"] = {"Allow": {"description": "Methods it takes.", "schema": {"type": "string"}}}


def _say_optional(parameter: dict[str, Any]) -> None:
    """A parameter that may be left out is never sent as null: a query string has no null."""
    schema = parameter.get("schema", {})
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if parameter["in"] in {"query", "header"} and len(kinds) == 1 and len(schema["anyOf"]) == 2:
        parameter["schema"] = {
            **{k: v for k, v in schema.items() if k not in {"anyOf", "default"}},
            **kinds[0],
        }


def _without_head(item: dict[str, Any]) -> dict[str, Any]:
    """HEAD is GET without its body: a client generated from the document needs no operation for it."""
    return {key: value for key, value in item.items() if key != "head"}


def _problem_schema() -> dict[str, Any]:
    schema: dict[str, Any] = Problem.model_json_schema(mode="serialization")
    return schema
