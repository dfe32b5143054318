"""The door through which people change a case: `report` opens one, `act` moves it, `follow` lets somebody else track
it, `merge` makes it part of another and `unmerge` a case of its own again. What the system does by the clock goes
through `timers`, and is judged here as well."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from linli.cases import drawing, store
from linli.cases.judging import judge
from linli.cases.rules import (
    NOTHING,
    Event,
    Facts,
    Given,
    Place,
    State,
    answer_row,
    one_answer,
    open_case,
    repeats,
)
from linli.cases.rules.facts import Source
from linli.cases.together.consequences import follow_on
from linli.cases.together.merging import Joined, merge, unmerge
from linli.catalogue import commands as catalogue_commands
from linli.catalogue import queries as catalogue
from linli.discretion.rules.findings import Finding, Kind
from linli.discretion.rules.masking import find, mask
from linli.kernel.ids import tracking_code, uuid7
from linli.kernel.paths import leaf
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.places import queries as places

__all__ = [
    "Done",
    "Joined",
    "Spot",
    "act",
    "follow",
    "judge",
    "merge",
    "place_of",
    "report",
    "unmerge",
]

# These change two cases, or follow from what happens to another.
_IN_PAIRS = frozenset(
    {"merge", "unmerge", "absorb", "let_go", "conclude", "rejoin", "split", "attach", "detach", "join", "leave"}
)


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: where the case stands after it and after what followed by itself.

    `code` is the tracking code that a new case or a new follower gets, shown `XXXX-XXXX-XXXX`; it is told once more
    to whoever repeats the command, and is stored nowhere. `repeated` is whether this command had been carried out
    before.
    """

    case_id: UUID
    number: int
    version: int
    state: State
    moves: tuple[str, ...]
    code: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody says it is: degrees WGS 84, and the address or component they named, if any."""

    lat: float
    lon: float
    address: str = ""
    component: str = ""


def place_of(spot: Spot) -> Place:
    """The spot with the cell and the areas that own it; without them where it lies outside the city.

    An address is kept with the event, which is never erased: what is a person's in it (a telephone, a name, not a door)
    is covered first.
    """
    if spot.address:
        spot = replace(spot, address=mask(spot.address, _not_the_place(spot.address)))
    found = places.atlas().locate(lat=spot.lat, lon=spot.lon)
    if found is None:
        return Place(spot.lat, spot.lon, address=spot.address, component=spot.component)
    return Place(spot.lat, spot.lon, found.cell, found.area_path, spot.address, spot.component)


def _not_the_place(address: str) -> list[Finding]:
    return [one for one in find(address) if one.kind is not Kind.DWELLING]


def report(
    *,
    command_id: UUID,
    actor: Actor,
    source: str,
    now: datetime,
    text: str = "",
    class_key: str = "",
    condition: str = "",
    spot: Spot | None = None,
    photos: tuple[str, ...] = (),
    and_then: Callable[[UUID], None] | None = None,
) -> Result[Done]:
    """Open a case, and file and dispatch it at once where class, place and duty are certain.

    `and_then` is called with the case's id in the same transaction, for what another room keeps with it (photos, a
    contact). The same `command_id` again opens nothing and answers as the first time, tracking code included; with
    anything else in it, it is refused.

    Refused: missing, class_unknown, class_for_staff, condition_unknown, photo_missing, command_used. ValueError where
    `source` is none of `Source`.
    """
    edition = catalogue.current()
    place = place_of(spot) if spot else None
    door = Source(source).value
    given = Given(text=text, class_key=class_key, condition=condition, place=place, photos=photos, source=door)
    facts = open_case(uuid7(now), edition)
    judged = judge(facts=facts, move="report", actor=actor, given=given, edition=edition, now=now)
    code = tracking_code(settings.LINLI_TRACKING_KEY, command_id)
    if isinstance(judged, Refused):
        # What was sent before may not be asked again what it is asked now: its photos aren't waiting any more.
        known = store.recorded(command_id) is not None
        return _repeat(command_id, actor=actor, given=given, code=code) if known else judged
    facts, events = judged.value
    written = store.Written(command_id, facts, events, now)
    with transaction.atomic() if and_then or connection.in_atomic_block else nullcontext():
        number = store.insert_case(written, key=store.key_of(code), holder="reporter", language=actor.language)
        if number is not None and and_then is not None:
            and_then(facts.id)
    if number is None:
        return _repeat(command_id, actor=actor, given=given, code=code)
    return Allowed(Done(facts.id, number, facts.version, facts.state, tuple(e.move for e in events), code))


def act(
    *,
    case_id: UUID,
    move: str,
    actor: Actor,
    given: Given = NOTHING,
    command_id: UUID,
    now: datetime,
    seen: int | None = None,
    spot: Spot | None = None,
    and_then: Callable[[UUID], None] | None = None,
) -> Result[Done]:
    """Move a case, and let follow what follows by itself.

    An answer to "is it fixed?" may be given as plain `confirm` or `dissent`: which row of the table it is depends on
    who else is asked. `seen` is the version that the actor was looking at: where somebody else has acted since, the act
    is refused instead of done to something they never saw. `spot` is placed on the map of today and given as the case's
    place. `and_then` is called with the case's id in the same transaction, for what another room keeps with the act
    (photos); not where the command was carried out before.

    Refused: case_unknown, changed_meanwhile, command_used, and whatever `decide` refuses with.
    """
    if spot is not None:
        given = replace(given, place=place_of(spot))
    try:
        with transaction.atomic():
            result = _act_alone(case_id, move, actor, given, command_id, now, seen)
            if and_then is not None and isinstance(result, Allowed) and not result.value.repeated:
                and_then(case_id)
            return result
    except IntegrityError:
        # The same command was used on another case between our look and our write.
        first = store.recorded(command_id)
        if first is None:
            raise
        return _as_first(first, move=move, case_id=case_id, actor=actor, given=given)


def _act_alone(
    case_id: UUID, move: str, actor: Actor, given: Given, command_id: UUID, now: datetime, seen: int | None
) -> Result[Done]:
    """Judge and write while nobody else can act on the case: whoever waits is judged on what we left."""
    found = store.load(case_id, alone=True)
    if repeated := store.recorded(command_id):
        return _as_first(repeated, move=move, case_id=case_id, actor=actor, given=given)
    if found is None:
        return Refused("case_unknown")
    facts, number = found
    if refused := store.changed_since(facts, seen):
        return refused
    if move in _IN_PAIRS:
        return Refused("move_unknown", {"move": move})
    # Filing is done under the rules in force; everything after it under the rules the case was filed under.
    edition = catalogue.current() if move == "file" else catalogue.edition(facts.edition)
    judged = judge(
        facts=facts,
        move=answer_row(facts=facts, move=move, actor=actor, edition=edition, now=now),
        actor=actor,
        given=given,
        edition=edition,
        now=now,
        history=store.history(case_id),
        lots=drawing.LOTS,
    )
    if isinstance(judged, Refused):
        return judged
    after, events = judged.value
    if refused := _change_duties(events[0], after, number, now):
        return refused
    store.update_case(store.Written(command_id, after, events, now), seen=facts.version)
    follow_on(before=facts.state, facts=after, command_id=command_id, now=now)
    return Allowed(Done(case_id, number, after.version, after.state, tuple(e.move for e in events)))


def _change_duties(ruling: Event, after: Facts, number: int, now: datetime) -> Refused | None:
    """A ruling that is to hold from now on changes the rules in force, in the same transaction."""
    given = ruling.given
    if not given.amends:
        return None
    changed = catalogue_commands.amend(
        class_key=after.class_key,
        area=given.amends,
        lead=leaf(given.unit_path),
        case_number=number,
        by=ruling.actor_id or 0,
        why=given.text,
        now=now,
    )
    return changed if isinstance(changed, Refused) else None


def follow(*, case_id: UUID, command_id: UUID, language: str, now: datetime) -> Result[Done]:
    """Let one more person track a case that is already open; they get a tracking code of their own.

    Refused: as `act`.
    """
    code = tracking_code(settings.LINLI_TRACKING_KEY, command_id)
    voice = store.voice_of(store.key_of(code))
    follower = Actor("reporter", case=str(case_id), language=language, voice=voice)
    with transaction.atomic():
        result = act(case_id=case_id, move="follow", actor=follower, command_id=command_id, now=now)
        if isinstance(result, Refused):
            return result
        store.open_key(digest=store.key_of(code), case_id=case_id, holder="follower", language=language)
    return Allowed(replace(result.value, code=code))


def _repeat(command_id: UUID, *, actor: Actor, given: Given, code: str) -> Result[Done]:
    recorded = store.recorded(command_id)
    if recorded is None:
        raise RuntimeError(f"command {command_id} was neither written nor found")
    answer = _as_first(recorded, move="report", case_id=recorded.case_id, actor=actor, given=given)
    return Allowed(replace(answer.value, code=code)) if isinstance(answer, Allowed) else answer


def _as_first(recorded: store.Recorded, *, move: str, case_id: UUID, actor: Actor, given: Given) -> Result[Done]:
    """Answer a repeated command as the first time; refuse a command that is used for something else.

    Words that were changed before sending again must not be lost behind an answer that says that they arrived.
    """
    first = recorded.first
    move = first.move if one_answer(first.move) == one_answer(move) else move
    if case_id != recorded.case_id or not repeats(first, move=move, actor=actor, given=given):
        return Refused("command_used", {"number": recorded.number, "move": first.move})
    return Allowed(
        Done(recorded.case_id, recorded.number, recorded.version, recorded.state, recorded.moves, repeated=True)
    )
