"""A parent case and its children: what is too much for one case is split, each child goes through the loop by itself.

Families are two levels deep: a child has no children, and one parent. The parent keeps in its own events which of its
children are open, so that it can be judged alone. In these events `other` is the id of the other case and `item` its
number.
"""

from dataclasses import replace
from datetime import datetime

from linli.cases.rules.effects import Changes, Effect, none
from linli.cases.rules.facts import Event, Facts, Given
from linli.cases.rules.parts import Child
from linli.catalogue.rules.edition import Edition
from linli.kernel.results import Refused
from linli.kernel.rights import Actor, Role

_INTAKE = (Role.COLLECTOR, Role.OPERATOR, Role.SUPERVISOR)


def open_children(facts: Facts) -> tuple[int, ...]:
    """The numbers of the children that are open."""
    return tuple(child.number for child in facts.children if child.open)


def children_closed(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """No child of the case is open."""
    numbers = open_children(facts)
    return Refused("children_open", {"numbers": numbers}) if numbers else None


def no_child(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The case is no child itself: families are two levels deep."""
    return Refused("is_child") if facts.parent else None


def alone(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The case has neither a parent nor children."""
    if facts.parent:
        return Refused("is_child")
    return Refused("is_parent") if facts.children else None


def is_child(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The case is a child of another."""
    return None if facts.parent else Refused("is_no_child")


def has_children(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The case has children."""
    return None if facts.children else Refused("has_no_children")


def other_case(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The other case is another one, and not in the family yet."""
    known = given.other == str(facts.id) or any(child.id == given.other for child in facts.children)
    return Refused("case_in_family") if known else None


def own_child(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The other case is a child of this one."""
    return None if any(child.id == given.other for child in facts.children) else Refused("is_no_child")


def own_parent(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The other case is the parent of this one."""
    return None if given.other == facts.parent else Refused("is_no_child")


def part_or_intake(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Dispatchers open cases only as parts of another; the intake, collectors and reporters as they come."""
    if given.other or actor.kind != "staff" or any(actor.has(role) for role in _INTAKE):
        return None
    return Refused("not_yours", {"move": "report", "who": _INTAKE})


def born(effect: Effect) -> Effect:
    """A report as `effect` makes it, of what may be a part of another case."""

    def with_parent(facts: Facts, event: Event) -> Changes:
        return effect(facts, event) | {"parent": event.given.other}

    return with_parent


def got_child(facts: Facts, event: Event) -> Changes:
    child = Child(event.given.other, event.given.item)
    return none(facts, event) | {"children": (*facts.children, child)}


def lost_child(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {"children": tuple(one for one in facts.children if one.id != event.given.other)}


def child_is(*, open: bool) -> Effect:
    """The child of the event was closed, or is open again."""

    def effect(facts: Facts, event: Event) -> Changes:
        children = (replace(one, open=open) if one.id == event.given.other else one for one in facts.children)
        return none(facts, event) | {"children": tuple(children)}

    return effect


def joined(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {"parent": event.given.other}


def left(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {"parent": ""}
