"""The city's rules and places as they are answered. Names are in the reader's language."""

from linli.faces.api.shapes.cases import LimitShape, PlaceShape
from linli.faces.api.shapes.common import Asked, Latitude, Longitude, Shape


class PointShape(Shape):
    """A point in degrees, WGS 84."""

    lat: float
    lon: float


class CityShape(Shape):
    """The edition of the city's rules that is in force; `centre` is where its map opens."""

    edition: int
    name: str
    digest: str
    title: str
    languages: list[str]
    time_zone: str
    centre: PointShape
    silence_days: int
    objection_days: int
    reopen_days: int
    pause_days: int


class ClassShape(Shape):
    """A class of report. `reporters` says who may choose it: anyone, or staff."""

    key: str
    kind: str
    code: str
    group: str
    name: str
    photo_required: bool
    reporters: str
    keywords: list[str]
    note: str


class Classes(Shape):
    """All classes, in the pack's order."""

    items: list[ClassShape]


class UnitShape(Shape):
    """A handling unit."""

    path: str
    name: str
    calendar: str


class Units(Shape):
    """All handling units, parents before children."""

    items: list[UnitShape]


class DutyShape(Shape):
    """Which unit leads and which assist for the classes of a pattern (a key, a beginning and `*`, or `*`) in an area
    (its code, or `*`). `since` is the day from which a ruling made it so."""

    class_pattern: str
    area: str
    lead: str
    assist: list[str]
    since: str


class Duties(Shape):
    """All duties. The narrowest class wins, then the narrowest area."""

    items: list[DutyShape]


class LimitRowShape(LimitShape):
    """How long handling may take under a condition, in areas of a grade (of every grade, where it is empty)."""

    class_pattern: str
    condition: str
    name: str
    grade: str


class Limits(Shape):
    """All limits. Of those that count for a case the strictest wins."""

    items: list[LimitRowShape]


class ReasonShape(Shape):
    """A reason that the city has for an act, with the words that the reporter is told."""

    act: str
    code: str
    name: str
    text: str


class Reasons(Shape):
    """All reasons, act by act."""

    items: list[ReasonShape]


class AreaShape(Shape):
    """An area; `depth` is 1 at the top."""

    code: str
    path: str
    parent: str | None
    level: str
    depth: int
    name: str


class Areas(Shape):
    """All areas in force, each below its parent."""

    items: list[AreaShape]


class PointAsked(Asked):
    """A point in degrees, WGS 84."""

    lat: Latitude
    lon: Longitude


class Located(Shape):
    """What a point lies in; null outside the city."""

    place: PlaceShape | None


class ProblemShape(Shape):
    """A problem that the API itself can answer with."""

    code: str
    status: int
    title: str
    remedy: str


class Problems(Shape):
    """All of them. Refusals of the rules come beside these, with codes of their own."""

    items: list[ProblemShape]
