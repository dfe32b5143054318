"""Whoever has a case in hand writes to its reporter through Linli: without seeing by which way that reaches them."""

from collections.abc import Sequence

from linli.cases.rules.facts import Facts, State
from linli.cases.rules.flow.table import INTAKE, UNIT, Move, StateRow
from linli.kernel.rights import Role

_IN_HAND = (
    State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED, State.SUSPENDED,
)  # fmt: skip


def unit_in_charge(facts: Facts) -> Sequence[str]:
    """A unit that has sent the case back, or that it was taken from, has nothing to write any more."""
    return (facts.unit_in_charge,) if facts.unit_in_charge else ()


STATES: tuple[StateRow, ...] = ()
MOVES = (
    Move(
        "write", _IN_HAND, None, (*INTAKE, Role.DISPATCHER, *UNIT), "wrote", needs=("text",), holders=unit_in_charge,
    ),
)  # fmt: skip
