"""Checks are drawn by lot, and so are closures that are looked at again although the reporter was satisfied."""

from linli.cases.rules import checks, effects, guards
from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import CHECK, Move, Stage, StateRow
from linli.kernel.rights import Role

_CHECKED = (State.HANDLED, State.SAMPLED, State.CONTESTED)
_MINE = (guards.not_own_work, checks.drawn_to_you)

STATES = (StateRow(State.SAMPLED, Stage.CLOSED, waits_for=CHECK),)
MOVES = (
    Move(
        "draw", _CHECKED, None, (Role.SYSTEM,), "drawn",
        needs=("person", "lots"), may=("until",), effect=checks.drawn,
    ),
    Move(
        "redraw", _CHECKED, None, (Role.SUPERVISOR,), "redrawn",
        needs=("text",), standing=(checks.is_drawn, guards.not_own_work), effect=checks.given_back,
        goes_on=True,
    ),
    Move(
        "pass_on", _CHECKED, None, (Role.SYSTEM,), "passed_on",
        standing=(checks.is_drawn, guards.time_is_up), effect=checks.given_back, goes_on=True,
    ),
    Move(
        "sample", (State.CLOSED,), State.SAMPLED, (Role.SYSTEM,), "sampled",
        standing=(checks.was_satisfied,), effect=checks.sampled,
    ),
    Move(
        "stand", (State.SAMPLED,), State.CLOSED, CHECK, "closure_stands",
        may=("text", "photos"), standing=_MINE, effect=checks.stands, public=True,
    ),
    Move(
        "overturn", (State.SAMPLED,), State.FILED, CHECK, "closure_overturned",
        needs=("text",), may=("photos",), standing=_MINE, effect=effects.came_back, public=True,
    ),
)  # fmt: skip
