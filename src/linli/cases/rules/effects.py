"""What a move makes of the facts besides the new state. Each effect reads the event alone, so that a replay gives the
same facts."""

from collections.abc import Callable
from typing import Any

from linli.cases.rules.facts import Event, Facts, Outcome, State, condition_of

type Changes = dict[str, Any]
type Effect = Callable[[Facts, Event], Changes]

# Why a paused case waits, in `Facts.why`.
WAITS_FOR_REPORTER = "for_reporter"


def none(facts: Facts, event: Event) -> Changes:
    """Nothing but one more event."""
    return {
        "due_at": facts.due_at,
        "until": facts.until,
        "why": facts.why,
        "asked": facts.asked,
        "checker": facts.checker,
    }


def reported(facts: Facts, event: Event) -> Changes:
    """What another system promised (`due_at` of an imported report) stays in the event: it starts no clock of ours."""
    given = event.given
    return {
        "source": given.source,
        "class_key": given.class_key,
        "condition": given.condition,
        "place": given.place,
        "grade": given.grade,
        "reported_at": event.at,
        "reported_by": event.actor_id,
        "edition": event.edition,
    }


def filed(facts: Facts, event: Event) -> Changes:
    """Class, condition and place as the person who filed saw them; the rules of this moment stay with the case."""
    given = event.given
    return {
        "class_key": given.class_key or facts.class_key,
        "condition": condition_of(facts, given),
        "place": given.place or facts.place,
        "edition": event.edition,
        "grade": given.grade,
        "due_at": given.due_at,
    }


def rejected(facts: Facts, event: Event) -> Changes:
    return {"until": event.given.until}


def objected(facts: Facts, event: Event) -> Changes:
    return {"objected": True}


def put_to_reporter(facts: Facts, event: Event) -> Changes:
    """A new question: what was answered to an earlier one says nothing about it."""
    return {"until": event.given.until, "voices": ()}


def asked_again(facts: Facts, event: Event) -> Changes:
    return {"rounds": facts.rounds + 1, "closed_at": None, "outcome": ""}


def pressed(facts: Facts, event: Event) -> Changes:
    """Asked again after an answer, before any unit has tried."""
    return asked_again(facts, event) | {"pressed": facts.pressed + 1}


def referred_back(facts: Facts, event: Event) -> Changes:
    return {"unit_path": "", "assisting": ()}


def set_right(facts: Facts, event: Event) -> Changes:
    """The promise to the resident runs on while intake sets class, condition or place right."""
    return referred_back(facts, event) | {"due_at": facts.due_at}


def added(facts: Facts, event: Event) -> Changes:
    """A pause that waits for the reporter is over with the reporter's word."""
    heard = facts.state is State.PAUSED and facts.why == WAITS_FOR_REPORTER
    return none(facts, event) | ({"until": event.at} if heard else {})


def dispatched(facts: Facts, event: Event) -> Changes:
    given = event.given
    return {
        "unit_path": given.unit_path,
        "assisting": given.assisting,
        "due_at": given.due_at,
        "limit": given.limit,
    }


def ruled(facts: Facts, event: Event) -> Changes:
    return dispatched(facts, event) | {"ruled": True}


def accepted(facts: Facts, event: Event) -> Changes:
    return {"due_at": facts.due_at, "asked": facts.asked}


def clock_stopped(facts: Facts, event: Event) -> Changes:
    """The clock stands still until the given moment; the deadline is later by the time in between."""
    return {"due_at": event.given.due_at, "until": event.given.until, "asked": facts.asked}


def clock_went_on(facts: Facts, event: Event) -> Changes:
    return {"due_at": event.given.due_at, "asked": facts.asked}


def suspended(facts: Facts, event: Event) -> Changes:
    return clock_stopped(facts, event) | {"suspended": True}


def extension_asked(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {"asked": event.given.amount}


def extension_granted(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {"asked": 0, "extensions": facts.extensions + 1, "due_at": event.given.due_at}


def extension_refused(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {"asked": 0}


def returned(facts: Facts, event: Event) -> Changes:
    """The promise to the resident runs on while the units find out whose it is."""
    return {
        "returns": facts.returns + 1,
        "returned_units": (*facts.returned_units, facts.unit_path),
        "due_at": facts.due_at,
    }


def recalled(facts: Facts, event: Event) -> Changes:
    """The promise to the resident runs on; the dispatcher has somebody else in mind, so the unit isn't suggested."""
    return {"returned_units": (*facts.returned_units, facts.unit_path), "due_at": event.given.due_at}


def handled(facts: Facts, event: Event) -> Changes:
    """Whoever assisted or came when called answers for the result as well."""
    came = (unit for call in facts.calls for unit in call.there)
    units = dict.fromkeys((*facts.handled_units, facts.unit_path, event.actor_unit, *facts.assisting, *came))
    people = facts.handled_by if event.actor_id is None else (*facts.handled_by, event.actor_id)
    return {
        "handled_units": tuple(unit for unit in units if unit),
        "handled_by": tuple(dict.fromkeys(people)),
        "drawn": (),
        "due_at": facts.due_at,
    }


def failed(facts: Facts, event: Event) -> Changes:
    """Rework is the same promise: the deadline of the round stays."""
    return {"reworks": facts.reworks + 1, "due_at": facts.due_at}


def came_back(facts: Facts, event: Event) -> Changes:
    """A new round: returns are counted afresh and the next dispatch sets a new deadline; who handled stays known."""
    return {
        "rounds": facts.rounds + 1,
        "returns": 0,
        "returned_units": (),
        "ruled": False,
        "sampled": False,
        "drawn": (),
        "closed_at": None,
        "outcome": "",
    }


def _closed(outcome: Outcome) -> Effect:
    def effect(facts: Facts, event: Event) -> Changes:
        return {"closed_at": event.at, "outcome": outcome, "due_at": facts.due_at}

    return effect


closed_as_satisfied = _closed(Outcome.SATISFIED)
closed_as_unanswered = _closed(Outcome.UNANSWERED)
closed_as_rejected = _closed(Outcome.REJECTED)
closed_as_withdrawn = _closed(Outcome.WITHDRAWN)
closed_as_disagreed = _closed(Outcome.DISAGREED)


def closed_as_recorded(facts: Facts, event: Event) -> Changes:
    """Closed by the system that the case was imported from, which may say until when it had promised to."""
    return _closed(Outcome.RECORDED)(facts, event) | {"due_at": event.given.due_at}
