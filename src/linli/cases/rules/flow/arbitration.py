"""The second return of a round is decided one level up, by somebody who belongs to none of the units in dispute."""

from linli.cases.rules import effects, guards
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import Move, Stage, StateRow
from linli.kernel.rights import Role

_ABOVE = (Role.AREA_LEAD, Role.SUPERVISOR)

STATES = (StateRow(State.DISPUTED, Stage.FILED, waits_for=_ABOVE),)
MOVES = (
    Move(
        "rule", (State.DISPUTED,), State.DISPATCHED, _ABOVE, "ruled",
        needs=("unit_path", "text"), may=("assisting", "amends"), standing=(guards.impartial,),
        given=(guards.unit_is_known, guards.amends_own_area), effect=effects.ruled, clock=True,
    ),
)  # fmt: skip
