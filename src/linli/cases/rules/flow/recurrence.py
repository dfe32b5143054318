"""A cause that shows in several closed cases is a case of its own, and the area's lead decides what becomes of it."""

from linli.cases.rules import effects, guards
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import Move, Stage, StateRow
from linli.kernel.rights import Role

STATES = (StateRow(State.RECURRING, Stage.RECEIVED, waits_for=(Role.AREA_LEAD,)),)
MOVES = (
    Move(
        "recur", (State.NEW,), State.RECURRING, (Role.SYSTEM,), "recurred",
        needs=("source", "class_key", "place"), given=(guards.class_is_known, guards.is_placed),
        effect=effects.reported,
    ),
    Move(
        "entrust", (State.RECURRING,), State.DISPATCHED, (Role.AREA_LEAD,), "entrusted",
        needs=("unit_path", "text"), may=("assisting",), given=(guards.unit_is_known,), effect=effects.dispatched,
    ),
    Move(
        "dismiss", (State.RECURRING,), State.CLOSED, (Role.AREA_LEAD,), "dismissed",
        needs=("text",), effect=effects.closed_as_rejected, public=True,
    ),
)  # fmt: skip
