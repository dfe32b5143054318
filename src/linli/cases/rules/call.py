"""A call upon units (吹哨): what it is made of. Its rules are in `whistle`."""

from dataclasses import dataclass
from datetime import datetime

EMERGENCY = "emergency"
# What a caller says of each unit that was called: it stayed away, or it came and this is what it brought.
ABSENT = "absent"
VERDICTS_OF_HELP = ("helped", "partly", "not", ABSENT)


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit that was called. `due_at` is when its response is due: to be there in an emergency, else to have answered.

    `missed_at` is when it was recorded that `due_at` had passed. `verdict` is what the caller said at the end.
    """

    unit_path: str
    due_at: datetime
    answered_at: datetime | None = None
    arrived_at: datetime | None = None
    missed_at: datetime | None = None
    verdict: str = ""

    @property
    def came(self) -> bool:
        """Whether the caller says that the unit came; the unit's own word isn't enough."""
        return self.verdict not in ("", ABSENT)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `item` is the `seq` of the event that began it, `caller_area` the area of the post that called."""

    item: int
    degree: str
    at: datetime
    caller_id: int | None
    caller_area: str
    asked: tuple[Asked, ...]
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.ended_at is None

    @property
    def there(self) -> tuple[str, ...]:
        """The units that are there by their own word or, once the call has ended, were there by the caller's."""
        return tuple(one.unit_path for one in self.asked if (one.arrived_at if self.open else one.came))

    def met(self, one: Asked) -> datetime | None:
        """When a unit responded as the degree of the call asks for; None while it hasn't."""
        return one.arrived_at if self.degree == EMERGENCY else one.answered_at

    def waits_for(self, one: Asked) -> bool:
        """Whether the clock of a unit still runs."""
        return self.open and self.met(one) is None
