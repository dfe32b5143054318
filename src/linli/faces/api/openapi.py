"""The API described in OpenAPI 3.1, as `docs/openapi.json` and /api/v1/openapi.json have it."""

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from linli.faces.api.api import API
from linli.faces.api.problems import TYPE

_PREFIX = "/api/v1"
_OF_EVERY_CALL = (401, 405, 422, 429, 500, 503)
_ALL = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503)
# As RFC 9110 calls them; Python says so from 3.13 on, and the page must be the same under each.
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
_PROBLEM = {
    "type": "object",
    "description": "A problem (RFC 9457). `code` is for programs, `detail` for people, in the language they asked for.",
    "required": ["type", "title", "status", "detail", "instance", "code", "remedy"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "remedy": {"type": "string"},
        "facts": {"type": "object", "description": "What a refusal depends on, by name."},
        "errors": {
            "type": "array",
            "description": "What does not fit in what was sent.",
            "items": {
                "type": "object",
                "required": ["place", "value", "code", "remedy"],
                "properties": {
                    "place": {"type": "string", "examples": ["query.limit", "body.place.lat"]},
                    "value": {"type": ["string", "null"]},
                    "code": {"type": "string"},
                    "remedy": {"type": "string"},
                },
            },
        },
    },
}
_RATE = {
    "RateLimit-Policy": {"description": "How many calls in how many seconds.", "schema": {"type": "string"}},
    "RateLimit": {"description": "How many are left, until when in seconds.", "schema": {"type": "string"}},
}
_ETAG = {"ETag": {"description": "For If-None-Match; of a case also for If-Match.", "schema": {"type": "string"}}}


def show(request: HttpRequest) -> HttpResponse:
    """This description, to anybody."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    return HttpResponse(text(), content_type="application/json")


@cache
def text() -> bytes:
    """The description as JSON, indented, its last line ended."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)


def document() -> dict[str, Any]:
    """The description as values: what the resources say of themselves, and the problems that each may answer with."""
    found: dict[str, Any] = dict(API.get_openapi_schema(path_prefix=_PREFIX))
    found["servers"] = [{"url": "/"}]
    found["components"]["schemas"]["Problem"] = _PROBLEM
    found["components"]["headers"] = _RATE | _ETAG
    found["components"]["responses"] = {f"Problem{code}": _told(code) for code in _ALL}
    for path, method, operation in _operations(found):
        responses = {str(status): told for status, told in operation["responses"].items()}
        for status, told in responses.items():
            told["headers"] = _headers(*_RATE, *(_ETAG if method == "get" else ()))
            if status == "201" and path.endswith("/cases"):
                told["headers"] |= {"Location": {"schema": {"type": "string", "format": "uri-reference"}}}
        for code in _problems(path, method, operation):
            responses[str(code)] = {"$ref": f"#/components/responses/Problem{code}"}
        if method == "get":
            responses["304"] = {"description": HTTPStatus.NOT_MODIFIED.phrase, "headers": _headers(*_ETAG)}
        operation["responses"] = dict(sorted(responses.items()))
        if any(tag in ("city", "public") for tag in operation["tags"]):
            operation["security"] = [*operation.get("security", []), {}]
    return found


def _operations(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _problems(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    yield from _OF_EVERY_CALL
    if not any(tag in ("city", "public") for tag in operation["tags"]):
        yield 403
    if "{" in path:
        yield 404
    if method == "post":
        yield from (400, 413, 415)
    if path.endswith("/acts"):
        yield from (409, 412)


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _told(status: int) -> dict[str, Any]:
    headers = _headers(*_RATE)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    return {
        "description": _PHRASES.get(status) or HTTPStatus(status).phrase,
        "headers": headers,
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
