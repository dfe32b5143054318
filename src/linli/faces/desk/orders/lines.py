"""Supervision orders in the reader's words: as rows of a list, and on the pages of their cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.catalogue import queries as catalogue
from linli.faces.desk.due import Due, moment, span
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.orders import ORDER_STATES, ORDER_TONES
from linli.faces.desk.words.terms import ROLES
from linli.kernel.rights import Grant
from linli.people import queries as people
from linli.supervision import queries as orders
from linli.supervision.queries import Reader, View
from linli.supervision.rules import Party, State

_EXCERPT = 110


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list of orders, ready to be drawn. `note` says why it is on the reader's list, if it is."""

    name: str
    href: str
    excerpt: str
    cases: str
    answerer: str
    issuer: str
    state: Text
    tone: str
    due: Due
    note: str


def name_of(number: int) -> str:
    """An order's number as people read it: told from a case's number by its letter."""
    return f"D-{number}"


def lines(views: Iterable[View], *, visit: Visit, reader: Reader | None = None) -> Sequence[Line]:
    """The rows of these orders. With `reader` they say what waits for the reader."""
    found = list(views)
    staff = people.names({party.account for view in found for party in parties(view)})
    asked = orders.asked(order_ids=[view.id for view in found])
    names = Names(catalogue.current(), visit.language)
    return [
        Line(
            name=name_of(view.number),
            href=reverse("desk:order", args=[view.number]),
            excerpt=Truncator(" ".join(asked.get(view.id, "").split())).chars(_EXCERPT),
            cases=_cases(view),
            answerer=say_party(view.facts.answerer, staff, names),
            issuer=say_party(view.facts.issuer, staff, names),
            state=ORDER_STATES[view.facts.state],
            tone="bad" if view.overdue else ORDER_TONES[view.facts.state],
            due=say_due(view, visit.now),
            note=_note(view, reader) if reader else "",
        )
        for view in found
    ]


def parties(view: View) -> tuple[Party, ...]:
    """Both sides that the order names."""
    return tuple(party for party in (view.facts.issuer, view.facts.answerer) if party is not None)


def say_party(party: Party | None, staff: dict[int, str], names: Names) -> str:
    """Whom an order names: account, post, and the unit or area of the post."""
    if party is None:
        return ""
    return " · ".join(dict.fromkeys([staff.get(party.account, f"#{party.account}"), *say_post(party.grant, names)]))


def say_post(grant: Grant, names: Names) -> list[str]:
    where = names.unit(grant.unit_path) if grant.unit_path else names.area(grant.area_path)
    return [str(ROLES[grant.role]), *([where] if where else [])]


def say_due(view: View, now: datetime) -> Due:
    """What the date of an order says at `now`. While the issuer reads an answer nobody is late."""
    facts = view.facts
    if facts.ended_at is not None:
        tone = "good" if facts.state is State.ACCEPTED else "plain"
        return Due(moment(facts.ended_at, now), "circle-check", tone, facts.ended_at, moment(facts.ended_at, now))
    if facts.answered_at is not None:
        ago = _("answered %(time)s ago") % {"time": span(now - facts.answered_at)}
        return Due(ago, "message-reply", "plain", facts.answered_at, moment(facts.answered_at, now))
    assert facts.due_at is not None, "an order that was issued has a date"
    if view.overdue:
        late = _("%(time)s overdue") % {"time": span(now - facts.due_at)}
        return Due(late, "alert-triangle", "bad", facts.due_at, moment(facts.due_at, now))
    left = _("in %(time)s") % {"time": span(facts.due_at - now)}
    return Due(left, "calendar-due", "plain", facts.due_at, moment(facts.due_at, now))


def _cases(view: View) -> str:
    numbers = [case.number for case in view.facts.covered]
    if len(numbers) == 1:
        return _("Case %(number)s") % {"number": numbers[0]}
    return ngettext("%(count)d case", "%(count)d cases", len(numbers)) % {"count": len(numbers)}


def _note(view: View, reader: Reader) -> str:
    if orders.turn(view=view, reader=reader):
        return _("waits for you")
    return _("late: it has climbed to you") if orders.climbed_to(view=view, reader=reader) else ""
