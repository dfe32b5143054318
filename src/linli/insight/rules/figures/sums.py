"""Counts of cases that add up: of one class in one community in one month, or of a whole city."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Sums:
    """Counts of cases, each case once in each.

    Of those reported in the period: `reported`; `owed`, for which a result was promised by a day and has been handed in
    or is overdue; of the owed `in_time`, `owed_closed`, `closed_in_time` (handed in in time, and closed) and
    `reworked`. Of those closed in the period: `closed`, and `paces`, how many took which step of time to handle. As
    things stand now, whenever reported: `open` and of these `overdue`, with `merged`, which go on in another case.
    `standing` is how many weren't closed yet at the end of a step of time; it doesn't add up, and so isn't added.
    """

    reported: int = 0
    owed: int = 0
    in_time: int = 0
    owed_closed: int = 0
    closed_in_time: int = 0
    reworked: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    merged: int = 0
    standing: int = 0
    paces: Counter[int] = field(default_factory=Counter)

    def add(self, other: Self) -> None:
        """Count the others too. Both must be of different cases."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.paces.update(other.paces)


COUNTS = tuple(name for name in Sums.__slots__ if name not in ("paces", "standing"))
