"""What is open around here: a map and a list, narrowed in the address bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.queries import Pin
from linli.cases.rules import Stage
from linli.faces.portal import city, public, words
from linli.faces.portal.paging.pages import page_of
from linli.kernel.text import read_degrees
from linli.places import queries as places
from linli.ui.shapes import Choice

_OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
_MILE = 0.012  # degrees of latitude around a chosen point: about 1.3 km


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to; empty means all. `lat` and `lon` put the nearest first."""

    group: str = ""
    stage: str = ""
    lat: float | None = None
    lon: float | None = None


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    now, edition = city.now(), city.edition()
    groups = city.groups([one for one in edition.classes.values() if one.kind in public.KINDS])
    wanted = _read(request)
    pins = _pins(wanted)
    page = page_of(request, pins)
    filters = {name: value for name, value in (("group", wanted.group), ("stage", wanted.stage)) if value}
    context = {
        "map": city.map_of(lat=wanted.lat, lon=wanted.lon, zoom=15.5 if wanted.lat is not None else None),
        "cases": f"{reverse('portal:cases')}{'?' + urlencode(filters) if filters else ''}",
        "cards": [public.card(edition, pin, now, metres=_metres(pin, wanted)) for pin in page.rows],
        "count": len(pins),
        "many": len(pins) >= cases.PINS_AT_MOST,
        "more": page.more,
        "before": page.before,
        "groups": [Choice(name, name) for name in groups],
        "stages": [Choice(str(stage), str(words.STAGES[stage])) for stage in _OPEN_STAGES],
        "wanted": wanted,
        "key": words.STAGES_BY_TONE,
        "feed": _feed_query(wanted),
    }
    return render(request, "portal/around/page.html", context)


def _feed_query(wanted: Narrowed) -> str:
    """The part of a feed's address that says what this page shows; a feed knows no stage and no distance."""
    group = {"group": wanted.group} if wanted.group else {}
    return "?" + urlencode({**group, "state": "open", "lang": city.language()})


def _read(request: HttpRequest) -> Narrowed:
    stage = request.GET.get("stage", "")
    lat, lon = read_degrees(request.GET.get("lat", ""), 90), read_degrees(request.GET.get("lon", ""), 180)
    return Narrowed(
        group=request.GET.get("group", "")[:80],
        stage=stage if stage in _OPEN_STAGES else "",
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
    )


def _pins(wanted: Narrowed) -> Sequence[Pin]:
    keys = public.class_keys(city.edition(), wanted.group)
    bounds = places.area_bounds("")
    if not keys or bounds is None:
        return ()
    west, south, east, north = bounds
    if wanted.lat is not None and wanted.lon is not None:
        south, north = wanted.lat - _MILE, wanted.lat + _MILE
        west, east = wanted.lon - 1.2 * _MILE, wanted.lon + 1.2 * _MILE
    pins = cases.in_box(south=south, west=west, north=north, east=east, stage=wanted.stage, class_keys=keys)
    return sorted(pins, key=lambda pin: _metres(pin, wanted) or 0) if wanted.lat is not None else pins


def _metres(pin: Pin, wanted: Narrowed) -> float | None:
    if wanted.lat is None or wanted.lon is None:
        return None
    return cases.distance((wanted.lat, wanted.lon), (pin.lat, pin.lon))
