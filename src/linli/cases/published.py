"""What anybody may read of cases, many at a time: the public list, and what has been told of each.

Never the reporter's words or photos, no exact point, nothing of a case that was turned down or taken back. Lists are
walked along an index and go on by key, so that a page costs the same however many cases there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from linli.cases.rules import LATEST, PUBLIC_MOVES, Facts, Stage, State
from linli.cases.rules.facts import Outcome
from linli.catalogue.rules.edition import Edition
from linli.discretion.rules import mask
from linli.kernel.ids import uuid7_least

# A question or a request for help is between the person and the city; reports about places are everybody's.
KINDS = frozenset({"component", "matter", "local"})
# About ten metres: the spot in the road, not the door. Whatever is asked in public is answered from the rounded point
# alone, or somebody could close in on the door with boxes and distances.
DECIMALS = 4

_UNSEEN_OUTCOMES = (Outcome.REJECTED, Outcome.WITHDRAWN)
# Between whoever has a case and its reporter: that they write to each other, or what was erased, is nobody else's.
_LETTERS = ["write", "erase"]
# More classes than this cost more to merge than they save.
_SPREAD_AT_MOST = 12
# An id bears the millisecond of its report; a second on either side leaves room for how it was rounded.
_ROUNDED_MS = 1000
_COLUMNS = (
    "id", "number", "edition", "state", "class_key", "lat", "lon", "area_path", "unit_path", "reported_at",
    "changed_at", "due_at", "closed_at", "outcome",
)  # fmt: skip
_SEEN = "c.cell <> '' AND split_part(c.class_key, '-', 1) = ANY(%s) AND c.state <> 'rejected' AND c.outcome <> ALL(%s)"


@dataclass(frozen=True, slots=True)
class Published:
    """A case as anybody may see it, its point rounded to `DECIMALS`. `edition` has the names of its class and unit."""

    id: UUID
    number: int
    edition: int
    state: State
    class_key: str
    lat: float
    lon: float
    area_path: str
    unit_path: str
    reported_at: datetime
    changed_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str

    @property
    def stage(self) -> Stage:
        return LATEST.states[self.state].stage


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a list goes on: behind the case `id`, and, in a list by change, behind the moment `at`."""

    id: UUID
    at: datetime | None = None

    def __str__(self) -> str:
        return self.id.hex if self.at is None else f"{self.at.isoformat().replace('+00:00', 'Z')}_{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a public list is narrowed to. Both ends of a range belong to it; None is no end.

    `closed` None takes both, `area_path` what lies below the area too. With `changed_since` or `changed_until` the list
    is one by change, the oldest change first; else the newest report comes first.
    """

    class_keys: Sequence[str] = ()
    closed: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    changed_since: datetime | None = None
    changed_until: datetime | None = None
    area_path: str = ""

    @property
    def by_change(self) -> bool:
        return self.changed_since is not None or self.changed_until is not None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows and, where there are more, the mark to go on behind."""

    rows: tuple[Published, ...]
    after: Mark | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to a case, as anybody may know it; `text` only where the act speaks to the public."""

    seq: int
    move: str
    at: datetime
    before: State
    after: State
    unit_path: str
    reason: str
    until: datetime | None
    text: str


def may_show(facts: Facts, of: Edition) -> bool:
    """Whether a case is public: it is about a place in the city and was neither turned down nor taken back."""
    about = of.classes.get(facts.class_key)
    return bool(
        about
        and about.kind in KINDS
        and facts.place
        and facts.place.cell
        and facts.state is not State.REJECTED
        and facts.outcome not in _UNSEEN_OUTCOMES
    )


def is_public(*, class_key: str, cell: str, state: State, outcome: str) -> bool:
    """The same of a case that is read in bulk, by what lists go by."""
    kind = class_key.partition("-")[0]
    return bool(cell) and kind in KINDS and state is not State.REJECTED and outcome not in _UNSEEN_OUTCOMES


def words_for_all(text: str) -> str:
    """Somebody's words as everybody may read them: whatever looks personal in them is covered, always.

    The one place through which words get out: what shows words to others than their writer and staff asks here.
    """
    return mask(text) if text else ""


def read_mark(text: str) -> Mark | None:
    """The mark that was written as `text`; None where it makes no sense."""
    moment, _, key = text.rpartition("_")
    try:
        at = datetime.fromisoformat(moment) if moment else None
        return None if at is not None and at.tzinfo is None else Mark(UUID(hex=key), at)
    except ValueError:
        return None


def listing(*, wanted: Wanted, limit: int, after: Mark | None = None, skip: int = 0) -> Page:
    """A page of the public list. Raises ValueError where the mark is one of the other order."""
    if after is not None and (after.at is not None) != wanted.by_change:
        raise ValueError("this mark belongs to a list in another order")
    sql, parameters = _list_sql(wanted, limit + 1, after, skip)
    rows = _rows(sql, parameters)
    kept = rows[:limit]
    more = len(rows) > limit and bool(kept)
    return Page(kept, Mark(kept[-1].id, kept[-1].changed_at if wanted.by_change else None) if more else None)


def changed_last() -> datetime | None:
    """When what is public of any case last changed; None where there is no case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(changed_at) FROM cases_case")
        last: datetime | None = cursor.fetchone()[0]
        return last


def numbered(numbers: Sequence[int]) -> tuple[Published, ...]:
    """The public ones among the cases of these numbers, the newest report first."""
    sql = f"SELECT {_named('c')} FROM cases_case c WHERE c.number = ANY(%s) AND {_SEEN} ORDER BY c.id DESC"
    return _rows(sql, [list(numbers), *_seen()])


def told(case_ids: Sequence[UUID]) -> dict[UUID, tuple[Told, ...]]:
    """What happened to these cases, oldest first, with the words of those acts alone that speak to the public."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.case_id, e.seq, e.move, e.at, e.before, e.after,"
            " coalesce(e.given->>'unit_path', e.actor_unit), coalesce(e.given->>'reason', ''),"
            " (e.given->>'until')::timestamptz, coalesce(w.body, '') FROM cases_event e"
            " LEFT JOIN cases_words w ON w.case_id = e.case_id AND w.seq = e.seq AND e.move = ANY(%s)"
            " WHERE e.case_id = ANY(%s) AND e.move <> ALL(%s) ORDER BY e.case_id, e.seq",
            [list(PUBLIC_MOVES), list(case_ids), _LETTERS],
        )
        found: dict[UUID, list[Told]] = {}
        for case_id, seq, move, at, before, after, *rest in cursor.fetchall():
            unit_path, reason, until, text = rest
            words = words_for_all(text)
            happened = Told(seq, move, at, State(before), State(after), unit_path, reason, until, words)
            found.setdefault(case_id, []).append(happened)
    return {case_id: tuple(events) for case_id, events in found.items()}


def _list_sql(wanted: Wanted, limit: int, after: Mark | None, skip: int) -> tuple[str, list[Any]]:
    conditions, parameters = _conditions(wanted, after)
    order = "{0}.changed_at, {0}.id" if wanted.by_change else "{0}.id DESC"
    codes = list(dict.fromkeys(wanted.class_keys))
    if codes and not wanted.by_change and len(codes) <= _SPREAD_AT_MOST:
        # Each class has an index in this order: a run of each, merged, instead of walking past everything else.
        run = (
            f"SELECT {_named('c')} FROM cases_case c WHERE c.class_key = s.value AND {' AND '.join(conditions)}"
            f" ORDER BY {order.format('c')} LIMIT %s"
        )
        return (
            f"SELECT {_named('k')} FROM unnest(%s::text[]) AS s(value) CROSS JOIN LATERAL ({run}) k"
            f" ORDER BY {order.format('k')} LIMIT %s OFFSET %s",
            [codes, *parameters, limit + skip, limit, skip],
        )
    if codes:
        conditions.append("c.class_key = ANY(%s)")
        parameters.append(codes)
    return (
        f"SELECT {_named('c')} FROM cases_case c WHERE {' AND '.join(conditions)}"
        f" ORDER BY {order.format('c')} LIMIT %s OFFSET %s",
        [*parameters, limit, skip],
    )


def _conditions(wanted: Wanted, after: Mark | None) -> tuple[list[str], list[Any]]:
    conditions, parameters = [_SEEN], _seen()

    def add(condition: str, *values: Any) -> None:
        conditions.append(condition)
        parameters.extend(values)

    if wanted.area_path:
        # What lies below: "/" is followed by "0" among the letters by which paths are sorted.
        below = wanted.area_path
        add("(c.area_path = %s OR c.area_path >= %s AND c.area_path < %s)", below, f"{below}/", f"{below}0")
    if wanted.closed is not None:
        add("c.closed_at IS NOT NULL" if wanted.closed else "c.closed_at IS NULL")
    if wanted.since is not None:
        add("c.id >= %s AND c.reported_at >= %s", uuid7_least(wanted.since, milliseconds=-_ROUNDED_MS), wanted.since)
    if wanted.until is not None:
        add("c.id < %s AND c.reported_at <= %s", uuid7_least(wanted.until, milliseconds=_ROUNDED_MS), wanted.until)
    if wanted.changed_since is not None:
        add("c.changed_at >= %s", wanted.changed_since)
    if wanted.changed_until is not None:
        add("c.changed_at <= %s", wanted.changed_until)
    if after is not None and after.at is not None:
        add("(c.changed_at, c.id) > (%s, %s)", after.at, after.id)
    elif after is not None:
        add("c.id < %s", after.id)
    return conditions, parameters


def _seen() -> list[Any]:
    return [sorted(KINDS), [str(outcome) for outcome in _UNSEEN_OUTCOMES]]


def _named(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _COLUMNS)


def _rows(sql: str, parameters: Sequence[Any]) -> tuple[Published, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return tuple(_row(dict(zip(_COLUMNS, row, strict=True))) for row in cursor.fetchall())


def _row(named: dict[str, Any]) -> Published:
    rounded = {name: round(named[name], DECIMALS) for name in ("lat", "lon")}
    return Published(**(named | rounded | {"state": State(named["state"])}))
