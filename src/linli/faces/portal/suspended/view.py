"""The problem bank: what can't be solved now, why, since when, and when it is taken up again at the latest."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.queries import Suspended
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, public, words
from linli.faces.portal.paging.pages import page_of

_MOST = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """A suspended case in words, for everybody."""

    number: int
    title: str
    place: str
    unit: str
    reason: str
    since: str
    until: str


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    edition = city.edition()
    found = cases.suspended(class_keys=public.class_keys(edition), limit=_MOST)
    page = page_of(request, found)
    context = {"lines": [_line(edition, one) for one in page.rows], "before": page.before, "more": page.more}
    return render(request, "portal/suspended/page.html", context)


def _line(of: Edition, one: Suspended) -> Line:
    return Line(
        number=one.number,
        title=city.class_name(of, one.class_key),
        place=city.area_text(one.area_path),
        unit=city.unit_name(of, one.unit_path),
        reason=city.reason_text(of, "suspend", one.reason),
        since=words.day(one.since),
        until=words.day(one.until),
    )
