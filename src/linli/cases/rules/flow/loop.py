"""The moves of the loop itself, from a report to its closure: the first version of the table.

The seven stages are those of grid-based city management (collection, filing, dispatch, handling, feedback, check and
closing, evaluation); the names are the field's.
"""

from linli.cases.rules import effects, guards
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import CHECK, INTAKE, STAFF, UNIT, Move, Stage, StateRow
from linli.kernel.rights import Role

_NEW, _REPORTED, _REJECTED, _ANSWERED = State.NEW, State.REPORTED, State.REJECTED, State.ANSWERED
_FILED, _DISPATCHED, _DISPUTED = State.FILED, State.DISPATCHED, State.DISPUTED
_HANDLING, _HANDLED, _CONFIRMING, _CLOSED = State.HANDLING, State.HANDLED, State.CONFIRMING, State.CLOSED
_OPEN = (
    _REPORTED, _REJECTED, _ANSWERED, _FILED, _DISPATCHED, _DISPUTED, _HANDLING, _HANDLED, _CONFIRMING,
)  # fmt: skip

STATES = (
    StateRow(_NEW, Stage.RECEIVED),
    StateRow(_REPORTED, Stage.RECEIVED, waits_for=INTAKE),
    StateRow(_REJECTED, Stage.CONFIRMING),
    StateRow(_ANSWERED, Stage.CONFIRMING),
    StateRow(_FILED, Stage.FILED, waits_for=(Role.DISPATCHER,)),
    StateRow(_DISPATCHED, Stage.FILED, waits_for=UNIT),
    StateRow(_DISPUTED, Stage.FILED, waits_for=(Role.DISPATCHER,)),
    StateRow(_HANDLING, Stage.HANDLING, waits_for=UNIT),
    StateRow(_HANDLED, Stage.CHECKING, waits_for=CHECK),
    StateRow(_CONFIRMING, Stage.CONFIRMING),
    StateRow(_CLOSED, Stage.CLOSED, final=True),
)

MOVES = (
    Move(
        "report", (_NEW,), _REPORTED, (Role.REPORTER, Role.COLLECTOR, *INTAKE, Role.SYSTEM), "reported",
        needs=("source",), may=("text", "class_key", "condition", "place", "photos", "original", "reason", "due_at"),
        given=(guards.class_is_open_to, guards.condition_is_known, guards.report_photo), effect=effects.reported,
    ),
    Move(
        "file", (_REPORTED,), _FILED, (*INTAKE, Role.SYSTEM), "filed",
        may=("class_key", "condition", "place", "text"),
        given=(guards.class_is_known, guards.condition_is_known, guards.is_placed), effect=effects.filed,
    ),
    Move(
        "reject", (_REPORTED, _FILED), _REJECTED, INTAKE, "rejected",
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
        "answer", (_REPORTED, _FILED), _ANSWERED, (*INTAKE, Role.DISPATCHER), "answered",
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
    Move("accept", (_DISPATCHED,), _HANDLING, UNIT, "accepted", effect=effects.accepted),
    Move(
        "return", (_DISPATCHED, _HANDLING), _FILED, UNIT, "returned",
        needs=("reason", "text"), standing=(guards.not_ruled, guards.first_return), given=(guards.reason_to_return,),
        effect=effects.returned,
    ),
    Move(
        "contest", (_DISPATCHED, _HANDLING), _DISPUTED, UNIT, "returned_again",
        needs=("reason", "text"), standing=(guards.not_ruled, guards.returned_before), given=(guards.reason_to_return,),
        effect=effects.returned,
    ),
    Move(
        "rule", (_DISPUTED,), _DISPATCHED, (Role.DISPATCHER,), "ruled",
        needs=("unit_path", "text"), may=("assisting",), given=(guards.unit_is_known,), effect=effects.ruled,
    ),
    Move(
        "handle", (_HANDLING,), _HANDLED, UNIT, "handled",
        needs=("text",), may=("photos",), given=(guards.after_photo,), effect=effects.handled, public=True,
    ),
    Move(
        "pass", (_HANDLED,), _CONFIRMING, CHECK, "check_passed",
        may=("text", "photos"), standing=(guards.not_own_work,), effect=effects.put_to_reporter, public=True,
    ),
    Move(
        "fail", (_HANDLED,), _HANDLING, CHECK, "check_failed",
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
    Move("note", _OPEN, None, STAFF, "noted", needs=("text",), may=("photos",)),
)  # fmt: skip
