"""The ledger of a case's clocks, as its events wrote it: what started, stopped, moved and ended each, and who did.

Nothing but events is read, so that no edit of a row can move a deadline.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from linli.cases.rules.call import EMERGENCY
from linli.cases.rules.facts import Event, State


class Clock(StrEnum):
    """What is timed: intake's filing, dispatch, the unit's handling, another unit's part, the check, the reporter's
    answer; and how soon a unit responds that was called to help."""

    FILE = "file"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    ASSIST = "assist"
    CHECK = "check"
    CONFIRM = "confirm"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Cause:
    """The event behind an entry: which one, when, and whose act it was."""

    seq: int
    move: str
    at: datetime
    actor_kind: str
    actor_id: int | None
    role: str
    actor_unit: str


@dataclass(frozen=True, slots=True)
class Hold:
    """From `since` on the unit has the case, and its calendar counts."""

    unit_path: str
    since: Cause


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands still from `since` to `until`, or to `ended` if somebody ended it earlier.

    `kind` is `pause` or `suspension`, `reason` a code of the pack.
    """

    kind: str
    reason: str
    since: Cause
    until: datetime
    ended: Cause | None = None

    @property
    def end(self) -> datetime:
        """When the clock goes on. A system that is late to end a stop lengthens it by nothing."""
        return self.until if self.ended is None else min(self.until, self.ended.at)


@dataclass(frozen=True, slots=True)
class Extension:
    """So much longer was asked for, in the unit of the limit. `decided` is None while nobody has decided."""

    amount: int
    asked: Cause
    decided: Cause | None = None
    granted: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One clock from its start to its end. `edition` numbers the rules it runs by; only handling and parts of it have
    stops, only handling has extensions. A clock of handling has a hold for each unit that had the case, that of a part
    or a call one for its unit. A part may have an `amount` of its own (0: that of the class); `degree` is how urgent a
    call is.
    """

    clock: Clock
    edition: int
    started: Cause
    class_key: str = ""
    condition: str = ""
    grade: str = ""
    objection: bool = False
    degree: str = ""
    holds: tuple[Hold, ...] = ()
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    ended: Cause | None = None
    amount: int = 0


_TIMED = {
    State.REPORTED: Clock.FILE,
    State.FILED: Clock.DISPATCH,
    State.DISPUTED: Clock.DISPATCH,
    State.HANDLED: Clock.CHECK,
    State.CONTESTED: Clock.CHECK,
    State.REJECTED: Clock.CONFIRM,
    State.ANSWERED: Clock.CONFIRM,
    State.CONFIRMING: Clock.CONFIRM,
}
_STOPPED = {State.PAUSED: "pause", State.SUSPENDED: "suspension"}
_LEAD_HAS_IT = frozenset({State.DISPATCHED, State.HANDLING, State.PAUSED, State.SUSPENDED})
_PART_ENDS = frozenset({"assist_done", "assist_return", "release"})
# The promise of a round runs on through returns, rulings, checks and rework, and since version 2 of the table also
# while intake sets right what dispatch has referred back.
PROMISED = frozenset({
    State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED, State.SUSPENDED, State.HANDLED,
})  # fmt: skip


def entries(events: Iterable[Event], *, flow: int) -> tuple[Entry, ...]:
    """Every clock that the events of a case started, in the order of their starts. `events` begin with the first;
    `flow` is the version of the table that the case was born with.
    """
    book = _Book(PROMISED if flow == 1 else PROMISED | {State.REPORTED})
    for event in events:
        book.write(event)
    return tuple(book.entries)


class _Book:
    """The ledger while it is written. `stage` and `promise` are places of running clocks in `entries`, and so are those
    of `parts`, by unit; `promised` are the states in which a promise runs on.

    `apart` are those that ran when the case was merged into another: they end then, because the promise to its reporter
    is the other's from there on. Unmerged, they run as if they had never ended, so that no promise gets longer by it.
    """

    def __init__(self, promised: Collection[State]) -> None:
        self.promised = promised
        self.entries: list[Entry] = []
        self.stage: int | None = None
        self.promise: int | None = None
        self.parts: dict[str, int] = {}
        self.class_key = ""
        self.condition = ""
        self.grade = ""
        self.handled: Cause | None = None
        self.apart: tuple[int | None, int | None] = (None, None)
        self.calls: dict[tuple[int, str], int] = {}

    def write(self, event: Event) -> None:
        cause = Cause(event.seq, event.move, event.at, event.actor_kind, event.actor_id, event.role, event.actor_unit)
        if event.move in ("report", "recur", "file"):
            self._classify(event)
        if event.move == "handle":
            self.handled = cause
        if event.move == "merge":
            self._set_apart(cause)
        elif event.move == "unmerge":
            self._take_back()
        else:
            if event.before != event.after:
                self._change_stage(event, cause)
            self._change_promise(event, cause)
            self._change_parts(event, cause)
            self._change_calls(event, cause)

    def _set_apart(self, cause: Cause) -> None:
        self.apart = self.stage, self.promise
        self._end_apart(cause)
        self.stage = self.promise = None

    def _take_back(self) -> None:
        self.stage, self.promise = self.apart
        self._end_apart(None)

    def _end_apart(self, ended: Cause | None) -> None:
        for place in self.apart:
            if place is not None:
                self.entries[place] = replace(self.entries[place], ended=ended)

    def _classify(self, event: Event) -> None:
        given = event.given
        other_class = given.class_key not in ("", self.class_key)
        self.condition = given.condition or ("" if other_class else self.condition)
        self.class_key = given.class_key or self.class_key
        self.grade = given.grade

    def _open(self, clock: Clock, event: Event, cause: Cause) -> int:
        objection = event.after is State.REJECTED
        self.entries.append(self._filed(Entry(clock, event.edition, cause, objection=objection), event))
        return len(self.entries) - 1

    def _filed(self, entry: Entry, event: Event) -> Entry:
        return replace(
            entry, edition=event.edition, class_key=self.class_key, condition=self.condition, grade=self.grade
        )

    def _change_stage(self, event: Event, cause: Cause) -> None:
        if self.stage is not None:
            self.entries[self.stage] = replace(self.entries[self.stage], ended=cause)
        clock = _TIMED.get(event.after)
        self.stage = None if clock is None else self._open(clock, event, cause)

    def _change_promise(self, event: Event, cause: Cause) -> None:
        if self.promise is None:
            if event.after is not State.DISPATCHED or event.before is State.DISPATCHED:
                return
            self.promise = self._open(Clock.HANDLE, event, cause)
        entry = self.entries[self.promise]
        if event.move == "file":
            # Set right in the middle of a round: the limit is another one, the clock runs since it was started.
            entry = self._filed(entry, event)
        if event.before != event.after:
            entry = _stopped(_held(entry, event, cause), event, cause)
        entry = _extended(entry, event, cause)
        if event.after not in self.promised:
            # Whoever handed the result in has kept the promise then, however long the check took.
            entry = replace(entry, ended=self.handled if event.before is State.HANDLED else cause)
        self.entries[self.promise] = entry
        if event.after not in self.promised:
            self.promise = None

    def _change_parts(self, event: Event, cause: Cause) -> None:
        """Other units' parts: each runs on its unit's calendar, through the lead's pauses, not through a suspension."""
        given, handed_on = event.given, event.before != event.after and event.after is State.DISPATCHED
        ended = set(self.parts) if handed_on or event.after not in _LEAD_HAS_IT else set()
        if event.move in _PART_ENDS:
            ended |= self.parts.keys() & {given.unit_path, *given.units}
        for unit in ended:
            place = self.parts.pop(unit)
            self.entries[place] = replace(_suspended(self.entries[place], event, cause), ended=cause)
        if event.before != event.after:
            for place in self.parts.values():
                self.entries[place] = _suspended(self.entries[place], event, cause)
        asked = given.assisting if handed_on else given.units if event.move == "call_in" else ()
        for unit in asked:
            place = self.parts[unit] = self._open(Clock.ASSIST, event, cause)
            self.entries[place] = replace(self.entries[place], holds=(Hold(unit, cause),), amount=given.amount)

    def _change_calls(self, event: Event, cause: Cause) -> None:
        given = event.given
        if event.move == "whistle":
            for unit in given.units:
                place = self._open(Clock.CALL, event, cause)
                self.entries[place] = replace(self.entries[place], degree=given.degree, holds=(Hold(unit, cause),))
                self.calls[event.seq, unit] = place
        if event.move not in ("answer_call", "arrive", "end_call"):
            return
        for unit in given.units:
            place = self.calls[given.item, unit]
            # Said to be coming isn't being there, which is what an emergency asks for.
            only_words = event.move == "answer_call" and self.entries[place].degree == EMERGENCY
            if not only_words and self.entries[place].ended is None:
                self.entries[place] = replace(self.entries[place], ended=cause)


def _held(entry: Entry, event: Event, cause: Cause) -> Entry:
    unit = event.given.unit_path
    if event.after is not State.DISPATCHED or (entry.holds and entry.holds[-1].unit_path == unit):
        return entry
    return replace(entry, holds=(*entry.holds, Hold(unit, cause)))


def _stopped(entry: Entry, event: Event, cause: Cause) -> Entry:
    stops = entry.stops
    if event.before in _STOPPED:
        stops = (*stops[:-1], replace(stops[-1], ended=cause))
    kind, until = _STOPPED.get(event.after), event.given.until
    if kind is not None and until is not None:
        stops = (*stops, Stop(kind, event.given.reason, cause, until))
    return replace(entry, stops=stops)


def _suspended(entry: Entry, event: Event, cause: Cause) -> Entry:
    """A part stands still while the whole case does."""
    if State.SUSPENDED not in (event.before, event.after):
        return entry
    stops = entry.stops
    if event.before is State.SUSPENDED and stops:
        stops = (*stops[:-1], replace(stops[-1], ended=cause))
    if event.after is State.SUSPENDED and event.given.until is not None:
        stops = (*stops, Stop("suspension", event.given.reason, cause, event.given.until))
    return replace(entry, stops=stops)


def _extended(entry: Entry, event: Event, cause: Cause) -> Entry:
    match event.move:
        case "ask_extension":
            asked = Extension(event.given.amount, cause)
            return replace(entry, extensions=(*entry.extensions, asked))
        case "grant" | "refuse":
            decided = replace(entry.extensions[-1], decided=cause, granted=event.move == "grant")
            return replace(entry, extensions=(*entry.extensions[:-1], decided))
    return entry
