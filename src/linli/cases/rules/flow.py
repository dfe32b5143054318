"""THE TABLE: every state and every move of the loop. Nothing else in Linli says where a case may go.

The seven stages are those of grid-based city management (collection, filing, dispatch, handling, feedback, check and
closing, evaluation);
the names are the field's. `docs/flow.md` is generated from this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from linli.cases.rules import effects, guards
from linli.cases.rules.effects import Effect
from linli.cases.rules.facts import Source, State
from linli.cases.rules.guards import GivenGuard, StandingGuard
from linli.kernel.rights import Role

__all__ = ["FLOWS", "LATEST", "Flow", "Move", "Source", "Stage", "State", "StateRow", "check_flow"]


class Stage(StrEnum):
    """What the public is told of a state: the six steps on a tracking page, in order."""

    RECEIVED = "received"
    FILED = "filed"
    HANDLING = "handling"
    CHECKING = "checking"
    CONFIRMING = "confirming"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state, the public stage it belongs to, and the posts whose turn it is (empty: the reporter's or nobody's)."""

    state: State
    stage: Stage
    waits_for: tuple[Role, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    `target` None leaves the state as it is. `needs` names fields of `Given` that must not be empty, `may` those that
    are taken along
    if given; anything else is dropped. `public` says whether the words given are shown to the public; `clock` whether
    the deadline has to be worked out afresh from all events.
    """

    name: str
    sources: tuple[State, ...]
    target: State | None
    who: tuple[Role, ...]
    event: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    standing: tuple[StandingGuard, ...] = ()
    given: tuple[GivenGuard, ...] = ()
    effect: Effect = effects.none
    public: bool = False
    clock: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    version: int
    states: Mapping[State, StateRow]
    moves: Mapping[str, Move]

    def from_state(self, state: State) -> tuple[Move, ...]:
        return tuple(move for move in self.moves.values() if state in move.sources)


_NEW, _REPORTED, _REJECTED, _ANSWERED = State.NEW, State.REPORTED, State.REJECTED, State.ANSWERED
_FILED, _DISPATCHED, _DISPUTED = State.FILED, State.DISPATCHED, State.DISPUTED
_HANDLING, _HANDLED, _CONFIRMING, _CLOSED = State.HANDLING, State.HANDLED, State.CONFIRMING, State.CLOSED
_PAUSED, _SUSPENDED = State.PAUSED, State.SUSPENDED
_OPEN = tuple(state for state in State if state not in (_NEW, _PAUSED, _SUSPENDED, _CLOSED))
_INTAKE = (Role.OPERATOR, Role.SUPERVISOR)
_UNIT = (Role.HANDLER, Role.UNIT_LEAD)
_CHECK = (Role.CHECKER, Role.COLLECTOR)
_STAFF = (*_INTAKE, Role.DISPATCHER, *_UNIT, *_CHECK, Role.AREA_LEAD)

_STATES = (
    StateRow(_NEW, Stage.RECEIVED),
    StateRow(_REPORTED, Stage.RECEIVED, waits_for=_INTAKE),
    StateRow(_REJECTED, Stage.CONFIRMING),
    StateRow(_ANSWERED, Stage.CONFIRMING),
    StateRow(_FILED, Stage.FILED, waits_for=(Role.DISPATCHER,)),
    StateRow(_DISPATCHED, Stage.FILED, waits_for=_UNIT),
    StateRow(_DISPUTED, Stage.FILED, waits_for=(Role.DISPATCHER,)),
    StateRow(_HANDLING, Stage.HANDLING, waits_for=_UNIT),
    StateRow(_HANDLED, Stage.CHECKING, waits_for=_CHECK),
    StateRow(_CONFIRMING, Stage.CONFIRMING),
    StateRow(_CLOSED, Stage.CLOSED, final=True),
)

_MOVES = (
    Move(
        "report", (_NEW,), _REPORTED, (Role.REPORTER, Role.COLLECTOR, Role.OPERATOR, Role.SYSTEM), "reported",
        needs=("source",), may=("text", "class_key", "condition", "place", "photos", "original", "reason", "due_at"),
        given=(guards.class_is_open_to, guards.condition_is_known, guards.report_photo), effect=effects.reported,
    ),
    Move(
        "file", (_REPORTED,), _FILED, (*_INTAKE, Role.SYSTEM), "filed",
        may=("class_key", "condition", "place", "text"),
        given=(guards.class_is_known, guards.condition_is_known, guards.is_placed), effect=effects.filed,
    ),
    Move(
        "reject", (_REPORTED, _FILED), _REJECTED, _INTAKE, "rejected",
        needs=("reason", "text"), standing=(guards.not_handled,), given=(guards.reason_to_reject,),
        effect=effects.rejected, public=True,
    ),
    Move(
        "object", (_REJECTED,), _REPORTED, (Role.REPORTER, Role.OPERATOR), "objected",
        needs=("text",), may=("photos",), standing=(guards.objects_once, guards.in_time), effect=effects.objected,
    ),
    Move(
        "lapse", (_REJECTED,), _CLOSED, (Role.SYSTEM,), "rejection_stood",
        standing=(guards.time_is_up,), effect=effects.closed_as_rejected,
    ),
    Move(
        "answer", (_REPORTED, _FILED), _ANSWERED, (*_INTAKE, Role.DISPATCHER), "answered",
        needs=("text",), standing=(guards.not_handled,), effect=effects.put_to_reporter, public=True,
    ),
    Move(
        "press", (_ANSWERED, _CLOSED), _REPORTED, (Role.REPORTER, Role.OPERATOR), "asked_again",
        needs=("text",), may=("photos",), standing=(guards.not_handled, guards.may_reopen),
        effect=effects.asked_again,
    ),
    Move(
        "refer", (_FILED,), _REPORTED, (Role.DISPATCHER,), "referred_back",
        needs=("text",), effect=effects.referred_back,
    ),
    Move(
        "dispatch", (_FILED,), _DISPATCHED, (Role.DISPATCHER, Role.SYSTEM), "dispatched",
        needs=("unit_path",), may=("assisting", "text"), given=(guards.unit_is_known,), effect=effects.dispatched,
    ),
    Move("accept", (_DISPATCHED,), _HANDLING, _UNIT, "accepted", effect=effects.accepted),
    Move(
        "return", (_DISPATCHED, _HANDLING), _FILED, _UNIT, "returned",
        needs=("reason", "text"), standing=(guards.not_ruled, guards.first_return), given=(guards.reason_to_return,),
        effect=effects.returned,
    ),
    Move(
        "contest", (_DISPATCHED, _HANDLING), _DISPUTED, _UNIT, "returned_again",
        needs=("reason", "text"), standing=(guards.not_ruled, guards.returned_before), given=(guards.reason_to_return,),
        effect=effects.returned,
    ),
    Move(
        "rule", (_DISPUTED,), _DISPATCHED, (Role.DISPATCHER,), "ruled",
        needs=("unit_path", "text"), may=("assisting",), given=(guards.unit_is_known,), effect=effects.ruled,
    ),
    Move(
        "handle", (_HANDLING,), _HANDLED, _UNIT, "handled",
        needs=("text",), may=("photos",), given=(guards.after_photo,), effect=effects.handled, public=True,
    ),
    Move(
        "pass", (_HANDLED,), _CONFIRMING, _CHECK, "check_passed",
        may=("text", "photos"), standing=(guards.not_own_work,), effect=effects.put_to_reporter, public=True,
    ),
    Move(
        "fail", (_HANDLED,), _HANDLING, _CHECK, "check_failed",
        needs=("text",), may=("photos",), standing=(guards.not_own_work,), effect=effects.failed, public=True,
    ),
    Move(
        "confirm", (_CONFIRMING, _ANSWERED), _CLOSED, (Role.REPORTER, Role.OPERATOR), "confirmed",
        may=("text",), standing=(guards.not_own_work,), effect=effects.closed_as_satisfied,
    ),
    Move(
        "dissent", (_CONFIRMING,), _FILED, (Role.REPORTER, Role.OPERATOR), "not_satisfied",
        needs=("verdict", "text"), may=("photos",), standing=(guards.not_own_work,), given=(guards.verdict_of_dissent,),
        effect=effects.came_back,
    ),
    Move(
        "silence", (_CONFIRMING, _ANSWERED), _CLOSED, (Role.SYSTEM,), "unanswered",
        standing=(guards.time_is_up,), effect=effects.closed_as_unanswered,
    ),
    Move(
        "withdraw", (_REPORTED, _FILED, _DISPATCHED), _CLOSED, (Role.REPORTER,), "withdrawn",
        may=("text",), effect=effects.closed_as_withdrawn,
    ),
    Move(
        "settle", (_FILED,), _CLOSED, (Role.SUPERVISOR,), "settled",
        needs=("text",), standing=(guards.not_own_work, guards.tried_twice), effect=effects.closed_as_disagreed,
        public=True,
    ),
    Move(
        "reopen", (_CLOSED,), _FILED, (Role.REPORTER, Role.OPERATOR, Role.SUPERVISOR), "reopened",
        needs=("text",), may=("photos",), standing=(guards.was_handled, guards.may_reopen, guards.not_own_work),
        effect=effects.came_back,
    ),
    Move(
        "record", (_REPORTED,), _CLOSED, (Role.SYSTEM,), "recorded",
        may=("due_at",), standing=(guards.came_with_history,), effect=effects.closed_as_recorded,
    ),
    Move("add", _OPEN, None, (Role.REPORTER,), "added", needs=("text",), may=("photos",)),
    Move("follow", _OPEN, None, (Role.REPORTER,), "followed"),
    Move("note", _OPEN, None, _STAFF, "noted", needs=("text",), may=("photos",)),
)  # fmt: skip

_HELD = (_DISPATCHED, _HANDLING, _PAUSED, _SUSPENDED)
_DECIDES = (Role.DISPATCHER, Role.SUPERVISOR)
_BANK = (Role.SUPERVISOR, Role.AREA_LEAD)

# Version 2: the clock of handling stops, and moves, by moves of its own.
_CLOCK_STATES = (
    StateRow(_PAUSED, Stage.HANDLING, waits_for=_UNIT),
    StateRow(_SUSPENDED, Stage.HANDLING, waits_for=_BANK),
)
_CLOCK_MOVES = (
    Move(
        "pause", (_HANDLING,), _PAUSED, _UNIT, "paused",
        needs=("reason", "until"), may=("text",), standing=(guards.has_clock,),
        given=(guards.reason_to_pause, guards.pause_is_short), effect=effects.clock_stopped, clock=True,
    ),
    Move(
        "resume", (_PAUSED,), _HANDLING, (*_UNIT, Role.SYSTEM), "resumed",
        may=("text",), standing=(guards.not_by_itself_before_time,), effect=effects.clock_went_on, clock=True,
    ),
    Move(
        "ask_extension", _HELD, None, _UNIT, "extension_asked",
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


def _second(first: Move) -> Move:
    """A move of version 1 as it is in version 2: whoever gets the case brings a calendar; talk goes on meanwhile."""
    sources = (*first.sources, _PAUSED, _SUSPENDED) if first.name in ("add", "follow", "note") else first.sources
    return replace(first, sources=sources, clock=first.target is _DISPATCHED)


def _flow(version: int, states: Iterable[StateRow], moves: Iterable[Move]) -> Flow:
    return Flow(version, {row.state: row for row in states}, {move.name: move for move in moves})


FLOWS: Mapping[int, Flow] = {
    1: _flow(1, _STATES, _MOVES),
    2: _flow(2, (*_STATES, *_CLOCK_STATES), (*map(_second, _MOVES), *_CLOCK_MOVES)),
}
LATEST: Flow = FLOWS[2]


def check_flow(flow: Flow) -> list[str]:
    """What is wrong with a table, in words: rows that name no state, states that can't be reached or left, moves
    nobody may make."""
    faults = []
    for move in flow.moves.values():
        faults += [f"{move.name}: unknown state {state}" for state in move.sources if state not in flow.states]
        if move.target is not None and move.target not in flow.states:
            faults.append(f"{move.name}: unknown target {move.target}")
        if not move.who:
            faults.append(f"{move.name}: nobody may make it")
        if not move.sources:
            faults.append(f"{move.name}: it starts nowhere")
    reached, growing = {State.NEW}, True
    while growing:
        further = {m.target for m in flow.moves.values() if m.target and reached & set(m.sources)} - reached
        growing = bool(further)
        reached |= further
    faults += [f"{state}: it can't be reached" for state in flow.states if state not in reached]
    for row in flow.states.values():
        ways = [m for m in flow.moves.values() if row.state in m.sources and m.target not in (None, row.state)]
        if not row.final and not ways:
            faults.append(f"{row.state}: it can't be left")
    return faults
