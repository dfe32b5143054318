"""Other units than the lead do parts of a case: they are asked, take a part on, do it, or send it back.

The case stays where it is meanwhile. The lead can't hand the case in while a part is open, and no part outlives the
lead's hold of the case.
"""

from dataclasses import replace

from linli.cases.rules import guards, tasks
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import UNIT, Move, StateRow
from linli.cases.rules.tasks import OPEN, TaskState, chosen_task, units_in
from linli.kernel.rights import Role

_HELD = (State.DISPATCHED, State.HANDLING, State.PAUSED)
_LEAD_HAS_IT = frozenset({*_HELD, State.SUSPENDED})

STATES: tuple[StateRow, ...] = ()
MOVES = (
    Move(
        "call_in", _HELD, None, (Role.DISPATCHER, Role.UNIT_LEAD), "called_in",
        needs=("units", "text"), may=("amount",), standing=(tasks.somebody_left_to_ask,),
        given=(tasks.units_may_assist, tasks.amount_fits), effect=tasks.called_in,
    ),
    Move(
        "assist_accept", _HELD, None, UNIT, "part_accepted",
        may=("units",), given=(tasks.task_is_clear,), effect=tasks.moved(TaskState.WORKING),
        holders=units_in(TaskState.ASKED), fill=chosen_task(TaskState.ASKED),
    ),
    Move(
        "assist_done", _HELD, None, UNIT, "part_done",
        needs=("text",), may=("units", "photos"), given=(tasks.task_is_clear,), effect=tasks.done, public=True,
        holders=units_in(TaskState.WORKING), fill=chosen_task(TaskState.WORKING),
    ),
    Move(
        "assist_return", _HELD, None, UNIT, "part_returned",
        needs=("reason", "text"), may=("units",), given=(guards.reason_to_return, tasks.task_is_clear),
        effect=tasks.moved(None), holders=units_in(*OPEN), fill=chosen_task(*OPEN),
    ),
    Move(
        "release", _HELD, None, (Role.DISPATCHER, *UNIT), "released",
        needs=("units", "text"), standing=(tasks.somebody_assists,), given=(tasks.units_do_assist,),
        effect=tasks.moved(None),
    ),
)  # fmt: skip


def amended(move: Move) -> Move:
    """A move of any subject as it is where there are tasks: dispatch asks for parts, the end of the lead's hold ends
    them."""
    if move.name == "handle":
        guarded = (*move.standing, tasks.nobody_assists)
        return replace(move, standing=guarded, effect=tasks.handled(move.effect))
    if move.target is State.DISPATCHED:
        return replace(move, effect=tasks.dispatched(move.effect))
    leaves = move.target is not None and move.target not in _LEAD_HAS_IT
    if leaves and _LEAD_HAS_IT.intersection(move.sources):
        return replace(move, effect=tasks.dropped(move.effect))
    return move
