"""Data about persons is erased, when its term is over or its reporter asks for it; the case and its events stay."""

from linli.cases.rules import effects, retention
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import Move, StateRow
from linli.kernel.rights import Role

# Of the first table; the second has more states, and data is erased in all of them.
_FIRST = (
    State.REPORTED, State.REJECTED, State.ANSWERED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING,
    State.HANDLED, State.CONFIRMING, State.CLOSED,
)  # fmt: skip


def _erase(sources: tuple[State, ...]) -> Move:
    return Move(
        "erase", sources, None, (Role.SYSTEM,), "erased", needs=("kinds", "reason"), may=("items",),
        given=(retention.erasure_is_clear,), effect=effects.none,
    )  # fmt: skip


STATES: tuple[StateRow, ...] = ()
MOVES_AT_FIRST = (_erase(_FIRST),)
MOVES = (_erase(tuple(state for state in State if state is not State.NEW)),)
