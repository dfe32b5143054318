"""The access log for auditors: who opened which reporter's contact, by which post, why, and what is unusual about it.

Auditors read the log and never a contact.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.catalogue import queries as catalogue
from linli.faces.desk.days import midnight, read_day
from linli.faces.desk.due import moment
from linli.faces.desk.given import read_number, read_text
from linli.faces.desk.names import Names
from linli.faces.desk.queue import choices
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import PURPOSES, ROLES
from linli.kernel.rights import Actor, Role
from linli.people.rules import PURPOSES_OF_STAFF
from linli.people.vault import accesses as log
from linli.people.vault.accesses import PAGE, Access, Wanted
from linli.people.vault.rules import Unusual
from linli.ui.shapes import Choice

_DAYS = 30
UNUSUAL = {
    Unusual.MANY: pgettext_lazy("access", "many cases in a short time"),
    Unusual.ELSEWHERE: pgettext_lazy("access", "outside the own area"),
    Unusual.OUT_OF_HOURS: pgettext_lazy("access", "out of hours"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One opening in the reader's words. `number` is None where the case is gone."""

    at: datetime
    when: str
    number: int | None
    who: str
    role: Text
    where: str
    purpose: Text
    refused: bool
    unusual: list[Text]


def audited(actor: Actor) -> tuple[str, ...]:
    """The areas whose log the actor reads; none for those who don't audit."""
    return tuple(dict.fromkeys(grant.area_path for grant in actor.grants if grant.role == Role.AUDITOR))


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The log, newest first. `?from=` and `?to=` are days of the city, both included; `?unit=` a unit's path;
    `?purpose=`; `?unusual=1`; `?before=` the number of the last line of the page before."""
    areas = audited(visit.actor)
    if not areas:
        return not_for_you(request, visit)
    given = request.GET
    today = timezone.localtime(visit.now).date()
    last = read_day(given.get("to", "")) or today
    first = read_day(given.get("from", "")) or last - timedelta(days=_DAYS - 1)
    purpose = given.get("purpose", "")
    wanted = Wanted(
        areas=areas,
        since=midnight(first),
        until=midnight(last + timedelta(days=1)),
        unit_path=read_text(given, "unit"),
        purpose=purpose if purpose in PURPOSES_OF_STAFF else "",
        only_unusual=given.get("unusual") == "1",
    )
    before = read_number(given.get("before", ""))
    found = log.accesses(wanted, before=before)
    edition = catalogue.current()
    chosen = {
        "from": first.isoformat(), "to": last.isoformat(), "unit": wanted.unit_path, "purpose": wanted.purpose,
        "unusual": "1" if wanted.only_unusual else "",
    }  # fmt: skip
    further = urlencode({**chosen, "before": found[-1].id}) if len(found) == PAGE else ""
    context: dict[str, Any] = {
        "lines": _lines(found, Names(edition, visit.language), visit.now),
        "count": log.count(wanted),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "unit": wanted.unit_path,
        "units": choices.units(edition, visit.language),
        "purpose": wanted.purpose,
        "purposes": [Choice(code, str(PURPOSES[code])) for code in PURPOSES_OF_STAFF],
        "unusual": wanted.only_unusual,
        "back": urlencode(chosen) if before else "",
        "further": further,
    }
    return page(request, visit, "desk/accesses/page.html", context)


def _lines(found: tuple[Access, ...], names: Names, now: datetime) -> list[Line]:
    numbers = cases.numbers({one.case_id for one in found})
    return [
        Line(
            at=one.at,
            when=moment(one.at, now),
            number=numbers.get(one.case_id),
            who=one.staff_name,
            role=ROLES[Role(one.role)] if one.role else "",
            where=" · ".join(
                filter(None, (names.unit(one.unit_path) if one.unit_path else "", names.area(one.area_path)))
            ),
            purpose=PURPOSES[one.purpose],
            refused=one.refused,
            unusual=[UNUSUAL[reason] for reason in one.unusual],
        )
        for one in found
    ]
