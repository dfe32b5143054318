"""The clock of handling stops, and moves, by moves of its own."""

from linli.cases.rules import effects, guards
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import UNIT, Move, Stage, StateRow
from linli.kernel.rights import Role

_DISPATCHED, _HANDLING, _PAUSED, _SUSPENDED = State.DISPATCHED, State.HANDLING, State.PAUSED, State.SUSPENDED
_HELD = (_DISPATCHED, _HANDLING, _PAUSED, _SUSPENDED)
_DECIDES = (Role.DISPATCHER, Role.SUPERVISOR)
_BANK = (Role.SUPERVISOR, Role.AREA_LEAD)

STATES = (
    StateRow(_PAUSED, Stage.HANDLING, waits_for=UNIT),
    StateRow(_SUSPENDED, Stage.HANDLING),
)
MOVES = (
    Move(
        "pause", (_HANDLING,), _PAUSED, UNIT, "paused",
        needs=("reason", "until"), may=("text",), standing=(guards.has_clock,),
        given=(guards.reason_to_pause, guards.pause_is_short), effect=effects.clock_stopped, clock=True,
    ),
    Move(
        "resume", (_PAUSED,), _HANDLING, (*UNIT, Role.SYSTEM), "resumed",
        may=("text",), standing=(guards.not_by_itself_before_time,), effect=effects.clock_went_on, clock=True,
    ),
    Move(
        "ask_extension", _HELD, None, UNIT, "extension_asked",
        needs=("amount", "text"), standing=(guards.has_clock, guards.none_asked, guards.extended_less_than_twice),
        given=(guards.amount_is_modest,), effect=effects.extension_asked,
    ),
    Move(
        "grant", _HELD, None, _DECIDES, "extension_granted",
        may=("text",), standing=(guards.one_asked, guards.not_the_holder), effect=effects.extension_granted,
        clock=True,
    ),
    Move(
        "refuse", _HELD, None, _DECIDES, "extension_refused",
        needs=("text",), standing=(guards.one_asked, guards.not_the_holder), effect=effects.extension_refused,
    ),
    Move(
        "suspend", (_HANDLING, _PAUSED), _SUSPENDED, _BANK, "suspended",
        needs=("reason", "until", "text"), standing=(guards.has_clock, guards.suspended_never, guards.not_the_holder),
        given=(guards.reason_to_suspend, guards.suspension_is_short), effect=effects.suspended, public=True, clock=True,
    ),
    Move(
        "revive", (_SUSPENDED,), _HANDLING, (*_BANK, Role.SYSTEM), "revived",
        may=("text",), standing=(guards.not_by_itself_before_time, guards.not_the_holder),
        effect=effects.clock_went_on, clock=True,
    ),
)  # fmt: skip
