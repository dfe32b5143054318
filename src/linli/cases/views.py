"""What the doors to read hand out of a case: frozen values, nothing that could be changed."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.cases.rules import LATEST, Event, Facts, Given, Stage, State
from linli.kernel.rights import Actor, reporter


@dataclass(frozen=True, slots=True)
class View:
    """One case: what it is, where it stands, and its number."""

    number: int
    facts: Facts
    stage: Stage

    @property
    def id(self) -> UUID:
        return self.facts.id

    @property
    def version(self) -> int:
        return self.facts.version


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a tracking code opens, and for whom: `reporter` or `follower`.

    `root` is the case that it is part of, if it was merged into another: that one goes its way. `voice` is by which its
    bearer is asked there; empty for the case's own reporter.
    """

    view: View
    holder: str
    language: str
    voice: str = ""
    root: View | None = None

    @property
    def leads(self) -> View:
        """The case that is handled: its own, or the one that it is part of."""
        return self.root or self.view

    @property
    def actor(self) -> Actor:
        """Who its bearer is to the case that is handled."""
        return reporter(str(self.leads.id), self.language, voice=self.voice)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A line of a timeline. `text` may be shown to the public only where `public` says so; the reporter sees their
    own too.

    `erased` is the rule under which its words were erased (`term`, `asked`), empty where they weren't; `kinds` are what
    an erasure took. `event` is the event's name in the table (`checked`, `returned`, …), `move` the act that it came
    from.
    """

    seq: int
    move: str
    event: str
    at: datetime
    before: State
    after: State
    actor_kind: str
    actor_id: int | None
    role: str
    actor_unit: str
    reason: str
    verdict: str
    unit_path: str
    assisting: tuple[str, ...]
    class_key: str
    photos: tuple[str, ...]
    why: str
    due_at: datetime | None
    until: datetime | None
    text: str
    public: bool
    amount: int = 0
    voice: str = ""
    other: str = ""
    item: int = 0
    units: tuple[str, ...] = ()
    degree: str = ""
    verdicts: tuple[str, ...] = ()
    rungs: tuple[int, ...] = ()
    posts: tuple[str, ...] = ()
    person: int = 0
    lots: tuple[str, ...] = ()
    amends: str = ""
    kinds: tuple[str, ...] = ()
    erased: str = ""


@dataclass(frozen=True, slots=True)
class Nearby:
    """An open case near a point, `metres` away (great-circle distance on a sphere, good to 0.5 %), for the public.

    Point and distance are rounded to `PUBLIC_DECIMALS`.
    """

    number: int
    class_key: str
    stage: Stage
    metres: float
    lat: float
    lon: float
    reported_at: datetime
    area_path: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A case on a public map; its point is rounded to `PUBLIC_DECIMALS`."""

    number: int
    class_key: str
    stage: Stage
    lat: float
    lon: float
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    area_path: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """A case of the problem bank: why (a reason's code), since when, and until when at most."""

    number: int
    class_key: str
    area_path: str
    unit_path: str
    reason: str
    since: datetime
    until: datetime


_STAMPED = {one.name for one in fields(Stamp)}
_OF_EVENT = tuple(one.name for one in fields(Event) if one.name in _STAMPED)
_OF_GIVEN = tuple(one.name for one in fields(Given) if one.name in _STAMPED)


def stamp_of(event: Event, erased: str = "") -> Stamp:
    """The line of an event; `erased` is the rule under which its words went."""
    row = LATEST.moves[event.move]
    named: dict[str, Any] = {name: getattr(event, name) for name in _OF_EVENT}
    named |= {name: getattr(event.given, name) for name in _OF_GIVEN}
    return Stamp(**named, event=row.event, public=row.public, erased=erased)
