"""The time in hand of a unit or of an area, case by case, for a period: of whoever's posts let the reader see it."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.cases.queries import CaseHands
from linli.catalogue import queries as catalogue
from linli.faces.desk.days import midnight, read_day
from linli.faces.desk.given import read_text
from linli.faces.desk.hands.told import length, summed
from linli.faces.desk.names import Names
from linli.faces.desk.queue import choices
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_refusal
from linli.faces.desk.words.terms import STATE_TONES, STATES
from linli.kernel.results import Refused
from linli.ui.shapes import Choice

_MONTH = timedelta(days=30)
_FEW = 15  # rows that are shown at once; the others unfold, or the page would be forty screens of a phone


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    href: str
    name: str
    state: object
    tone: str
    passed: str
    worked: str
    late: str


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?unit=&area=&from=&to=`; without days the last thirty, without a unit the reader's own, if they have one."""
    names = Names(catalogue.current(), visit.language)
    units = _units(visit, names)
    own = visit.actor.unit_paths[:1] if not cases.seen_areas(visit.actor, "") else ()
    unit = read_text(request.GET, "unit") or (own[0] if own else "")
    area = read_text(request.GET, "area")
    today = timezone.localtime(visit.now).date()
    last = read_day(read_text(request.GET, "to")) or today
    first = read_day(read_text(request.GET, "from")) or last - _MONTH
    answer = cases.hands_of(
        actor=visit.actor, unit=unit, area=area, since=midnight(first), until=midnight(last + timedelta(days=1)),
        now=visit.now, after=read_text(request.GET, "after"),
    )  # fmt: skip
    context = {
        "chosen": {"unit": unit, "area": area, "from": first.isoformat(), "to": last.isoformat()},
        "units": units,
        "areas": choices.areas(visit.language),
        "everybody": bool(cases.seen_areas(visit.actor, "")),
        "title": names.unit(unit) if unit else _("All units and posts"),
    }
    if isinstance(answer, Refused):
        refusal = say_refusal(answer, names.edition, visit.language)
        return page(request, visit, "desk/hands/page.html", context | {"refusal": refusal}, status=403)
    account, continued = answer.value, bool(read_text(request.GET, "after"))
    further = {"unit": unit, "area": area, "from": first, "to": last, "after": account.after}
    # Who let most time pass beyond the limits stands first; levels keep the order of the way.
    units_told = summed(sorted(account.by_unit, key=lambda one: (one.late, one.passed), reverse=True), names)
    context |= {
        "lines": [_line(case, names) for case in account.cases],
        "by_unit": units_told[:_FEW],
        "further_units": units_told[_FEW:],
        "by_level": summed(account.by_level, names),
        "further": f"?{urlencode(further)}#cases" if account.after else "",
        "continued": continued,
        "listed_open": continued or len(account.cases) <= _FEW,
    }
    return page(request, visit, "desk/hands/page.html", context)


def _units(visit: Visit, names: Names) -> list[Choice]:
    return [
        choice for choice in choices.units(names.edition, visit.language) if cases.seen_areas(visit.actor, choice.value)
    ]


def _line(case: CaseHands, names: Names) -> Line:
    return Line(
        number=case.number,
        href=reverse("desk:case", args=[case.number]),
        name=names.klass(case.class_key).name,
        state=STATES[case.state],
        tone=STATE_TONES[case.state],
        passed=length(case.passed),
        worked=length(case.worked),
        late=length(case.late) if case.late else "",
    )
