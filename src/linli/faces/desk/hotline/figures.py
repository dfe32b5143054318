"""The hotline by day: how many calls, how long they took on average, what wasn't taken. Nobody's own figures."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.hotline import queries as hotline

_DAYS = 28


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The last four weeks."""
    if not visit.takes_calls:
        return not_for_you(request, visit)
    last = timezone.localdate(visit.now)
    found = hotline.days(first=last - timedelta(days=_DAYS - 1), last=last)
    names = Names(catalogue.current(), visit.language)
    context = {
        "rows": [(day, say_length(day.average)) for day in found],
        "exclusions": [(names.reason("exclude", code), count) for code, count in hotline.exclusions(found)],
        "days": _DAYS,
    }
    return page(request, visit, "desk/hotline/figures.html", context)


def say_length(length: timedelta | None) -> str:
    """A length of a call in minutes and seconds; empty where there is none."""
    if length is None:
        return ""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return _("%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": seconds}
