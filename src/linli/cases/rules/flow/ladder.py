"""A case that nobody acts on climbs: the holder is reminded (催办), then level by level others are told (升级)."""

from dataclasses import replace

from linli.cases.rules import effects, ladder
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import Move, StateRow
from linli.cases.rules.ladder import TIMED
from linli.kernel.rights import Role

# Of the first table; later ones have more states, and what is contested waits for a checker too.
_FIRST = (
    State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.HANDLED,
)  # fmt: skip
CLIMBING = (*_FIRST, State.CONTESTED)

STATES: tuple[StateRow, ...] = ()
MOVES = (
    Move(
        "remind", CLIMBING, None, (Role.SYSTEM,), "reminded",
        needs=("reason", "item", "rungs", "posts"), standing=(ladder.rung_is_reached,), effect=ladder.climbed,
        winds=True,
    ),
    Move(
        "climb", CLIMBING, None, (Role.SYSTEM,), "climbed",
        needs=("reason", "item", "rungs", "posts"), standing=(ladder.rung_is_reached,), effect=ladder.climbed,
        winds=True,
    ),
    Move(
        "set_timer", CLIMBING, None, (Role.SYSTEM,), "timer_set", standing=(ladder.nothing_set,), effect=effects.none,
        winds=True,
    ),
)  # fmt: skip
MOVES_AT_FIRST = tuple(replace(move, sources=_FIRST) for move in MOVES)
_PARTS_END_OR_BEGIN = ("call_in", "assist_done", "assist_return", "release")


def with_parts(move: Move) -> Move:
    """A move of any subject as it is where the parts of other units climb too: whatever begins or ends a part sets the
    timer afresh, and a part climbs on while the lead has paused.
    """
    if move.name in TIMED:
        return replace(move, sources=(*move.sources, State.PAUSED), may=("units", "due_at"))
    return replace(move, winds=True) if move.name in _PARTS_END_OR_BEGIN else move
