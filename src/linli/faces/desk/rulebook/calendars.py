"""Calendars: the hours of the week, and each year's days at a glance."""

import re
from calendar import Calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from linli.faces.desk.rulebook.book import Book, book_of, for_readers_of_rules, told
from linli.faces.desk.rulebook.faults import Told, tell
from linli.faces.desk.rulebook.row import Sent
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.faces.desk.words.rulebook import PARTS, REFUSALS, WEEKDAYS
from linli.kernel.results import Allowed, Refused
from linli.packs.editing.edits import Edit, PutDays, PutHours
from linli.packs.parts import calendars
from linli.packs.sources import TomlFile
from linli.rulebook import commands

_STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the year's picture: `kind` is `work`, `free`, `holiday` or `makeup`; none outside its month."""

    number: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: list[list[Day | None]]


@require_safe
@for_readers_of_rules
def choose(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """The calendars."""
    book = book_of(visit, where)
    units = [(one["calendar"], name) for one in book.folder.rows("units") if (name := book.labels.units[one["code"]])]
    context = {
        "book": book,
        "name": PARTS["calendars"],
        "calendars": [
            (book.href("calendars", name), name, [unit for calendar, unit in units if calendar == name])
            for name in sorted(book.folder.calendars)
        ],
    }
    return page(request, visit, "desk/rulebook/calendars.html", context)


@for_readers_of_rules
def show(request: HttpRequest, visit: Visit, where: str, name: str) -> HttpResponseBase:
    """A calendar with the days of `?year=`; on POST, its days or its hours."""
    book = book_of(visit, where)
    file = book.folder.calendars.get(name)
    if file is None:
        return not_for_you(request, visit)
    year = _year(request.GET.get("year") or request.POST.get("year", ""), visit)
    if request.method != "POST":
        return _page(request, visit, book, name, file, year)
    sent = Sent.read(request)
    if sent is None or book.draft is None:
        return not_for_you(request, visit)
    edit: Edit
    if "holidays" in request.POST:
        days = [tuple(re.split(r"[\s,，]+", request.POST.get(key, "").strip())) for key in ("holidays", "workdays")]
        holidays, workdays = (tuple(one for one in given if one) for given in days)
        edit = PutDays(name, str(year), holidays, workdays)
    else:
        week = {day: _hours(request.POST.get(day, "")) for day in WEEKDAYS}
        edit = PutHours(name, _hours(request.POST.get(_STANDARD, "")), week)
    done = commands.change(
        actor=visit.actor, draft=book.draft.id, edit=edit, seen=sent.seen, command_id=sent.command, now=visit.now
    )
    href = book.href("calendars", name, year=str(year))
    if isinstance(done, Allowed):
        return told(request, done, pgettext("rules", "In the draft: calendar %(name)s") % {"name": name}, href)
    return _page(request, visit, book, name, file, year, refused=done)


def _page(
    request: HttpRequest,
    visit: Visit,
    book: Book,
    name: str,
    file: TomlFile,
    year: int,
    *,
    refused: Refused | None = None,
) -> HttpResponseBase:
    faults: list[Told] = []
    if refused is not None and refused.code == "edit_has_faults":
        faults = [tell(fault) for fault in refused.facts["faults"]]
    section = file.values.get(str(year), {})
    week = file.values.get("week", {})
    sent = request.POST
    context = {
        "book": book,
        "name": name,
        "year": year,
        "years": [(one, book.href("calendars", name, year=str(one))) for one in (year - 1, year + 1)],
        "months": list(_months(file, year)),
        "weekdays": [str(words)[:3] if book.language == "en" else str(words)[-1] for words in WEEKDAYS.values()],
        "holidays": sent.get("holidays", "\n".join(section.get("holidays", ()))),
        "workdays": sent.get("workdays", "\n".join(section.get("workdays", ()))),
        "standard": sent.get(_STANDARD, _said(file.values.get(_STANDARD, ""))),
        "week": [(day, words, sent.get(day, _said(week.get(day, "")))) for day, words in WEEKDAYS.items()],
        "written": bool(section),
        "here": book.href("calendars", name),
        "command": uuid4(),
        "faults": faults,
        "refusal": REFUSALS[refused.code] if refused else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/rulebook/calendar.html", context, status=status)


def _months(file: TomlFile, year: int) -> Iterator[Month]:
    """The year as the calendar in the file makes it; a file with faults leaves the squares plain."""
    found = calendars.read({"": file}, time_zone="UTC", faults=[]).get("")
    names = {
        "work": pgettext("rules", "worked"),
        "free": pgettext("rules", "free"),
        "holiday": pgettext("rules", "holiday"),
        "makeup": pgettext("rules", "make-up day"),
    }

    def square(day: date) -> Day:
        kind = "work"
        if found is not None:
            if day in found.holidays:
                kind = "holiday"
            elif day in found.workdays:
                kind = "makeup"
            elif not found.week[day.weekday()]:
                kind = "free"
        return Day(day.day, kind, names[kind])

    for month in range(1, 13):
        weeks = Calendar().monthdatescalendar(year, month)
        squares = [[square(day) if day.month == month else None for day in week] for week in weeks]
        yield Month(str(MONTHS[month]), squares)


def _hours(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[\s,，;；]+", text.strip()) if one)


def _said(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value or "")


def _year(text: str, visit: Visit) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if 1901 <= year <= 2198 else timezone.localdate(visit.now).year
