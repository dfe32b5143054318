"""GeoJSON for the map: what lies under the reports, and the reports. Answers may be kept as long as nothing changed."""

import gzip
import hashlib
import json
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.rules import Stage
from linli.catalogue import queries as catalogue
from linli.faces.portal import city, public, words
from linli.kernel.text import read_degrees
from linli.places import queries as places
from linli.ui.answers import stamped

_YEAR = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=30"


@require_safe
@city.needs_city
def basemap(request: HttpRequest) -> HttpResponse:
    """Roads, water, parks and buildings of the edition in force."""
    number = city.edition().number
    packed = _basemap(number)
    if packed is None:
        raise Http404("this city has no base map")
    return _answer(request, packed, f"basemap-{number}", _kept_for(request, number))


@require_safe
@city.needs_city
def areas(request: HttpRequest) -> HttpResponse:
    """The outlines of streets and communities."""
    number = places.version()
    return _answer(request, _areas(number), f"areas-{number}", _kept_for(request, number))


@require_safe
@city.needs_city
def cases_(request: HttpRequest) -> HttpResponse:
    """Open public cases as points, newest first: `group`, `stage` and `box` (west,south,east,north) narrow them.

    The member `complete` says whether these are all that there are.
    """
    edition = city.edition()
    west, south, east, north = read_box(request.GET.get("box", "")) or places.area_bounds("") or (-180, -90, 180, 90)
    stage = request.GET.get("stage", "")
    keys = public.class_keys(edition, request.GET.get("group", ""))
    pins = cases.in_box(
        south=south,
        west=west,
        north=north,
        east=east,
        stage=stage if stage in tuple(Stage) else "",
        class_keys=keys or ("",),
    )
    features = []
    for pin in pins:
        said = {
            "number": pin.number,
            "title": city.class_name(edition, pin.class_key),
            "stage": str(words.STAGES[pin.stage]),
            "tone": words.STAGE_TONES[pin.stage],
            "href": reverse("portal:case", args=[pin.number]),
        }
        point = {"type": "Point", "coordinates": [pin.lon, pin.lat]}
        features.append({"type": "Feature", "geometry": point, "properties": said})
    complete = len(pins) < cases.PINS_AT_MOST
    body = _packed({"type": "FeatureCollection", "complete": complete, "features": features})
    return _answer(request, body, hashlib.sha256(body).hexdigest()[:20], _SHORT, by_language=True)


def read_box(text: str) -> tuple[float, float, float, float] | None:
    """`west,south,east,north` in degrees; None where it is something else."""
    parts = text.split(",")
    if len(parts) != 4:
        return None
    west, east = read_degrees(parts[0], 180), read_degrees(parts[2], 180)
    south, north = read_degrees(parts[1], 90), read_degrees(parts[3], 90)
    if west is None or east is None or south is None or north is None or west >= east or south >= north:
        return None
    return west, south, east, north


@lru_cache(maxsize=4)
def _basemap(number: int) -> bytes | None:
    found = catalogue.basemap(number)
    return None if found is None else gzip.compress(found, 6, mtime=0)


@lru_cache(maxsize=4)
def _areas(number: int) -> bytes:
    return _packed(places.area_geojson())


def _packed(document: object) -> bytes:
    return gzip.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 5, mtime=0)


def _kept_for(request: HttpRequest, number: int) -> str:
    """An address that names the number it wants may be kept for good; any other only shortly."""
    return _YEAR if request.GET.get("v") == str(number) else _SHORT


def _answer(request: HttpRequest, packed: bytes, mark: str, cache: str, *, by_language: bool = False) -> HttpResponse:
    plain = "gzip" not in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(gzip.decompress(packed) if plain else packed, content_type="application/geo+json")
    if not plain:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding", *(["Cookie", "Accept-Language"] if by_language else [])])
    return stamped(request, response, etag=f"{mark}-{city.language()}" if by_language else mark, cache=cache)
