"""What a case counts as: one pure function of its events, folded by the loop's own `apply`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.cases.rules import Event, Facts, State
from linli.cases.rules.replay import apply
from linli.insight.rules.figures.paces import pace

# The states in which a deadline can pass; in any other one the unit isn't late. As the lists of overdue cases say it.
CLOCK_RUNS = frozenset({State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING})


@dataclass(frozen=True, slots=True)
class Life:
    """A case after `version` events.

    `due_at` is the deadline that can still be missed (None: there is none, or its clock doesn't run). `promised_by` is
    the deadline by which the result was owed that was handed in last and stands, at `handled_at`; `given_at` is when a
    unit was given the case in this round. `closed_at` is when it was closed and hasn't been reopened since.
    """

    case_id: UUID
    version: int
    class_key: str
    area_path: str
    cell: str
    unit_path: str
    source: str
    state: State
    outcome: str
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    given_at: datetime | None
    handled_at: datetime | None
    promised_by: datetime | None
    reworks: int

    @property
    def owed(self) -> bool:
        """Whether a result that was promised by a day has been handed in (处置数). What is overdue and not handed in is
        owed as well; that depends on the hour, and is counted when somebody asks."""
        return self.promised_by is not None

    @property
    def in_time(self) -> bool:
        return self.promised_by is not None and self.handled_at is not None and self.handled_at <= self.promised_by

    @property
    def reworked(self) -> bool:
        return self.reworks > 0

    @property
    def pace(self) -> int | None:
        """The step of the time from being given to a unit until the result; None where nothing was handed in."""
        if self.given_at is None or self.handled_at is None:
            return None
        return pace(self.handled_at - self.given_at)


def live(case_id: UUID, flow: int, events: Iterable[Event]) -> Life | None:
    """The life of a case from all of its events in order; None where it has none.

    A check that fails takes the result back, and a new round begins with nothing given and nothing handed in. What
    another system closed is measured against what it had promised.
    """
    facts = Facts(case_id, flow)
    given = handled = promised = None
    for event in events:
        before, facts = facts, apply(facts, event)
        if facts.rounds > before.rounds:
            given = handled = promised = None
        if event.after is State.DISPATCHED and given is None:
            given = event.at
        match event.move:
            case "handle":
                handled, promised = event.at, before.due_at
            case "fail":
                handled = promised = None
            case "record":
                given, handled, promised = facts.reported_at, event.at, event.given.due_at
    if facts.reported_at is None:
        return None
    return Life(
        case_id=case_id,
        version=facts.version,
        class_key=facts.class_key,
        area_path=facts.area_path,
        cell=facts.place.cell if facts.place else "",
        unit_path=facts.unit_path,
        source=str(facts.source),
        state=facts.state,
        outcome=str(facts.outcome),
        reported_at=facts.reported_at,
        closed_at=facts.closed_at,
        due_at=facts.due_at if facts.state in CLOCK_RUNS else None,
        given_at=given,
        handled_at=handled,
        promised_by=promised,
        reworks=facts.reworks,
    )
