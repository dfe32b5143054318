"""What an act on one case means for others: reports merged into it go along, what recurs gets a case of its own.

In the transaction of the act, whoever acted: a person, or the system by the clock.
"""

from datetime import datetime
from uuid import UUID

from linli.cases.rules import ENDED, Facts, State
from linli.cases.together.merging import go_along
from linli.cases.together.recurrence import notice_recurrence


def concerns_others(before: State, after: State) -> bool:
    """Whether an act that led from one state to another ended a case, or took it up again."""
    return (before in ENDED) != (after in ENDED)


def follow_on(*, before: State, facts: Facts, command_id: UUID, now: datetime) -> None:
    """Let follow for other cases what follows from an act that left `facts`, where the case was in `before`."""
    if concerns_others(before, facts.state):
        go_along(facts=facts, command_id=command_id, now=now)
        notice_recurrence(facts=facts, now=now)
