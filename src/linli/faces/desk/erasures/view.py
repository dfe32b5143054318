"""What was erased of cases, for auditors: counts by month, kind and rule. Never what it was, nor from which case."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.cases.retention import reading
from linli.catalogue import queries as catalogue
from linli.faces.desk.accesses.view import audited
from linli.faces.desk.days import midnight, read_day
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.retention import KINDS, RULES

_DAYS = 365


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?from=` and `?to=` are days of the city, both included."""
    areas = audited(visit.actor)
    if not areas:
        return not_for_you(request, visit)
    last = read_day(request.GET.get("to", "")) or timezone.localtime(visit.now).date()
    first = read_day(request.GET.get("from", "")) or last - timedelta(days=_DAYS)
    settings = catalogue.current().settings
    found = reading.erased(
        areas=areas,
        since=midnight(first),
        until=midnight(last + timedelta(days=1)),
        time_zone=settings.time_zone,
    )
    context: dict[str, Any] = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "terms": settings.retention,
        "lines": [(one.month, KINDS[one.kind], RULES[one.rule], one.cases) for one in found],
    }
    return page(request, visit, "desk/erasures/page.html", context)
