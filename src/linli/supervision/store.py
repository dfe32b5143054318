"""How an order is read and written: event, words, row and outbox in one transaction, or nothing at all.

Private to this room: `commands` is the door to change, `queries` the door to read.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.rights import Grant, Role
from linli.supervision.models import Event as EventRow
from linli.supervision.models import Order, OrderCase, Untold, Words
from linli.supervision.rules import Covered, Event, Facts, Given, Party, State


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an earlier act with the same command did, and to which order."""

    order_id: UUID
    number: int
    event: Event


def insert(facts: Facts, event: Event, command_id: UUID) -> int:
    """Write a new order; its number. IntegrityError where the command was used before."""
    order = Order.objects.create(id=facts.id, **_row(facts))
    OrderCase.objects.bulk_create(
        OrderCase(
            order=order,
            case_id=case.id,
            number=case.number,
            area_path=case.area_path,
            unit_path=case.unit_path,
            assisting=list(case.assisting),
        )
        for case in facts.covered
    )
    _write(facts.id, event, command_id)
    return int(Order.objects.values_list("number", flat=True).get(pk=facts.id))


def update(facts: Facts, event: Event, command_id: UUID, *, seen: int) -> None:
    """Write what happened to an order that stands at version `seen`.

    RuntimeError where somebody acted on it without waiting their turn (`load(alone=True)`).
    """
    if not Order.objects.filter(pk=facts.id, version=seen).update(**_row(facts)):
        raise RuntimeError(f"order {facts.id} is no longer at version {seen}")
    _write(facts.id, event, command_id)


def _write(order_id: UUID, event: Event, command_id: UUID) -> None:
    row = EventRow.objects.create(
        order_id=order_id,
        seq=event.seq,
        command_id=command_id,
        move=event.move,
        at=event.at,
        before=str(event.before),
        after=str(event.after),
        actor_id=event.actor_id,
        role=str(event.post.role),
        actor_area=event.post.area_path,
        actor_unit=event.post.unit_path,
        given=event.given.kept(),
    )
    if event.given.text:
        Words.objects.create(event=row, body=event.given.text)
    Untold.objects.create(event=row)


def load(order_id: UUID, *, alone: bool = False) -> tuple[Facts, int] | None:
    """The facts and the number of an order, or None where there is none.

    `alone` waits until nobody else acts on it and keeps others waiting until the transaction ends.
    """
    orders = Order.objects.select_for_update() if alone else Order.objects.all()
    return next(iter(loaded(orders.filter(pk=order_id))), None)


def loaded(orders: QuerySet[Order]) -> list[tuple[Facts, int]]:
    """The facts and the numbers of these orders, in two queries."""
    rows = list(orders)
    cases: dict[UUID, list[Covered]] = {row.pk: [] for row in rows}
    for case in OrderCase.objects.filter(order__in=list(cases)).order_by("order_id", "id"):
        cases[case.order_id].append(
            Covered(case.case_id, case.number, case.area_path, case.unit_path, tuple(case.assisting))
        )
    return [(_facts(row, cases[row.pk]), row.number) for row in rows]


def recorded(command_id: UUID) -> Recorded | None:
    """What was done under `command_id`, or None where nothing was."""
    row = EventRow.objects.select_related("order").filter(command_id=command_id).first()
    return Recorded(row.order_id, row.order.number, _events([row])[0]) if row else None


def events(order_id: UUID) -> tuple[Event, ...]:
    """All events of an order in order, with their words where they weren't erased."""
    return tuple(_events(EventRow.objects.filter(order_id=order_id).order_by("seq")))


def events_of(order_ids: Collection[UUID]) -> dict[UUID, tuple[Event, ...]]:
    """All events of these orders, as `events` has them for one."""
    rows = list(EventRow.objects.filter(order_id__in=order_ids).order_by("seq"))
    found: dict[UUID, list[Event]] = {key: [] for key in order_ids}
    for row, event in zip(rows, _events(rows), strict=True):
        found[row.order_id].append(event)
    return {key: tuple(events) for key, events in found.items()}


def first_words(order_ids: Collection[UUID]) -> dict[UUID, str]:
    """The words of the first event of these orders."""
    issued = Words.objects.filter(event__order_id__in=order_ids, event__seq=1)
    return dict(issued.values_list("event__order_id", "body"))


def _events(found: Iterable[EventRow]) -> list[Event]:
    rows = list(found)
    words = _words([row.pk for row in rows])
    return [
        Event(
            seq=row.seq,
            move=row.move,
            at=row.at,
            before=State(row.before),
            after=State(row.after),
            actor_id=row.actor_id,
            post=Grant(Role(row.role), row.actor_area, row.actor_unit),
            given=Given.read(row.given, words.get(row.pk, "")),
        )
        for row in rows
    ]


def _words(events: Collection[int]) -> dict[int, str]:
    return dict(Words.objects.filter(pk__in=events).values_list("event_id", "body"))


def _row(facts: Facts) -> dict[str, Any]:
    """The row that caches `facts`, without its key."""
    issuer, answerer = facts.issuer, facts.answerer
    if issuer is None or answerer is None:
        raise RuntimeError(f"order {facts.id} is written before it has been issued")
    return {
        "version": facts.version,
        "state": str(facts.state),
        **_side("issuer", issuer),
        **_side("answerer", answerer),
        "due_at": facts.due_at,
        "issued_at": facts.issued_at,
        "answered_at": facts.answered_at,
        "ended_at": facts.ended_at,
        "judged_by": list(facts.judged_by),
        "answered_by": list(facts.answered_by),
    }


def _side(name: str, party: Party) -> dict[str, Any]:
    grant = party.grant
    return {
        f"{name}_id": party.account,
        f"{name}_role": str(grant.role),
        f"{name}_area": grant.area_path,
        f"{name}_unit": grant.unit_path,
    }


def _facts(row: Order, cases: Iterable[Covered]) -> Facts:
    return Facts(
        id=row.pk,
        version=row.version,
        state=State(row.state),
        issuer=Party(row.issuer_id, Grant(Role(row.issuer_role), row.issuer_area, row.issuer_unit)),
        answerer=Party(row.answerer_id, Grant(Role(row.answerer_role), row.answerer_area, row.answerer_unit)),
        covered=tuple(cases),
        due_at=row.due_at,
        issued_at=row.issued_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        judged_by=tuple(row.judged_by),
        answered_by=tuple(row.answered_by),
    )
