"""Reports about one incident are merged; all of their reporters are asked; a voice from the spot brings a checker."""

from linli.cases.rules import effects, guards, merging
from linli.cases.rules.checks import drawn_to_you
from linli.cases.rules.effects import came_back
from linli.cases.rules.facts import ENDED, State
from linli.cases.rules.flow.table import CHECK, INTAKE, Move, Stage, StateRow
from linli.cases.rules.tasks import nobody_assists
from linli.kernel.rights import Role

_MERGED, _CONTESTED, _CLOSED = State.MERGED, State.CONTESTED, State.CLOSED
_CONFIRMING, _ANSWERED, _FILED = State.CONFIRMING, State.ANSWERED, State.FILED
_WAITING = (State.REPORTED, _FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED)
_MERGES = (*INTAKE, Role.DISPATCHER)
_LOOKS = (guards.not_own_work, drawn_to_you)
_REPORTERS = (Role.REPORTER, Role.OPERATOR)
# What another report may be merged into: anything that is still open and that its reporters will yet be asked about.
_ROOTS = (*_WAITING, State.SUSPENDED, State.HANDLED, _CONFIRMING, _CONTESTED)

STATES = (
    StateRow(_MERGED, Stage.FILED),
    StateRow(_CONTESTED, Stage.CHECKING, waits_for=CHECK),
)
MOVES = (
    Move(
        "merge", _WAITING, _MERGED, _MERGES, "merged",
        needs=("other",), may=("text",), standing=(merging.has_no_parts, merging.no_open_calls, nobody_assists),
        effect=merging.merged,
    ),
    Move(
        "unmerge", (_MERGED, _CLOSED), None, _MERGES, "unmerged",
        may=("text",), standing=(merging.is_merged,), effect=merging.unmerged, back=merging.state_kept,
    ),
    Move(
        "absorb", _ROOTS, None, _MERGES, "absorbed",
        needs=("other",), may=("place", "voices"), effect=merging.absorbed,
    ),
    Move(
        "let_go", (*_ROOTS, State.REJECTED, _ANSWERED, *ENDED), None, _MERGES, "let_go",
        needs=("other",), standing=(merging.has_parts,), given=(merging.is_a_part,), effect=merging.let_go,
    ),
    Move(
        "conclude", (_MERGED,), _CLOSED, (Role.SYSTEM,), "concluded",
        needs=("verdict",), given=(merging.outcome_is_known,), effect=merging.closed_with_root,
    ),
    Move(
        "rejoin", (_CLOSED,), _MERGED, (Role.SYSTEM,), "rejoined",
        standing=(merging.is_part,), effect=merging.rejoined,
    ),
    Move(
        "follow", (*_ROOTS, State.REJECTED, _ANSWERED), None, (Role.REPORTER,), "followed", effect=merging.followed,
    ),
    Move(
        "confirm", (_CONFIRMING, _ANSWERED), _CLOSED, _REPORTERS, "confirmed",
        may=("text",), standing=(guards.not_own_work, merging.is_asked, merging.last_to_answer),
        effect=merging.closed_as_confirmed,
    ),
    Move(
        "agree", (_CONFIRMING, _ANSWERED), None, _REPORTERS, "agreed",
        may=("text",), standing=(guards.not_own_work, merging.is_asked, merging.others_to_answer),
        effect=merging.spoken,
    ),
    Move(
        "dissent", (_CONFIRMING,), _FILED, _REPORTERS, "not_satisfied",
        needs=("verdict", "text"), may=("photos",),
        standing=(guards.not_own_work, merging.is_asked, merging.only_reporter), given=(guards.verdict_of_dissent,),
        effect=came_back,
    ),
    Move(
        "differ", (_CONFIRMING,), _CONTESTED, _REPORTERS, "contested",
        needs=("verdict", "text"), may=("photos",),
        standing=(guards.not_own_work, merging.is_asked, merging.one_of_several, merging.speaks_from_near),
        given=(guards.verdict_of_dissent,), effect=merging.contested,
    ),
    Move(
        "differ_afar", (_CONFIRMING,), None, _REPORTERS, "differed_from_afar",
        needs=("verdict", "text"), may=("photos",),
        standing=(guards.not_own_work, merging.is_asked, merging.one_of_several, merging.speaks_from_afar),
        given=(guards.verdict_of_dissent,), effect=merging.spoken,
    ),
    Move(
        "uphold", (_CONTESTED,), _CLOSED, CHECK, "closure_upheld",
        needs=("text",), may=("photos",), standing=_LOOKS, effect=merging.closed_as_divided,
        public=True,
    ),
    Move(
        "sustain", (_CONTESTED,), _FILED, CHECK, "dissent_sustained",
        needs=("text",), may=("photos",), standing=_LOOKS, effect=came_back, public=True,
    ),
    Move(
        "silence", (_CONFIRMING, _ANSWERED), _CLOSED, (Role.SYSTEM,), "unanswered",
        standing=(guards.time_is_up,), effect=merging.closed_as_heard,
    ),
    Move(
        "withdraw", (State.REPORTED, _FILED, State.DISPATCHED), _CLOSED, (Role.REPORTER,), "withdrawn",
        may=("text",), standing=(merging.reported_it, merging.only_reporter), effect=effects.closed_as_withdrawn,
    ),
)  # fmt: skip
