"""What a table of moves is made of: states, moves, and the check that a table is whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linli.cases.rules import effects
from linli.cases.rules.effects import Effect
from linli.cases.rules.facts import Facts, Given, State
from linli.cases.rules.guards import GivenGuard, StandingGuard
from linli.catalogue.rules.edition import Edition
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role

INTAKE = (Role.OPERATOR, Role.SUPERVISOR)
UNIT = UNIT_ROLES
CHECK = (Role.CHECKER, Role.COLLECTOR)
STAFF = (*INTAKE, Role.DISPATCHER, *UNIT, *CHECK, Role.AREA_LEAD)

type Holders = Callable[[Facts], Sequence[str]]
type Fill = Callable[[Facts, Actor, Given], Given]
type Promise = Callable[[Given, Grant, Edition, datetime], Given]


def lead(facts: Facts) -> Sequence[str]:
    """The unit that was given the case, and, while somebody decides anew, may still say what it knows."""
    return (facts.unit_path,) if facts.unit_path else ()


def as_given(facts: Facts, actor: Actor, given: Given) -> Given:
    """Nothing goes without saying."""
    return given


def nothing(given: Given, grant: Grant, edition: Edition, now: datetime) -> Given:
    """The act promises nothing of its own."""
    return given


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
    are taken along if given; anything else is dropped. `public` says whether the words given are shown to the public;
    `clock` whether the deadline has to be worked out afresh from all events. `holders` are the units whose members a
    post of a unit means: where it is one of another unit's, the move is not theirs. `fill` says for an act what goes
    without saying. `promise` adds to what is given what is worked out once, as the act is judged, for the event to
    keep; it is told by which post the act is made. `goes_on` has the system look for what follows, as it does after
    every change of state. `winds` says whether the next rung is set afresh although no state and no deadline changes.
    `back` reads from the facts the state that the move leads back to.
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
    winds: bool = False
    holders: Holders = lead
    fill: Fill = as_given
    promise: Promise = nothing
    goes_on: bool = False
    back: Callable[[Facts], State] | None = None

    def leads(self, facts: Facts) -> State:
        """Where a case with these facts stands after the move."""
        return self.back(facts) if self.back else self.target or facts.state

    @property
    def rewinds(self) -> bool:
        """Whether its events say when the case climbs next; any other leaves that as it is."""
        return self.target is not None or self.clock or self.winds


@dataclass(frozen=True, slots=True)
class Flow:
    version: int
    states: Mapping[State, StateRow]
    moves: Mapping[str, Move]

    def from_state(self, state: State) -> tuple[Move, ...]:
        return tuple(move for move in self.moves.values() if state in move.sources)


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
