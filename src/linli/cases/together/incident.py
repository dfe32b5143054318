"""One incident and all who reported it, as pages show it. Part of the door `queries`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.cases import links, store
from linli.cases.rules import Facts, merging
from linli.cases.rules.facts import SATISFIED


@dataclass(frozen=True, slots=True)
class Reported:
    """One of the reports of an incident: of the case itself, or merged into it. `verdict` is its reporter's answer of
    the present round, `near` whether it counts as made near the spot, `metres` how far from there.
    """

    number: int
    facts: Facts
    verdict: str
    near: bool
    metres: float | None
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """How many are asked at a closure, and what they said so far. `followers` counts those who only follow; `afar` who
    disagrees from far away.
    """

    count: int
    satisfied: int
    dissenting: int
    afar: int
    followers: int


@dataclass(frozen=True, slots=True)
class Cause:
    """A closed case that a case about a cause speaks of."""

    number: int
    closed_at: datetime | None


def reports(*, facts: Facts) -> tuple[Reported, ...]:
    """The reports that were merged into a case, in the order in which they were; empty where it is the only one."""
    if not facts.parts:
        return ()
    joined = {event.given.other: event.at for event in store.events(facts.id) if event.move == "absorb"}
    loaded = store.load_all([UUID(part.case) for part in facts.parts])
    found = []
    for part in facts.parts:
        if UUID(part.case) not in loaded:
            raise LookupError(f"case {facts.id} has {part.case} among its parts, which there is none of")
        reported, number = loaded[UUID(part.case)]
        found.append(
            Reported(
                number,
                reported,
                verdict=merging.verdict_of(facts, part.case),
                near=merging.is_near(facts, part.case),
                metres=merging.metres_off(facts, part),
                joined_at=joined.get(part.case),
            )
        )
    return tuple(found)


def asked(*, facts: Facts) -> Asked:
    """Who is asked at the closure of a case, in numbers."""
    voices = merging.voices_of(facts)
    verdicts = {voice: merging.verdict_of(facts, voice) for voice in voices}
    dissenting = [voice for voice, verdict in verdicts.items() if verdict not in ("", SATISFIED)]
    return Asked(
        count=len(voices),
        satisfied=sum(verdict == SATISFIED for verdict in verdicts.values()),
        dissenting=len(dissenting),
        afar=sum(not merging.is_near(facts, voice) for voice in dissenting),
        followers=len(voices) - 1 - len(facts.parts),
    )


def answered(*, facts: Facts, voice: str) -> str:
    """What that voice has answered in the present round; empty where nothing yet."""
    return merging.verdict_of(facts, voice)


def causes(*, case_id: UUID) -> tuple[Cause, ...]:
    """The closed cases that opened a case about their cause, oldest first."""
    found = store.load_all(links.linked(case_id=case_id, kind="cause"))
    return tuple(Cause(number, facts.closed_at) for facts, number in found.values())
