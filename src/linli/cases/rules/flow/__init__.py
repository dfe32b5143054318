"""THE TABLE: every state and every move of the loop. Nothing else in Linli says where a case may go.

Each module has the rows of one subject; a version is a choice of them. A case keeps the version that it was born with.
`docs/flow.md` is generated from the newest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from linli.cases.rules import effects, guards
from linli.cases.rules import merging as merging_rules
from linli.cases.rules.checks import drawn_to_you
from linli.cases.rules.effects import Effect
from linli.cases.rules.facts import Source, State
from linli.cases.rules.flow import (
    arbitration,
    checks,
    family,
    ladder,
    letters,
    loop,
    merging,
    recall,
    recurrence,
    retention,
    stops,
    tasks,
    whistle,
)
from linli.cases.rules.flow.table import Flow, Move, Stage, StateRow, check_flow
from linli.cases.rules.guards import StandingGuard

__all__ = ["FLOWS", "LATEST", "PUBLIC_MOVES", "Flow", "Move", "Source", "Stage", "State", "StateRow", "check_flow"]

_TALK = ("add", "note")
_SUBJECTS = (
    stops,
    recall,
    arbitration,
    checks,
    whistle,
    tasks,
    family,
    merging,
    recurrence,
    ladder,
    letters,
    retention,
)
# Whoever handled a case has no say in whether it is filed, turned down, or fixed; whoever follows it, in a rejection.
_APART: Mapping[str, tuple[StandingGuard, ...]] = {
    "file": (guards.not_own_work,),
    "reject": (guards.not_own_work,),
    "answer": (guards.not_own_work,),
    "refer": (guards.not_own_work,),
    "object": (merging_rules.reported_it,),
    "add": (merging_rules.reported_it,),
    "pass": (drawn_to_you,),
    "fail": (drawn_to_you,),
}
_LATER: Mapping[str, tuple[State, ...]] = {
    **dict.fromkeys(_TALK, (State.PAUSED, State.SUSPENDED, State.MERGED, State.CONTESTED)),
    "reopen": (State.SAMPLED,),
}
_EFFECTS: Mapping[str, Effect] = {
    "refer": effects.set_right,
    "press": effects.pressed,
    "add": effects.added,
}


def _second(first: Move) -> Move:
    """A move of version 1 as it is in version 2: whoever gets the case brings a calendar, whoever files it another
    limit; more states, more care.
    """
    return replace(
        first,
        effect=_EFFECTS.get(first.name, first.effect),
        sources=(*first.sources, *_LATER.get(first.name, ())),
        standing=(*first.standing, *_APART.get(first.name, ())),
        clock=first.target is State.DISPATCHED or first.name == "file",
    )


def _joint(move: Move) -> Move:
    """A move of any subject as joint handling changes it."""
    return family.amended(tasks.amended(move))


def _flow(version: int, states: Iterable[StateRow], moves: Iterable[Move]) -> Flow:
    return Flow(version, {row.state: row for row in states}, {move.name: move for move in moves})


_STATES = (*loop.STATES, *(row for subject in _SUBJECTS for row in subject.STATES))
_MOVES = tuple(map(_joint, (*map(_second, loop.MOVES), *(move for subject in _SUBJECTS for move in subject.MOVES))))
FLOWS: Mapping[int, Flow] = {
    # A promise is kept in sight, and data erased, whatever table a case was born with: neither changes where it may go.
    1: _flow(1, loop.STATES, (*loop.MOVES, *ladder.MOVES_AT_FIRST, *retention.MOVES_AT_FIRST)),
    2: _flow(2, _STATES, _MOVES),
    # Parts climb. In version 2 their moves said nothing of the timer, and a case is rebuilt as it was.
    3: _flow(3, _STATES, map(ladder.with_parts, _MOVES)),
}
LATEST: Flow = FLOWS[3]
PUBLIC_MOVES: tuple[str, ...] = tuple(
    sorted({move.name for flow in FLOWS.values() for move in flow.moves.values() if move.public})
)
"""The moves whose words everybody may read."""
