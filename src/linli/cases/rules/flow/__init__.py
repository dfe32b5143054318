"""THE TABLE: every state and every move of the loop. Nothing else in Linli says where a case may go.

Each module has the rows of one subject; a version is a choice of them. A case keeps the version that it was born with.
`docs/flow.md` is generated from the newest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from linli.cases.rules.facts import Source, State
from linli.cases.rules.flow import family, loop, recall, stops, tasks
from linli.cases.rules.flow.table import Flow, Move, Stage, StateRow, check_flow

__all__ = ["FLOWS", "LATEST", "Flow", "Move", "Source", "Stage", "State", "StateRow", "check_flow"]

_TALK = ("add", "follow", "note")
_SUBJECTS = (stops, recall, tasks, family)


def _second(first: Move) -> Move:
    """A move of version 1 as it is in version 2: whoever gets the case brings a calendar; talk goes on meanwhile."""
    sources = (*first.sources, State.PAUSED, State.SUSPENDED) if first.name in _TALK else first.sources
    return replace(first, sources=sources, clock=first.target is State.DISPATCHED)


def _joint(move: Move) -> Move:
    """A move of any subject as joint handling changes it."""
    return family.amended(tasks.amended(move))


def _flow(version: int, states: Iterable[StateRow], moves: Iterable[Move]) -> Flow:
    return Flow(version, {row.state: row for row in states}, {move.name: move for move in moves})


FLOWS: Mapping[int, Flow] = {
    1: _flow(1, loop.STATES, loop.MOVES),
    2: _flow(
        2,
        (*loop.STATES, *(row for subject in _SUBJECTS for row in subject.STATES)),
        map(_joint, (*map(_second, loop.MOVES), *(move for subject in _SUBJECTS for move in subject.MOVES))),
    ),
}
LATEST: Flow = FLOWS[2]
