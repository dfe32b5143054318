"""Limits by class, condition and grade of the area: how long handling may take, and when a case is due.

Of the rows that count for a case the strictest wins: the one that is due first, from the same start on the same
calendar. Four hours that run through the night can be stricter than two working ones, so the numbers of rows are never
compared, only the moments that they come to.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from linli.catalogue.rules.edition import Edition, LimitRow
from linli.kernel.periods import deadline


def conditions(edition: Edition, *, class_key: str) -> tuple[LimitRow, ...]:
    """The rows among which somebody who files a case chooses: those of the narrowest pattern that matches, in the
    pack's order, of every grade.
    """
    return edition.limits_for(class_key)


def matching(
    edition: Edition, *, class_key: str, marked: Collection[str] = (), grade: str = ""
) -> tuple[LimitRow, ...]:
    """The rows that count for a case of that class, under the conditions marked, in an area of that grade.

    Without a condition it is the first row's, which a pack keeps for the ordinary case: a shorter emergency limit
    binds a unit only after somebody has said that it is an emergency. Rows without a grade count everywhere, also
    where the area has none (`grade` empty). Empty where the class has no limit under these conditions.
    """
    rows = conditions(edition, class_key=class_key)
    wanted = marked or {row.condition for row in rows[:1]}
    return tuple(row for row in rows if row.condition in wanted and row.grade in ("", grade))


def key_of(row: LimitRow) -> str:
    """What tells a row from the others of its class: the condition, and the grade where it has one."""
    return f"{row.condition}/{row.grade}" if row.grade else row.condition


def strictest(
    edition: Edition, rows: Iterable[LimitRow], *, unit_code: str | None, start: datetime
) -> tuple[LimitRow, datetime] | None:
    """The row that is due first when handling starts at `start` on the calendar of the unit, or of the city without
    one, and when that is (UTC). Of rows due at the same moment the first one wins. None without rows.
    """
    calendar = edition.calendar_of(unit_code)
    return min(((row, deadline(start, row.limit, calendar)) for row in rows), key=lambda one: one[1], default=None)


def due_at(
    edition: Edition,
    *,
    class_key: str,
    marked: Collection[str] = (),
    grade: str = "",
    unit_code: str | None,
    start: datetime,
) -> datetime | None:
    """When handling that starts at `start` is due (UTC), by the strictest row; None where the edition sets no limit."""
    rows = matching(edition, class_key=class_key, marked=marked, grade=grade)
    won = strictest(edition, rows, unit_code=unit_code, start=start)
    return None if won is None else won[1]
