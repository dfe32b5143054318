"""Reports about one incident are merged into one case, and every reporter is asked at its closure.

A voice is one of those who are asked: the case's own reporter (empty), the reporter of a report merged into it (that
report's id in hex), or somebody who follows either (a digest of their code).
"""

from datetime import datetime, timedelta

from linli.cases.rules.effects import Changes, none
from linli.cases.rules.facts import ENDED, SATISFIED, Event, Facts, Given, Outcome, State
from linli.cases.rules.guards import VERDICTS_OF_DISSENT
from linli.cases.rules.likeness import REACH_M, distance
from linli.cases.rules.parts import Kept, Part, Voice
from linli.cases.rules.tasks import assisted
from linli.catalogue.rules.edition import Edition
from linli.kernel.results import Refused
from linli.kernel.rights import Actor

# The closure of these asked the reporters; how any other ended holds for every report of the incident alike.
_ASKED = frozenset({Outcome.SATISFIED, Outcome.UNANSWERED, Outcome.DIVIDED})


def voices_of(facts: Facts) -> tuple[str, ...]:
    """Everybody who is asked at closure, the case's own reporter first."""
    parts = (voice for part in facts.parts for voice in (part.case, *part.followers))
    return tuple(dict.fromkeys(("", *parts, *facts.followers)))


def verdict_of(facts: Facts, voice: str) -> str:
    """What that voice has answered in the present round; empty where nothing yet."""
    return next((one.verdict for one in facts.voices if one.voice == voice), "")


def is_near(facts: Facts, voice: str) -> bool:
    """Whether whoever speaks stands near the spot: their report lies within 100 m of the case's place.

    The case's own reporter does, and so does whoever follows it: they chose it as what they had in front of them. Where
    either place isn't known nobody is said to be far.
    """
    part = next((one for one in facts.parts if voice in (one.case, *one.followers)), None)
    metres = None if part is None else metres_off(facts, part)
    return metres is None or metres <= REACH_M


def metres_off(facts: Facts, part: Part) -> float | None:
    """How far from the case's place a report was made; None where either place isn't known."""
    if facts.place is None or part.lat is None or part.lon is None:
        return None
    return distance((facts.place.lat, facts.place.lon), (part.lat, part.lon))


def unheard(facts: Facts, *, besides: str) -> tuple[str, ...]:
    """Those who haven't answered in the present round, `besides` aside."""
    heard = {one.voice for one in facts.voices} | {besides}
    return tuple(voice for voice in voices_of(facts) if voice not in heard)


def outcome_of_part(outcome: str, verdict: str) -> Outcome:
    """How a report ends with the case that it is part of: by its own reporter's answer, where reporters were asked."""
    if outcome not in _ASKED:
        return Outcome(outcome)
    if not verdict:
        return Outcome.UNANSWERED
    return Outcome.SATISFIED if verdict == SATISFIED else Outcome.DIVIDED


def may_join(part: Facts, root: Facts) -> Refused | None:
    """Whether one case may become part of another: no rings, no chains, nothing into what is closed already."""
    if part.id == root.id:
        return Refused("merge_into_itself")
    if root.merged is not None:
        return Refused("merge_into_part", {"case": root.merged.into})
    if refusal := _of_family(part):
        return refusal
    if root.state in (*ENDED, State.REJECTED, State.ANSWERED):
        return Refused("merge_into_closed", {"state": root.state})
    return None


def stays_whole(facts: Facts) -> Refused | None:
    """Why a case can't become part of another one, as it stands; the other may still be merged into it.

    A part waits for nothing and is closed with its root. Sub-cases would go on under a whole that promises nothing any
    more, and the root could be handed in over them; a sub-case would be closed without its whole hearing of it; a call
    and another unit's part would wait for a result that is somebody else's now.
    """
    return _of_family(facts) or _with_parts(facts) or _called_to(facts) or assisted(facts)


def _of_family(facts: Facts) -> Refused | None:
    if facts.children:
        return Refused("merge_of_whole", {"numbers": tuple(child.number for child in facts.children)})
    return Refused("merge_of_subcase") if facts.parent else None


def _with_parts(facts: Facts) -> Refused | None:
    return Refused("has_parts", {"count": len(facts.parts)}) if facts.parts else None


def _called_to(facts: Facts) -> Refused | None:
    return Refused("calls_open") if any(call.open for call in facts.calls) else None


def is_asked(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Whoever speaks is one of the case's reporters or followers."""
    return None if actor.voice in voices_of(facts) else Refused("not_asked")


def reported_it(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Whoever speaks has reported it, or the same: whoever only follows it uses up no objection and adds nothing."""
    own = not actor.voice or any(part.case == actor.voice for part in facts.parts)
    return None if own else Refused("only_follows")


def last_to_answer(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Everybody else has answered."""
    waiting = unheard(facts, besides=actor.voice)
    return Refused("others_are_asked", {"count": len(waiting)}) if waiting else None


def others_to_answer(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Somebody else hasn't answered yet, and whoever speaks hasn't said that it is fixed."""
    if verdict_of(facts, actor.voice) == SATISFIED:
        return Refused("answered_already")
    return None if unheard(facts, besides=actor.voice) else Refused("nobody_else_asked")


def only_reporter(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Nobody else has reported the same."""
    count = len(voices_of(facts)) - 1
    return Refused("others_are_asked", {"count": count}) if count else None


def one_of_several(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Somebody else has reported the same."""
    return None if len(voices_of(facts)) > 1 else Refused("nobody_else_asked")


def speaks_from_near(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Their report lies within 100 m of the case's place, or nobody knows that it doesn't."""
    return None if is_near(facts, actor.voice) else Refused("not_near")


def speaks_from_afar(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Their report lies further than 100 m from the case's place, and they haven't disagreed yet."""
    if verdict_of(facts, actor.voice) in VERDICTS_OF_DISSENT:
        return Refused("answered_already")
    return Refused("is_near") if is_near(facts, actor.voice) else None


def has_no_parts(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """No other report was merged into it: there are no chains."""
    return _with_parts(facts)


def no_open_calls(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """No unit is being called to it: whoever called ends that first."""
    return _called_to(facts)


def has_parts(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Another report was merged into it."""
    return None if facts.parts else Refused("has_no_parts")


def is_part(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """It is part of another case, or was when that was closed."""
    return None if facts.merged is not None else Refused("not_merged")


def is_merged(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """It is part of another case; or was when that was closed, and the days to reopen it aren't over."""
    if facts.merged is None:
        return Refused("not_merged")
    if facts.closed_at is None:
        return None
    last = facts.closed_at + timedelta(days=edition.settings.reopen_days)
    return Refused("too_late", {"until": last}) if now > last else None


def is_a_part(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The report was merged into this case."""
    return None if any(part.case == given.other for part in facts.parts) else Refused("not_merged")


def outcome_is_known(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """The verdict is one of the outcomes."""
    return None if given.verdict in tuple(Outcome) else Refused("verdict_unknown", {"verdict": given.verdict})


def merged(facts: Facts, event: Event) -> Changes:
    """It waits for nothing and is due for nothing while it is part of the other; what it was, it keeps."""
    kept = Kept(
        into=event.given.other,
        state=str(facts.state),
        due_at=facts.due_at,
        until=facts.until,
        climb_at=facts.climb_at,
        why=facts.why,
        asked=facts.asked,
        climbed=facts.climbed,
    )
    return {"merged": kept, "climb_at": None}


def unmerged(facts: Facts, event: Event) -> Changes:
    """As if it had never been merged: the same state, the same deadline, however long that took."""
    if facts.merged is None:
        raise ValueError(f"case {facts.id}: event {event.seq} unmerges what isn't merged")
    kept = facts.merged
    return {
        "merged": None,
        "due_at": kept.due_at,
        "until": kept.until,
        "climb_at": kept.climb_at,
        "climbed": kept.climbed,
        "why": kept.why,
        "asked": kept.asked,
        "closed_at": None,
        "outcome": "",
    }


def state_kept(facts: Facts) -> State:
    """Where an unmerged case goes back to."""
    return facts.state if facts.merged is None else State(facts.merged.state)


def absorbed(facts: Facts, event: Event) -> Changes:
    place = event.given.place
    part = Part(
        event.given.other,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        followers=event.given.voices,
    )
    others = tuple(one for one in facts.parts if one.case != part.case)
    return none(facts, event) | {"parts": (*others, part)}


def let_go(facts: Facts, event: Event) -> Changes:
    """The reporters of what is let go aren't asked about this case any more, and what they answered doesn't count."""
    gone = {voice for part in facts.parts if part.case == event.given.other for voice in (part.case, *part.followers)}
    return none(facts, event) | {
        "parts": tuple(one for one in facts.parts if one.case != event.given.other),
        "voices": tuple(one for one in facts.voices if one.voice not in gone),
    }


def followed(facts: Facts, event: Event) -> Changes:
    """Whoever begins to follow is asked too; a code without a voice may only look."""
    voice = event.given.voice
    heard = (*facts.followers, voice) if voice else facts.followers
    return none(facts, event) | {"followers": tuple(dict.fromkeys(heard))}


def spoken(facts: Facts, event: Event) -> Changes:
    """One voice is noted. The others are still asked."""
    return none(facts, event) | {"voices": _with(facts, event, event.given.verdict or SATISFIED)}


def contested(facts: Facts, event: Event) -> Changes:
    """A voice from the spot says no: a checker looks again before anything is closed."""
    return {"voices": _with(facts, event, event.given.verdict)}


def closed_as_confirmed(facts: Facts, event: Event) -> Changes:
    """The last of all answers: satisfied, unless somebody had said no. Where only one is asked, the outcome says it."""
    voices = _with(facts, event, SATISFIED)
    kept = voices if len(voices_of(facts)) > 1 else ()
    return _closed(facts, event, voices) | {"voices": kept}


def closed_as_heard(facts: Facts, event: Event) -> Changes:
    """The time to answer is over: what was said counts, and silence isn't satisfaction."""
    return _closed(facts, event, facts.voices)


def closed_as_divided(facts: Facts, event: Event) -> Changes:
    return {"closed_at": event.at, "outcome": Outcome.DIVIDED, "due_at": facts.due_at}


def closed_with_root(facts: Facts, event: Event) -> Changes:
    return {"closed_at": event.at, "outcome": Outcome(event.given.verdict)}


def rejoined(facts: Facts, event: Event) -> Changes:
    return {"closed_at": None, "outcome": ""}


def _with(facts: Facts, event: Event, verdict: str) -> tuple[Voice, ...]:
    others = tuple(one for one in facts.voices if one.voice != event.given.voice)
    return (*others, Voice(event.given.voice, verdict, event.at))


def _closed(facts: Facts, event: Event, voices: tuple[Voice, ...]) -> Changes:
    if not voices:
        outcome = Outcome.UNANSWERED
    elif all(one.verdict == SATISFIED for one in voices):
        outcome = Outcome.SATISFIED
    else:
        outcome = Outcome.DIVIDED
    return {"closed_at": event.at, "outcome": outcome, "due_at": facts.due_at}
