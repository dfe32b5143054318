"""State from events: the only way in which facts change."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from linli.cases.rules.facts import Event, Facts
from linli.cases.rules.flow import FLOWS
from linli.cases.rules.ladder import still_climbed
from linli.kernel.values import changed


def apply(facts: Facts, event: Event) -> Facts:
    """The facts after `event`.

    Deadline, waiting time, reason and an undecided request belong to the state they were given in: a move that doesn't
    carry them on clears them. When the case climbs next is said by whatever can change it.

    Raises ValueError where the event doesn't follow: a gap in `seq`, or a state before it that isn't the case's.
    """
    if event.seq != facts.version + 1:
        raise ValueError(f"case {facts.id}: event {event.seq} can't follow event {facts.version}")
    if event.before != facts.state:
        raise ValueError(f"case {facts.id}: event {event.seq} starts from {event.before}, the case is {facts.state}")
    move = FLOWS[facts.flow].moves[event.move]
    made = move.effect(facts, event)
    changes: dict[str, Any] = {
        "due_at": None,
        "until": None,
        "why": event.given.why,
        "asked": 0,
        "checker": None,
        "climb_at": event.given.climb_at if move.rewinds else facts.climb_at,
        "climbed": still_climbed(facts, event, made.get("tasks", facts.tasks)),
        **made,
        "version": event.seq,
        "state": event.after,
    }
    if facts.shows(changes):
        changes["changed_at"] = event.at
    return changed(facts, **changes)


def rebuild(case_id: UUID, flow: int, edition: int, events: Iterable[Event]) -> Facts:
    """The facts of a case from all of its events, in order."""
    facts = Facts(case_id, flow, edition)
    for event in events:
        facts = apply(facts, event)
    return facts
