"""For how long a case keeps data about persons, and what an erasure says: which kinds, under which rule, never what it
was."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from linli.cases.rules.facts import ENDED, Event, Facts, Given
from linli.catalogue.rules.edition import Edition
from linli.kernel.results import Refused
from linli.kernel.rights import Actor


class Kind(StrEnum):
    """What is erased: the vault's record of the reporter, words that aren't public, photos."""

    CONTACT = "contact"
    WORDS = "words"
    PHOTOS = "photos"


class Rule(StrEnum):
    """Why: its term after closure is over, or the reporter asked for it."""

    TERM = "term"
    ASKED = "asked"


def erasure_is_clear(facts: Facts, actor: Actor, given: Given, edition: Edition, now: datetime) -> Refused | None:
    """An erasure names known kinds and a known rule; a term ends only for a case that is closed."""
    if not set(given.kinds) <= set(Kind) or given.reason not in set(Rule):
        return Refused("missing", {"move": "erase", "needs": ("kinds", "reason")})
    if given.reason == Rule.TERM and facts.state not in ENDED:
        return Refused("not_from_here", {"move": "erase", "state": facts.state})
    return None


def terms(edition: Edition, class_key: str) -> Mapping[Kind, timedelta]:
    """How long each kind is kept after closure. Words and photos are kept for as long as the case may be reopened."""
    kept, least = edition.settings.retention, edition.settings.reopen_days
    days = {
        Kind.CONTACT: kept.contact,
        Kind.WORDS: max(kept.words, least),
        Kind.PHOTOS: max(kept.photos_for(class_key), least),
    }
    return {kind: timedelta(days=number) for kind, number in days.items()}


def due_kinds(facts: Facts, edition: Edition, now: datetime) -> frozenset[Kind]:
    """The kinds whose term is over. A case that isn't closed, or was reopened, has none; one whose closure is looked at
    again is closed meanwhile: nobody may ever come to look."""
    if facts.state not in ENDED or facts.closed_at is None:
        return frozenset()
    since = now - facts.closed_at
    return frozenset(kind for kind, term in terms(edition, facts.class_key).items() if term <= since)


def is_own(event: Event, voice: str) -> bool:
    """Whether an event is what the bearer of a code did: by their voice, or the report itself, whoever wrote it
    down."""
    return (event.actor_kind == "reporter" and event.given.voice == voice) or (event.move == "report" and not voice)
