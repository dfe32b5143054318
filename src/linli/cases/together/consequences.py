"""What an act on one case means for others: merged reports go along, its parent is told, what recurs is noticed.

In the transaction of the act, whoever acted: a person, or the system by the clock.
"""

from datetime import datetime
from uuid import UUID, uuid5

from linli.cases import judging, store
from linli.cases.rules import ENDED, Facts, Given, State
from linli.cases.together.merging import go_along
from linli.cases.together.recurrence import notice_recurrence


def concerns_others(before: State, after: State) -> bool:
    """Whether an act that led from one state to another ended a case, or took it up again."""
    return (before in ENDED) != (after in ENDED)


def follow_on(*, before: State, facts: Facts, command_id: UUID, now: datetime) -> None:
    """Let follow for other cases what follows from an act that left `facts`, where the case was in `before`."""
    if concerns_others(before, facts.state):
        if facts.parent:
            _tell_parent(facts, command_id, now)
        go_along(facts=facts, command_id=command_id, now=now)
        notice_recurrence(facts=facts, now=now)


def _tell_parent(child: Facts, command_id: UUID, now: datetime) -> None:
    """Keep with the parent that its child was closed, or is open again. Whoever needs both locks the child first."""
    parent_id = UUID(child.parent)
    found = store.load(parent_id, alone=True)
    if found is None:
        raise RuntimeError(f"case {child.id} is a child of {parent_id}, which isn't there")
    facts = found[0]
    number = next(one.number for one in facts.children if one.id == str(child.id))
    move = "child_reopened" if child.closed_at is None else "child_closed"
    given = Given(other=str(child.id), item=number)
    after, events = judging.due(facts=facts, move=move, given=given, now=now)
    store.update_case(store.Written(uuid5(command_id, move), after, events, now), seen=facts.version)
