"""What the pages for administrators share: who is let in, how an act ends, and what can be chosen."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from linli.catalogue import queries as catalogue
from linli.faces.desk.queue import choices
from linli.faces.desk.visit import Visit, for_staff, not_for_you
from linli.faces.desk.words.refusals import say_plain
from linli.faces.desk.words.shape import Refusal
from linli.faces.desk.words.terms import ROLES
from linli.kernel.results import Refused
from linli.kernel.words import LANGUAGES
from linli.people.administration.rules import administers
from linli.people.rules import POSTS
from linli.places import queries as places
from linli.ui.shapes import Choice
from linli.ui.templatetags.ui import LANGUAGE_NAMES


def for_administrators[**P](
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let administrators in; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, /, *arguments: P.args, **named: P.kwargs) -> HttpResponseBase:
        if not administers(visit.actor):
            return not_for_you(request, visit)
        return view(request, visit, *arguments, **named)

    return for_staff(guarded)


def say(refused: Refused) -> Refusal:
    """A refusal of an administrator's act in words."""
    return say_plain(refused)


def done(request: HttpRequest, text: str, href: str) -> HttpResponseRedirect:
    messages.success(request, text)
    return HttpResponseRedirect(href)


def posts() -> list[Choice]:
    """The posts that can be given."""
    return [Choice(str(role), str(ROLES[role])) for role in POSTS]


def languages() -> list[Choice]:
    return [Choice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]


def where(visit: Visit) -> dict[str, object]:
    """The areas and units that can be chosen."""
    return {"areas": choices.areas(visit.language), "units": choices.units(catalogue.current(), visit.language)}


def city() -> list[str]:
    """The top areas of the city."""
    return [area.path for area in places.children("")]
