"""What is known of a draft, as frozen values."""

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.faults import Fault
from linli.packs.editing.compare import Difference
from linli.packs.editing.edits import Key


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a draft's history. `part` and `key` say what it is about, empty where it moved to `edition`."""

    number: int
    at: datetime
    by: int
    part: str
    key: Key
    differences: tuple[Difference, ...]
    undoes: int | None
    edition: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list; `ended` with `published` as an edition, or without one."""

    id: int
    title: str
    edition: int
    opened_at: datetime
    opened_by: int
    changes: int
    ended_at: datetime | None
    published: int | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as it stands: on which `edition` it is based, the digests of its files then and now, what a checker finds
    wrong with them, and what differs from the base."""

    id: int
    title: str
    edition: int
    base: str
    digest: str
    seen: int
    opened_at: datetime
    opened_by: int
    ended_at: datetime | None
    published: int | None
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...]
    steps: tuple[Step, ...]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
