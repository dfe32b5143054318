"""Lists of cases: what somebody may see, filtered, a page at a time, as fast at a million cases as at a thousand.

Pages are found by key (the last row's rank and id), never by counting; every order that is offered is an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from linli.cases.narrowing import Filters, first_keys, has_climbed, has_turns, may_see
from linli.cases.rules import LATEST, Stage, State
from linli.cases.ways import Sort, order
from linli.kernel.rights import Actor

__all__ = ["COUNT_AT_MOST", "PAGE", "Filters", "Page", "Row", "count", "has_climbed", "has_turns", "listing", "may_see"]

PAGE = 50
COUNT_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list.

    `climbed` is the highest rung that it has climbed, in percent of a limit (0: none). `mark` is its place in the
    order: a list asked for `after` it goes on with the next row.
    """

    id: UUID
    number: int
    state: State
    stage: Stage
    class_key: str
    cell: str
    area_path: str
    address: str
    component: str
    unit_path: str
    assisting: tuple[str, ...]
    source: str
    reported_at: datetime
    due_at: datetime | None
    until: datetime | None
    closed_at: datetime | None
    outcome: str
    why: str
    rounds: int
    reworks: int
    asked: int
    climbed: int
    lat: float | None
    lon: float | None
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Page:
    """At most `PAGE` rows and, where there are more, the mark to ask for the next page with."""

    rows: tuple[Row, ...]
    after: str = ""


_COLUMNS = (
    "id", "number", "state", "class_key", "cell", "area_path", "address", "component", "unit_path",
    "assisting", "source", "reported_at", "due_at", "until_at", "closed_at",
    "outcome", "why", "rounds", "reworks", "asked", "lat", "lon", "rank_at",
)  # fmt: skip
_CLIMBED = "(SELECT coalesce(max((one->>'at')::int), 0) FROM jsonb_array_elements(c.more->'climbed') one)"


def listing(*, actor: Actor, filters: Filters, now: datetime, after: str = "", limit: int = PAGE) -> Page:
    """A page of the cases that `actor` may see. `urgent` lists open cases, nearest deadline first; `newest` lists
    all, last first.

    A mark in `after` that makes no sense is read as the first page.
    """
    keys = first_keys(actor=actor, filters=filters, now=now, limit=limit + 1, resume=_resume(filters.sort, after))
    if keys is None:
        return Page(())
    sql, parameters = keys
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join('c.' + name for name in _COLUMNS)}, {_CLIMBED}, coalesce(w.body, '')"
            f" FROM ({sql}) AS k JOIN cases_case c ON c.id = k.id"
            " LEFT JOIN cases_words w ON w.case_id = c.id AND w.seq = 1"
            f" ORDER BY {order(filters.sort, 'k')}",
            parameters,
        )
        found = cursor.fetchall()
    rows = tuple(_row(values, filters.sort) for values in found[:limit])
    return Page(rows, rows[-1].mark if len(found) > limit else "")


def count(*, actor: Actor, filters: Filters, now: datetime) -> int:
    """How many cases a list has, counted no further than `COUNT_AT_MOST`."""
    keys = first_keys(actor=actor, filters=filters, now=now, limit=COUNT_AT_MOST)
    if keys is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({keys[0]}) AS found", keys[1])
        return int(cursor.fetchone()[0])


def _resume(sort: Sort, after: str) -> tuple[str, tuple[Any, ...]] | None:
    """The condition that goes on behind the row with that mark."""
    rank, _, last = after.rpartition("_")
    try:
        key = UUID(last) if last else None
        moment = datetime.fromisoformat(rank) if rank else None
    except ValueError:
        return None
    if key is None:
        return None
    if sort == "newest":
        return "c.id < %s", (key,)
    return ("(c.rank_at, c.id) > (%s, %s)", (moment, key)) if moment is not None else None


def _mark(named: dict[str, Any], sort: Sort) -> str:
    key: UUID = named["id"]
    return key.hex if sort == "newest" else f"{named['rank_at'].isoformat().replace('+00:00', 'Z')}_{key.hex}"


def _row(values: Iterable[Any], sort: Sort) -> Row:
    *plain, climbed, text = values
    named = dict(zip(_COLUMNS, plain, strict=True))
    state = State(named["state"])
    return Row(
        id=named["id"],
        number=named["number"],
        state=state,
        stage=LATEST.states[state].stage,
        class_key=named["class_key"],
        cell=named["cell"],
        area_path=named["area_path"],
        address=named["address"],
        component=named["component"],
        unit_path=named["unit_path"],
        assisting=tuple(named["assisting"]),
        source=named["source"],
        reported_at=named["reported_at"],
        due_at=named["due_at"],
        until=named["until_at"],
        closed_at=named["closed_at"],
        outcome=named["outcome"],
        why=named["why"],
        rounds=named["rounds"],
        reworks=named["reworks"],
        asked=named["asked"],
        climbed=climbed,
        lat=named["lat"],
        lon=named["lon"],
        text=text,
        mark=_mark(named, sort),
    )
