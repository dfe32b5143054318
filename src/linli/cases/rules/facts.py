"""What is known of a case, what an act brings with it, and what an event keeps of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from itertools import compress
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from linli.cases.rules.call import Call
from linli.cases.rules.parts import Child, Climbed, Kept, Part, Task, Voice


class State(StrEnum):
    """Where a case stands. `new` is before the first event."""

    NEW = "new"
    REPORTED = "reported"
    REJECTED = "rejected"
    ANSWERED = "answered"
    FILED = "filed"
    DISPATCHED = "dispatched"
    DISPUTED = "disputed"
    HANDLING = "handling"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    SAMPLED = "sampled"
    HANDLED = "handled"
    CONFIRMING = "confirming"
    CONTESTED = "contested"
    MERGED = "merged"
    RECURRING = "recurring"
    CLOSED = "closed"


# A closure that is looked at again stands meanwhile.
ENDED = (State.CLOSED, State.SAMPLED)
# No unit has a case here, though one may have had it.
_IN_NO_UNIT = frozenset({
    State.NEW, State.REPORTED, State.REJECTED, State.ANSWERED, State.FILED, State.DISPUTED, State.MERGED,
    State.RECURRING,
})  # fmt: skip


class Source(StrEnum):
    """The door through which a report came."""

    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"
    FIELD = "field"
    API = "api"
    IMPORT = "import"
    SYSTEM = "system"  # nobody's report: several closed cases show that there is a cause


class Outcome(StrEnum):
    """How a case ended. Silence is an outcome of its own and never counts as satisfaction."""

    SATISFIED = "satisfied"
    UNANSWERED = "unanswered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISAGREED = "disagreed"
    DIVIDED = "divided"  # of several reporters not all say that it is fixed
    RECORDED = "recorded"  # imported: the other system closed it, nobody is known to have been asked


SATISFIED = "satisfied"


@dataclass(frozen=True, slots=True)
class Place:
    """A point and the cell and areas that own it. Degrees WGS 84; `cell` and `area_path` are empty outside the city."""

    lat: float
    lon: float
    cell: str = ""
    area_path: str = ""
    address: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What an act brings with it. Only the fields that the move needs or permits are kept in its event.

    `text` is anybody's own words: it is stored beside the event, so that it can be erased while the event stays.
    `unit_path` is the lead unit; `until` is the moment at which the system acts if nobody else does; `why` is the code
    of the reason for which a case waits for a person. `amount` is how much longer, in the unit of the case's own limit.
    `units` are those called in or called upon, `degree` is how urgently; `item` is the `seq` of the event that began
    what is meant (a call), `other` the id of another case (`item` then its number), `person` the account of a member
    of staff, `voice` tells the reporters of one case apart, `voices` are those who come along. `lots` are those of a
    draw, as `person:lots`. `amends` is the area (a code, or `*`) in which the unit that is named shall be responsible
    for the class from now on. `verdicts` say how each of the `units` did. `rungs` are percents of a limit, lowest
    first, and `posts` who was told at them. `area` is the area of the post that acted, `dues` are when the `units` have
    to respond, and `climb_at` is when the next rung of the case is reached: all three are worked out in judging.
    `kinds` of data were erased, `items` are the `seq` of the events whose words were.
    `condition` may name several, parted by `;`. `grade` is that of the case's area when it was filed, `limit` the row
    of the limits that won (`limits.key_of`): both are worked out, whatever was sent.
    """

    text: str = ""
    reason: str = ""
    class_key: str = ""
    condition: str = ""
    place: Place | None = None
    unit_path: str = ""
    assisting: tuple[str, ...] = ()
    verdict: str = ""
    photos: tuple[str, ...] = ()
    source: str = ""
    due_at: datetime | None = None
    until: datetime | None = None
    why: str = ""
    original: str = ""
    amount: int = 0
    units: tuple[str, ...] = ()
    degree: str = ""
    item: int = 0
    other: str = ""
    person: int = 0
    voice: str = ""
    voices: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    area: str = ""
    dues: tuple[datetime, ...] = ()
    lots: tuple[str, ...] = ()
    amends: str = ""
    grade: str = ""
    limit: str = ""
    rungs: tuple[int, ...] = ()
    posts: tuple[str, ...] = ()
    climb_at: datetime | None = None
    kinds: tuple[str, ...] = ()
    items: tuple[int, ...] = ()

    def kept(self) -> dict[str, Any]:
        """The event's own part, as plain JSON values: everything that was given but the words."""
        found: dict[str, Any] = {}
        values = _read_kept(self)
        for name, value in zip(compress(_KEPT, values), filter(None, values), strict=True):
            if isinstance(value, datetime):
                value = value.isoformat()
            elif isinstance(value, Place):
                value = {part: getattr(value, part) for part in _OF_A_PLACE if getattr(value, part) != ""}
            elif isinstance(value, tuple):
                value = [one.isoformat() if isinstance(one, datetime) else one for one in value]
            found[name] = value
        return found

    @classmethod
    def read(cls, kept: Mapping[str, Any], text: str = "") -> Self:
        """The inverse of `kept`."""
        values = dict(kept)
        for name in ("due_at", "until", "climb_at"):
            if name in values:
                values[name] = datetime.fromisoformat(values[name])
        for name in ("assisting", "photos", "units", "voices", "verdicts", "lots", "rungs", "posts", "kinds", "items"):
            if name in values:
                values[name] = tuple(values[name])
        if "dues" in values:
            values["dues"] = tuple(map(datetime.fromisoformat, values["dues"]))
        if "place" in values:
            values["place"] = Place(**values["place"])
        return cls(**values, text=text)


NOTHING = Given()
"""What an act brings that needs nothing but itself."""


def marked(condition: str) -> tuple[str, ...]:
    """The conditions that a case was filed under, as an event and a row keep them: codes parted by `;`."""
    return tuple(code for code in condition.split(";") if code)


def joined(conditions: Iterable[str]) -> str:
    """The inverse of `marked`."""
    return ";".join(conditions)


def condition_of(facts: "Facts", given: Given) -> str:
    """The conditions that a case stands under once `given` is filed. They belong to its class: another class drops
    them.
    """
    other_class = given.class_key not in ("", facts.class_key)
    return given.condition or ("" if other_class else facts.condition)


_KEPT = tuple(one.name for one in fields(Given) if one.name != "text")
_read_kept = attrgetter(*_KEPT)
# What anybody may see of a case, besides its state.
_FACE = ("class_key", "place", "unit_path", "due_at", "closed_at", "outcome")
_OF_A_PLACE = tuple(one.name for one in fields(Place))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case. `seq` counts from 1 without gaps; `at` is when it happened."""

    seq: int
    move: str
    at: datetime
    before: State
    after: State
    actor_kind: str
    actor_id: int | None
    role: str
    actor_unit: str
    given: Given
    edition: int


@dataclass(frozen=True)  # no slots: so many would have to be copied one by one
class Facts:
    """Everything that judging a case needs, folded from its events; the case's row is a cache of this.

    `unit_path` is the unit that was last given the case, whether or not it still has it (`unit_in_charge`).
    `version` is the `seq` of the last event. `returns` and `ruled` count within the present round, `rounds` counts how
    often the reporter has sent the case back. `asked` is the extension that waits for a decision (0: none),
    `extensions` counts those granted, `suspended` says whether the case ever was. `handled_units` and `handled_by` name
    all who ever handled it: none of them may check. `checker` is who was drawn by lot to check, of those in `drawn` the
    last; `sampled` says whether the closure was drawn to be looked at again. `climb_at` is when the next rung of a
    running clock is reached, `climbed` how far each has climbed. `merged` says what the case is part of, `parts` what
    is part of it, `followers` who else is asked at its closure; `voices` are the answers of the present round.
    `tasks` are what other units than the lead do, `assisting` the units whose task is open; `parent` is the id of the
    case that it is a sub-case of.
    `grade` is that of its area when it was filed, `limit` the row that won where several counted; `pressed` are those
    of `rounds` that nobody had handled.
    `changed_at` is when what anybody may see of the case last changed (`shows`).
    """

    id: UUID
    flow: int
    edition: int = 0
    version: int = 0
    state: State = State.NEW
    source: str = Source.WEB
    class_key: str = ""
    condition: str = ""
    place: Place | None = None
    unit_path: str = ""
    assisting: tuple[str, ...] = ()
    reported_by: int | None = None
    handled_units: tuple[str, ...] = ()
    handled_by: tuple[int, ...] = ()
    returned_units: tuple[str, ...] = ()
    returns: int = 0
    ruled: bool = False
    reworks: int = 0
    rounds: int = 0
    objected: bool = False
    asked: int = 0
    extensions: int = 0
    suspended: bool = False
    reported_at: datetime | None = None
    due_at: datetime | None = None
    until: datetime | None = None
    climb_at: datetime | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None
    outcome: str = ""
    why: str = ""
    checker: int | None = None
    merged: Kept | None = field(default=None, metadata={"rare": True})
    parts: tuple[Part, ...] = field(default=(), metadata={"rare": True})
    followers: tuple[str, ...] = field(default=(), metadata={"rare": True})
    voices: tuple[Voice, ...] = field(default=(), metadata={"rare": True})
    tasks: tuple[Task, ...] = field(default=(), metadata={"rare": True})
    parent: str = field(default="", metadata={"rare": True})
    children: tuple[Child, ...] = field(default=(), metadata={"rare": True})
    calls: tuple[Call, ...] = field(default=(), metadata={"rare": True})
    drawn: tuple[int, ...] = field(default=(), metadata={"rare": True})
    sampled: bool = field(default=False, metadata={"rare": True})
    grade: str = field(default="", metadata={"rare": True})
    limit: str = field(default="", metadata={"rare": True})
    pressed: int = field(default=0, metadata={"rare": True})
    climbed: tuple[Climbed, ...] = field(default=(), metadata={"rare": True})

    @property
    def area_path(self) -> str:
        return self.place.area_path if self.place else ""

    @property
    def unit_in_charge(self) -> str:
        """The unit that has the case, or had it when it was closed; empty while nobody has it, as after a return."""
        return "" if self.state in _IN_NO_UNIT else self.unit_path

    def shows(self, changes: Mapping[str, Any]) -> bool:
        """Whether anybody can see that `changes` are made to the case. A closure that is looked at again stands
        meanwhile, and looks closed."""
        state = changes.get("state", self.state)
        if state != self.state and not (state in ENDED and self.state in ENDED):
            return True
        return any(name in changes and changes[name] != getattr(self, name) for name in _FACE)
