"""The JSON API: its resources together, and how what they say is read and written."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from linli.faces.api.door import handle_problems
from linli.faces.api.problems import Problem
from linli.faces.api.resources import acts, city, desk, public

VERSION = "1.0.0"
_JSON = "application/json"


class _Written(BaseRenderer):
    media_type = _JSON
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class _Read(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON. Raises Problem where it says that it is something else."""
        if request.content_type != _JSON:
            raise Problem("type_unsupported", facts={"type": request.content_type, "needed": _JSON})
        found: dict[str, Any] = orjson.loads(request.body)
        return found


class _Api(NinjaAPI):
    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """All that doesn't fit, each with its place as the caller knows it and with the value that was sent."""
        found = []
        for context in error_contexts:
            source, flat = context.model.__ninja_param_source__, context.model.__ninja_flatten_map_reverse__
            for error in context.pydantic_validation_error.errors(include_url=False):
                # The name of the parameter in the program is nothing that a caller knows.
                place = flat.get(error["loc"], error["loc"][1:])
                found.append(dict(error) | {"loc": (source, *place)})
        return ValidationError(found)


API = _Api(
    title="Linli",
    version=VERSION,
    description=(
        "Neighbourhood services: cases from a report to a checked and confirmed closure. The acts and queries of the"
        " desk for programs with a token, and what is public for anybody. See docs/api.md."
    ),
    renderer=_Written(),
    parser=_Read(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
handle_problems(API)
for _router in (acts.router, desk.router, city.router, public.router):
    API.add_router("", _router)
