"""The one way in: a call is read, judged by what holds for every resource, and answered in the format it asked for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.catalogue import queries as catalogue
from linli.catalogue.queries import NoEditionError
from linli.catalogue.rules.edition import Edition
from linli.faces.open311.formats import TYPES, Format, write
from linli.kernel.text import clean
from linli.kernel.words import LANGUAGES, Words, say
from linli.ui.answers import stamped

_LIST = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class Call:
    """What every resource may need to know of a call. Parameters are those of the body, else of the address."""

    request: HttpRequest
    edition: Edition
    now: datetime
    language: str

    def given(self, name: str) -> str:
        """A parameter, trimmed; empty where it is empty or missing, which is the same (spec: "Optional Arguments")."""
        body = self.request.POST.get(name, "") if self.request.method == "POST" else ""
        return clean(body or self.request.GET.get(name, ""))

    def several(self, name: str) -> tuple[str, ...]:
        """The values of a parameter that is given several times, with commas, or both."""
        texts = [clean(text) for text in self.request.GET.getlist(name)]
        return tuple(dict.fromkeys(part for text in texts for part in _LIST.split(text) if part))

    def spoken(self, words: Words) -> str:
        """A name of the city's in the reader's language."""
        return say(words, self.language)

    def address(self, path: str) -> str:
        """A path of this server as the outside reaches it."""
        return f"{settings.LINLI_ORIGIN}{path}" if settings.LINLI_ORIGIN else self.request.build_absolute_uri(path)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resource is: the content under the name of its root element."""

    root: str
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is wrong with a call. `code` is more exact than the HTTP status where the two differ."""

    status: int
    description: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Errors:
    """All that is wrong with a call; the first one's status is the answer's."""

    wrongs: Sequence[Wrong]
    headers: Mapping[str, str] = field(default_factory=dict)


def refuse(status: int, description: str, *, code: int = 0, **headers: str) -> Errors:
    """One thing wrong; a header is named with `_` for `-`."""
    return Errors([Wrong(status, description, code)], {name.replace("_", "-"): text for name, text in headers.items()})


type Handler[**P] = Callable[Concatenate[Call, P], Answer | Errors | HttpResponse]


def door[**P](
    *, get: Handler[P] | None = None, post: Handler[P] | None = None
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view of a resource. Nothing here goes by cookies, so that any site's scripts may call it."""
    handlers = {"GET": get, "HEAD": get, "POST": post}
    methods = ", ".join(["OPTIONS", *(method for method, handler in handlers.items() if handler)])

    @csrf_exempt
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        kwargs.pop("fmt", None)
        fmt = _format_of(request)
        handler = handlers.get(request.method or "")
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif handler is None:
            text = _("%(method)s isn't possible here; this answers to %(methods)s.")
            wrong = refuse(400, text % {"method": request.method, "methods": methods}, code=405)
            response = _respond(fmt, wrong)
        else:
            answer = _answer(handler, request, *args, **kwargs)
            response = answer if isinstance(answer, HttpResponse) else _respond(fmt, answer)
        response["Allow"] = methods
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Idempotency-Key"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return stamped(request, response)

    return view


def nowhere(call: Call) -> Errors:
    """An address that is none."""
    text = _("There is nothing at %(path)s. Resources end in .xml or .json; the discovery document is %(discovery)s.")
    facts = {"path": call.request.path, "discovery": call.address("/open311/discovery.json")}
    return refuse(404, text % facts)


def _answer[**P](
    handler: Handler[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs
) -> Answer | Errors | HttpResponse:
    try:
        edition = catalogue.current()
    except NoEditionError:
        return refuse(400, _("No city is loaded on this server yet, so it can't answer."), code=503)
    call = Call(request, edition, timezone.now(), get_language() or LANGUAGES[0])
    try:
        asked = call.given("jurisdiction_id")
        known = settings.LINLI_OPEN311_JURISDICTION or edition.name
        if asked and asked != known:
            text = _("The jurisdiction_id %(asked)s was not found: this server speaks for %(known)s.")
            return refuse(404, text % {"asked": asked, "known": known})
        with timezone.override(edition.settings.time_zone):
            return handler(call, *args, **kwargs)
    except (MultiPartParserError, UnreadablePostError, BadRequest, SuspiciousOperation):
        return refuse(400, _("The body can't be read: send a form in UTF-8, of at most 1 MB without its photos."))


def _respond(fmt: Format, answer: Answer | Errors) -> HttpResponse:
    if isinstance(answer, Answer):
        response = HttpResponse(write(fmt, answer.root, answer.content), content_type=TYPES[fmt])
    else:
        errors = [{"code": wrong.code or wrong.status, "description": wrong.description} for wrong in answer.wrongs]
        status = answer.wrongs[0].status
        response = HttpResponse(write(fmt, "errors", errors), content_type=TYPES[fmt], status=status)
    for name, text in answer.headers.items():
        response[name] = text
    return response


def _format_of(request: HttpRequest) -> Format:
    """The format that the address ends in; where it names none, XML, which every client must read."""
    return "json" if request.path.endswith(".json") else "xml"
