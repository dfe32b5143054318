"""What a case keeps of what few cases have: parts of other units, children, rungs climbed, reports merged into it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A unit's part in a case: asked for by event `item`, in its present state (`tasks.TaskState`) `since` then."""

    item: int
    unit_path: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Child:
    """A child by its id and number, and whether it is open."""

    id: str
    number: int
    open: bool = True


@dataclass(frozen=True, slots=True)
class Climbed:
    """How far a running clock has climbed: `item` is the `seq` of the event that started it, `at` the percent of its
    limit at the highest rung so far, `posts` all that were told.
    """

    clock: str
    item: int
    at: int
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a merged case goes back to when it is unmerged. `into` is the id of the case it is part of, in hex."""

    into: str
    state: str
    due_at: datetime | None = None
    until: datetime | None = None
    climb_at: datetime | None = None
    why: str = ""
    asked: int = 0
    climbed: tuple[Climbed, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A report that was merged into this case: its id in hex, where it was made (degrees WGS 84; None where nobody
    knows), and the voices of those who follow it.
    """

    case: str
    lat: float | None = None
    lon: float | None = None
    followers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of the reporters answered in the present round. An empty `voice` is the case's own reporter."""

    voice: str
    verdict: str
    at: datetime
