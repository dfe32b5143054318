"""A dispatcher takes a case back from a unit that doesn't act on it, or that it was never meant for (改派)."""

from linli.cases.rules import effects, guards
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import Move, StateRow
from linli.kernel.rights import Role

STATES: tuple[StateRow, ...] = ()
MOVES = (
    Move(
        "recall", (State.DISPATCHED, State.HANDLING, State.PAUSED), State.FILED, (Role.DISPATCHER,), "recalled",
        needs=("text",), standing=(guards.not_ruled, guards.not_the_holder), effect=effects.recalled,
        clock=True,
    ),
)  # fmt: skip
