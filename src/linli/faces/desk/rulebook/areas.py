"""Areas and cells to look at: the map, and how much lies in each area."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.rulebook.book import for_readers_of_rules
from linli.faces.desk.visit import Visit, page
from linli.kernel.words import say
from linli.places import queries as places


@require_safe
@for_readers_of_rules
def show(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The tree of areas, each with its cells, and the area of `?area=` on the map."""
    view = catalogue.current().settings.map
    atlas = places.atlas()
    chosen = places.area(request.GET.get("area", "")[:200]) if request.GET.get("area") else None
    path = chosen.path if chosen else ""
    bounds = places.area_bounds(path)
    lat, lon = ((bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2) if bounds else (view.latitude, view.longitude)
    context = {
        "lat": lat,
        "lon": lon,
        "zoom": view.zoom + (1 if chosen else -1),
        "basemap": reverse("desk:basemap") if view.basemap else "",
        "map_view": view,
        "areas": f"{reverse('desk:rules-areas-map')}?area={path}",
        "chosen": say(chosen.names, visit.language) if chosen else "",
        "lines": [
            {
                "name": say(one.names, visit.language),
                "code": one.code,
                "level": one.level,
                "depth": one.depth,
                "cells": len(atlas.inside(one.path)),
                "href": f"{reverse('desk:rules-areas')}?area={one.path}#map",
                "current": one.path == path,
            }
            for one in places.areas()
        ],
        "cells": len(atlas.inside("")),
    }
    return page(request, visit, "desk/rulebook/areas.html", context)


@require_safe
@for_readers_of_rules
def outlines(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The outlines for the map: the areas of the city, or the cells of the area `?area=`."""
    path = request.GET.get("area", "")[:200]
    found = places.cell_geojson(path=path) if path else places.area_geojson(path="")
    return JsonResponse(found, content_type="application/geo+json")
