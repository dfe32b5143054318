"""Feeds of public cases, newest report first, page by page: for feed readers (Atom) and for maps (GeoJSON).

They hold what the public list holds and nothing else. Asked again, they are sent again only if something has changed.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import published
from linli.faces.portal import city
from linli.faces.portal.feeds.asked import Asked, MisfitError, read
from linli.faces.portal.feeds.entries import entries
from linli.faces.portal.feeds.forms import ATOM, GEOJSON, Feed
from linli.faces.portal.feeds.forms import atom as write_atom
from linli.faces.portal.feeds.forms import geojson as write_geojson
from linli.ui.answers import stamped

PAGE = 100
_KEPT = "public, max-age=60"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
@city.needs_city
def atom(request: HttpRequest) -> HttpResponse:
    """Public cases as Atom."""
    return _answer(request, write_atom, ATOM)


@require_safe
@city.needs_city
def geojson(request: HttpRequest) -> HttpResponse:
    """Public cases as GeoJSON."""
    return _answer(request, write_geojson, GEOJSON)


def _answer(request: HttpRequest, write: Callable[[Feed], bytes], kind: str) -> HttpResponse:
    try:
        asked = read(request.GET, city.edition())
    except MisfitError as misfit:
        return HttpResponse(f"{misfit}\n", status=400, content_type="text/plain; charset=utf-8")
    last = published.changed_last() or _BEGINNING
    with translation.override(asked.language or city.language()):
        feed = _feed(request, asked, last)
    body = write(feed)
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8" if kind == ATOM else kind)
    # The newest change of any case, not of those on this page: a case that is taken back leaves its page.
    response["Last-Modified"] = http_date(int(last.timestamp()))
    if feed.following:
        response["Link"] = f'<{feed.following}>; rel="next"'
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return stamped(request, response, cache=_KEPT)


def _feed(request: HttpRequest, asked: Asked, last: datetime) -> Feed:
    page = published.listing(wanted=asked.wanted, limit=PAGE, after=asked.after)
    origin = settings.LINLI_ORIGIN or request.build_absolute_uri("/").rstrip("/")
    here = f"{origin}{request.path}"
    title = city.spoken(city.edition().title)
    return Feed(
        title=_("%(city)s: public cases") % {"city": title},
        by=title,
        language=city.language(),
        itself=here + (asked.query(cursor=str(asked.after)) if asked.after else asked.query()),
        first=here + asked.query(),
        following=here + asked.query(cursor=str(page.after)) if page.after else "",
        page=origin + reverse("portal:around"),
        updated=max((row.changed_at for row in page.rows), default=last),
        entries=entries(page.rows, origin),
    )
