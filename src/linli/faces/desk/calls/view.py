"""Calls: those upon my units, those that I made, and how units responded, for whoever's posts cover it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from linli.cases import queries as cases
from linli.cases.queries import Response, Tally
from linli.catalogue import queries as catalogue
from linli.faces.desk.days import midnight, read_day
from linli.faces.desk.due import Due, moment, span
from linli.faces.desk.given import read_text
from linli.faces.desk.names import ClassName, Names
from linli.faces.desk.queue import choices
from linli.faces.desk.responses import say_response
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.whistle import DEGREE_TONES, DEGREES

_DAYS = 30
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in one call, ready to be drawn."""

    href: str
    number: int
    klass: ClassName
    area: str
    unit: str
    degree: Text
    tone: str
    urgent: bool
    when: str
    at: datetime
    answered: str
    arrived: str
    due: Due


@dataclass(frozen=True, slots=True)
class Row:
    """How a unit responded, as the table says it."""

    unit: str
    tally: Tally
    median: str


def lines(found: Iterable[Response], names: Names, now: datetime) -> list[Line]:
    return [
        Line(
            href=reverse("desk:case", args=[one.number]) + "#calls",
            number=one.number,
            klass=names.klass(one.class_key),
            area=names.area(one.area_path),
            unit=names.unit(one.asked.unit_path),
            degree=DEGREES[one.call.degree],
            tone=DEGREE_TONES[one.call.degree],
            urgent=one.call.degree == "emergency",
            when=moment(one.call.at, now),
            at=one.call.at,
            answered=moment(one.asked.answered_at, now) if one.asked.answered_at else "",
            arrived=moment(one.asked.arrived_at, now) if one.asked.arrived_at else "",
            due=say_response(one.call, one.asked, now),
        )
        for one in found
    ]


def waiting(visit: Visit, names: Names) -> list[Line]:
    """The calls that a unit of the reader still has to respond to, for the head of the queue."""
    upon = (one for one in cases.calls_upon(actor=visit.actor) if one.call.waits_for(one.asked))
    return lines(upon, names, visit.now)


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of calls. `?from=` and `?to=` are days of the city, both included; `?unit=` a unit's path."""
    names = Names(catalogue.current(), visit.language)
    today = timezone.localtime(visit.now).date()
    last = read_day(request.GET.get("to", "")) or today
    first = read_day(request.GET.get("from", "")) or last - timedelta(days=_DAYS - 1)
    unit = read_text(request.GET, "unit")
    found = cases.responses(
        actor=visit.actor, since=midnight(first), until=midnight(last + timedelta(days=1)), unit=unit
    )
    context: dict[str, Any] = {
        "upon": lines(cases.calls_upon(actor=visit.actor), names, visit.now),
        "made": lines(cases.calls_made(actor=visit.actor), names, visit.now),
        "rows": _rows(cases.tallies(found), names),
        "listed": lines(found[:_LISTED], names, visit.now),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "unit": unit,
        "units": choices.units(names.edition, visit.language),
    }
    return page(request, visit, "desk/calls/page.html", context)


def _rows(tallies: Sequence[Tally], names: Names) -> list[Row]:
    return [
        Row(names.unit(one.unit_path), one, span(one.median_answer) if one.median_answer is not None else "")
        for one in tallies
    ]
