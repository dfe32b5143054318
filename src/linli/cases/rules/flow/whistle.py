"""The whistle (吹哨报到): an area's lead calls units to a case; they answer and come; only the caller ends the call."""

from linli.cases.rules import whistle
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import UNIT, Move, StateRow
from linli.kernel.rights import Role

_WITH_WORK = (
    State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED, State.SUSPENDED, State.HANDLED,
)  # fmt: skip
# A call outlasts what happens to its case: until its caller ends it, whoever was called owes an answer.
_ANY = tuple(state for state in State if state is not State.NEW)

STATES: tuple[StateRow, ...] = ()
MOVES = (
    Move(
        "whistle", _WITH_WORK, None, (Role.AREA_LEAD,), "units_called",
        needs=("degree", "units", "text"), standing=(whistle.somebody_to_call,),
        given=(whistle.degree_is_known, whistle.units_can_be_called), effect=whistle.blown, promise=whistle.promised,
    ),
    Move(
        "answer_call", _ANY, None, UNIT, "call_answered",
        needs=("item", "units", "text"), standing=(whistle.answer_is_owed,), given=(whistle.answers_own_call,),
        effect=whistle.answered, holders=whistle.called_units,
    ),
    Move(
        "arrive", _ANY, None, UNIT, "arrived",
        needs=("item", "units"), may=("text", "photos"), standing=(whistle.arrival_is_owed,),
        given=(whistle.arrives_on_own_call,), effect=whistle.arrived, holders=whistle.called_units,
    ),
    Move(
        "end_call", _ANY, None, (Role.AREA_LEAD,), "call_ended",
        needs=("item", "units", "verdicts", "text"), standing=(whistle.made_a_call,), given=(whistle.ends_own_call,),
        effect=whistle.ended,
    ),
    Move(
        "call_missed", _ANY, None, (Role.SYSTEM,), "call_missed",
        needs=("item", "units"), standing=(whistle.response_is_overdue,), given=(whistle.misses_what_was_due,),
        effect=whistle.missed,
    ),
)  # fmt: skip
