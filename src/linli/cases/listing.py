"""Lists of cases: what somebody may see, filtered, a page at a time, as fast at a million cases as at a thousand.

Pages are found by key (the last row's rank and id), never by counting; every order that is offered is an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from linli.cases.rules import FLOWS, LATEST, Stage, State
from linli.kernel.rights import Actor, Role
from linli.kernel.text import terms

PAGE = 50
COUNT_AT_MOST = 100
_UNIT_ROLES = frozenset({Role.HANDLER, Role.UNIT_LEAD})
# The clock of handling runs in these; while a result is being checked or confirmed the unit isn't late any more.
_CLOCK_RUNS = (State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING)

type Sort = Literal["urgent", "newest"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Empty means all. `area` and `unit` are paths and take what lies below; `klass` is a
    class
    key, or a beginning of one followed by `*`. `mine` keeps only cases whose turn is with one of the actor's posts."""

    stage: str = ""
    state: str = ""
    klass: str = ""
    area: str = ""
    unit: str = ""
    overdue: bool = False
    text: str = ""
    mine: bool = False
    sort: Sort = "urgent"


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list. `mark` is its place in the order: a list asked for `after` it goes on with the next row."""

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
    source: str
    reported_at: datetime
    due_at: datetime | None
    until: datetime | None
    closed_at: datetime | None
    outcome: str
    why: str
    rounds: int
    reworks: int
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
    "id", "number", "state", "class_key", "cell", "area_path", "address", "component", "unit_path", "source",
    "reported_at", "due_at",
    "wake_at", "closed_at", "outcome", "why", "rounds", "reworks", "lat", "lon", "rank_at",
)  # fmt: skip


class Where:
    """Conditions joined by AND, with their parameters."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.parameters: list[Any] = []

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def sql(self) -> str:
        return " AND ".join(self.conditions) or "TRUE"


def listing(*, actor: Actor, filters: Filters, now: datetime, after: str = "", limit: int = PAGE) -> Page:
    """A page of the cases that `actor` may see. `urgent` lists open cases, nearest deadline first; `newest` lists
    all, last first.

    A mark in `after` that makes no sense is read as the first page.
    """
    where = Where()
    scope(where, actor)
    _narrow(where, filters, actor, now)
    if filters.sort == "urgent":
        order = "c.rank_at, c.id"
        where.add("c.closed_at IS NULL")
    else:
        order = "c.id DESC"
    _resume(where, filters.sort, after)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join('c.' + name for name in _COLUMNS)}, coalesce(w.body, '')"
            f" FROM (SELECT {', '.join('c.' + name for name in _COLUMNS)} FROM cases_case c"
            f" WHERE {where.sql()} ORDER BY {order} LIMIT %s) c"
            " LEFT JOIN cases_words w ON w.case_id = c.id AND w.seq = 1"
            f" ORDER BY {order}",
            [*where.parameters, limit + 1],
        )
        found = cursor.fetchall()
    rows = tuple(_row(values, filters.sort) for values in found[:limit])
    return Page(rows, rows[-1].mark if len(found) > limit else "")


def count(*, actor: Actor, filters: Filters, now: datetime) -> int:
    """How many cases a list has, counted no further than `COUNT_AT_MOST`."""
    where = Where()
    scope(where, actor)
    _narrow(where, filters, actor, now)
    if filters.sort == "urgent":
        where.add("c.closed_at IS NULL")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM cases_case c WHERE {where.sql()} LIMIT %s) AS found",
            [*where.parameters, COUNT_AT_MOST],
        )
        return int(cursor.fetchone()[0])


def scope(where: Where, actor: Actor) -> None:
    """Keep what one of the actor's posts covers: their areas, and for posts of a unit what their unit has or assists
    with."""
    if actor.kind == "system":
        return
    parts: list[str] = []
    parameters: list[Any] = []
    for role, area, unit in dict.fromkeys((g.role in _UNIT_ROLES, g.area_path, g.unit_path) for g in actor.grants):
        conditions: list[str] = []
        if role:
            if not unit:
                continue
            conditions.append(f"({_below('c.unit_path')} OR %s = ANY(c.assisting))")
            parameters += [*_range(unit), unit]
        if area:
            conditions.append(_below("c.area_path"))
            parameters += _range(area)
        if not conditions:
            return
        parts.append("(" + " AND ".join(conditions) + ")")
    where.add("(" + " OR ".join(parts) + ")" if parts else "FALSE", *parameters)


def may_see(*, actor: Actor, area_path: str, unit_path: str, assisting: Sequence[str]) -> bool:
    """Whether a case would be in the actor's lists: the same judgement as `scope`, for one case."""
    from linli.kernel.paths import within

    for grant in actor.grants:
        if not within(area_path, grant.area_path):
            continue
        if grant.role not in _UNIT_ROLES:
            return True
        if grant.unit_path and ((unit_path and within(unit_path, grant.unit_path)) or grant.unit_path in assisting):
            return True
    return actor.kind == "system"


def _narrow(where: Where, filters: Filters, actor: Actor, now: datetime) -> None:
    if filters.mine:
        _my_turn(where, actor)
    if filters.state:
        where.add("c.state = %s", filters.state)
    if filters.stage:
        states = [str(row.state) for row in LATEST.states.values() if row.stage == filters.stage]
        where.add("c.state = ANY(%s)", states)
    if filters.klass.endswith("*"):
        where.add("c.class_key >= %s AND c.class_key < %s", filters.klass[:-1], filters.klass[:-1] + "\U0010ffff")
    elif filters.klass:
        where.add("c.class_key = %s", filters.klass)
    if filters.area:
        where.add(_below("c.area_path"), *_range(filters.area))
    if filters.unit:
        where.add(_below("c.unit_path"), *_range(filters.unit))
    if filters.overdue:
        where.add(
            "c.closed_at IS NULL AND c.due_at < %s AND c.rank_at < %s AND c.state = ANY(%s)", now, now, _clock_runs()
        )
    if filters.text:
        wanted = terms(filters.text)
        if wanted:
            where.add("c.terms @@ %s::tsquery", " & ".join("'" + term.replace("'", "''") + "'" for term in wanted))
        else:
            where.add("FALSE")


def _my_turn(where: Where, actor: Actor) -> None:
    """Cases that wait for one of the actor's posts, each within that post's area and unit."""
    parts: list[str] = []
    parameters: list[Any] = []
    for grant in actor.grants:
        states = sorted(
            {str(row.state) for flow in FLOWS.values() for row in flow.states.values() if grant.role in row.waits_for}
        )
        if not states:
            continue
        conditions = ["c.state = ANY(%s)"]
        parameters.append(states)
        if grant.area_path:
            conditions.append(_below("c.area_path"))
            parameters += _range(grant.area_path)
        if grant.role in _UNIT_ROLES:
            conditions.append(_below("c.unit_path"))
            parameters += _range(grant.unit_path)
        parts.append("(" + " AND ".join(conditions) + ")")
    where.add("(" + " OR ".join(parts) + ")" if parts else "FALSE", *parameters)


def _clock_runs() -> list[str]:
    return [str(state) for state in _CLOCK_RUNS]


def _below(column: str) -> str:
    """The path itself or anything under it, as ranges that a B-tree in byte order can use. `0` is the character after
    `/`."""
    return f"({column} = %s OR ({column} >= %s AND {column} < %s))"


def _range(path: str) -> tuple[str, str, str]:
    return path, path + "/", path + "0"


def _resume(where: Where, sort: Sort, after: str) -> None:
    rank, _, last = after.rpartition("_")
    try:
        key = UUID(last) if last else None
        moment = datetime.fromisoformat(rank) if rank else None
    except ValueError:
        return
    if key is None:
        return
    if sort == "newest":
        where.add("c.id < %s", key)
    elif moment is not None:
        where.add("(c.rank_at, c.id) > (%s, %s)", moment, key)


def _mark(named: dict[str, Any], sort: Sort) -> str:
    key: UUID = named["id"]
    return key.hex if sort == "newest" else f"{named['rank_at'].isoformat().replace('+00:00', 'Z')}_{key.hex}"


def _row(values: Iterable[Any], sort: Sort) -> Row:
    *plain, text = values
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
        source=named["source"],
        reported_at=named["reported_at"],
        due_at=named["due_at"],
        until=named["wake_at"],
        closed_at=named["closed_at"],
        outcome=named["outcome"],
        why=named["why"],
        rounds=named["rounds"],
        reworks=named["reworks"],
        lat=named["lat"],
        lon=named["lon"],
        text=text,
        mark=_mark(named, sort),
    )
