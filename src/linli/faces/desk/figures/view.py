"""The figures of what the reader's posts cover: one picture at a time, its numbers below it, and what is kept."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.rules.facts import Source
from linli.catalogue import queries as catalogue
from linli.faces.desk.figures import files
from linli.faces.desk.figures.asked import Asked, looks_of, measures_by
from linli.faces.desk.figures.outline import outline
from linli.faces.desk.figures.picture import Picture, chart, picture
from linli.faces.desk.figures.said import BY, LOOK_ICONS, LOOKS, STEPS, say_class
from linli.faces.desk.given import read_text
from linli.faces.desk.names import Names
from linli.faces.desk.queue import choices
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.refusals import say_plain
from linli.faces.desk.words.terms import KIND_NAMES, SOURCES
from linli.insight.figures import reading, saved
from linli.insight.rules.figures.question import LONGEST, By, Period
from linli.kernel.results import Refused
from linli.kernel.words import say
from linli.ui.shapes import Choice

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?by=&measure=&look=&from=&to=&step=&class=&area=&unit=&source=`; without any, the last thirty days by day."""
    names = Names(catalogue.current(), visit.language)
    asked = Asked.read(request.GET.dict(), today=_today(visit))
    fresh = reading.freshness()
    context: dict[str, Any] = {"asked": asked, "fresh": fresh, "views": saved.views(staff_id=visit.staff_id)}
    context |= _choices(asked, visit, names)
    if fresh.whole:
        shown = picture(asked, visit, names)
        drawn = outline(shown) if asked.look == "map" else None
        context |= {"shown": shown, "chart": chart(shown), "map": drawn, "heading": _heading(shown, visit)}
    return page(request, visit, "desk/figures/page.html", context)


@require_safe
@for_staff
def numbers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as a table, `?form=csv` or `xlsx`. Counts hold nothing of anybody, so taking them leaves no record."""
    fresh, form = reading.freshness(), request.GET.get("form", "")
    if not fresh.whole or form not in ("csv", "xlsx"):
        return not_for_you(request, visit)
    names = Names(catalogue.current(), visit.language)
    shown = picture(Asked.read(request.GET.dict(), today=_today(visit)), visit, names)
    if form == "csv":
        content, kind = files.csv_of(shown), "text/csv; charset=utf-8"
    else:
        asked = [_heading(shown, visit), *_narrowed(shown.asked, names)]
        content, kind = files.xlsx_of(shown, title=str(BY[shown.asked.by]), asked=asked, at=fresh.at), _XLSX
    name = f"linli-figures-{shown.asked.by}-{timezone.localtime(visit.now):%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_POST
@for_staff
def keep(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the picture that the form stood under."""
    asked = Asked.read(dict(parse_qsl(request.POST.get("query", "").lstrip("?"))), today=_today(visit))
    done = saved.save(staff_id=visit.staff_id, name=read_text(request.POST, "name"), query=asked.query(), now=visit.now)
    if isinstance(done, Refused):
        refusal = say_plain(done)
        messages.info(request, f"{refusal.what} {refusal.remedy}")
    else:
        messages.success(request, _("The view is kept under this name."))
    return HttpResponseRedirect(reverse("desk:figures") + asked.query())


@require_POST
@for_staff
def let_go(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Let a kept view go. One of somebody else's is answered like one that isn't there."""
    number = request.POST.get("view", "")
    gone = number.isascii() and number.isdigit() and saved.delete(staff_id=visit.staff_id, view_id=int(number[:18]))
    if gone:
        messages.success(request, _("The view is gone."))
    else:
        messages.info(request, _("There is no such view."))
    return HttpResponseRedirect(reverse("desk:figures"))


def _today(visit: Visit) -> date:
    return timezone.localtime(visit.now).date()


def _heading(shown: Picture, visit: Visit) -> str:
    """What the picture shows, in words: the measure, by what, and of which days."""
    asked = shown.asked
    said = {
        "measure": say(asked.measure.title, visit.language),
        "by": BY[asked.by],
        "first": formats.date_format(asked.period.first, "DATE_FORMAT"),
        "last": formats.date_format(asked.period.last, "DATE_FORMAT"),
    }
    if asked.measure.key in ("open", "overdue"):
        return _("%(measure)s · %(by)s") % said
    return _("%(measure)s · %(by)s · %(first)s to %(last)s") % said


def _narrowed(asked: Asked, names: Names) -> list[str]:
    """What it is narrowed to, in words."""
    said = (
        asked.klass and say_class(asked.klass, names),
        " / ".join(names.areas(asked.area)),
        asked.unit and names.unit(asked.unit),
        str(SOURCES[Source(asked.source)]) if asked.source else "",
    )
    return [one for one in said if one]


def _group_name(asked: Asked, names: Names) -> str:
    """The name of a chosen group, which the list of kinds and classes hasn't; empty where none is chosen."""
    is_group = asked.klass.endswith("*") and asked.klass.removesuffix("-*") not in KIND_NAMES
    return say_class(asked.klass, names) if is_group else ""


def _choices(asked: Asked, visit: Visit, names: Names) -> dict[str, Any]:
    return {
        "bys": [
            {"label": str(label), "href": asked.but(by=by).query(), "current": by == asked.by}
            for by, label in BY.items()
        ],
        "looks": [
            {"label": str(LOOKS[look]), "icon": LOOK_ICONS[look], "href": asked.but(look=look).query(),
             "current": look == asked.look}
            for look in looks_of(asked.by, asked.measure)
        ],
        "periods": _periods(asked, visit),
        "measures": [Choice(one.key, say(one.title, visit.language)) for one in measures_by(asked.by)],
        "steps": [Choice(step, str(label)) for step, label in STEPS.items() if asked.period.days <= LONGEST[step]]
        if asked.by is By.TIME
        else [],
        "kinds": choices.kinds(),
        "classes": choices.classes(names.edition, visit.language),
        "areas": choices.areas(visit.language),
        "units": choices.units(names.edition, visit.language),
        "sources": [Choice(source, str(label)) for source, label in SOURCES.items()],
        "narrowed": _narrowed(asked, names),
        "by_name": BY[asked.by],
        "known_class": _group_name(asked, names),
        "cleared": asked.but(klass="", area="", unit="", source="").query(),
    }  # fmt: skip


def _periods(asked: Asked, visit: Visit) -> list[dict[str, Any]]:
    """Periods that are often asked for, each with its link."""
    today = _today(visit)
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    usual = (
        (_("30 days"), Period(today - timedelta(days=29), today)),
        (_("90 days"), Period(today - timedelta(days=89), today)),
        (_("Last month"), Period(last_month, this_month - timedelta(days=1))),
        (_("This year"), Period(today.replace(month=1, day=1), today)),
        (_("12 months"), Period(this_month.replace(year=this_month.year - 1), today)),
    )
    return [
        {"label": label, "href": asked.but(period=period, step=period.finest()).query(),
         "current": period == asked.period}
        for label, period in usual
    ]  # fmt: skip
