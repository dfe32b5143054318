"""An edition: the city's rules at one time, as frozen values. A case keeps the edition that it was filed under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from linli.kernel.paths import within
from linli.kernel.periods import Limit, WorkCalendar
from linli.kernel.words import Words

EVERYTHING = "*"
CLOCKS = ("file", "dispatch", "check")
CLIMBING_CLOCKS = (*CLOCKS, "handle", "assist")
DEGREES = ("routine", "tough", "emergency")
KINDS = ("component", "matter", "service", "local")
type Reporters = Literal["anyone", "staff"]
type WaitsFor = Literal["", "reporter"]


@dataclass(frozen=True, slots=True)
class ServiceClass:
    """A class of report. `key` is `kind-code`; `reporters` says who may choose it; `icon` names a Tabler outline
    icon.
    """

    key: str
    kind: str
    code: str
    group: Words
    name: Words
    icon: str
    photo_required: bool
    reporters: Reporters
    keywords: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A handling unit. `path` is the codes from the top down; `calendar` is its own or the nearest one above it."""

    code: str
    path: str
    parent: str | None
    name: Words
    email: str
    calendar: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Which unit leads, and which assist, for the classes that `class_pattern` names in `area` (an area's code or
    `*`). `by`, `why` and `since` (a date) say where a row comes from that a ruling has made.
    """

    class_pattern: str
    area: str
    lead: str
    assist: tuple[str, ...] = ()
    by: str = ""
    why: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class LimitRow:
    """How long handling may take under one condition, in areas of one grade; of every grade where `grade` is empty.

    The first row of a class is its ordinary condition.
    """

    class_pattern: str
    condition: str
    words: Words
    limit: Limit
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told once `at` percent of a limit are used up and nobody has acted.

    `clock` is one of `CLIMBING_CLOCKS`, or `*` for those without rungs of their own. `tells` are words of the ladder:
    `holder` (whose turn it is), `lead` (that post's), `area` (the lead of the smallest area that the case lies in),
    `area+1` (of the area above it), …, or the name of a post.
    """

    clock: str
    at: int
    tells: tuple[str, ...]


DEFAULT_LADDER = (
    Rung(EVERYTHING, 80, ("holder",)),
    Rung(EVERYTHING, 100, ("lead", "area")),
    Rung(EVERYTHING, 150, ("area+1",)),
    Rung(EVERYTHING, 200, ("area+2",)),
)
"""The ladder of a city that writes none, and of editions from before there were ladders."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an act was done: `name` for lists, `text` as it is told to the reporter. A pause that `waits_for` the
    reporter ends with the reporter's next word.
    """

    code: str
    name: Words
    text: Words
    waits_for: WaitsFor = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """Where maps open: degrees (WGS 84) and a web map's zoom. `basemap` says whether the edition carries its own base
    map; `credit` names whose data that shows, as their licence asks for, with a page about it.
    """

    latitude: float
    longitude: float
    zoom: float
    basemap: bool = False
    credit: str = ""
    credit_link: str = ""


# How soon a called unit responds. Thirty minutes in an emergency is the field's figure (the street's whistle of Pinggu,
# 2017); the other two are set by judgement.
WHISTLE: Mapping[str, Limit] = {
    "routine": Limit(1, "d", "working"),
    "tough": Limit(4, "h", "working"),
    "emergency": Limit(30, "min", "continuous"),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many calendar days after its closure a case keeps data about persons: its reporter's contact, all words
    that aren't public, its photos. `photos_of` has other terms for photos of classes by pattern; the narrowest counts.
    """

    contact: int = 30
    words: int = 30
    photos: int = 90
    photos_of: Mapping[str, int] = field(default_factory=dict)

    def photos_for(self, class_key: str) -> int:
        """The term of photos of a class, in days."""
        patterns = [pattern for pattern in self.photos_of if matches(pattern, class_key)]
        return self.photos_of[max(patterns, key=class_specificity)] if patterns else self.photos


@dataclass(frozen=True, slots=True)
class Settings:
    """What else a city decides. Days are calendar days; `clocks` are the limits of posts that file, dispatch and check
    (`CLOCKS`), on the city's own calendar; `whistle` is how soon a called unit responds, for each of `DEGREES`, on the
    unit's calendar: by being there in an emergency, else by answering. `sample` is how many of a hundred closures that
    reporters called satisfactory are looked at again.
    """

    time_zone: str
    languages: tuple[str, ...]
    map: MapView
    calendar: str
    silence_days: int = 7
    objection_days: int = 15
    reopen_days: int = 30
    pause_days: int = 30
    sample: int = 0
    clocks: Mapping[str, Limit] = field(default_factory=dict)
    whistle: Mapping[str, Limit] = field(default_factory=lambda: WHISTLE)
    retention: Retention = field(default_factory=Retention)


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole of a city's rules. Mappings are by class key, unit code, act, calendar name and text name."""

    number: int
    name: str
    digest: str
    title: Words
    classes: Mapping[str, ServiceClass]
    units: Mapping[str, Unit]
    duties: tuple[Duty, ...]
    limits: tuple[LimitRow, ...]
    reasons: Mapping[str, tuple[Reason, ...]]
    calendars: Mapping[str, WorkCalendar]
    settings: Settings
    texts: Mapping[str, Words] = field(default_factory=dict)
    ladder: tuple[Rung, ...] = DEFAULT_LADDER
    _duties: dict[str, tuple[Duty, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _limits: dict[str, tuple[LimitRow, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _rungs: dict[str, tuple[Rung, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def duties_for(self, class_key: str) -> tuple[Duty, ...]:
        """The duties that name a class, wherever they apply. Remembered: every report asks, and no edition changes."""
        found = self._duties.get(class_key)
        if found is None:
            found = tuple(duty for duty in self.duties if matches(duty.class_pattern, class_key))
            self._duties[class_key] = found
        return found

    def limits_for(self, class_key: str) -> tuple[LimitRow, ...]:
        """The limits of the narrowest pattern that names a class, in the pack's order. Remembered as well."""
        found = self._limits.get(class_key)
        if found is None:
            matching = [row for row in self.limits if matches(row.class_pattern, class_key)]
            narrowest = max((class_specificity(row.class_pattern) for row in matching), default=0)
            found = tuple(row for row in matching if class_specificity(row.class_pattern) == narrowest)
            self._limits[class_key] = found
        return found

    def rungs_for(self, clock: str) -> tuple[Rung, ...]:
        """The rungs that a clock climbs, lowest first: its own, else those of every clock. A unit's part without rungs
        of its own climbs as handling does. Remembered as well.
        """
        found = self._rungs.get(clock)
        if found is None:
            own = [rung for rung in self.ladder if rung.clock == clock]
            if not own and clock == "assist":
                own = [rung for rung in self.ladder if rung.clock == "handle"]
            rungs = own or [rung for rung in self.ladder if rung.clock == EVERYTHING]
            found = tuple(sorted(rungs, key=lambda rung: rung.at))
            self._rungs[clock] = found
        return found

    def calendar_of(self, unit_code: str | None) -> WorkCalendar:
        """The calendar that a unit works by; without a unit, the city's own."""
        unit = self.units.get(unit_code) if unit_code else None
        return self.calendars[unit.calendar if unit else self.settings.calendar]

    def reason(self, act: str, code: str) -> Reason | None:
        """The reason `code` for `act`, or None where the edition has none."""
        return next((reason for reason in self.reasons.get(act, ()) if reason.code == code), None)

    def units_within(self, unit_path: str) -> tuple[Unit, ...]:
        """The unit at `unit_path` and all below it, parents before children."""
        return tuple(unit for unit in self.units.values() if within(unit.path, unit_path))


def matches(class_pattern: str, class_key: str) -> bool:
    """Whether a pattern names a class: its key, the key's beginning followed by `*`, or `*` alone."""
    if class_pattern.endswith(EVERYTHING):
        return class_key.startswith(class_pattern[:-1])
    return class_key == class_pattern


def class_specificity(class_pattern: str) -> int:
    """How narrow a pattern is: a longer beginning is narrower than a shorter one, a whole key than any beginning."""
    if class_pattern.endswith(EVERYTHING):
        return 2 * len(class_pattern[:-1])
    return 2 * len(class_pattern) + 1
