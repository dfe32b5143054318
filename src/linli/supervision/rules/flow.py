"""THE TABLE of supervision orders: every move, from where, by which side. `docs/supervision.md` is generated from it.

An order is no part of the loop: nothing in this table moves a case, and no case moves an order.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from linli.supervision.rules import guards
from linli.supervision.rules.facts import Side, State
from linli.supervision.rules.guards import GivenGuard, StandingGuard


@dataclass(frozen=True, slots=True)
class Move:
    """One row. `needs` names fields of `Given` that must not be empty, `may` those that are taken along if given."""

    name: str
    sources: tuple[State, ...]
    target: State
    side: Side
    event: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    standing: tuple[StandingGuard, ...] = ()
    given: tuple[GivenGuard, ...] = ()


_ROWS = (
    Move(
        "issue", (State.NEW,), State.ISSUED, Side.ISSUER, "issued",
        needs=("covered", "answerer", "due_at", "text"), may=("post",),
        given=(
            guards.cases_are_few, guards.cases_are_open, guards.cases_are_own, guards.answerer_is_somebody_else,
            guards.answerer_fits, guards.day_is_ahead,
        ),
    ),
    Move("answer", (State.ISSUED,), State.ANSWERED, Side.ANSWERER, "answered", needs=("text",)),
    Move("accept", (State.ANSWERED,), State.ACCEPTED, Side.ISSUER, "accepted", may=("text",)),
    Move(
        "send_back", (State.ANSWERED,), State.ISSUED, Side.ISSUER, "sent_back",
        needs=("text",), may=("due_at",), given=(guards.day_is_ahead,),
    ),
    Move(
        "withdraw", (State.ISSUED,), State.WITHDRAWN, Side.ISSUER, "withdrawn",
        needs=("text",), standing=(guards.never_answered,),
    ),
)  # fmt: skip
MOVES: Mapping[str, Move] = {row.name: row for row in _ROWS}
