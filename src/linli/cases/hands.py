"""Time in hand, case by case: of one case, of a unit with what lies below it, or of an area with all its posts.

A unit's cases are those that were given to it in a period, as lead or for a part, wherever they are now.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from linli.cases import store
from linli.cases.published import Mark, read_mark
from linli.cases.rules import Event, State
from linli.cases.rules.hands import Hand, Holder, hands
from linli.catalogue import queries as catalogue
from linli.kernel.ids import uuid7_least
from linli.kernel.paths import narrower, within
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import UNIT_ROLES, Actor, Role

AT_MOST = 200
_WATCH = frozenset({Role.SUPERVISOR, Role.DISPATCHER, Role.AREA_LEAD, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class CaseHands:
    """A case with the hands that were asked for. `mark` is its place: an account asked for `after` it goes on there."""

    number: int
    class_key: str
    area_path: str
    state: State
    hands: tuple[Hand, ...]
    mark: str

    @property
    def passed(self) -> timedelta:
        return sum((hand.passed for hand in self.hands), timedelta())

    @property
    def worked(self) -> timedelta:
        return sum((hand.worked for hand in self.hands), timedelta())

    @property
    def late(self) -> timedelta:
        return sum((hand.late for hand in self.hands), timedelta())


@dataclass(frozen=True, slots=True)
class Sum:
    """What hands of one kind come to: how many cases, of which `late` ones, and the times as in `Hand`.

    `level` is that of the units (0 for posts), `unit_path` the unit's where the sum is of one unit.
    """

    holder: Holder
    level: int
    unit_path: str
    cases: int
    late_cases: int
    passed: timedelta
    worked: timedelta
    late: timedelta


@dataclass(frozen=True, slots=True)
class Account:
    """Cases with their hands, oldest first, and what they come to by unit and by level; `after` is the mark to go on
    with where there are more cases."""

    cases: tuple[CaseHands, ...]
    after: str = ""

    @property
    def by_unit(self) -> tuple[Sum, ...]:
        return sums(self.cases, by_unit=True)

    @property
    def by_level(self) -> tuple[Sum, ...]:
        return sums(self.cases, by_unit=False)


def sums(cases: Iterable[CaseHands], *, by_unit: bool) -> tuple[Sum, ...]:
    """What the hands of cases come to: for each post and unit, or for each post and level of units."""
    found: dict[tuple[Holder, int, str], dict[int, list[Hand]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        for hand in case.hands:
            found[hand.holder, hand.level, hand.unit_path if by_unit else ""][case.number].append(hand)
    order = list(Holder)
    return tuple(_sum(key, found[key]) for key in sorted(found, key=lambda key: (order.index(key[0]), key[1], key[2])))


def _sum(key: tuple[Holder, int, str], cases: dict[int, list[Hand]]) -> Sum:
    every = [hand for held in cases.values() for hand in held]
    return Sum(
        *key,
        cases=len(cases),
        late_cases=sum(any(hand.late for hand in held) for held in cases.values()),
        passed=sum((hand.passed for hand in every), timedelta()),
        worked=sum((hand.worked for hand in every), timedelta()),
        late=sum((hand.late for hand in every), timedelta()),
    )


def in_hand(*, case_id: UUID, now: datetime) -> tuple[Hand, ...]:
    """In whose hands a case was, oldest first, from its events alone. LookupError where there is no such case."""
    loaded = store.load(case_id)
    if loaded is None:
        raise LookupError(f"there is no case {case_id}")
    return hands(store.events(case_id), catalogue.edition, flow=loaded[0].flow, now=now)


def hands_of(
    *,
    actor: Actor,
    since: datetime,
    until: datetime,
    now: datetime,
    unit: str = "",
    area: str = "",
    after: str = "",
    limit: int = AT_MOST,
) -> Result[Account]:
    """The time in hand of a unit and of what lies below it, in the cases given to it from `since` to before `until`.

    Without a unit: of everybody, in the cases reported then. `area` narrows to an area and what lies below it. At most
    `limit` cases; a mark in `after` that makes no sense is read as the beginning.

    Refused: hands_not_yours, where no post lets the actor see them.
    """
    areas = seen_areas(actor, unit)
    narrowed = [near for one in areas if (near := narrower(one, area)) is not None]
    if not areas:
        return Refused("hands_not_yours", {"unit": unit})
    if not narrowed:
        return Allowed(Account(()))
    if unit:
        found = _given_to(unit, narrowed, since, until, after, limit + 1)
    else:
        found = _reported(narrowed, since, until, after, limit + 1)
    told = store.events_by_case([row[0] for row in found[:limit]])
    cases = tuple(_case(row, told.get(row[0], ()), unit, now) for row in found[:limit])
    return Allowed(Account(cases, cases[-1].mark if len(found) > limit else ""))


def seen_areas(actor: Actor, unit: str) -> tuple[str, ...]:
    """The areas in which the actor may see a unit's time in hand (everybody's without a unit): those of watching posts,
    and for the own unit those of the post in it."""
    if actor.kind == "system":
        return ("",)
    return tuple(
        dict.fromkeys(
            grant.area_path
            for grant in actor.grants
            if grant.role in _WATCH
            or (grant.role in UNIT_ROLES and grant.unit_path and unit and within(unit, grant.unit_path))
        )
    )


type _Row = tuple[UUID, int, str, str, str, int, datetime]
_COLUMNS = "c.id, c.number, c.class_key, c.area_path, c.state, c.flow"


def _given_to(unit: str, areas: Sequence[str], since: datetime, until: datetime, after: str, limit: int) -> list[_Row]:
    """Cases given to one of the units, each once, by when that was first."""
    paths = [one.path for one in catalogue.current().units_within(unit)] or [unit]
    called = [Jsonb({name: [path]}) for path in paths for name in ("units", "assisting")]
    begin = read_mark(after) or Mark(UUID(int=0))
    where, parameters = _in_areas(areas)
    sql = f"""
        SELECT {_COLUMNS}, g.at FROM (
            SELECT case_id, min(at) AS at FROM (
                SELECT e.case_id, e.at FROM cases_event e
                WHERE e.move IN ('dispatch', 'rule', 'entrust') AND e.given->>'unit_path' = ANY(%s)
                    AND e.at >= %s AND e.at < %s
                UNION ALL
                SELECT e.case_id, e.at FROM cases_event e
                WHERE (e.move = 'call_in' OR e.given ? 'assisting') AND e.given @> ANY(%s::jsonb[])
                    AND e.at >= %s AND e.at < %s) AS every
            GROUP BY case_id) AS g
        JOIN cases_case c ON c.id = g.case_id
        WHERE {where} AND (g.at, c.id) > (%s, %s) ORDER BY g.at, c.id LIMIT %s"""
    return _rows(sql, [paths, since, until, called, since, until, *parameters, begin.at or since, begin.id, limit])


def _reported(areas: Sequence[str], since: datetime, until: datetime, after: str, limit: int) -> list[_Row]:
    """Cases reported in the period: a case's id is as old as its report."""
    begin = read_mark(after) or Mark(UUID(int=0))
    where, parameters = _in_areas(areas)
    sql = f"""
        SELECT {_COLUMNS}, c.reported_at FROM cases_case c
        WHERE {where} AND c.id > %s AND c.id < %s ORDER BY c.id LIMIT %s"""
    first = max(begin.id, uuid7_least(since))
    return _rows(sql, [*parameters, first, uuid7_least(until), limit])


def _in_areas(areas: Sequence[str]) -> tuple[str, list[Any]]:
    if "" in areas:
        return "TRUE", []
    one = "c.area_path = %s OR (c.area_path >= %s AND c.area_path < %s)"
    parameters = [value for path in areas for value in (path, path + "/", path + "0")]
    return f"({' OR '.join([one] * len(areas))})", parameters


def _rows(sql: str, parameters: list[Any]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _case(row: _Row, events: Sequence[Event], unit: str, now: datetime) -> CaseHands:
    case_id, number, class_key, area_path, state, flow, at = row
    held = hands(events, catalogue.edition, flow=flow, now=now)
    if unit:
        held = tuple(hand for hand in held if hand.unit_path and within(hand.unit_path, unit))
    return CaseHands(number, class_key, area_path, State(state), held, str(Mark(case_id, at)))
