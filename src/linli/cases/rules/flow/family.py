"""A case is split into children, or takes cases in as children; it can't be handed in while one of them is open."""

from dataclasses import replace

from linli.cases.rules import family
from linli.cases.rules.facts import ENDED, State
from linli.cases.rules.flow.table import Move, StateRow
from linli.kernel.rights import Role

_SPLITS = (Role.OPERATOR, Role.SUPERVISOR, Role.DISPATCHER)
_BEFORE_RESULT = (
    State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED, State.SUSPENDED,
)  # fmt: skip
_ALWAYS = tuple(state for state in State if state is not State.NEW)
# What was merged into another case is closed with that one: a whole wouldn't hear of it.
_ON_ITS_OWN = tuple(state for state in _ALWAYS if state not in (*ENDED, State.MERGED))
_WAITS = frozenset({"handle", "settle"})

STATES: tuple[StateRow, ...] = ()
MOVES = (
    Move(
        "split", _BEFORE_RESULT, None, _SPLITS, "split",
        needs=("other", "item"), standing=(family.no_child,), given=(family.other_case,), effect=family.got_child,
    ),
    Move(
        "attach", _BEFORE_RESULT, None, _SPLITS, "child_attached",
        needs=("other", "item", "text"), standing=(family.no_child,), given=(family.other_case,),
        effect=family.got_child,
    ),
    Move(
        "detach", _ALWAYS, None, _SPLITS, "child_detached",
        needs=("other", "item", "text"), standing=(family.has_children,), given=(family.own_child,),
        effect=family.lost_child,
    ),
    Move(
        "join", _ON_ITS_OWN, None, _SPLITS, "joined",
        needs=("other", "item"), standing=(family.alone,), given=(family.other_case,), effect=family.joined,
    ),
    Move(
        "leave", _ALWAYS, None, _SPLITS, "left",
        needs=("other", "item"), standing=(family.is_child,), given=(family.own_parent,), effect=family.left,
    ),
    Move(
        "child_closed", _ALWAYS, None, (Role.SYSTEM,), "child_closed",
        needs=("other", "item"), standing=(family.has_children,), given=(family.own_child,),
        effect=family.child_is(open=False),
    ),
    Move(
        "child_reopened", _ALWAYS, None, (Role.SYSTEM,), "child_reopened",
        needs=("other", "item"), standing=(family.has_children,), given=(family.own_child,),
        effect=family.child_is(open=True),
    ),
)  # fmt: skip


def amended(move: Move) -> Move:
    """A move of any subject as it is where there are families: a report may be a part, a result waits for the parts."""
    if move.name == "report":
        return replace(
            move,
            who=(*move.who, Role.DISPATCHER),
            may=(*move.may, "other"),
            given=(family.part_or_intake, *move.given),
            effect=family.born(move.effect),
        )
    if move.name in _WAITS:
        return replace(move, standing=(*move.standing, family.children_closed))
    return move
