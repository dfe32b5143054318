"""Issuing a supervision order: on one case, or on a whole list of the queue, frozen as it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.catalogue import queries as catalogue
from linli.faces.desk.case.forms import command_of
from linli.faces.desk.given import read_number
from linli.faces.desk.names import Names
from linli.faces.desk.orders.cases import case_lines
from linli.faces.desk.orders.lines import name_of, say_post
from linli.faces.desk.orders.order import end_of, plain
from linli.faces.desk.queue.filters import Chosen
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.orders import ORDER_MOVES, say_order_refusal
from linli.faces.desk.words.refusals import Refusal
from linli.kernel.results import Refused
from linli.people import queries as people
from linli.supervision import commands
from linli.supervision import queries as orders
from linli.supervision.rules.guards import CASES_AT_MOST
from linli.ui.shapes import Choice

_DAYS = 3  # what the form offers first


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form, kept as it came."""

    text: str = ""
    post: str = ""
    day: str = ""

    @classmethod
    def read(cls, post: QueryDict) -> "Typed":
        return cls(text=plain(post, "text"), post=plain(post, "post"), day=plain(post, "day"))


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form for `?case=NUMBER`, or for the open cases of a list of the queue; sent, the order is issued."""
    if not orders.issues_anywhere(actor=visit.actor):
        return not_for_you(request, visit)
    if request.method == "POST":
        return _issue(request, visit)
    tomorrow = timezone.localtime(visit.now) + timedelta(days=_DAYS)
    typed = Typed(day=tomorrow.date().isoformat())
    return page(request, visit, "desk/orders/new.html", _context(visit, _asked_for(request, visit), typed, uuid4()))


def _issue(request: HttpRequest, visit: Visit) -> HttpResponse:
    typed, numbers = Typed.read(request.POST), _numbers(request.POST.get("cases", ""))
    shown = _seen(visit, numbers)
    command_id = command_of(request.POST)
    if len(shown) < len(set(numbers)):
        # A number typed in by hand tells nothing of a case that the reader may not see.
        return not_for_you(request, visit)
    done = commands.issue(
        command_id=command_id,
        actor=visit.actor,
        case_numbers=numbers,
        post_id=read_number(typed.post) or 0,
        due_at=end_of(typed.day),
        text=typed.text,
        now=visit.now,
    )
    if isinstance(done, Refused):
        context = _context(visit, shown, typed, command_id, refusal=say_order_refusal(done, visit.now))
        return page(request, visit, "desk/orders/new.html", context, status=422)
    messages.success(request, _("The supervision order %(name)s is issued.") % {"name": name_of(done.value.number)})
    return HttpResponseRedirect(reverse("desk:order", args=[done.value.number]))


def _asked_for(request: HttpRequest, visit: Visit) -> Sequence[cases.View]:
    """The open cases to name: the one in the address, or those of the list in the address, one too many at most."""
    one = request.GET.get("case", "")
    if one:
        return [view for view in _seen(visit, _numbers(one)) if view.facts.closed_at is None]
    filters = replace(Chosen.read(request.GET.dict()).filters, sort="urgent")
    rows = cases.listing(actor=visit.actor, filters=filters, now=visit.now, limit=CASES_AT_MOST + 1).rows
    return cases.cases(case_ids=[row.id for row in rows])


def _seen(visit: Visit, numbers: Sequence[int]) -> list[cases.View]:
    """Those of the cases that the reader may see."""
    return [view for view in cases.cases(numbers=numbers) if cases.covers(actor=visit.actor, facts=view.facts)]


def _context(
    visit: Visit, shown: Sequence[cases.View], typed: Typed, command_id: UUID, *, refusal: Refusal | None = None
) -> dict[str, Any]:
    numbers = [view.number for view in shown]
    many = len(numbers) > CASES_AT_MOST
    choices = [] if many or not numbers else _choices(visit, numbers)
    local = timezone.localtime(visit.now)
    return {
        "cases": () if many else case_lines(shown, visit),
        "numbers": ",".join(map(str, numbers)),
        "many": many,
        "most": CASES_AT_MOST,
        "choices": choices,
        "typed": typed if typed.post or len(choices) != 1 else replace(typed, post=choices[0].value),
        "command_id": command_id,
        "words": ORDER_MOVES["issue"],
        "refusal": refusal,
        "back": reverse("desk:case", args=numbers) if len(numbers) == 1 else reverse("desk:queue"),
        "tomorrow": (local + timedelta(days=1)).date().isoformat(),
    }


def _choices(visit: Visit, numbers: Sequence[int]) -> list[Choice]:
    """The posts that may be asked, by who holds them. There is no other way to name a person."""
    reader = orders.reader(actor=visit.actor, now=visit.now)
    holders = orders.answerers(numbers=numbers, reader=reader)
    staff = people.names({one.account for one in holders})
    names = Names(catalogue.current(), visit.language)
    return [
        Choice(str(one.post), staff.get(one.account, f"#{one.account}"), hint=" · ".join(say_post(one.grant, names)))
        for one in holders
    ]


def _numbers(text: str) -> list[int]:
    """Case numbers parted by commas, one too many at most; what is no number is left out."""
    numbers = (read_number(part.strip()) for part in text.split(","))
    return [number for number in numbers if number is not None][: CASES_AT_MOST + 1]
