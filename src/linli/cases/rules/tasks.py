"""Assisting tasks (协办): parts of a case that other units than the lead do, each with a unit, a state and a clock.

The lead task is the case itself. A unit has at most one open task in a case, so it is named by its unit. What has been
returned, released or dropped stays in the events; the facts keep the tasks that are open, and those that are done,
because whoever did part of the work can't check it. When a task is due is worked out from events alone (`clock.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from linli.cases.rules.effects import Changes, Effect, none
from linli.cases.rules.facts import Event, Facts, Given
from linli.cases.rules.parts import Task
from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import leaf, within
from linli.kernel.results import Refused
from linli.kernel.rights import Actor


class TaskState(StrEnum):
    """Where a task stands. What ended otherwise than done is no longer among the facts."""

    ASKED = "asked"
    WORKING = "working"
    DONE = "done"


OPEN = (TaskState.ASKED, TaskState.WORKING)


def open_tasks(facts: Facts) -> tuple[Task, ...]:
    return tuple(task for task in facts.tasks if task.state in OPEN)


def concerned(facts: Facts) -> tuple[str, ...]:
    """The units that have or had a part in the case besides the lead: their people may look at it."""
    return tuple(dict.fromkeys([*facts.assisting, *(task.unit_path for task in facts.tasks)]))


def units_in(*states: TaskState) -> Callable[[Facts], Sequence[str]]:
    """The units with a task in one of these states, as the holders of a move."""

    def units_with_a_part(facts: Facts) -> Sequence[str]:
        return tuple(task.unit_path for task in facts.tasks if task.state in states)

    return units_with_a_part


def chosen_task(*states: TaskState) -> Callable[[Facts, Actor, Given], Given]:
    """Names the unit whose task an act is about: the one that was given, or the only one that is the actor's."""

    def fill(facts: Facts, actor: Actor, given: Given) -> Given:
        own = [path for path in units_in(*states)(facts) if actor.acts_for(path, area_path=facts.area_path)]
        wanted = [path for path in own if path in given.units] if given.units else own
        return replace(given, unit_path=wanted[0] if len(wanted) == 1 else "")

    return fill


def nobody_assists(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Every assisting unit has done its part, or was released."""
    return assisted(facts)


def assisted(facts: Facts) -> Refused | None:
    """The refusal of what can't be done while another unit has an open part; None where none has."""
    waiting = tuple(task.unit_path for task in open_tasks(facts))
    return Refused("assistance_open", {"units": waiting}) if waiting else None


def somebody_assists(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Another unit has an open part in the case, which is not the actor's own."""
    others = [task for task in open_tasks(facts) if not _own(actor, task.unit_path)]
    return None if others else Refused("nobody_assists")


def somebody_left_to_ask(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """There is a unit that has no part in the case yet."""
    busy = {facts.unit_path, *facts.assisting}
    return None if any(unit.path not in busy for unit in edition.units.values()) else Refused("no_unit_left")


def task_is_clear(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """It is clear whose part is meant, and it is the actor's unit's."""
    return None if given.unit_path else Refused("task_unclear")


def units_may_assist(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Those who are called in are units of the edition, and have no part in the case yet."""
    for path in given.units:
        unit = edition.units.get(leaf(path))
        if unit is None or unit.path != path:
            return Refused("unit_unknown", {"unit": path})
        if path == facts.unit_path:
            return Refused("unit_assists_itself", {"unit": path})
        if path in facts.assisting or given.units.count(path) > 1:
            return Refused("assists_already", {"unit": path})
    return None


def units_do_assist(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Those who are released assist, and are not the actor's own unit."""
    for path in given.units:
        if path not in facts.assisting:
            return Refused("assists_not", {"unit": path})
        if _own(actor, path):
            return Refused("own_unit_assists", {"unit": path})
    return None


def asked(tasks: Sequence[Task], units: Sequence[str], event: Event) -> Changes:
    """A new task for each of the units, besides those of the `tasks` that are open or done."""
    kept = [task for task in tasks if task.state == TaskState.DONE or task.unit_path not in units]
    fresh = [Task(event.seq, path, TaskState.ASKED, event.at) for path in units]
    return _changes((*kept, *fresh))


def dispatched(effect: Effect) -> Effect:
    """A dispatch as `effect` makes it, that asks each assisting unit for its part."""

    def with_tasks(facts: Facts, event: Event) -> Changes:
        return effect(facts, event) | asked(_done(facts), event.given.assisting, event)

    return with_tasks


def dropped(effect: Effect) -> Effect:
    """A move as `effect` makes it, by which the lead unit loses the case: open parts end with it.

    Whoever is dispatched next may need other help, and asks for it anew; what was done stays done.
    """

    def without_tasks(facts: Facts, event: Event) -> Changes:
        return effect(facts, event) | _changes(_done(facts))

    return without_tasks


def handled(effect: Effect) -> Effect:
    """Whoever did a part answers for the result as well."""

    def with_units(facts: Facts, event: Event) -> Changes:
        done = tuple(task.unit_path for task in _done(facts))
        return effect(replace(facts, assisting=done), event)

    return with_units


def moved(state: TaskState | None) -> Effect:
    """The task of the event's unit comes into `state`; None takes it out."""

    def effect(facts: Facts, event: Event) -> Changes:
        gone = event.given.units if not event.given.unit_path else (event.given.unit_path,)
        return none(facts, event) | _changes(_moved(facts, gone, state, event))

    return effect


def called_in(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | asked(facts.tasks, event.given.units, event)


def done(facts: Facts, event: Event) -> Changes:
    """Whoever did it can't say that it was done well."""
    people = dict.fromkeys([*facts.handled_by, *([event.actor_id] if event.actor_id is not None else [])])
    return moved(TaskState.DONE)(facts, event) | {"handled_by": tuple(people)}


def _moved(facts: Facts, units: Sequence[str], state: TaskState | None, event: Event) -> tuple[Task, ...]:
    found = []
    for task in facts.tasks:
        if task.unit_path not in units or task.state not in OPEN:
            found.append(task)
        elif state is not None:
            found.append(replace(task, state=state, since=event.at))
    return tuple(found)


def _done(facts: Facts) -> tuple[Task, ...]:
    return tuple(task for task in facts.tasks if task.state == TaskState.DONE)


def _changes(tasks: tuple[Task, ...]) -> Changes:
    return {"tasks": tasks, "assisting": tuple(task.unit_path for task in tasks if task.state in OPEN)}


def _own(actor: Actor, path: str) -> bool:
    return any(within(own, path) for own in actor.unit_paths)
