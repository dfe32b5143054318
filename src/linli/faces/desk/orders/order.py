"""The page of one supervision order, and the acts on it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.catalogue import queries as catalogue
from linli.faces.desk.case.forms import command_of
from linli.faces.desk.due import moment
from linli.faces.desk.given import read_number, read_text
from linli.faces.desk.names import Names
from linli.faces.desk.orders.cases import named_cases
from linli.faces.desk.orders.lines import name_of, parties, say_due, say_party, say_post
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.moves import MoveWords, Text
from linli.faces.desk.words.orders import ORDER_MOVES, ORDER_STATES, ORDER_TONES, say_order_refusal
from linli.faces.desk.words.refusals import Refusal
from linli.kernel.results import Refused
from linli.people import queries as people
from linli.supervision import commands
from linli.supervision import queries as orders
from linli.supervision.queries import Reader, View
from linli.supervision.rules import Event, Move

_LONGEST = 4000
_STALE = ("order_changed", "order_command_used", "order_not_from_here")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a move, with what was typed into it. The same `command_id` sent twice acts once."""

    name: str
    words: MoveWords
    needs_text: bool
    takes_day: bool
    command_id: UUID
    text: str = ""
    day: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    seq: int
    title: Text
    icon: str
    who: str
    at: datetime
    when: str
    text: str
    until: str


@for_staff
def show(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The order, to whoever it concerns."""
    found = _load(visit, number)
    if found is None:
        return _not_here(request, visit)
    return page(request, visit, "desk/orders/order.html", _context(*found, visit))


@require_POST
@for_staff
def perform(request: HttpRequest, visit: Visit, number: int, move: str) -> HttpResponse:
    """Act on the order. Refused, the page comes again with everything that was typed."""
    found = _load(visit, number)
    if found is None:
        return _not_here(request, visit)
    typed = plain(request.POST, "text")
    day = plain(request.POST, "day")
    done = commands.act(
        order_id=found[0].id,
        move=move,
        actor=visit.actor,
        text=typed,
        due_at=end_of(day),
        command_id=command_of(request.POST),
        now=visit.now,
        seen=read_number(request.POST.get("seen", "")),
    )
    if isinstance(done, Refused):
        return _refused(request, visit, number, move, done)
    told = {"act": ORDER_MOVES[move].done, "state": ORDER_STATES[done.value.state]}
    messages.success(request, _("%(act)s. The order is now: %(state)s.") % told)
    return HttpResponseRedirect(reverse("desk:order", args=[number]) + "#top")  # not on to the form's own `#acts`


def plain(post: QueryDict, name: str) -> str:
    """What was typed into a field, without what PostgreSQL can't store."""
    return read_text(post, name, _LONGEST)


def end_of(day: str) -> datetime | None:
    """The end of a day in the city's time zone; None where none was chosen, or it is no date."""
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return timezone.make_aware(datetime.combine(following, time()))


def _load(visit: Visit, number: int) -> tuple[View, Reader] | None:
    view = orders.order(number=number, now=visit.now)
    reader = orders.reader(actor=visit.actor, now=visit.now)
    return (view, reader) if view is not None and orders.may_see(view=view, reader=reader) else None


def _not_here(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same answer for an order that isn't there and one that doesn't concern the reader."""
    return page(request, visit, "desk/orders/not_here.html", {}, status=404)


def _refused(request: HttpRequest, visit: Visit, number: int, move: str, refused: Refused) -> HttpResponse:
    found = _load(visit, number)
    if found is None:
        return _not_here(request, visit)
    refusal = say_order_refusal(refused, visit.now)
    context = _context(*found, visit, move=move, post=request.POST, refusal=refusal)
    status = 409 if refused.code in _STALE else 422
    return page(request, visit, "desk/orders/order.html", context, status=status)


def _context(
    view: View,
    reader: Reader,
    visit: Visit,
    *,
    move: str = "",
    post: QueryDict | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    facts, names = view.facts, Names(catalogue.current(), visit.language)
    events = orders.timeline(order_id=view.id)
    staff = people.names({event.actor_id for event in events} | {party.account for party in parties(view)})
    moves = orders.allowed_moves(view=view, reader=reader)
    forms = [_form(row, post if row.name == move else None, refusal) for row in moves]
    lost = post is not None and not any(row.name == move for row in moves)
    return {
        "view": view,
        "name": name_of(view.number),
        "state": ORDER_STATES[facts.state],
        "tone": "bad" if view.overdue else ORDER_TONES[facts.state],
        "due": say_due(view, visit.now),
        "until": moment(facts.due_at, visit.now) if facts.due_at else "",
        "answerer": say_party(facts.answerer, staff, names),
        "issuer": say_party(facts.issuer, staff, names),
        "asked": events[0].given.text,
        "climbed": orders.climbed_to(view=view, reader=reader),
        "cases": named_cases(view, visit),
        "entries": [_entry(event, staff, names, visit.now) for event in reversed(events)],
        "forms": forms,
        "refusal": refusal if lost else None,
        "unsent": plain(post, "text") if lost and post is not None else "",
        "tomorrow": (timezone.localtime(visit.now) + timedelta(days=1)).date().isoformat(),
    }


def _form(row: Move, post: QueryDict | None, refusal: Refusal | None) -> Form:
    return Form(
        name=row.name,
        words=ORDER_MOVES[row.name],
        needs_text="text" in row.needs,
        takes_day="due_at" in row.may,
        command_id=command_of(post) if post is not None else uuid4(),
        text=plain(post, "text") if post is not None else "",
        day=plain(post, "day") if post is not None else "",
        refusal=refusal if post is not None else None,
    )


def _entry(event: Event, staff: dict[int, str], names: Names, now: datetime) -> Entry:
    words = ORDER_MOVES[event.move]
    who = dict.fromkeys([staff.get(event.actor_id, f"#{event.actor_id}"), *say_post(event.post, names)])
    until = moment(event.given.due_at, now) if event.given.due_at else ""
    return Entry(
        event.seq, words.done, words.icon, " · ".join(who), event.at, moment(event.at, now), event.given.text, until
    )
