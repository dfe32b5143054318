"""Two cases change at once: merge and unmerge; and what happens to a case happens to the reports merged into it.

Whoever changes several cases locks the root before its parts. Merging and unmerging change which is which, so they take
turns, with each other and with whoever makes sub-cases: then two operators who merge crosswise can't wait for each
other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from linli.cases import links, store
from linli.cases.rules import ENDED, Facts, Given, Place, State, decide, merging, repeats
from linli.cases.rules.decide import Step
from linli.catalogue import queries as catalogue
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of it: the number of the report, and of the case that it is, or was, part of."""

    part: int
    root: int
    state: State
    repeated: bool = False


def merge(
    *, case_id: UUID, into: UUID, actor: Actor, command_id: UUID, now: datetime, text: str = "", seen: int | None = None
) -> Result[Joined]:
    """Make a case part of another: it waits for nothing from there on, and its reporter is asked with the other's.

    `seen` is the version of the part that the actor was looking at. Both are written in one transaction, or neither.

    Refused: case_unknown, merge_into_itself, merge_into_part, merge_into_closed, older_flow, changed_meanwhile,
    command_used, and whatever `decide` refuses with for either case.
    """
    given = Given(other=into.hex, text=text)

    def both(part: Facts, root: Facts) -> Result[tuple[Step, Step]]:
        if refusal := merging.may_join(part, root):
            return _named(refusal)
        place = Place(part.place.lat, part.place.lon) if part.place else None
        taken = Given(other=part.id.hex, place=place, voices=part.followers)
        return _judged(part, ("merge", given), root, ("absorb", taken), actor, now)

    return _pair(case_id, into, "merge", given, both, actor, command_id, now, seen)


def unmerge(
    *, case_id: UUID, actor: Actor, command_id: UUID, now: datetime, text: str = "", seen: int | None = None
) -> Result[Joined]:
    """Make a part a case of its own again, exactly as it was; its deadline is what it would have been.

    Refused: case_unknown, not_merged, changed_meanwhile, command_used, and whatever `decide` refuses with.
    """
    given = Given(text=text)
    found = store.load(case_id)
    if found is None:
        return Refused("case_unknown")
    first = store.recorded(command_id)
    kept = found[0].merged
    if kept is None and first is None:
        return Refused("not_merged")
    root_id = UUID(kept.into) if kept else _last_root(case_id)
    if root_id is None:
        return Refused("not_merged")

    def both(part: Facts, root: Facts) -> Result[tuple[Step, Step]]:
        if part.merged is None or UUID(part.merged.into) != root.id:
            return Refused("not_merged")
        return _judged(part, ("unmerge", given), root, ("let_go", Given(other=part.id.hex)), actor, now)

    return _pair(case_id, root_id, "unmerge", given, both, actor, command_id, now, seen)


def go_along(*, facts: Facts, command_id: UUID, now: datetime) -> None:
    """Let the reports merged into a case go along: closed with it, and taken up with it again.

    In the transaction that closed or opened it. Each has a command of its own, derived from the one that it follows.
    """
    for part in facts.parts:
        found = store.load(UUID(part.case), alone=True)
        if found is None:
            raise LookupError(f"case {facts.id} has {part.case} among its parts, which there is none of")
        closes = facts.state in ENDED
        verdict = merging.verdict_of(facts, part.case)
        given = Given(verdict=merging.outcome_of_part(facts.outcome, verdict)) if closes else Given()
        step = _decided(found[0], "conclude" if closes else "rejoin", given, SYSTEM, now)
        if isinstance(step, Refused):
            raise RuntimeError(f"case {part.case} goes along with {facts.id} but is refused: {step}")
        written = store.Written(uuid5(command_id, part.case), step.value.facts, (step.value.event,), now)
        store.update_case(written, seen=found[0].version)


type _Both = Callable[[Facts, Facts], Result[tuple[Step, Step]]]


def _pair(
    part_id: UUID, root_id: UUID, move: str, given: Given, both: _Both,
    actor: Actor, command_id: UUID, now: datetime, seen: int | None,
) -> Result[Joined]:  # fmt: skip
    with transaction.atomic():
        links.take_turn()
        if move == "merge" and (waiting := store.load(part_id)) and waiting[0].parent:
            # Whoever acts on a sub-case locks it before its whole, which may be the root here.
            return Refused("merge_of_subcase")
        root = store.load(root_id, alone=True)
        part = root if part_id == root_id else store.load(part_id, alone=True)
        if root is None or part is None:
            return Refused("case_unknown")
        if first := store.recorded(command_id):
            return _as_first(first, part_id, root[1], move, given, actor)
        facts = part[0]
        if refused := store.changed_since(facts, seen):
            return refused
        judged = both(facts, root[0])
        if isinstance(judged, Refused):
            return judged
        first_step, second_step = judged.value
        _write(first_step, command_id, now, seen=facts.version)
        _write(second_step, uuid5(command_id, second_step.event.move), now, seen=root[0].version)
        (links.link if move == "merge" else links.unlink)(case_id=part_id, kind="merged", other_id=root_id)
        return Allowed(Joined(part[1], root[1], first_step.facts.state))


def _as_first(first: store.Recorded, part_id: UUID, root: int, move: str, given: Given, actor: Actor) -> Result[Joined]:
    if first.case_id != part_id or not repeats(first.first, move=move, actor=actor, given=given):
        return Refused("command_used", {"number": first.number, "move": first.first.move})
    return Allowed(Joined(first.number, root, first.state, repeated=True))


def _judged(
    part: Facts, act: tuple[str, Given], root: Facts, answer: tuple[str, Given], actor: Actor, now: datetime
) -> Result[tuple[Step, Step]]:
    first = _decided(part, *act, actor, now)
    if isinstance(first, Refused):
        return first
    second = _decided(root, *answer, actor, now)
    return second if isinstance(second, Refused) else Allowed((first.value, second.value))


def _decided(facts: Facts, move: str, given: Given, actor: Actor, now: datetime) -> Result[Step]:
    """One step alone: nothing follows by itself from merging, so that unmerging finds everything as it was."""
    edition = catalogue.edition(facts.edition)
    decided = decide(facts=facts, move=move, actor=actor, given=given, edition=edition, now=now)
    if isinstance(decided, Refused) and decided.code == "move_unknown":
        return Refused("older_flow")
    return decided


def _write(step: Step, command_id: UUID, now: datetime, *, seen: int) -> None:
    store.update_case(store.Written(command_id, step.facts, (step.event,), now), seen=seen)


def _named(refusal: Refused) -> Refused:
    """With the number instead of the id of the case that it speaks of."""
    other = refusal.facts.get("case")
    found = store.load(UUID(other)) if other else None
    return replace(refusal, facts={"case": found[1]}) if found else refusal


def _last_root(case_id: UUID) -> UUID | None:
    """What the case was part of last, for a command that is sent again."""
    merges = [event for event in store.events(case_id) if event.move == "merge"]
    return UUID(merges[-1].given.other) if merges else None
