"""Who stands in for whom, and from when until when."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.faces.desk.given import read_number
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused, Result
from linli.people import commands, queries
from linli.ui.shapes import Choice


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The absences that the reader may know of; on POST, names a deputy."""
    if request.method != "POST":
        today = timezone.localdate(visit.now).isoformat()
        return _page(request, visit, {"staff": str(visit.staff_id), "first": today, "last": today})
    named = _name(visit, request.POST)
    if isinstance(named, Refused):
        context = {"refusal": say_plain(named)}
        return _page(request, visit, request.POST.dict(), context, status=422)
    messages.success(request, _("The deputy is named."))
    return HttpResponseRedirect(reverse("desk:absence"))


@require_POST
@for_staff
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """End an absence now, or call it off. One that isn't the reader's to end is answered like one that isn't there."""
    number = read_number(request.POST.get("absence", "")) or 0
    ended = commands.end_absence(absence_id=number, actor=visit.actor, now=visit.now)
    if isinstance(ended, Refused):
        messages.info(request, str(say_plain(Refused("absence_unknown")).what))
    else:
        messages.success(request, _("The absence has ended; the posts are held as before."))
    return HttpResponseRedirect(reverse("desk:absence"))


def _name(visit: Visit, typed: Mapping[str, str]) -> Result[int]:
    first, last = (_day(typed.get(name, "")) for name in ("first", "last"))
    if first is None or last is None:
        return Refused("absence_days_unfit")
    return commands.name_deputy(
        staff_id=read_number(typed.get("staff", "")) or 0,
        deputy_id=read_number(typed.get("deputy", "")) or 0,
        since=max(visit.now, _midnight(first)),
        until=_midnight(last + timedelta(days=1)),
        actor=visit.actor,
        now=visit.now,
    )


def _page(
    request: HttpRequest,
    visit: Visit,
    typed: Mapping[str, str],
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    sent_by_me = queries.may_be_sent_away_by(visit.actor, now=visit.now)
    active = [one for one in queries.accounts() if one.is_active]
    working = {post.staff_id for post in queries.posts(now=visit.now)}
    absences = [
        one
        for one in queries.absences(now=visit.now)
        if one.staff_id in sent_by_me or visit.staff_id in (one.staff_id, one.deputy_id)
    ]
    shown = {
        "typed": typed,
        "absent_choices": [Choice(str(one.id), one.display_name) for one in active if one.id in sent_by_me],
        "deputy_choices": [Choice(str(one.id), one.display_name) for one in active if one.id in working],
        "absences": absences,
        "endable": {one.id for one in absences if one.staff_id in sent_by_me},
    }
    return page(request, visit, "desk/account/absence.html", shown | dict(context or {}), status=status)


def _midnight(day: date) -> datetime:
    """The beginning of a day in the city's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(text: str) -> date | None:
    """A day of this century; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
