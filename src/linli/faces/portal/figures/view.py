"""What the city publishes of its work: the tables of each month, and the files that they can be worked out from."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.faces.portal import city
from linli.faces.portal.figures import said
from linli.insight.opendata import reading
from linli.ui.answers import stamped

_MONTH = re.compile(r"\d{4}-\d{2}")
_TYPES = {
    "csv": "text/csv; charset=utf-8", "geojson": "application/geo+json", "json": "application/json",
    "md": "text/markdown; charset=utf-8", "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_SHOWN = 12


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    """The month `month` of the address bar, else the newest one."""
    published = reading.months(_folder())
    if not published:
        return render(request, "portal/figures/page.html", {"month": None})
    asked = request.GET.get("month", published[-1])
    if asked not in published:
        raise Http404
    trend = [reading.month(_folder(), name) for name in published[-_SHOWN:]]
    here = reading.month(_folder(), asked)
    context = {"month": said.month(here), "trend": said.trend(trend, asked=asked), "by_month": said.by_month(trend)}
    return render(request, "portal/figures/page.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The months that there are, and the address of each one's manifest, for programs."""
    months = [
        {"month": name, "manifest": reverse("portal:opendata-file", args=[name, reading.MANIFEST])}
        for name in reading.months(_folder())
    ]
    return _for_everybody(request, JsonResponse({"months": months}))


@require_safe
def file(request: HttpRequest, month: str, name: str) -> HttpResponseBase:
    """A file of a month: the manifest, or one that the manifest names."""
    folder = _folder()
    if not _MONTH.fullmatch(month) or month not in reading.months(folder):
        raise Http404
    if name != reading.MANIFEST and name not in reading.month(folder, month).files:
        raise Http404
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    path = folder / month / name
    answer = FileResponse(path.open("rb"), content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{month}-{name}"'
    return _for_everybody(request, answer, etag=f"{path.stat().st_size:x}-{path.stat().st_mtime_ns:x}")


def _for_everybody(request: HttpRequest, answer: HttpResponseBase, *, etag: str = "") -> HttpResponseBase:
    """Scripts of any page may read it; what is published doesn't change."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return stamped(request, answer, etag=etag, cache="public, max-age=3600")


def _folder() -> Path:
    return Path(settings.LINLI_OPENDATA)
