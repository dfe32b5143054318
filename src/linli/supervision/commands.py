"""The only door through which a supervision order changes: `issue` makes one, `act` moves it. No case ever changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.cases import queries as cases
from linli.kernel.ids import uuid7
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.supervision import store
from linli.supervision.queries import holders_at
from linli.supervision.rules import Covered, Given, Party, State, decide, open_order, repeats
from linli.supervision.rules.guards import CASES_AT_MOST


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did. `repeated` is whether this command had been carried out before."""

    order_id: UUID
    number: int
    version: int
    state: State
    move: str
    repeated: bool = False


def issue(
    *,
    command_id: UUID,
    actor: Actor,
    case_numbers: Sequence[int],
    post_id: int,
    due_at: datetime | None,
    text: str,
    now: datetime,
) -> Result[Done]:
    """Order the holder of the post `post_id` to answer for these cases, in words, until `due_at`.

    The same `command_id` again issues nothing and answers as the first time; with anything else in it, it is refused.
    Refused: order_case_unknown, order_command_used, and whatever `decide` refuses with.
    """
    covered = _covered(case_numbers)
    if isinstance(covered, Refused):
        return covered
    holders = holders_at(now)
    named = next((one for one in holders if one.post == post_id), None)
    answerer = Party(named.account, named.grant) if named else None
    given = Given(text=text.strip(), due_at=due_at, post=post_id, answerer=answerer, covered=covered)

    def first_time() -> Result[Done]:
        judged = decide(facts=open_order(uuid7(now)), move="issue", actor=actor, given=given, holders=holders, now=now)
        if isinstance(judged, Refused):
            return judged
        facts, event = judged.value.facts, judged.value.event
        number = store.insert(facts, event, command_id)
        return Allowed(Done(facts.id, number, facts.version, facts.state, event.move))

    return _once(command_id, first_time, move="issue", actor=actor, given=given)


def act(
    *,
    order_id: UUID,
    move: str,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    text: str = "",
    due_at: datetime | None = None,
    seen: int | None = None,
) -> Result[Done]:
    """Answer an order, accept or send back its answer, or withdraw it.

    `seen` is the version that the actor was looking at: where somebody else has acted since, the act is refused. Only
    `send_back` takes a new date along.
    Refused: order_unknown, order_changed, order_command_used, and whatever `decide` refuses with.
    """
    given = Given(text=text.strip(), due_at=due_at)

    def first_time() -> Result[Done]:
        found = store.load(order_id, alone=True)
        if repeated := store.recorded(command_id):
            return _as_first(repeated, move=move, actor=actor, given=given, order_id=order_id)
        if found is None:
            return Refused("order_unknown")
        facts, number = found
        if seen is not None and seen != facts.version:
            return Refused("order_changed", {"state": facts.state})
        judged = decide(facts=facts, move=move, actor=actor, given=given, holders=holders_at(now), now=now)
        if isinstance(judged, Refused):
            return judged
        after, event = judged.value.facts, judged.value.event
        store.update(after, event, command_id, seen=facts.version)
        return Allowed(Done(order_id, number, after.version, after.state, move))

    return _once(command_id, first_time, move=move, actor=actor, given=given, order_id=order_id)


def _once(
    command_id: UUID,
    first_time: Callable[[], Result[Done]],
    *,
    move: str,
    actor: Actor,
    given: Given,
    order_id: UUID | None = None,
) -> Result[Done]:
    """Carry a command out, or answer as it was answered: also where the same one was written between look and write."""
    if recorded := store.recorded(command_id):
        return _as_first(recorded, move=move, actor=actor, given=given, order_id=order_id)
    try:
        with transaction.atomic():
            return first_time()
    except IntegrityError:
        recorded = store.recorded(command_id)
        if recorded is None:
            raise
        return _as_first(recorded, move=move, actor=actor, given=given, order_id=order_id)


def _as_first(
    recorded: store.Recorded, *, move: str, actor: Actor, given: Given, order_id: UUID | None
) -> Result[Done]:
    event = recorded.event
    other = order_id is not None and order_id != recorded.order_id
    if other or not repeats(event, move=move, actor=actor, given=given):
        return Refused("order_command_used", {"number": recorded.number})
    return Allowed(Done(recorded.order_id, recorded.number, event.seq, event.after, event.move, repeated=True))


def _covered(numbers: Sequence[int]) -> tuple[Covered, ...] | Refused:
    """What the order will keep of the cases; one more than it may name is enough to be refused."""
    asked = tuple(dict.fromkeys(numbers[: CASES_AT_MOST + 1]))
    found = {view.number: view for view in cases.cases(numbers=asked)}
    for number in asked:
        if number not in found:
            return Refused("order_case_unknown", {"number": number})
    return tuple(
        Covered(
            id=view.id,
            number=view.number,
            area_path=view.facts.area_path,
            unit_path=view.facts.unit_path,
            assisting=tuple(view.facts.assisting),
            closed=view.facts.closed_at is not None,
        )
        for view in found.values()
    )
