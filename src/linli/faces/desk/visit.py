"""Who is at the desk: the decorators that let staff in, and what every page of the desk knows of its reader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from linli.catalogue import queries as catalogue
from linli.faces.desk.doors import menu_of, takes_calls
from linli.kernel.rights import Actor
from linli.kernel.words import LANGUAGES
from linli.people import queries as people


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a member of staff: who, as which posts, when, and in which language."""

    actor: Actor
    name: str
    now: datetime
    language: str

    @property
    def staff_id(self) -> int:
        assert self.actor.id is not None
        return self.actor.id

    @property
    def takes_calls(self) -> bool:
        return takes_calls(self.actor)


def reader_language() -> str:
    return get_language() or LANGUAGES[0]


def for_staff[**P](
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let staff with a post in; send everybody else to sign in, and staff without a post to a page that says so.

    Who hasn't chosen their own password yet is sent to do so, from every page. Times are the city's. Unless it says
    otherwise, no answer may be kept by a cache: desks are shared, and posts end.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponseBase:
        now = timezone.now()
        user: Any = request.user
        actor = people.actor(user.pk, now=now) if user.is_authenticated else None
        if actor is None:
            response: HttpResponseBase = _lead(request, "desk:sign-in")
        elif user.password_given:
            response = _lead(request, "desk:first-password")
        else:
            visit = Visit(actor, user.display_name, now, reader_language())
            try:
                with timezone.override(catalogue.current().settings.time_zone):
                    response = view(request, visit, *arguments, **named) if actor.grants else no_post(request, visit)
            except catalogue.NoEditionError:
                response = page(request, visit, "desk/layout/no_city.html", {}, status=503)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def page(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the desk; `visit` and the reader's `menu` are in its context."""
    menu = menu_of(visit.actor, request.path)
    return render(request, template, context | {"visit": visit, "menu": menu}, status=status)


def no_post(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page(request, visit, "desk/layout/no_post.html", {}, status=403)


def not_for_you(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same answer for what isn't there and what lies outside the reader's posts: numbers and names tell nothing."""
    of_case = request.path.startswith(reverse("desk:queue") + "cases/")
    return page(request, visit, "desk/layout/not_for_you.html", {"of_case": of_case}, status=404)


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    """To the page that has to be passed first, and from there back."""
    if request.headers.get("HX-Request"):
        # A swapped-in form would lose the reader's place: the whole page goes there instead.
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse(name)
        return response
    if request.method == "GET":
        back = request.get_full_path()
    else:
        # A form that was sent after the session had ended: back to the page it stood on.
        origin = urlsplit(request.headers.get("Referer", ""))
        back = origin.path + (f"?{origin.query}" if origin.query else "")
    return HttpResponseRedirect(reverse(name) + ("?" + urlencode({"next": back}) if back else ""))
