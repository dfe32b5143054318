"""First step of a report: where is it? By map, address, photo, or where the phone is."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.faces.portal import city, words
from linli.faces.portal.trail import Trail, read_trail
from linli.files import commands as files
from linli.files.rules import MOST_BYTES, position_of
from linli.kernel.results import Refused
from linli.kernel.text import clean
from linli.places import queries as places
from linli.places.search import Found, search

_CLOSE_UP = 16.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found, as a link to the next step."""

    href: str
    name: str
    around: str
    icon: str


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    trail = read_trail(request.GET)
    asked = clean(request.GET.get("q", ""))
    page = {
        "trail": trail,
        "asked": asked,
        "hits": [_hit(found, trail) for found in search(asked)] if asked else [],
        "map": city.map_of(lat=trail.lat, lon=trail.lon, zoom=_CLOSE_UP if trail.placed else None),
        "here": _place(trail),
        "problem": _problem(request.GET.get("photo", "")),
    }
    return render(request, "portal/where/page.html", page)


@require_POST
@city.needs_city
def from_photo(request: HttpRequest) -> HttpResponse:
    """Open the map where a photo was taken. The photo waits for the report to be sent; its position is not kept."""
    upload = request.FILES.get("photo")
    if upload is None or not upload.size:
        return _back("photo_empty")
    if upload.size > MOST_BYTES:
        return _back("photo_too_large")
    position = position_of(upload.read())
    upload.seek(0)
    command_id = uuid4()
    kept = files.keep(upload=upload, subject=command_id, kind="report", now=city.now(), draft=True)
    if isinstance(kept, Refused):
        return _back(kept.code)
    parameters = {"command": str(command_id)}
    if position is None:
        parameters["photo"] = "no_position"
    else:
        parameters |= {"lat": f"{position[0]:.6f}", "lon": f"{position[1]:.6f}"}
    return redirect(f"{reverse('portal:where')}?{urlencode(parameters)}")


@require_safe
@city.needs_city
def here(request: HttpRequest) -> HttpResponse:
    """The name of a place, as a piece of the page that the map asks for when the pin has moved."""
    return render(request, "portal/where/here.html", {"here": _place(read_trail(request.GET))})


def _back(code: str) -> HttpResponse:
    return redirect(f"{reverse('portal:where')}?{urlencode({'photo': code})}#f-photo")


def _problem(code: str) -> str:
    if code == "no_position":
        return _("The photo doesn't say where it was taken. It is kept for your report; now show the place on the map.")
    known = ("photo_empty", "photo_too_large", "photo_too_many_pixels", "photo_type", "photo_broken")
    return words.file_trouble(code, {}) if code in known else ""


def _place(trail: Trail) -> dict[str, str | bool] | None:
    if trail.lat is None or trail.lon is None:
        return None
    found = places.locate(lat=trail.lat, lon=trail.lon)
    return {"inside": found is not None, "name": city.area_text(found.area_path) if found else ""}


def _hit(found: Found, trail: Trail) -> Hit:
    name = city.spoken(found.names)
    class_key = trail.class_key
    icon = {"address": "map-pin", "area": "map", "component": "tag", "crossing": "crosshair"}[found.kind]
    component = ""
    if found.kind == "component":
        class_key, component = f"component-{found.class_code}", found.code
        name = _("%(kind)s, number %(number)s") % {
            "kind": city.class_name(city.edition(), class_key) or _("Facility"),
            "number": found.code,
        }
    address = name if found.kind in ("address", "crossing") else ""
    onward = Trail(found.lat, found.lon, address, component, class_key, trail.command_id)
    # An area is too wide to be the place of a problem: it only moves the map.
    step = "portal:where" if found.kind == "area" else "portal:what"
    around = " · ".join(city.spoken(area) for area in (found.around[1:] or found.around))
    return Hit(f"{reverse(step)}?{onward.query()}", name, around, icon)
