"""Calls upon units, to be read: those that are open, and how units responded over a period.

What is open comes from the rows of cases; what is counted comes from events alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection

from linli.cases import store
from linli.cases.narrowing import views
from linli.cases.rules import Event, rare
from linli.cases.rules.call import ABSENT, EMERGENCY, Asked, Call
from linli.cases.rules.whistle import MOVES, calls_from, calls_of
from linli.kernel.paths import within
from linli.kernel.rights import UNIT_ROLES, Actor, Role


@dataclass(frozen=True, slots=True)
class Response:
    """One unit in one call, and the case that it was called to."""

    case_id: UUID
    number: int
    class_key: str
    area_path: str
    call: Call
    asked: Asked

    @property
    def met_at(self) -> datetime | None:
        """When the unit responded as the degree asks for; not where the caller says that it never came."""
        denied = self.call.degree == EMERGENCY and self.asked.verdict == ABSENT
        return None if denied else self.call.met(self.asked)

    @property
    def in_time(self) -> bool:
        return self.met_at is not None and self.met_at <= self.asked.due_at


@dataclass(frozen=True, slots=True)
class Tally:
    """How a unit responded over a period.

    `in_time` counts calls that it met as their degree asks for: by an answer or, of the `emergencies`, by being there.
    `waiting` are calls that nobody has ended; `median_answer` is from the call to the first answer, nights included.
    """

    unit_path: str
    calls: int
    answered: int
    in_time: int
    emergencies: int
    there_in_time: int
    helped: int
    partly: int
    useless: int
    absent: int
    waiting: int
    median_answer: timedelta | None


def calls_upon(*, actor: Actor) -> tuple[Response, ...]:
    """Open calls upon units that the actor acts for: emergencies first, then what is due first."""
    units = [grant.unit_path for grant in actor.grants if grant.role in UNIT_ROLES and grant.unit_path]
    if not units:
        return ()
    found = _open("c.called && %s::varchar[]", [units])
    own = (one for one in found if actor.acts_for(one.asked.unit_path, area_path=one.area_path))
    return tuple(sorted(own, key=lambda one: (one.call.degree != EMERGENCY, one.asked.due_at, one.number)))


def calls_made(*, actor: Actor) -> tuple[Response, ...]:
    """Open calls that the actor, or somebody in the same post, made: emergencies first, then the oldest."""
    if not actor.has(Role.AREA_LEAD):
        return ()
    found = _open("TRUE", [])
    mine = (one for one in found if any(True for _ in calls_of((one.call,), actor)))
    return tuple(sorted(mine, key=lambda one: (one.call.degree != EMERGENCY, one.call.at, one.asked.unit_path)))


def responses(
    *, actor: Actor, since: datetime, until: datetime, unit: str = "", area: str = ""
) -> tuple[Response, ...]:
    """Every unit in every call that was made from `since` until before `until`, the newest call first.

    Only what the actor's posts cover: the cases of their areas, and the calls upon their own units. `unit` and `area`
    narrow it to what lies below these paths.
    """
    seen = [view for view in views(actor, mine=False) if not view.assisting and not view.called]

    def covered(one: Response) -> bool:
        return any(
            within(one.area_path, view.area) and (not view.unit or within(one.asked.unit_path, view.unit))
            for view in seen
        )

    found = [
        one
        for one in _happened(since, until)
        if within(one.asked.unit_path, unit) and within(one.area_path, area) and covered(one)
    ]
    return tuple(sorted(found, key=lambda one: (one.call.at, one.number, one.asked.unit_path), reverse=True))


def tallies(found: Iterable[Response]) -> tuple[Tally, ...]:
    """The responses unit by unit, in the order of their paths."""
    units: dict[str, list[Response]] = {}
    for one in found:
        units.setdefault(one.asked.unit_path, []).append(one)
    return tuple(_tally(path, units[path]) for path in sorted(units))


def _tally(unit_path: str, found: Sequence[Response]) -> Tally:
    said = [one.asked.verdict for one in found]
    emergencies = [one for one in found if one.call.degree == EMERGENCY]
    answers = [(one.asked.answered_at, one.call.at) for one in found]
    waits = [(answered - at).total_seconds() for answered, at in answers if answered is not None]
    return Tally(
        unit_path=unit_path,
        calls=len(found),
        answered=len(waits),
        in_time=sum(one.in_time for one in found),
        emergencies=len(emergencies),
        there_in_time=sum(one.in_time for one in emergencies),
        helped=said.count("helped"),
        partly=said.count("partly"),
        useless=said.count("not"),
        absent=said.count(ABSENT),
        waiting=said.count(""),
        median_answer=timedelta(seconds=median(waits)) if waits else None,
    )


def _open(condition: str, parameters: list[Any]) -> Iterator[Response]:
    """What is open in cases of a condition; a partial index knows the few that have any call open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.number, c.class_key, c.area_path, c.more FROM cases_case c"
            f" WHERE c.called <> '{{}}' AND {condition}",
            parameters,
        )
        rows = cursor.fetchall()
    for case_id, number, class_key, area_path, more in rows:
        for call in rare.load(store.json_of(more))["calls"]:
            if call.open:
                yield from (Response(case_id, number, class_key, area_path, call, asked) for asked in call.asked)


def _happened(since: datetime, until: datetime) -> Iterator[Response]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.id, c.number, c.class_key, c.area_path FROM cases_event e"
            " JOIN cases_case c ON c.id = e.case_id WHERE e.move = 'whistle' AND e.at >= %s AND e.at < %s",
            [since, until],
        )
        rows = cursor.fetchall()
    events = _events([row[0] for row in rows])
    for case_id, number, class_key, area_path in rows:
        for call in calls_from(case_id, events.get(case_id, ())):
            if since <= call.at < until:
                yield from (Response(case_id, number, class_key, area_path, call, asked) for asked in call.asked)


def _events(case_ids: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """The moves of the whistle in each case, in order."""
    found: dict[UUID, list[Event]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.case_id, {store.OF_EVENT} FROM {store.WITH_WORDS}"
            " WHERE e.case_id = ANY(%s) AND e.move = ANY(%s) ORDER BY e.case_id, e.seq",
            [list(case_ids), list(MOVES)],
        )
        for case_id, *row in cursor.fetchall():
            found.setdefault(case_id, []).append(store.read_event(row))
    return found
