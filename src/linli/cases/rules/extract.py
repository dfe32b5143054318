"""A case as it may be taken away in bulk."""

from dataclasses import dataclass
from datetime import datetime

from linli.cases.rules.facts import State
from linli.cases.rules.flow.table import Stage


@dataclass(frozen=True, slots=True)
class Extract:
    """What a case is, where it stands and when. Nobody's words are in it, no address that somebody typed, and nothing
    about whoever reported it: what was written for one case isn't read in bulk.

    The point is degrees WGS 84, as it was reported.
    """

    number: int
    class_key: str
    state: State
    stage: Stage
    outcome: str
    source: str
    area_path: str
    cell: str
    component: str
    lat: float | None
    lon: float | None
    unit_path: str
    assisting: tuple[str, ...]
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    returns: int
    reworks: int
    rounds: int
    extensions: int
    edition: int
