"""What has happened to orders and nobody has been told of yet, in the manner of `linli.cases.outbox`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.supervision import store
from linli.supervision.models import Event, Order, Untold
from linli.supervision.queries import answering_unit, bearing, holders_at
from linli.supervision.rules import Side, State


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an order. `accounts` act for the side whose turn it now is; where the order has ended, for the side
    that answered for it. `unit_path` is the unit whose lead is to answer, empty where another post is."""

    order_id: UUID
    number: int
    seq: int
    move: str
    at: datetime
    accounts: tuple[int, ...]
    unit_path: str


def take(*, now: datetime, at_most: int = 500) -> tuple[Happened, ...]:
    """Take events off the list, oldest first, past those that somebody else is taking.

    They are gone with the end of the caller's transaction, and only then: write what comes of them in the same one.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("events are taken off in the transaction that writes what comes of them")
    lines = Untold.objects.select_for_update(skip_locked=True).order_by("pk")[:at_most]
    taken = [line.pk for line in lines]
    Untold.objects.filter(pk__in=taken).delete()
    events = list(Event.objects.filter(pk__in=taken).order_by("pk"))
    orders = store.loaded(Order.objects.filter(pk__in={event.order_id for event in events}))
    known = {facts.id: (facts, number) for facts, number in orders}
    holders = holders_at(now)
    found = []
    for event in events:
        facts, number = known[event.order_id]
        side = Side.ISSUER if event.after == State.ANSWERED else Side.ANSWERER
        accounts = bearing(facts, side, holders)
        found.append(Happened(event.order_id, number, event.seq, event.move, event.at, accounts, answering_unit(facts)))
    return tuple(found)
