"""The one way in and out: every view below /api/v1/ stands behind `door`, which also answers what no view does."""

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from linli.catalogue.queries import NoEditionError
from linli.faces.api import misfits
from linli.faces.api.problems import Problem, nowhere
from linli.ui.answers import stamped

_logger = logging.getLogger(__name__)


def door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`view` with HEAD for GET, ETags, and a problem for whatever goes wrong.

    Nothing here goes by cookies, so that there is no form to forge.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *arguments: Any, **named: Any) -> HttpResponseBase:
        asked_head = request.method == "HEAD"
        if asked_head:
            request.method = "GET"
        response = _answer(view, request, *arguments, **named)
        if isinstance(response, HttpResponse):
            version = getattr(request, "version_of_case", None)
            digest = hashlib.blake2b(response.content, digest_size=9).hexdigest()
            whole = stamped(request, response, etag=digest if version is None else f"{version}-{digest}")
            if asked_head:
                whole["Content-Length"] = str(len(whole.content))
                whole.content = b""
            response = whole
        for name, text in getattr(request, "rate_limit", {}).items():
            response[name] = text
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    return guarded


def handle_problems(api: NinjaAPI) -> None:
    """Have the API answer all exceptions of its views as problems."""

    def told(request: HttpRequest, exc: Any) -> HttpResponse:
        return _problem_of(exc).response(request)

    for kind in (Exception, Http404, HttpError, ValidationError):  # each of which has an answer of its own otherwise
        api.add_exception_handler(kind, told)


def _answer(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *arguments: Any, **named: Any
) -> HttpResponseBase:
    try:
        response = view(request, *arguments, **named)
    except Exception as exc:
        return _problem_of(exc).response(request)
    if isinstance(response, HttpResponseNotAllowed):
        allowed = set(response["Allow"].split(", "))
        methods = sorted(allowed | {"HEAD"} if "GET" in allowed else allowed)
        facts = {"method": request.method, "allowed": methods}
        return Problem("method_not_allowed", headers={"Allow": ", ".join(methods)}, facts=facts).response(request)
    return response


def _problem_of(exc: Exception) -> Problem:
    cause = exc.__cause__ if isinstance(exc, HttpError) else None
    match cause or exc:
        case Problem() as problem:
            return problem
        case ValidationError(errors=errors):
            return Problem("invalid", errors=misfits.told(errors))
        case Http404():
            return nowhere()
        case NoEditionError():
            return Problem("no_city")
        case RequestDataTooBig():
            return Problem("too_large")
        case MultiPartParserError() | UnreadablePostError() | BadRequest() | SuspiciousOperation():
            return Problem("upload_unreadable")
        case _ if isinstance(exc, HttpError):
            return nowhere() if exc.status_code == 404 else Problem("body_unreadable")
    _logger.error("the API failed", exc_info=exc)
    return Problem("fault")
