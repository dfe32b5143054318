"""The whistle (吹哨报到): who may call units to a case, how they respond, and who says what came of it.

A street or community blows it; every called unit has to answer, nobody may refuse; only whoever called ends the call
and says which unit came and whether it helped. A call lives apart from the state of its case: it
outlasts even a closure, until it is ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.cases.rules.call import VERDICTS_OF_HELP, Asked, Call
from linli.cases.rules.effects import Changes, Effect, none
from linli.cases.rules.facts import Event, Facts, Given
from linli.catalogue.rules.edition import DEGREES, Edition
from linli.kernel.paths import ancestors, leaf, related
from linli.kernel.periods import deadline
from linli.kernel.results import Refused
from linli.kernel.rights import Actor, Grant, Role


def open_calls(facts: Facts) -> Iterator[Call]:
    """The calls that nobody has ended yet, the oldest first."""
    return (call for call in facts.calls if call.open)


def call_of(facts: Facts, item: int) -> Call | None:
    """The call that event `item` began, while it is open."""
    return next((call for call in open_calls(facts) if call.item == item), None)


def asked_of(facts: Facts, item: int, unit_path: str) -> Asked | None:
    """What stands of a unit in an open call; None where it wasn't called."""
    call = call_of(facts, item)
    return next((one for one in call.asked if one.unit_path == unit_path), None) if call else None


def called_units(facts: Facts) -> Sequence[str]:
    """The units that are called and may respond: those whose members the moves of a called unit are for."""
    return tuple(dict.fromkeys(one.unit_path for call in open_calls(facts) for one in call.asked))


def reached_units(facts: Facts) -> Sequence[str]:
    """The called units and those above them: whose members see the case while the call is open."""
    return tuple(dict.fromkeys(path for unit in called_units(facts) for path in ancestors(unit)))


def next_missed(facts: Facts) -> tuple[Call, Asked] | None:
    """The response that is due first among those that are neither there nor recorded as missed."""
    waiting = [
        (call, one) for call in open_calls(facts) for one in call.asked if call.waits_for(one) and one.missed_at is None
    ]
    return min(waiting, key=lambda pair: (pair[1].due_at, pair[0].item, pair[1].unit_path), default=None)


def call_due(facts: Facts) -> datetime | None:
    """When the system next has to record that a unit didn't respond in time; None where none is waited for."""
    found = next_missed(facts)
    return found[1].due_at if found else None


def callable_units(facts: Facts, actor: Actor, edition: Edition) -> tuple[str, ...]:
    """The units that `actor` may call now: not the one that has the case, none that is being called, not the own."""
    barred = {facts.unit_in_charge, *called_units(facts)}
    return tuple(
        unit.path
        for unit in edition.units.values()
        if unit.path not in barred and not any(related(own, unit.path) for own in actor.unit_paths)
    )


def somebody_to_call(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """There is a unit that isn't here already."""
    return None if callable_units(facts, actor, edition) else Refused("nobody_to_call")


def units_can_be_called(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Units of the edition, each once; whoever has the case needs no call, and nobody judges the own unit's help."""
    for path in given.units:
        unit = edition.units.get(leaf(path))
        if unit is None or unit.path != path:
            return Refused("unit_unknown", {"unit": path})
        if path == facts.unit_in_charge:
            return Refused("unit_has_the_case", {"unit": path})
        if path in called_units(facts) or given.units.count(path) > 1:
            return Refused("unit_called_already", {"unit": path})
        if any(related(own, path) for own in actor.unit_paths):
            return Refused("own_unit_called", {"unit": path})
    return None


def degree_is_known(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Routine, tough or emergency."""
    return None if given.degree in DEGREES else Refused("degree_unknown", {"degree": given.degree})


def own_calls(facts: Facts, actor: Actor, field: str) -> Iterator[tuple[Call, Asked]]:
    """Calls upon units that the actor acts for, in which `field` of the unit isn't set yet."""
    for call in open_calls(facts):
        for one in call.asked:
            if actor.acts_for(one.unit_path, area_path=facts.area_path) and getattr(one, field) is None:
                yield call, one


def answer_is_owed(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A unit answers a call once."""
    return None if any(own_calls(facts, actor, "answered_at")) else Refused("answered_the_call")


def arrival_is_owed(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A unit arrives once."""
    return None if any(own_calls(facts, actor, "arrived_at")) else Refused("arrived_already")


def answers_own_call(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """It is a call upon the actor's unit that the unit hasn't answered."""
    return _own_call(facts, actor, given, "answered_at")


def arrives_on_own_call(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """It is a call upon the actor's unit, and the unit hasn't said yet that it is there."""
    return _own_call(facts, actor, given, "arrived_at")


def _own_call(facts: Facts, actor: Actor, given: Given, field: str) -> Refused | None:
    own = {(call.item, one.unit_path) for call, one in own_calls(facts, actor, field)}
    if len(given.units) == 1 and (given.item, given.units[0]) in own:
        return None
    return Refused("call_not_yours")


def calls_of(calls: Iterable[Call], actor: Actor) -> Iterator[Call]:
    """Open calls that the actor made, by the same account or by the same post: work must not wait for one person.

    Not those upon the actor's own unit: nobody says how well that helped.
    """
    for call in calls:
        if not call.open:
            continue
        same_post = any(grant.role == Role.AREA_LEAD and grant.area_path == call.caller_area for grant in actor.grants)
        own_unit = any(related(own, one.unit_path) for own in actor.unit_paths for one in call.asked)
        if (same_post or (actor.id is not None and actor.id == call.caller_id)) and not own_unit:
            yield call


def made_a_call(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Only the caller ends a call, and nobody who belongs to a called unit."""
    return None if any(calls_of(facts.calls, actor)) else Refused("not_the_caller")


def ends_own_call(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """It is the actor's own call, and each unit that was called is spoken of."""
    call = next((call for call in calls_of(facts.calls, actor) if call.item == given.item), None)
    if call is None:
        return Refused("not_the_caller")
    known = all(verdict in VERDICTS_OF_HELP for verdict in given.verdicts)
    whole = given.units == tuple(one.unit_path for one in call.asked) and len(given.verdicts) == len(given.units)
    return None if known and whole else Refused("verdicts_missing")


def response_is_overdue(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A called unit's time is up."""
    due = call_due(facts)
    return None if due and now >= due else Refused("too_early", {"until": due})


def misses_what_was_due(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """It is the response that was due first: each is recorded once, in turn."""
    found = next_missed(facts)
    right = found is not None and (given.item, given.units) == (found[0].item, (found[1].unit_path,))
    return None if right else Refused("call_not_yours")


def promised(given: Given, grant: Grant, edition: Edition, now: datetime) -> Given:
    """The call's post, and when each unit's response is due, on that unit's own calendar."""
    limit = edition.settings.whistle[given.degree]
    dues = tuple(deadline(now, limit, edition.calendar_of(leaf(path))) for path in given.units)
    return replace(given, area=grant.area_path, dues=dues)


def blown(facts: Facts, event: Event) -> Changes:
    given = event.given
    asked = tuple(Asked(path, due) for path, due in zip(given.units, given.dues, strict=True))
    call = Call(event.seq, given.degree, event.at, event.actor_id, given.area, asked)
    return none(facts, event) | {"calls": (*facts.calls, call)}


def answered(facts: Facts, event: Event) -> Changes:
    return _asked(facts, event, answered_at=event.at)


def arrived(facts: Facts, event: Event) -> Changes:
    """Who is there needn't say first that they will come."""
    one = asked_of(facts, event.given.item, event.given.units[0])
    answered_at = one.answered_at if one and one.answered_at else event.at
    return _asked(facts, event, arrived_at=event.at, answered_at=answered_at)


def missed(facts: Facts, event: Event) -> Changes:
    return _asked(facts, event, missed_at=event.at)


def ended(facts: Facts, event: Event) -> Changes:
    verdicts = dict(zip(event.given.units, event.given.verdicts, strict=True))

    def judged(call: Call) -> Call:
        asked = tuple(replace(one, verdict=verdicts[one.unit_path]) for one in call.asked)
        return replace(call, asked=asked, ended_at=event.at)

    calls = tuple(judged(call) if call.item == event.given.item else call for call in facts.calls)
    return none(facts, event) | {"calls": calls}


def _asked(facts: Facts, event: Event, **changes: Any) -> Changes:
    item, (unit,) = event.given.item, event.given.units

    def changed(call: Call) -> Call:
        asked = (replace(one, **changes) if one.unit_path == unit else one for one in call.asked)
        return replace(call, asked=tuple(asked))

    calls = tuple(changed(call) if call.item == item else call for call in facts.calls)
    return none(facts, event) | {"calls": calls}


_EFFECTS: Mapping[str, Effect] = {
    "whistle": blown, "answer_call": answered, "arrive": arrived, "end_call": ended, "call_missed": missed,
}  # fmt: skip
MOVES = tuple(_EFFECTS)
"""The moves of the whistle."""


def calls_from(case_id: UUID, events: Iterable[Event]) -> tuple[Call, ...]:
    """The calls of a case from those of its events that are moves of the whistle (`MOVES`), in order."""
    facts = Facts(case_id, flow=0)
    for event in events:
        facts = replace(facts, **_EFFECTS[event.move](facts, event))
    return facts.calls
