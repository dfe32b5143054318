"""The city that the pages are about: its edition in force, its map, and what it is called where somebody stands."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from linli.catalogue import queries as catalogue
from linli.catalogue.queries import NoEditionError
from linli.catalogue.rules.edition import Edition, ServiceClass
from linli.kernel.paths import leaf
from linli.kernel.words import LANGUAGES, Words, say
from linli.places import queries as places

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def needs_city[**P](view: View[P]) -> View[P]:
    """Answer in the city's time; say so where no city has been loaded yet, instead of failing."""
    return needs_rules(in_its_time(view))


def needs_rules[**P](view: View[P]) -> View[P]:
    """Say so where no city has been loaded yet. A moment is said in words only within `in_its_time`."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoEditionError:
            return render(request, "portal/no_city.html", status=503)

    return checked


def in_its_time[**P](view: View[P]) -> View[P]:
    """Answer in the time of the city that is loaded."""

    @wraps(view)
    def told(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with timezone.override(edition().settings.time_zone):
            return view(request, *args, **kwargs)

    return told


def edition() -> Edition:
    return catalogue.current()


def language() -> str:
    return get_language() or LANGUAGES[0]


def spoken(words: Words) -> str:
    """A name of the city's in the reader's language."""
    return say(words, language())


def now() -> datetime:
    return timezone.now()


def area_text(area_path: str) -> str:
    """The areas of a place in words, the widest first; without the district, which everybody here shares."""
    names = places.area_names(area_path)
    return " · ".join(spoken(name) for name in (names[1:] or names))


def class_name(of: Edition, class_key: str) -> str:
    about = of.classes.get(class_key)
    return spoken(about.name) if about else ""


def reason_text(of: Edition, act: str, code: str) -> str:
    """A reason as it is told to the public; its name where the pack has no text for it."""
    reason = of.reason(act, code)
    return (spoken(reason.text) or spoken(reason.name)) if reason else ""


def unit_name(of: Edition, unit_path: str) -> str:
    unit = of.units.get(leaf(unit_path))
    return spoken(unit.name) if unit else ""


def groups(classes: list[ServiceClass]) -> dict[str, list[ServiceClass]]:
    """Classes by the name of their group in the reader's language, in the pack's order."""
    found: dict[str, list[ServiceClass]] = {}
    for one in classes:
        found.setdefault(spoken(one.group), []).append(one)
    return found


def map_of(*, lat: float | None = None, lon: float | None = None, zoom: float | None = None) -> dict[str, object]:
    """What every map of the city needs: where it opens and the addresses of what lies under the reports.

    The addresses carry the number of edition and installation, so that browsers may keep them until either changes.
    """
    here = edition()
    view = here.settings.map
    return {
        "lat": view.latitude if lat is None else lat,
        "lon": view.longitude if lon is None else lon,
        "zoom": zoom or view.zoom,
        "basemap": f"{reverse('portal:basemap')}?{urlencode({'v': here.number})}" if view.basemap else "",
        "credit": view.credit,
        "credit_link": view.credit_link,
        "areas": f"{reverse('portal:areas')}?{urlencode({'v': places.version()})}",
    }
