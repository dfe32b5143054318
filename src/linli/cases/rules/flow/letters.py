"""Whoever has a case in hand writes to its reporter through Linli: without seeing by which way that reaches them."""

from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import INTAKE, UNIT, Move, StateRow
from linli.kernel.rights import Role

_IN_HAND = (
    State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED, State.SUSPENDED,
)  # fmt: skip

STATES: tuple[StateRow, ...] = ()
MOVES = (Move("write", _IN_HAND, None, (*INTAKE, Role.DISPATCHER, *UNIT), "wrote", needs=("text",)),)
