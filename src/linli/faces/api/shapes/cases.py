"""Cases as they are answered: a line of a list, one case, what happened to it, its clocks, its hands."""

from uuid import UUID

from pydantic import Field

from linli.cases.rules import Stage, State
from linli.cases.rules.hands import Holder
from linli.cases.rules.ledger import Clock
from linli.faces.api.shapes.common import Moment, Shape


class PlaceShape(Shape):
    """Where it is. `area_path` are the areas' codes from the top down, `area_names` their names one by one; `cell` and
    areas are empty outside the city."""

    lat: float
    lon: float
    cell: str
    area_path: str
    area_names: list[str]
    address: str
    component: str


class CaseShape(Shape):
    """A case in a list. `text` are the first words of whoever reported it; `asked` is the extension that waits for a
    decision, in units of the limit; `climbed` the highest rung so far, in percent of a limit."""

    number: int
    state: State
    stage: Stage
    class_key: str
    class_name: str
    place: PlaceShape | None
    unit_path: str
    unit_name: str
    assisting: list[str]
    source: str
    reported_at: Moment | None
    due_at: Moment | None
    until: Moment | None
    closed_at: Moment | None
    outcome: str
    why: str
    rounds: int
    reworks: int
    asked: int
    climbed: int
    text: str


class CasePage(Shape):
    """A page of a list. `next` is the cursor of the following one, null behind the last."""

    items: list[CaseShape]
    next: str | None


class MoveShape(Shape):
    """An act that the flow allows the account now: what it needs, and what it may bring."""

    move: str
    needs: list[str]
    may: list[str]


class TaskShape(Shape):
    """Another unit's part in the case; `item` is the event that asked for it."""

    item: int
    unit_path: str
    state: str
    since: Moment


class AskedShape(Shape):
    """A unit that was called, and how it responded."""

    unit_path: str
    due_at: Moment
    answered_at: Moment | None
    arrived_at: Moment | None
    missed_at: Moment | None
    verdict: str


class CallShape(Shape):
    """A call upon units; `item` is the event that began it."""

    item: int
    degree: str
    at: Moment
    ended_at: Moment | None
    asked: list[AskedShape]


class PhotoShape(Shape):
    """A photo: edges in pixels, size in bytes. `kind` is report, after or extra; the picture is at `href`."""

    id: UUID
    kind: str
    width: int
    height: int
    bytes: int
    sha256: str
    created: Moment
    href: str


class WholeCase(CaseShape):
    """One case. `version` is the number of its last event; the ETag begins with it. `moves` are the acts that the flow
    allows the account now. `parent`, `children`, `merged_into` and `reports` are numbers of other cases."""

    version: int
    edition: int
    conditions: list[str]
    grade: str
    moves: list[MoveShape]
    tasks: list[TaskShape]
    calls: list[CallShape]
    parent: int | None
    children: list[int]
    merged_into: int | None
    reports: list[int]
    photos: list[PhotoShape]


class EventShape(Shape):
    """Something that happened to a case. `seq` counts from 1; `public` says whether anybody may read `text`.

    `actor` is staff, reporter, system or importer, `actor_name` the account's name, `post` and `post_unit` by which
    post it acted. `item` is the event or the case that is meant, `amount` so much longer in units of the limit.
    """

    seq: int
    move: str
    event: str
    at: Moment
    before: State
    after: State
    actor: str
    actor_name: str
    post: str
    post_unit: str
    class_key: str
    unit_path: str
    assisting: list[str]
    units: list[str]
    reason: str
    verdict: str
    verdicts: list[str]
    degree: str
    amount: int
    item: int
    why: str
    due_at: Moment | None
    until: Moment | None
    photos: list[str]
    text: str
    public: bool


class Timeline(Shape):
    """What happened to a case, oldest first."""

    items: list[EventShape]


class ClockShape(Shape):
    """A clock of a case with its working. Times that ran are whole seconds; `remaining` is below zero when overdue.

    `limit` is null where the rules set none. `stands` says whether it is stopped now, `extended_by` what granted
    extensions add, in units of the limit.
    """

    clock: Clock
    started_at: Moment
    ended_at: Moment | None
    limit: "LimitShape | None"
    condition: str
    grade: str
    degree: str
    units: list[str]
    stops: list["StopShape"]
    extended_by: int
    used: int
    remaining: int | None
    due_at: Moment | None
    stands: bool
    late: bool


class LimitShape(Shape):
    """So many minutes, hours or days; `clock` says whether every hour counts (`continuous`) or those of work."""

    value: int
    unit: str
    clock: str


class StopShape(Shape):
    """A pause or a suspension, with the code of its reason; `until` is its end, promised or past."""

    kind: str
    reason: str
    since: Moment
    until: Moment


class Clocks(Shape):
    """The clocks of a case: those that run, and those that have ended, each in the order of their starts."""

    running: list[ClockShape]
    past: list[ClockShape]


class HandShape(Shape):
    """A stretch of a case's life in one hand, oldest first. Whole seconds: `passed` went by, `worked` lay in the hours
    of the holder's calendar, `late` was overdue."""

    holder: Holder
    unit_path: str
    assisting: bool
    since: Moment
    until: Moment | None
    passed: int
    worked: int
    late: int


class Hands(Shape):
    """In whose hands a case was."""

    items: list[HandShape] = Field(description="Oldest first; the last one goes on where the case is open.")
