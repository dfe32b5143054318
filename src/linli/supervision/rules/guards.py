"""Conditions of a move beyond its state and side. Each returns a refusal, or None where nothing stands against it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from linli.kernel.results import Refused
from linli.kernel.rights import Actor
from linli.supervision.rules.facts import Facts, Given, Holder
from linli.supervision.rules.parties import fit_to_answer, issuing_post

CASES_AT_MOST = 200
DAYS_AT_MOST = 366

type StandingGuard = Callable[[Facts], Refused | None]
type GivenGuard = Callable[[Actor, Given, Sequence[Holder], datetime], Refused | None]


def never_answered(facts: Facts) -> Refused | None:
    """Nobody has answered yet: what was answered ends by being accepted, not by being taken back."""
    return Refused("order_answered_before") if facts.answered_by else None


def cases_are_few(actor: Actor, given: Given, holders: Sequence[Holder], now: datetime) -> Refused | None:
    """An order names at most 200 cases: more than that nobody answers for with sense."""
    count = len(given.covered)
    return Refused("order_cases_many", {"count": count, "most": CASES_AT_MOST}) if count > CASES_AT_MOST else None


def cases_are_open(actor: Actor, given: Given, holders: Sequence[Holder], now: datetime) -> Refused | None:
    """Every case is open when the order is issued."""
    closed = next((case for case in given.covered if case.closed), None)
    return Refused("order_case_closed", {"number": closed.number}) if closed else None


def cases_are_own(actor: Actor, given: Given, holders: Sequence[Holder], now: datetime) -> Refused | None:
    """One post of the issuer covers the areas of all cases."""
    if issuing_post(actor, given.covered) is not None:
        return None
    outside = next((case for case in given.covered if issuing_post(actor, (case,)) is None), given.covered[0])
    return Refused("order_case_not_yours", {"number": outside.number})


def answerer_is_somebody_else(actor: Actor, given: Given, holders: Sequence[Holder], now: datetime) -> Refused | None:
    """Nobody answers to themselves."""
    own = given.answerer is not None and given.answerer.account == actor.id
    return Refused("order_is_own") if own else None


def answerer_fits(actor: Actor, given: Given, holders: Sequence[Holder], now: datetime) -> Refused | None:
    """The person to answer holds a post over all the cases: leads their unit or area, or dispatches them."""
    fit = fit_to_answer(given.covered, holders, issuer=actor.id)
    wanted = given.answerer
    known = any(wanted is not None and (one.account, one.grant) == (wanted.account, wanted.grant) for one in fit)
    return None if known else Refused("order_answerer_unfit")


def day_is_ahead(actor: Actor, given: Given, holders: Sequence[Holder], now: datetime) -> Refused | None:
    """The date, where one is given, lies ahead and within a year."""
    if given.due_at is None or now < given.due_at <= now + timedelta(days=DAYS_AT_MOST):
        return None
    return Refused("order_day_unfit", {"last": now + timedelta(days=DAYS_AT_MOST)})
