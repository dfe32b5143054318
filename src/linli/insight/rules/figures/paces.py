"""Lengths of handling in steps, so that medians add up: of counts by step, of any number of cases, one is read off."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Each step ends at most half as high again above the one before it from an hour on, set by judgement: what "half of
# them within" says is then never further off than a reader would round it.
BOUNDS: tuple[timedelta, ...] = (
    *(timedelta(minutes=minutes) for minutes in (15, 30, 45, 60, 90)),
    *(hours * _HOUR for hours in (2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 36)),
    *(days * _DAY for days in (2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365)),
)


def pace(length: timedelta) -> int:
    """The number of the step that a length belongs to: the first whose bound it doesn't pass, or one behind the
    last."""
    return bisect_left(BOUNDS, length)


def median(paces: Mapping[int, int]) -> timedelta | None:
    """The bound within which half of the counted lengths lie, or more; None of nothing.

    `timedelta.max` where half are longer than the last bound.
    """
    total = sum(paces.values())
    seen = 0
    for step in sorted(paces):
        seen += paces[step]
        if total and seen * 2 >= total:
            return BOUNDS[step] if step < len(BOUNDS) else timedelta.max
    return None
