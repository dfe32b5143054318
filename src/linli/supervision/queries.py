"""The only door to read supervision orders. Rows come out frozen; nothing here changes anything."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.cases import queries as cases
from linli.kernel.rights import Actor, Grant
from linli.people import queries as people
from linli.supervision import store
from linli.supervision.models import Order
from linli.supervision.rules import (
    ISSUERS,
    Covered,
    Event,
    Facts,
    Holder,
    Move,
    Side,
    State,
    bearers,
    climbed,
    fit_to_answer,
    is_overdue,
    issuing_post,
    permitted,
    rebuild,
)

type Shelf = Literal["mine", "issued", "open", "ended"]

PAGE = 100
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class View:
    """An order: where it stands, its number, and whether its answer is late."""

    number: int
    facts: Facts
    overdue: bool

    @property
    def id(self) -> UUID:
        return self.facts.id


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads orders, and all posts held at that moment: by them the sides are judged."""

    actor: Actor
    holders: tuple[Holder, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """An order whose answer is late: who has to answer, who issued it, and to whom it has climbed (accounts)."""

    order_id: UUID
    number: int
    due_at: datetime
    answerers: tuple[int, ...]
    issuers: tuple[int, ...]
    climbed: tuple[int, ...]


def holders_at(now: datetime) -> tuple[Holder, ...]:
    """All posts held at `now`, as the rules want them: those of who is absent once more as their deputy's, at the
    end."""
    return tuple(Holder(one.id, one.staff_id, _grant(one)) for one in people.posts(now=now, with_deputies=True))


def reader(*, actor: Actor, now: datetime) -> Reader:
    """Who reads, with what the questions below need to be answered."""
    return Reader(actor, holders_at(now), now)


def order(*, number: int, now: datetime) -> View | None:
    """An order by its number; None where there is none."""
    found = store.loaded(Order.objects.filter(number=number))
    return _view(*found[0], now) if found else None


def timeline(*, order_id: UUID) -> tuple[Event, ...]:
    """What happened to an order, oldest first."""
    return store.events(order_id)


def asked(*, order_ids: Collection[UUID]) -> dict[UUID, str]:
    """The words with which these orders were issued, where they weren't erased."""
    return store.first_words(order_ids)


def waiting(*, staff_id: int) -> int:
    """How many open orders wait for this account by name. What came to it with a post is in its list only."""
    to_answer = Q(state=State.ISSUED, answerer_id=staff_id)
    to_judge = Q(state=State.ANSWERED, issuer_id=staff_id)
    return Order.objects.filter(to_answer | to_judge, ended_at=None).count()


def rebuilt(*, order_id: UUID) -> Facts:
    """The facts of an order folded afresh from its events, to hold against its row."""
    return rebuild(order_id, store.events(order_id))


def of_case(*, case_id: UUID, now: datetime) -> tuple[View, ...]:
    """The orders that name a case: open ones first, the nearest date first, then the others, last issued first."""
    found = store.loaded(Order.objects.filter(cases__case_id=case_id))
    views = [_view(facts, number, now) for facts, number in found]
    views = [one for one in views if one.facts.state is not State.WITHDRAWN]
    return tuple(sorted(views, key=lambda one: (one.facts.ended_at is not None, one.facts.due_at, -one.number)))


def turn(*, view: View, reader: Reader) -> bool:
    """Whether the order waits for this reader."""
    return bool(permitted(facts=view.facts, actor=reader.actor, holders=reader.holders)) and _waits_for(view, reader)


def climbed_to(*, view: View, reader: Reader) -> bool:
    """Whether the order has climbed to this reader because its answer is late."""
    return any(one.account == reader.actor.id for one in climbed(view.facts, reader.holders, reader.now))


def allowed_moves(*, view: View, reader: Reader) -> tuple[Move, ...]:
    """Exactly the moves that the table lets the reader make now."""
    return permitted(facts=view.facts, actor=reader.actor, holders=reader.holders)


def may_see(*, view: View, reader: Reader) -> bool:
    """Whether an order is for this reader: on either side of it, or with a post over one of its cases, as it was when
    the order was issued or as it is now."""
    if _may_see_at_once(view, reader):
        return True
    now_as_well = cases.cases(case_ids=[one.id for one in view.facts.covered])
    return any(cases.covers(actor=reader.actor, facts=one.facts) for one in now_as_well)


def listing(*, reader: Reader, shelf: Shelf, limit: int = PAGE) -> tuple[View, ...]:
    """At most `limit` orders that the reader may see.

    `mine`: open ones that wait for the reader or have climbed to them; `issued`: open ones that the reader issued, or
    answers for as an issuer; `open`: all open ones; each with the late ones first, then the nearest date. `ended`:
    accepted and withdrawn ones, last ended first.
    """
    views = _views(reader.now, ended=shelf == "ended")
    found = islice((one for one in views if _on_shelf(one, reader, shelf)), limit)
    return tuple(found if shelf == "ended" else sorted(found, key=lambda one: not one.overdue))


def may_issue(*, actor: Actor, area_path: str) -> bool:
    """Whether somebody may issue an order on a case in this area."""
    return issuing_post(actor, [Covered(UUID(int=0), 0, area_path)]) is not None


def issues_anywhere(*, actor: Actor) -> bool:
    """Whether somebody holds a post that issues orders, wherever."""
    return actor.kind == "staff" and any(actor.has(role) for role in ISSUERS)


def answerers(*, numbers: Sequence[int], reader: Reader) -> tuple[Holder, ...]:
    """The posts that the reader may order to answer for all these cases, best fitting first."""
    found = cases.cases(numbers=numbers)
    covered = [Covered(one.id, one.number, one.facts.area_path, one.facts.unit_path) for one in found]
    return fit_to_answer(covered, reader.holders, issuer=reader.actor.id)


def due(*, now: datetime) -> tuple[Late, ...]:
    """Every order whose answer is late at `now`, the latest first: for whoever sends messages."""
    holders = holders_at(now)
    late = Order.objects.filter(ended_at=None, state=State.ISSUED, due_at__lte=now).order_by("due_at", "id")
    return tuple(
        Late(
            order_id=facts.id,
            number=number,
            due_at=facts.due_at,
            answerers=bearing(facts, Side.ANSWERER, holders),
            issuers=bearing(facts, Side.ISSUER, holders),
            climbed=tuple(dict.fromkeys(one.account for one in climbed(facts, holders, now))),
        )
        for facts, number in store.loaded(late)
        if facts.due_at is not None
    )


def bearing(facts: Facts, side: Side, holders: Sequence[Holder]) -> tuple[int, ...]:
    """The accounts that act for a side of an order."""
    party = facts.issuer if side is Side.ISSUER else facts.answerer
    return tuple(sorted(bearers(party, holders))) if party is not None else ()


def _grant(post: people.HeldPost) -> Grant:
    return Grant(post.role, post.area_path, post.unit_path)


def _view(facts: Facts, number: int, now: datetime) -> View:
    return View(number, facts, is_overdue(state=facts.state, due_at=facts.due_at, now=now))


def _orders(ids: Collection[UUID]) -> QuerySet[Order]:
    return Order.objects.filter(pk__in=ids)


def _views(now: datetime, *, ended: bool) -> Iterator[View]:
    """Orders in the order of their list, some hundred at a time."""
    if ended:
        rows = Order.objects.filter(ended_at__isnull=False).order_by("-ended_at", "-id")
    else:
        rows = Order.objects.filter(ended_at=None).order_by("due_at", "id")
    keys = list(rows.values_list("id", flat=True))
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        known = {facts.id: _view(facts, number, now) for facts, number in store.loaded(_orders(chunk))}
        yield from (known[key] for key in chunk)


def _on_shelf(view: View, reader: Reader, shelf: Shelf) -> bool:
    if shelf == "mine":
        return turn(view=view, reader=reader) or climbed_to(view=view, reader=reader)
    if shelf == "issued":
        return reader.actor.id in bearing(view.facts, Side.ISSUER, reader.holders)
    return _may_see_at_once(view, reader)


def _waits_for(view: View, reader: Reader) -> bool:
    side = Side.ISSUER if view.facts.state is State.ANSWERED else Side.ANSWERER
    return reader.actor.id in bearing(view.facts, side, reader.holders)


def _may_see_at_once(view: View, reader: Reader) -> bool:
    facts, me = view.facts, reader.actor.id
    sides = {*facts.judged_by, *facts.answered_by}
    if facts.answerer is not None:
        sides.add(facts.answerer.account)
    if me is not None and me in sides:
        return True
    if any(me in bearing(facts, side, reader.holders) for side in Side):
        return True
    scopes = {(one.area_path, one.unit_path, one.assisting) for one in facts.covered}
    return any(
        cases.may_see(actor=reader.actor, area_path=area, unit_path=unit, assisting=assisting)
        for area, unit, assisting in scopes
    )
