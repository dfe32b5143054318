"""When the system acts on a case although nobody asks it to, and what it does then: a row for each of its reasons."""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter

from linli.cases.rules.climbing import reached
from linli.cases.rules.facts import Event, Facts, Given, State
from linli.catalogue.rules.edition import Edition

type Act = tuple[str, Given]
type Moment = Callable[[Facts], datetime | None]
type Deed = Callable[[Facts, Edition, Sequence[Event], datetime], Act | None]

_WHEN_TIME_IS_UP = {
    State.REJECTED: "lapse",
    State.ANSWERED: "silence",
    State.CONFIRMING: "silence",
    State.PAUSED: "resume",
    State.SUSPENDED: "revive",
    State.HANDLED: "pass_on",
    State.SAMPLED: "pass_on",
}


def _time_is_up(facts: Facts, edition: Edition, events: Sequence[Event], now: datetime) -> Act | None:
    """For somebody silent, or a clock that stood still until the promised time."""
    return _WHEN_TIME_IS_UP[facts.state], Given()


_REASONS: tuple[tuple[Moment, Deed], ...] = (
    (attrgetter("until"), _time_is_up),
    (attrgetter("climb_at"), reached),
)


def wake_at(facts: Facts) -> datetime | None:
    """When the system next has a reason to act; None where it has none."""
    return min((at for moment, _ in _REASONS if (at := moment(facts))), default=None)


def due_act(facts: Facts, edition: Edition, events: Sequence[Event], now: datetime) -> Act | None:
    """The move that the system owes the case at `now`, and what it brings: for the oldest reason first.

    `events` are all of the case's, `edition` is the one it keeps. None where nothing is due.
    """
    due = [(at, deed) for moment, deed in _REASONS if (at := moment(facts)) and at <= now]
    if not due:
        return None
    return min(due, key=lambda one: one[0])[1](facts, edition, events, now)
