"""Commands on two cases at once: `split` opens children of a case, `attach` makes a case a child, `detach` frees it.

Each is one transaction and one command: sent again it is answered as the first time, or refused where it was changed.
Whoever needs a child and its parent locks the child first, here as in `commands`; a new child nobody else can lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from linli.cases import links, store
from linli.cases.commands import Done, Spot, place_of
from linli.cases.judging import judge
from linli.cases.rules import Event, Facts, Given, open_case, repeats
from linli.catalogue import queries as catalogue
from linli.kernel.ids import tracking_code, uuid7
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor

PARTS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Part:
    """What a child is about: its class, the words for whoever handles it, and its place, if not the parent's."""

    class_key: str
    text: str
    spot: Spot | None = None


class _RefusedError(Exception):
    """Undoes what a refused command has written so far."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def split(
    *, case_id: UUID, parts: Sequence[Part], actor: Actor, command_id: UUID, now: datetime, seen: int | None = None
) -> Result[tuple[Done, ...]]:
    """Open a child for each of the parts (1 to `PARTS_AT_MOST`), filed and dispatched at once where that is certain.

    All of them or none. `seen` as for `commands.act`. What was done with each child comes back, in the parts' order.

    Refused: case_unknown, changed_meanwhile, command_used, parts_out_of_range, missing, and as `split` and `report` in
    the table of moves.
    """
    if not 1 <= len(parts) <= PARTS_AT_MOST:
        return Refused("parts_out_of_range", {"most": PARTS_AT_MOST})
    lacking = [name for part in parts for name in ("class_key", "text") if not getattr(part, name)]
    if lacking:
        return Refused("missing", {"move": "split", "needs": tuple(dict.fromkeys(lacking))})
    try:
        with transaction.atomic():
            return _split(case_id, parts, actor, command_id, now, seen)
    except _RefusedError as refused:
        return refused.refusal


def attach(
    *, case_id: UUID, child_id: UUID, text: str, actor: Actor, command_id: UUID, now: datetime, seen: int | None = None
) -> Result[tuple[Done, Done]]:
    """Make an open case a child of another; `text` says why. What was done with the child, and with the parent.

    `seen` is the version of the parent, as for `commands.act`.

    Refused: case_unknown, changed_meanwhile, command_used, and as `attach` and `join` in the table of moves.
    """
    return _pair(case_id, child_id, ("attach", "join"), text, actor, command_id, now, seen)


def detach(
    *, case_id: UUID, child_id: UUID, text: str, actor: Actor, command_id: UUID, now: datetime, seen: int | None = None
) -> Result[tuple[Done, Done]]:
    """Free a child from its parent; `text` says why. What was done with the child, and with the parent.

    `seen` is the version of the parent, as for `commands.act`.

    Refused: case_unknown, changed_meanwhile, command_used, and as `detach` and `leave` in the table of moves.
    """
    return _pair(case_id, child_id, ("detach", "leave"), text, actor, command_id, now, seen)


def _split(
    case_id: UUID, parts: Sequence[Part], actor: Actor, command_id: UUID, now: datetime, seen: int | None
) -> Result[tuple[Done, ...]]:
    found = store.load(case_id, alone=True)
    if found is None:
        return Refused("case_unknown")
    facts, _ = found
    if store.recorded(uuid5(command_id, "part 0")):
        return _split_before(facts, parts, actor, command_id)
    if refused := store.changed_since(facts, seen):
        return refused
    done = []
    for place, part in enumerate(parts):
        child, events, number = _open(facts, part, actor, uuid5(command_id, f"part {place}"), now)
        told = Given(other=str(child.id), item=number)
        facts = _move(facts, "split", actor, told, uuid5(command_id, f"told {place}"), now)
        links.link(case_id=child.id, kind=links.CHILD, other_id=case_id)
        done.append(Done(child.id, number, child.version, child.state, tuple(event.move for event in events)))
    return Allowed(tuple(done))


def _split_before(facts: Facts, parts: Sequence[Part], actor: Actor, command_id: UUID) -> Result[tuple[Done, ...]]:
    """The answer of the first time, where the same parts are asked for."""
    done = []
    for place, part in enumerate(parts):
        known = store.recorded(uuid5(command_id, f"part {place}"))
        same = known and repeats(known.first, move="report", actor=actor, given=_given(facts, part))
        if known is None or not same:
            return Refused("command_used", {"move": "split", "number": known.number if known else 0})
        done.append(Done(known.case_id, known.number, known.version, known.state, known.moves, repeated=True))
    if store.recorded(uuid5(command_id, f"part {len(parts)}")):
        return Refused("command_used", {"move": "split", "number": done[0].number})
    return Allowed(tuple(done))


def _open(
    parent: Facts, part: Part, actor: Actor, command_id: UUID, now: datetime
) -> tuple[Facts, tuple[Event, ...], int]:
    """A new child, reported by the actor through the parent's door. Nobody is told its tracking code."""
    edition = catalogue.current()
    judged = judge(
        facts=open_case(uuid7(now), edition), move="report", actor=actor, given=_given(parent, part), edition=edition,
        now=now,
    )  # fmt: skip
    if isinstance(judged, Refused):
        raise _RefusedError(judged)
    facts, events = judged.value
    key = store.key_of(tracking_code(settings.LINLI_TRACKING_KEY, command_id))
    written = store.Written(command_id, facts, events, now)
    number = store.insert_case(written, key=key, holder="reporter", language=actor.language)
    if number is None:
        raise RuntimeError(f"command {command_id} was written although its parent is locked")
    return facts, events, number


def _given(parent: Facts, part: Part) -> Given:
    place = place_of(part.spot) if part.spot else parent.place
    return Given(text=part.text, class_key=part.class_key, place=place, source=parent.source, other=str(parent.id))


def _pair(
    case_id: UUID,
    child_id: UUID,
    moves: tuple[str, str],
    text: str,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    seen: int | None,
) -> Result[tuple[Done, Done]]:
    """The same act told from both sides, written together."""
    try:
        with transaction.atomic():
            links.take_turn()
            child, parent = store.load(child_id, alone=True), None
            if child_id != case_id:
                parent = store.load(case_id, alone=True)
            if child is None or parent is None:
                return Refused("case_in_family" if child_id == case_id and child else "case_unknown")
            of_child = Given(other=str(case_id), item=parent[1])
            of_parent = Given(other=str(child_id), item=child[1], text=text)
            if known := store.recorded(command_id):
                return _pair_before(known, uuid5(command_id, "other"), moves, actor, (of_parent, of_child))
            if refused := store.changed_since(parent[0], seen):
                return refused
            after = _move(parent[0], moves[0], actor, of_parent, command_id, now)
            freed = _move(child[0], moves[1], actor, of_child, uuid5(command_id, "other"), now)
            keep = links.link if moves[1] == "join" else links.unlink
            keep(case_id=child_id, kind=links.CHILD, other_id=case_id)
            return Allowed(
                (
                    Done(child_id, child[1], freed.version, freed.state, (moves[1],)),
                    Done(case_id, parent[1], after.version, after.state, (moves[0],)),
                )
            )
    except _RefusedError as undone:
        return undone.refusal


def _pair_before(
    known: store.Recorded, other: UUID, moves: tuple[str, str], actor: Actor, given: tuple[Given, Given]
) -> Result[tuple[Done, Done]]:
    second = store.recorded(other)
    same = second is not None and all(
        repeats(one.first, move=move, actor=actor, given=brought)
        for one, move, brought in zip((known, second), moves, given, strict=True)
    )
    if second is None or not same:
        return Refused("command_used", {"move": known.first.move, "number": known.number})
    first, last = (
        Done(one.case_id, one.number, one.version, one.state, one.moves, repeated=True) for one in (second, known)
    )
    return Allowed((first, last))


def _move(facts: Facts, move: str, actor: Actor, given: Given, command_id: UUID, now: datetime) -> Facts:
    edition = catalogue.edition(facts.edition)
    judged = judge(
        facts=facts, move=move, actor=actor, given=given, edition=edition, now=now, history=store.history(facts.id)
    )
    if isinstance(judged, Refused):
        raise _RefusedError(judged)
    after, events = judged.value
    store.update_case(store.Written(command_id, after, events, now), seen=facts.version)
    return after
