"""Conditions that a move lays down beyond who and whence.

Standing guards look at the case and the actor alone, so that a page knows before asking which buttons to show; given
guards look at what the act brings. Each returns None, or the refusal.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from linli.cases.rules.facts import Facts, Given, Outcome, Source, condition_of, marked
from linli.cases.rules.promise import promised
from linli.catalogue.rules.edition import EVERYTHING, Edition
from linli.kernel.paths import leaf, parts, related
from linli.kernel.results import Refused
from linli.kernel.rights import Actor, Role

type StandingGuard = Callable[[Facts, Actor, Edition, datetime], Refused | None]
type GivenGuard = Callable[[Facts, Actor, Given, Edition, datetime], Refused | None]

VERDICTS_OF_DISSENT = ("partly", "not_fixed")
ROUNDS_BEFORE_SETTLING = 2
EXTENSIONS_AT_MOST = 2
SUSPENDED_AT_MOST_DAYS = 366  # a year, were it a leap year


def not_own_work(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Whoever handled a case, or belongs to a unit that did, can't say that it was handled well."""
    return own_work(facts, actor)


def own_work(facts: Facts, actor: Actor) -> Refused | None:
    """Why the actor counts as one who handled the case; None where they don't.

    A unit's superior and its sub-units count as the unit itself: both answer for its figures. A deputy counts as every
    one whose posts they hold, with their own.
    """
    if actor.id is not None and actor.id in facts.handled_by:
        return Refused("handled_it_yourself")
    if actor.stands_for.intersection(facts.handled_by):
        return Refused("stands_for_handler")
    for own in actor.unit_paths:
        for handled in facts.handled_units:
            if related(own, handled):
                return Refused("own_unit_handled_it", {"unit": handled})
    return None


def first_return(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The first return of a round."""
    return Refused("returned_before", {"returns": facts.returns}) if facts.returns else None


def returned_before(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The second return of a round: a dispatcher has to decide."""
    return None if facts.returns else Refused("not_returned_before")


def not_ruled(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A ruling on who handles is binding for the round."""
    return Refused("ruling_is_binding") if facts.ruled else None


def objects_once(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A rejection can be objected to once."""
    return Refused("objected_before") if facts.objected else None


def in_time(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Before the moment at which the system acts instead."""
    return Refused("too_late", {"until": facts.until}) if facts.until and now > facts.until else None


def time_is_up(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """The system acts for somebody silent only after the promised time."""
    return None if facts.until and now >= facts.until else Refused("too_early", {"until": facts.until})


def may_reopen(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Within the pack's days after closure, and only what was closed as handled or answered."""
    if facts.merged is not None:
        return Refused("is_merged", {"into": facts.merged.into})
    if facts.outcome not in (Outcome.SATISFIED, Outcome.UNANSWERED, Outcome.DIVIDED, ""):
        return Refused("outcome_stands", {"outcome": facts.outcome})
    if facts.closed_at is None:
        return None
    last = facts.closed_at + timedelta(days=edition.settings.reopen_days)
    return Refused("too_late", {"until": last}) if now > last else None


def was_handled(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A unit has handled it, so that there is work to take up again."""
    return None if facts.handled_units else Refused("never_handled")


def not_handled(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """No unit has handled it: what was done can't be answered away or turned down."""
    return Refused("was_handled") if facts.handled_units else None


def came_with_history(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Only what another system opened can be closed as that system recorded it."""
    return None if facts.source == Source.IMPORT else Refused("not_imported")


def tried_twice(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A case can be closed against the reporter's view only after what was done came back twice: asking again after a
    mere answer isn't that.
    """
    tried = facts.rounds - facts.pressed
    return None if tried >= ROUNDS_BEFORE_SETTLING else Refused("try_again_first", {"rounds": tried})


def not_the_holder(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Nobody moves the deadline of the own unit, of its superior or of its sub-units."""
    if any(related(own, facts.unit_path) for own in actor.unit_paths):
        return Refused("own_unit_holds_it", {"unit": facts.unit_path})
    return not_own_work(facts, actor, edition, now)


def impartial(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Who belongs to none of the units that returned the case, nor to one above or below them."""
    for own in actor.unit_paths:
        for unit in (*facts.returned_units, facts.unit_path):
            if unit and related(own, unit):
                return Refused("own_unit_disputes_it", {"unit": unit})
    return None


def has_clock(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A time limit runs that can be stopped or moved."""
    return None if facts.due_at else Refused("no_clock")


def extended_less_than_twice(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A case is extended at most twice."""
    return Refused("extended_twice") if facts.extensions >= EXTENSIONS_AT_MOST else None


def none_asked(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """No other extension waits for a decision."""
    return Refused("asked_already", {"amount": facts.asked}) if facts.asked else None


def one_asked(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """An extension was asked for and waits for a decision."""
    return None if facts.asked else Refused("nothing_asked")


def suspended_never(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A case is suspended at most once."""
    return Refused("suspended_before") if facts.suspended else None


def not_by_itself_before_time(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """A person may end it early; by itself it ends when its time is up."""
    return time_is_up(facts, actor, edition, now) if actor.kind == "system" else None


def class_is_known(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The class is one of the edition's."""
    key = given.class_key or facts.class_key
    if not key:
        return Refused("class_missing")
    return None if key in edition.classes else Refused("class_unknown", {"class": key})


def class_is_open_to(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """A report may come without a class, but not with one that isn't there or that only staff may choose."""
    if not given.class_key:
        return None
    about = edition.classes.get(given.class_key)
    if about is None:
        return Refused("class_unknown", {"class": given.class_key})
    if about.reporters == "staff" and actor.kind == "reporter":
        return Refused("class_for_staff", {"class": given.class_key})
    return None


def condition_is_known(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The conditions, if there are any, are the class's: under others, handling would have no time limit."""
    wanted = marked(condition_of(facts, given))
    if not wanted:
        return None
    key = given.class_key or facts.class_key
    known = {row.condition for row in edition.limits_for(key)}
    unknown = [code for code in wanted if code not in known]
    return Refused("condition_unknown", {"condition": unknown[0], "class": key}) if unknown else None


def report_photo(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Where the class asks for a photo, whoever stands in front of the thing takes one; a caller on the phone can't."""
    about = edition.classes.get(given.class_key)
    in_front = given.source in (Source.WEB, Source.FIELD) and not given.other  # whoever splits a case isn't there
    return Refused("photo_missing") if about and about.photo_required and in_front and not given.photos else None


def is_placed(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The place is known and lies in a cell of the city."""
    place = given.place or facts.place
    if place is None:
        return Refused("place_missing")
    return None if place.cell else Refused("place_outside", {"lat": place.lat, "lon": place.lon})


def unit_is_known(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Lead and assisting units are units of the edition, the lead not among its own helpers, and each asked once."""
    for path in (given.unit_path, *given.assisting):
        unit = edition.units.get(leaf(path))
        if unit is None or unit.path != path:
            return Refused("unit_unknown", {"unit": path})
    if given.unit_path in given.assisting:
        return Refused("unit_assists_itself", {"unit": given.unit_path})
    twice = [path for path in given.assisting if given.assisting.count(path) > 1]
    return Refused("assists_already", {"unit": twice[0]}) if twice else None


def reason_to_reject(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The reason is one of the pack's reasons for rejecting."""
    return _reason_known(edition, "reject", given.reason)


def reason_to_pause(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The reason is one of the pack's reasons for stopping the clock: nothing else stops it."""
    return _reason_known(edition, "pause", given.reason)


def reason_to_suspend(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The reason is one of the pack's reasons for suspending."""
    return _reason_known(edition, "suspend", given.reason)


def pause_is_short(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """A pause ends in the future, and within the pack's days."""
    return _until_within(edition.settings.pause_days, given, now)


def suspension_is_short(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """A suspension ends in the future, and within a year."""
    return _until_within(SUSPENDED_AT_MOST_DAYS, given, now)


def amount_is_modest(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """An extension is no longer than the limit that it extends."""
    return _amount_within(1, facts, given, edition)


def amends_own_area(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """A ruling changes duties only in an area of the case over which the post of whoever rules reaches."""
    if not given.amends:
        return None
    codes = parts(facts.area_path)
    if given.amends != EVERYTHING and given.amends not in codes:
        return Refused("amends_elsewhere", {"area": given.amends})
    path = "" if given.amends == EVERYTHING else "/".join(codes[: codes.index(given.amends) + 1])
    reaches = any(actor.holds(role, area_path=path) for role in (Role.AREA_LEAD, Role.SUPERVISOR))
    return None if reaches else Refused("amends_too_wide", {"area": given.amends})


def part_is_modest(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The time for a part is no longer than the limit of the case."""
    return _amount_within(0, facts, given, edition)


def reason_to_return(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The reason is one of the pack's reasons for returning."""
    return _reason_known(edition, "return", given.reason)


def _amount_within(least: int, facts: Facts, given: Given, edition: Edition) -> Refused | None:
    row = promised(facts, edition)
    most = row.limit.value if row else 0
    if least <= given.amount <= most:
        return None
    return Refused("amount_out_of_range", {"amount": given.amount, "most": most})


def _until_within(days: int, given: Given, now: datetime) -> Refused | None:
    last = now + timedelta(days=days)
    if given.until is not None and now < given.until <= last:
        return None
    return Refused("until_out_of_range", {"until": given.until, "last": last, "days": days})


def _reason_known(edition: Edition, act: str, code: str) -> Refused | None:
    if any(reason.code == code for reason in edition.reasons.get(act, ())):
        return None
    return Refused("reason_unknown", {"reason": code})


def verdict_of_dissent(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Partly fixed or not fixed."""
    return None if given.verdict in VERDICTS_OF_DISSENT else Refused("verdict_unknown", {"verdict": given.verdict})


def after_photo(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """Where the class asks for a photo of the report, it asks for one of the result too."""
    about = edition.classes.get(facts.class_key)
    return Refused("photo_missing") if about and about.photo_required and not given.photos else None
