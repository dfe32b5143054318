"""What staff read beside cases: who the token stands for, calls upon units, supervision orders."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Path, Query, Router

from linli.cases import queries as cases
from linli.faces.api import written
from linli.faces.api.access import HOLDER, READER, Caller, caller_of
from linli.faces.api.problems import Problem, nowhere
from linli.faces.api.resources.names import names_of
from linli.faces.api.shapes.common import Number
from linli.faces.api.shapes.desk import (
    Calls,
    CallsAsked,
    Me,
    OrderEvent,
    Orders,
    OrdersAsked,
    OrderShape,
    PartyShape,
    PostShape,
    WholeOrder,
)
from linli.people import queries as people
from linli.supervision import queries as orders
from linli.supervision.queries import View
from linli.supervision.rules import Party

router = Router(tags=["desk"], auth=READER)

_DAYS = 30
_LISTED = 200


@router.get("/me", response=Me, auth=HOLDER, operation_id="readMe")
def me(request: HttpRequest) -> Me:
    """Who the token stands for, and what it may."""
    caller = caller_of(request)
    token, staff = caller.token, caller.staff
    if token is None:
        raise Problem("token_missing")
    account = people.account(token.staff_id) if token.staff_id is not None else None
    return Me(
        program=token.name,
        scopes=list(token.scopes),
        expires_at=token.expires_at,
        account=account.display_name if account else "",
        posts=[PostShape.of(one, deputy=one.stands_for is not None) for one in (staff.grants if staff else ())],
    )


@router.get("/calls", response=Calls, operation_id="listCalls")
def calls(request: HttpRequest, asked: Query[CallsAsked]) -> Calls:
    """Calls upon units, and how they responded, as far as the account's posts cover it."""
    caller = caller_of(request)
    zone = ZoneInfo(caller.edition.settings.time_zone)
    last = asked.last or caller.now.astimezone(zone).date()
    first = asked.first or last - timedelta(days=_DAYS - 1)
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    found = cases.responses(actor=caller.actor, since=since, until=until, unit=asked.unit)
    names = names_of(caller)
    return Calls(
        upon=[written.called(one, names) for one in cases.calls_upon(actor=caller.actor)],
        made=[written.called(one, names) for one in cases.calls_made(actor=caller.actor)],
        period=[written.called(one, names) for one in found[:_LISTED]],
    )


@router.get("/orders", response=Orders, operation_id="listOrders")
def show_orders(request: HttpRequest, asked: Query[OrdersAsked]) -> Orders:
    """Supervision orders that concern the account."""
    caller = caller_of(request)
    found = orders.listing(reader=orders.reader(actor=caller.actor, now=caller.now), shelf=asked.shelf)
    names = _names(found)
    return Orders(items=[OrderShape.of(one.facts, **_told(one, names)) for one in found])


@router.get("/orders/{int:number}", response=WholeOrder, operation_id="readOrder")
def show_order(request: HttpRequest, number: Annotated[Number, Path(description="The order's number.")]) -> WholeOrder:
    """One supervision order, to whoever it concerns."""
    caller = caller_of(request)
    view = orders.order(number=number, now=caller.now)
    reader = orders.reader(actor=caller.actor, now=caller.now)
    if view is None or not orders.may_see(view=view, reader=reader):
        raise nowhere()
    events = orders.timeline(order_id=view.id)
    names = _names([view], {one.actor_id for one in events})
    covered = _covered(view, caller)
    return WholeOrder.of(
        view.facts,
        **_told(view, names),
        cases=covered,
        hidden=len(view.facts.covered) - len(covered),
        moves=[row.name for row in orders.allowed_moves(view=view, reader=reader)],
        timeline=[
            OrderEvent.of(one, actor_name=names.get(one.actor_id, ""), due_at=one.given.due_at, text=one.given.text)
            for one in events
        ],
    )


def _covered(view: View, caller: Caller) -> list[int]:
    """The numbers of an order's cases that the posts cover. Whoever sees the order needn't have posts over each."""
    found = cases.cases(case_ids=[covered.id for covered in view.facts.covered])
    return [one.number for one in found if cases.visible(actor=caller.actor, facts=one.facts)]


def _names(views: Sequence[View], more: Collection[int] = ()) -> Mapping[int, str]:
    sides = [party for one in views for party in (one.facts.issuer, one.facts.answerer) if party is not None]
    return people.names({party.account for party in sides} | set(more))


def _told(view: View, names: Mapping[int, str]) -> dict[str, Any]:
    """What an order's facts don't say in so many words."""
    return {
        "number": view.number,
        "overdue": view.overdue,
        "issuer": _party(view.facts.issuer, names),
        "answerer": _party(view.facts.answerer, names),
    }


def _party(party: Party | None, names: Mapping[int, str]) -> PartyShape | None:
    return PartyShape.of(party.grant, name=names.get(party.account, "")) if party is not None else None
