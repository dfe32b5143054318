"""One function judges every act: `decide(facts, move, actor, given, edition, now)`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from linli.cases.rules.clock import handling
from linli.cases.rules.effects import WAITS_FOR_REPORTER
from linli.cases.rules.facts import Event, Facts, Given, Source, State
from linli.cases.rules.flow import FLOWS, LATEST, Move
from linli.cases.rules.promise import counting
from linli.cases.rules.replay import apply
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.limits import key_of, strictest
from linli.kernel.paths import leaf
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role
from linli.kernel.values import changed

# Who says that it is fixed, or isn't, says the same whoever else is asked; what comes of it differs.
_ANSWERS = {"confirm": ("confirm", "agree"), "dissent": ("dissent", "differ", "differ_afar")}


@dataclass(frozen=True, slots=True)
class Step:
    """A judged act: the event to write and the facts that it makes."""

    event: Event
    facts: Facts


type History = Callable[[], Sequence[Event]]


def nothing_yet() -> Sequence[Event]:
    """The history of a case that nothing has happened to."""
    return ()


def open_case(case_id: UUID, edition: Edition) -> Facts:
    """The facts of a case that nothing has happened to yet, under the newest flow and the edition in force."""
    return Facts(case_id, LATEST.version, edition.number)


def decide(
    *,
    facts: Facts,
    move: str,
    actor: Actor,
    given: Given,
    edition: Edition,
    now: datetime,
    history: History = nothing_yet,
    grade: str = "",
) -> Result[Step]:
    """Whether `actor` may make `move` now with what is given, and what would come of it.

    Judged in an order that tells a person the most useful thing first: is there such a move, from here, by you, at all;
    then what is missing; then what is wrong with what was given. `edition` must be the one that the case keeps
    (`facts.edition`), or for filing the one in force. `grade` is that of the case's area today, which filing keeps.
    `history` gives all events so far; it is only asked where the deadline has to be worked out. Raises ValueError where
    it doesn't give as many as the facts were folded from.
    """
    row = FLOWS[facts.flow].moves.get(move)
    if row is None:
        return Refused("move_unknown", {"move": move})
    standing = _judge_standing(row, facts, actor, edition, now)
    if isinstance(standing, Refused):
        return standing
    given = row.fill(facts, actor, _only_asked_for(row, given, grade))
    if missing := [name for name in row.needs if not getattr(given, name)]:
        return Refused("missing", {"move": move, "needs": tuple(missing)})
    for guard in row.given:
        if refusal := guard(facts, actor, given, edition, now):
            return refusal
    given = row.promise(_with_promises(row, facts, given, edition, now), standing.value, edition, now)
    event = Event(
        seq=facts.version + 1,
        move=row.name,
        at=now,
        before=facts.state,
        after=row.leads(facts),
        actor_kind=actor.kind,
        actor_id=actor.id,
        role=standing.value.role,
        actor_unit=standing.value.unit_path,
        given=changed(given, voice=actor.voice) if actor.voice else given,
        edition=edition.number,
    )
    if row.clock:
        event = _with_deadline(facts, event, edition, history)
    return Allowed(Step(event, apply(facts, event)))


def _with_deadline(facts: Facts, event: Event, edition: Edition, history: History) -> Event:
    """The event with what it keeps of the clock of handling after it."""
    if event.before is State.REPORTED and facts.due_at is None:
        return event  # filed for the first time: no clock runs yet
    events = history()
    if len(events) != facts.version:
        raise ValueError(f"case {facts.id}: {event.move} needs all {facts.version} events, not {len(events)}")
    if event.after is State.DISPATCHED and not any(one.after is State.DISPATCHED for one in events):
        # The first dispatch starts the clock: nothing can have stopped, moved or extended it. Most acts are this one.
        return changed(event, given=_started(facts, event.given, edition, event.at))
    # A clock that runs was started under the rules that the case keeps, or has got those it was filed under anew.
    clock = handling((*events, event), lambda number: edition, flow=facts.flow, now=event.at)
    if clock is None or clock.ended is not None:
        return changed(event, given=changed(event.given, due_at=None))
    chosen = key_of(clock.row) if event.after is State.DISPATCHED and clock.row and len(clock.among) > 1 else ""
    return changed(event, given=changed(event.given, due_at=clock.deadline, limit=chosen))


def _started(facts: Facts, given: Given, edition: Edition, now: datetime) -> Given:
    """The deadline by the strictest of the rows that count, and, where there are several, which that is."""
    rows = counting(facts, edition)
    won = strictest(edition, rows, unit_code=leaf(given.unit_path), start=now)
    if won is None:
        return given
    return changed(given, due_at=won[1], limit=key_of(won[0]) if len(rows) > 1 else "")


def permitted(*, facts: Facts, actor: Actor, edition: Edition, now: datetime) -> tuple[Move, ...]:
    """The moves that `actor` could make now, given the right things: exactly the buttons to show, in the table's
    order."""
    moves = FLOWS[facts.flow].from_state(facts.state)
    return tuple(m for m in moves if isinstance(_judge_standing(m, facts, actor, edition, now), Allowed))


def answer_row(*, facts: Facts, move: str, actor: Actor, edition: Edition, now: datetime) -> str:
    """The row that an answer to "is it fixed?" is, with the reporters that the case has: to say that it is fixed closes
    it only once everybody has answered. Any other move is its own row, and so is an answer that can't be given.
    """
    answers = _ANSWERS.get(one_answer(move), ())
    names = {row.name for row in permitted(facts=facts, actor=actor, edition=edition, now=now)} if answers else set()
    return next((name for name in answers if name in names), move)


def one_answer(move: str) -> str:
    """What a row of the table says in answer to "is it fixed?": `confirm`, `dissent`; any other move itself."""
    return next((answer for answer, rows in _ANSWERS.items() if move in rows), move)


def repeats(event: Event, *, move: str, actor: Actor, given: Given) -> bool:
    """Whether an act that is sent again is the one that made `event`: the same move, by the same actor, bringing the
    same.

    Photos aren't compared, because each upload gives them new names; of a place only what was said of it, because the
    map may have changed since.
    """
    if (move, actor.kind, actor.id) != (event.move, event.actor_kind, event.actor_id):
        return False
    if actor.voice != event.given.voice:
        return False
    row = LATEST.moves[move]
    return _brought(row, given) == _brought(row, event.given)


def _brought(move: Move, given: Given) -> Given:
    """What came with an act, without what was worked out while it was judged."""
    given = _only_asked_for(move, given)
    place = given.place and changed(given.place, cell="", area_path="")
    until = given.until if "until" in move.needs else None
    worked_out = changed(given, due_at=None, why="", voice="", area="", dues=(), climb_at=None, grade="", limit="")
    return changed(worked_out, place=place, photos=(), until=until)


def _judge_standing(move: Move, facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Result[Grant]:
    if facts.state not in move.sources:
        return Refused("not_from_here", {"move": move.name, "state": facts.state})
    grant = _grant(move, facts, actor)
    if grant is None:
        return Refused("not_yours", {"move": move.name, "who": move.who})
    for guard in move.standing:
        if refusal := guard(facts, actor, edition, now):
            return refusal
    return Allowed(grant)


def _grant(move: Move, facts: Facts, actor: Actor) -> Grant | None:
    """By which of the actor's posts they may make the move here; None where by none.

    A reporter is whoever bears the case's tracking code, or the member of staff who reported it in the field; of what
    nobody reported it is the area's lead. A new report can be made by anybody, anywhere.
    """
    for role in move.who:
        if role is Role.REPORTER:
            bears_code = actor.kind == "reporter" and (facts.state is State.NEW or actor.case == str(facts.id))
            in_the_field = facts.source == Source.FIELD and actor.kind == "staff" and not facts.parent
            reported_it = in_the_field and actor.id is not None and actor.id == facts.reported_by
            found_by_itself = facts.source == Source.SYSTEM and actor.holds(Role.AREA_LEAD, area_path=facts.area_path)
            if bears_code or reported_it or found_by_itself:
                return Grant(Role.REPORTER)
        elif facts.state is State.NEW:
            if grant := next((grant for grant in actor.grants if grant.role == role), None):
                return grant
        else:
            for unit_path in move.holders(facts) if role in UNIT_ROLES else ("",):
                if grant := actor.holds(role, area_path=facts.area_path, unit_path=unit_path):
                    return grant
    return None


def _only_asked_for(move: Move, given: Given, grade: str = "") -> Given:
    """What the move needs or may take; a field that nobody asked for can't slip into an event. Filing keeps a grade,
    and so does a cause, which nobody files."""
    asked = given
    if any(_unasked(move.needs, move.may)(given)):
        asked = Given(**{name: getattr(given, name) for name in (*move.needs, *move.may)})
    return changed(asked, grade=grade) if grade and move.name in ("file", "recur") else asked


@cache
def _unasked(needs: tuple[str, ...], may: tuple[str, ...]) -> Callable[[Given], tuple[Any, ...]]:
    """What reads all other fields at once: most acts bring nothing in them, and are taken as they are."""
    return attrgetter(*(one.name for one in fields(Given) if one.name not in needs and one.name not in may))


def _with_promises(move: Move, facts: Facts, given: Given, edition: Edition, now: datetime) -> Given:
    """Deadlines and waiting times that the act starts, worked out once, here, and kept in the event.

    The handling clock starts with the first dispatch of a round; sending the case to another unit doesn't give it
    more time.
    """
    if move.target is State.DISPATCHED and not move.clock:
        if facts.due_at is not None:
            return changed(given, due_at=facts.due_at, limit=facts.limit)
        return _started(facts, given, edition, now)
    if move.target is State.PAUSED:
        reason = edition.reason("pause", given.reason)
        return changed(given, why=WAITS_FOR_REPORTER if reason and reason.waits_for == "reporter" else "")
    if move.target in (State.CONFIRMING, State.ANSWERED):
        return changed(given, until=now + timedelta(days=edition.settings.silence_days))
    if move.target is State.REJECTED:
        return changed(given, until=now + timedelta(days=edition.settings.objection_days))
    return given
