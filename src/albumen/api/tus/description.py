"""The operations of tus as OpenAPI, written by hand, as they are no operations of the API's framework."""

from __future__ import annotations

from typing import Any

from albumen.api.tus import protocol

LINK = "https://tus.io/protocols/resumable-upload"

_FAILURES = {
    400: "A header of the protocol is missing or cannot be used.",
    401: "Not logged in.",
    403: "Not permitted: a guest, a token without the scope `photos:write`, or no CSRF token.",
    404: "No such event or upload of yours.",
    405: "The address does not take this method.",
    409: "The bytes do not go on where the upload stands (see `Upload-Offset`), or the event's time is over.",
    410: "Left alone for too long, or lost: start the upload anew.",
    412: "Another version of tus than 1.0.0.",
    413: "Larger than a limit allows, or no room in the event.",
    415: "The body is not marked as bytes of an upload, or they are no picture.",
    422: "Something in the metadata cannot be used; `fields` says what and why.",
    423: "Another request writes to this upload just now.",
    429: "Too often, or too many unfinished uploads; Retry-After says how many seconds to wait.",
    460: "The bytes that arrived are not those of the checksum: send them again.",
    503: "Storage does not answer, or the connection ended; what had arrived is kept.",
    507: "The server's disk is full; what had arrived is kept.",
}


def _text(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}}


def _number(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "integer", "minimum": 0, "maximum": 10**15}}


def _parameter(name: str, about: dict[str, Any], required: bool) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": required, **about}


_RESUMABLE = _text("Version of the protocol.", enum=[protocol.VERSION])
_STANDING = {
    "Upload-Offset": _number("Bytes that are here."),
    "Upload-Expires": _text("When it is dropped unless it goes on, as an HTTP date."),
    protocol.RESULT: _text(
        "What became of it, once all bytes are here.", enum=["received", "duplicate", "pending"]
    ),
    protocol.PHOTO: _text("The photo that it became, or whose bytes it repeats.", format="uuid"),
}
_VERSION = _parameter("Tus-Resumable", _RESUMABLE, True)
_CHECKSUM = _parameter(
    "Upload-Checksum", _text("`sha256` or `sha1`, a space, and the digest of this body in Base64."), False
)
_BYTES = {"content": {protocol.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}


def paths(prefix: str, security: list[Any], problem: str) -> dict[str, Any]:
    """Both addresses of uploads with their operations.

    Args:
        prefix: of the API's addresses, with a slash at the end.
        security: of operations that need somebody who is logged in.
        problem: reference of the schema of problem details.
    """

    def operation(
        name: str, summary: str, answers: dict[str, Any], parameters: list[Any], **more: Any
    ) -> Any:
        failures = {} if name == "describe_uploads" else {str(s): _failure(s, problem) for s in _FAILURES}
        for answer in answers.values():
            answer["headers"] = {"Tus-Resumable": _RESUMABLE, **answer.get("headers", {})}
        found: dict[str, Any] = {
            "operationId": name,
            "summary": summary,
            "description": f"Part of [tus 1.0.0]({LINK}).",
            "tags": ["uploads"],
            "parameters": parameters,
            "responses": {**answers, **failures},
            **more,
        }
        return found if name == "describe_uploads" else {**found, "security": security}

    location = {"Location": _text("Address of the upload, a path of this server.", format="uri-reference")}
    return {
        f"{prefix}uploads": {
            "options": operation(
                "describe_uploads",
                "What uploads may be and use",
                {
                    "204": {
                        "description": "In the headers.",
                        "headers": {
                            "Tus-Version": _text("Versions of the protocol."),
                            "Tus-Extension": _text(
                                "Extensions: " + protocol.EXTENSIONS.replace(",", ", ") + "."
                            ),
                            "Tus-Max-Size": _number("Most bytes of one file."),
                            "Tus-Checksum-Algorithm": _text("Algorithms for Upload-Checksum."),
                        },
                    }
                },
                [],
            ),
            "post": operation(
                "create_upload",
                "Announce an upload, and maybe send its first bytes",
                {
                    "201": {
                        "description": "Send its bytes to `Location`.",
                        "headers": {**location, **_STANDING},
                    }
                },
                [
                    _VERSION,
                    _parameter("Upload-Length", _number("Bytes of the whole file."), True),
                    _parameter(
                        "Upload-Metadata",
                        _text(
                            "Pairs of a key and a value in Base64, with commas in between: `filename`, and `event` (id "
                            "or code) or `library` (`personal`, or its id); may be: `sha256` of the file (hex), "
                            "`title`, `description`, `location`, `photographer`, `taken` (ISO 8601).",
                            maxLength=16_000,
                        ),
                        True,
                    ),
                    _CHECKSUM,
                ],
                requestBody={**_BYTES, "required": False},
            ),
        },
        f"{prefix}uploads/{{upload_id}}": {
            "parameters": [
                {
                    "in": "path",
                    "name": "upload_id",
                    "required": True,
                    "schema": {"type": "string", "format": "uuid"},
                }
            ],
            "head": operation(
                "get_upload_offset",
                "Where an upload stands",
                {
                    "200": {
                        "description": "In the headers.",
                        "headers": {**_STANDING, "Upload-Length": _number("Bytes of the whole file.")},
                    }
                },
                [_VERSION],
            ),
            "patch": operation(
                "append_upload",
                "Go on with an upload",
                {"204": {"description": "These bytes are here.", "headers": _STANDING}},
                [
                    _VERSION,
                    _parameter(
                        "Upload-Offset", _number("Where these bytes begin: where the upload stands."), True
                    ),
                    _CHECKSUM,
                ],
                requestBody={**_BYTES, "required": True},
            ),
            "delete": operation(
                "end_upload",
                "End an upload and forget its bytes",
                {"204": {"description": "It is gone."}},
                [_VERSION],
            ),
        },
    }


def _failure(status: int, problem: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": _FAILURES[status],
        "content": {"application/problem+json": {"schema": {"$ref": problem}}},
        "headers": {"Tus-Resumable": _RESUMABLE},
    }
    if status == 409:
        answer["headers"]["Upload-Offset"] = _number("Where the upload stands.")
    if status in {429, 503}:
        answer["headers"]["Retry-After"] = {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
        }
    return answer
