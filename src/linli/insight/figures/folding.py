"""Keeping the figures up with the events: a case that has more events is counted anew, and its counts are moved.

`insight_life` has a row for each case, and the counts by month are sums of it. A case's row is always worked out from
all of its events, so that the same case may be taken twice, in any order, and nothing is counted twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from time import monotonic, sleep
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from linli.cases import changes, watermark
from linli.cases.bulk import copy
from linli.cases.watermark import Watermark
from linli.catalogue import queries as catalogue
from linli.insight.figures.members import Members
from linli.insight.models import Folding
from linli.insight.rules.figures.life import Life, live
from linli.kernel import locks

# Counted by other rules than these, everything is counted afresh.
SHAPE = 1
_PAGE = 2000
_WORTH_WAITING = 200_000  # events that are read in about a second
LIFE = (
    "case_id", "version", "klass", "area", "unit", "source", "outcome", "cell", "state", "reported_on", "closed_on",
    "due_at", "owed", "in_time", "reworked", "pace",
)  # fmt: skip
_KEY = ("klass", "area", "unit", "source", "outcome")
_REPORTED = ("cases", "owed", "in_time", "owed_closed", "closed_in_time", "reworked")
_BY_REPORTED = ("month", *_KEY, *_REPORTED)
_BY_CLOSED = ("month", *_KEY, "pace", "cases")
# Columns and rows of the counts by month as sums of all rows. Row by row, `_as_reported` and `_as_closed` say the same.
SUMS = (
    (
        _BY_REPORTED,
        f"""SELECT date_trunc('month', reported_on)::date, {", ".join(_KEY)}, count(*), count(*) FILTER (WHERE owed),
            count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE owed AND closed_on IS NOT NULL),
            count(*) FILTER (WHERE in_time AND closed_on IS NOT NULL), count(*) FILTER (WHERE owed AND reworked)
        FROM insight_life GROUP BY 1, 2, 3, 4, 5, 6""",
    ),
    (
        _BY_CLOSED,
        f"""SELECT date_trunc('month', closed_on)::date, {", ".join(_KEY)}, coalesce(pace, -1), count(*)
        FROM insight_life WHERE closed_on IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7""",
    ),
)

type Row = tuple[Any, ...]


def fold(*, now: datetime, page: int = 5000) -> int:
    """Count what has happened since the last time; how many cases were counted anew.

    Counts everything afresh where that was never finished, or was done by other rules or in another time zone. Does
    nothing while somebody else is at it, or as long as no city is loaded.
    """
    with _alone() as mine:
        if not mine:
            return 0
        try:
            zone = catalogue.current().settings.time_zone
        except catalogue.NoEditionError:
            return 0
        state, _ = Folding.objects.get_or_create(pk=1)
        if not state.whole or state.shape != SHAPE or state.zone != zone:
            return _rebuild(state, zone, now=now, tell=lambda done: None)
        return _catch_up(state, zone, now=now, page=page)


def rebuild(*, now: datetime, tell: Callable[[int], None] = lambda done: None) -> int | None:
    """Count all cases afresh from their events; how many there are, or None where somebody else is counting.

    Until it is done there are no figures. Killed, it begins afresh with the next `fold`. `tell` is called with the
    number of cases done.
    """
    with _alone() as mine:
        if not mine:
            return None
        state, _ = Folding.objects.get_or_create(pk=1)
        return _rebuild(state, catalogue.current().settings.time_zone, now=now, tell=tell)


def _catch_up(state: Folding, zone: str, *, now: datetime, page: int) -> int:
    mark = watermark.risen(Watermark(state.event, state.bound, state.writers))
    # From the old mark on: what has appeared below the new one since the last time is taken now.
    members, last, done = Members(), state.event, 0
    while True:
        found = changes.changed(after=last, limit=page)
        with transaction.atomic():
            done += _count_anew(_stale(found.versions), zone, members)
        if found.last == last:
            break
        last = found.last
    Folding.objects.filter(pk=1).update(**asdict(mark), folded_at=now)
    return done


def _rebuild(state: Folding, zone: str, *, now: datetime, tell: Callable[[int], None]) -> int:
    mark = _everything_ended(Watermark(state.event))
    Folding.objects.filter(pk=1).update(whole=False)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE insight_life, insight_reportedcount, insight_closedcount")
    members, done, after = Members(), 0, UUID(int=0)
    while ids := changes.case_ids(after=after, limit=_PAGE):
        with transaction.atomic():
            # Worked out before they are sent: meanwhile the connection can be asked nothing else.
            copy("insight_life", LIFE, iter(list(rows_of(ids, zone, members))))
        after = ids[-1]
        done += len(ids)
        tell(done)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, sums) in zip(("insight_reportedcount", "insight_closedcount"), SUMS, strict=True):
            # In the order of their index, so that a question about some months reads few pages.
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {sums} ORDER BY 1, 2, 3, 4, 5, 6")
        Folding.objects.filter(pk=1).update(**asdict(mark), whole=True, shape=SHAPE, zone=zone, folded_at=now)
    settle()
    return done


def _everything_ended(mark: Watermark, *, patience: float = 20.0) -> Watermark:
    """The mark to go on from after all cases have been read, risen to whatever has happened by now.

    Where others write for longer than `patience` seconds it stays lower, and the next `fold` has more to look at; so it
    does where that is little.
    """
    began, mark = monotonic(), watermark.risen(mark)
    happened = mark.bound
    while happened - mark.event >= _WORTH_WAITING and monotonic() - began < patience and not connection.in_atomic_block:
        sleep(0.5)
        mark = watermark.risen(mark)
    return mark


def settle() -> None:
    """Let the database look at how the counts are spread now, after many were written."""
    look = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        cursor.execute(f"{look} insight_life, insight_reportedcount, insight_closedcount")


def _stale(versions: dict[UUID, int]) -> list[UUID]:
    """Those of the cases that have events which aren't counted yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, version FROM insight_life WHERE case_id = ANY(%s)", [list(versions)])
        counted = dict(cursor.fetchall())
    return [case_id for case_id, version in versions.items() if counted.get(case_id, 0) < version]


def _count_anew(case_ids: Sequence[UUID], zone: str, members: Members) -> int:
    if not case_ids:
        return 0
    rows = list(rows_of(case_ids, zone, members))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM insight_life WHERE case_id = ANY(%s) RETURNING {', '.join(LIFE)}", [list(case_ids)]
        )
        former = cursor.fetchall()
        copy("insight_life", LIFE, iter(rows))
        _move(cursor, "insight_reportedcount", _moved(former, rows, _as_reported), _REPORTED, ())
        _move(cursor, "insight_closedcount", _moved(former, rows, _as_closed), ("cases",), ("pace",))
    return len(rows)


def rows_of(case_ids: Sequence[UUID], zone: str, members: Members) -> Iterator[Row]:
    """The rows that cases count as, in the order of `LIFE`, worked out from their events; days are those of `zone`."""
    for past in changes.pasts(case_ids):
        life = live(past.case_id, past.flow, past.events)
        if life is not None:
            yield _row(life, zone, members)


def _row(life: Life, zone: str, members: Members) -> Row:
    return (
        life.case_id,
        life.version,
        members.id("klass", life.class_key),
        members.id("area", life.area_path),
        members.id("unit", life.unit_path),
        members.id("source", life.source),
        members.id("outcome", life.outcome),
        life.cell,
        str(life.state),
        _day(life.reported_at, zone),
        None if life.closed_at is None else _day(life.closed_at, zone),
        life.due_at,
        life.owed,
        life.in_time,
        life.reworked,
        life.pace,
    )


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _as_reported(row: Row) -> Iterator[tuple[Row, Row]]:
    """The key and the counts that a case's row adds to those of the month it was reported in."""
    one = dict(zip(LIFE, row, strict=True))
    closed = one["closed_on"] is not None
    counts = (one["owed"], one["in_time"], one["owed"] and closed, one["in_time"] and closed,
              one["owed"] and one["reworked"])  # fmt: skip
    yield (one["reported_on"].replace(day=1), *(one[name] for name in _KEY)), (1, *map(int, counts))


def _as_closed(row: Row) -> Iterator[tuple[Row, Row]]:
    one = dict(zip(LIFE, row, strict=True))
    if one["closed_on"] is not None:
        pace = -1 if one["pace"] is None else one["pace"]
        yield (one["closed_on"].replace(day=1), *(one[name] for name in _KEY), pace), (1,)


def _moved(
    former: Iterable[Row], rows: Iterable[Row], counted: Callable[[Row], Iterator[tuple[Row, Row]]]
) -> dict[Row, list[int]]:
    """What is to be added to each count: what the cases add now, less what they added before."""
    found: dict[Row, Counter[int]] = {}
    for sign, every in ((-1, former), (1, rows)):
        for row in every:
            for key, counts in counted(row):
                sums = found.setdefault(key, Counter())
                for place, count in enumerate(counts):
                    sums[place] += sign * count
    return {key: [sums[place] for place in sorted(sums)] for key, sums in found.items() if any(sums.values())}


def _move(cursor: Any, table: str, moved: dict[Row, list[int]], counts: Sequence[str], more: Sequence[str]) -> None:
    if not moved:
        return
    key = ("month", *_KEY, *more)
    columns = (*key, *counts)
    values = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(moved))
    adding = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counts)
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {adding}",
        [value for one, sums in moved.items() for value in (*one, *sums)],
    )
    same = " AND ".join(f"t.{name} = v.{name}" for name in key)
    keys = ", ".join(["(%s::date, " + ", ".join(["%s"] * (len(key) - 1)) + ")"] * len(moved))
    cursor.execute(
        f"DELETE FROM {table} t USING (VALUES {keys}) AS v ({', '.join(key)}) WHERE {same} AND t.cases = 0",
        [value for one in moved for value in one],
    )


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is counting, until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [locks.FIGURES])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [locks.FIGURES])
