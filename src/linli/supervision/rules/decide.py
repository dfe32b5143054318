"""One function judges every act on an order: `decide(facts, move, actor, given, holders, now)`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Grant
from linli.supervision.rules.facts import Event, Facts, Given, Holder, Party, Side, State
from linli.supervision.rules.flow import MOVES, Move
from linli.supervision.rules.parties import ISSUERS, bearers, issuing_post

_ENDED = (State.ACCEPTED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Step:
    """A judged act: the event to write and the facts that it makes."""

    event: Event
    facts: Facts


def open_order(order_id: UUID) -> Facts:
    """The facts of an order that nobody has issued yet."""
    return Facts(order_id)


def decide(
    *, facts: Facts, move: str, actor: Actor, given: Given, holders: Sequence[Holder], now: datetime
) -> Result[Step]:
    """Whether `actor` may make `move` now with what is given, and what would come of it.

    `holders` are all posts held at `now`: by them the sides are judged. Refused: order_move_unknown,
    order_not_from_here, order_not_yours, order_other_side, order_answered_before, order_missing, order_cases_many,
    order_case_closed, order_case_not_yours, order_is_own, order_answerer_unfit, order_day_unfit.
    """
    row = MOVES.get(move)
    if row is None:
        return Refused("order_move_unknown", {"move": move})
    standing = _judge_standing(row, facts, actor, holders)
    if isinstance(standing, Refused):
        return standing
    given = _only_asked_for(row, given)
    missing = tuple(name for name in row.needs if not getattr(given, name))
    if missing:
        return Refused("order_missing", {"move": move, "needs": missing})
    for guard in row.given:
        if refusal := guard(actor, given, holders, now):
            return refusal
    post = standing.value or issuing_post(actor, given.covered)
    if post is None or actor.id is None:
        raise RuntimeError(f"order {facts.id}: {move} was allowed to somebody without a post")
    event = Event(facts.version + 1, row.name, now, facts.state, row.target, actor.id, post, given)
    return Allowed(Step(event, apply(facts, event)))


def permitted(*, facts: Facts, actor: Actor, holders: Sequence[Holder]) -> tuple[Move, ...]:
    """The moves that `actor` could make now, given the right things, in the table's order."""
    return tuple(row for row in MOVES.values() if isinstance(_judge_standing(row, facts, actor, holders), Allowed))


def apply(facts: Facts, event: Event) -> Facts:
    """The only way in which an order changes."""
    given = event.given
    moved = replace(facts, version=event.seq, state=event.after)
    if event.after in _ENDED:
        moved = replace(moved, ended_at=event.at)
    match event.move:
        case "issue":
            return replace(
                moved,
                issuer=Party(event.actor_id, event.post),
                answerer=given.answerer,
                covered=given.covered,
                due_at=given.due_at,
                issued_at=event.at,
                judged_by=(event.actor_id,),
            )
        case "answer":
            return replace(moved, answered_at=event.at, answered_by=_with(facts.answered_by, event.actor_id))
        case "send_back":
            moved = replace(moved, answered_at=None, due_at=given.due_at or facts.due_at)
    return replace(moved, judged_by=_with(facts.judged_by, event.actor_id))


def rebuild(order_id: UUID, events: Iterable[Event]) -> Facts:
    """The facts of an order folded from all its events."""
    facts = open_order(order_id)
    for event in events:
        facts = apply(facts, event)
    return facts


def repeats(event: Event, *, move: str, actor: Actor, given: Given) -> bool:
    """Whether an act that is sent again is the one that made `event`: the same move, by the same actor, bringing the
    same. Of cases and posts only their numbers count: what is known of them may have changed since."""
    if (move, actor.id) != (event.move, event.actor_id):
        return False
    return _brought(_only_asked_for(MOVES[move], given)) == _brought(event.given)


def _brought(given: Given) -> tuple[object, ...]:
    return given.text, given.due_at, given.post, sorted(case.number for case in given.covered)


def _judge_standing(row: Move, facts: Facts, actor: Actor, holders: Sequence[Holder]) -> Result[Grant | None]:
    """By which post the actor stands on the move's side; None for a new order, whose cases aren't known yet."""
    if facts.state not in row.sources:
        return Refused("order_not_from_here", {"move": row.name, "state": facts.state})
    not_yours = Refused("order_not_yours", {"move": row.name})
    if actor.kind != "staff" or actor.id is None:
        return not_yours
    if facts.state is State.NEW:
        return Allowed(None) if any(actor.has(role) for role in ISSUERS) else not_yours
    party, others = (facts.issuer, facts.answered_by) if row.side is Side.ISSUER else (facts.answerer, facts.judged_by)
    if party is None or actor.id not in bearers(party, holders):
        return not_yours
    if actor.id in others:
        return Refused("order_other_side", {"move": row.name})
    for guard in row.standing:
        if refusal := guard(facts):
            return refusal
    return Allowed(party.grant)


def _only_asked_for(row: Move, given: Given) -> Given:
    return Given(**{name: getattr(given, name) for name in (*row.needs, *row.may)})


def _with(accounts: tuple[int, ...], account: int) -> tuple[int, ...]:
    return accounts if account in accounts else (*accounts, account)
