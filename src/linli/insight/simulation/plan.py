"""What a simulated case has before it: the next act, and who might make it."""

from dataclasses import dataclass
from datetime import datetime

from linli.cases.rules import Given
from linli.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens next, if nothing else does first: by one of `actors`, the first whom the table lets."""

    at: datetime
    move: str
    actors: tuple[Actor, ...]
    given: Given = Given()  # noqa: RUF009 - frozen


class NotPossibleError(Exception):
    """The table of moves refuses what the simulation believes to be right: one of them has a fault."""
