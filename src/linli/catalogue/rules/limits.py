"""Limits: how long handling may take, and when a case is due."""

from datetime import datetime

from linli.catalogue.rules.edition import Edition, LimitRow
from linli.kernel.periods import deadline


def conditions(edition: Edition, *, class_key: str) -> tuple[LimitRow, ...]:
    """The rows among which somebody who files a case chooses: those of the narrowest pattern that matches, in the
    pack's order.
    """
    return edition.limits_for(class_key)


def limit_for(edition: Edition, *, class_key: str, condition: str | None = None) -> LimitRow | None:
    """The limit of a class under a condition; None where the class has no limit, or none under that condition.

    Without a condition it is the first row's, which a pack keeps for the ordinary case: a shorter emergency limit
    binds a unit only after somebody has said that it is an emergency.
    """
    rows = conditions(edition, class_key=class_key)
    if condition is None:
        return rows[0] if rows else None
    return next((row for row in rows if row.condition == condition), None)


def due_at(
    edition: Edition, *, class_key: str, condition: str | None, unit_code: str | None, start: datetime
) -> datetime | None:
    """When handling that starts at `start` is due (UTC), on the calendar of the unit, or the city's own without a unit.

    None where the edition sets no limit for it.
    """
    row = limit_for(edition, class_key=class_key, condition=condition)
    return None if row is None else deadline(start, row.limit, edition.calendar_of(unit_code))
