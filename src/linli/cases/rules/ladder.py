"""Climbing the pack's ladder as events tell it: the posts that are told, and what a rung makes of the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from linli.cases.rules import effects
from linli.cases.rules.effects import Changes
from linli.cases.rules.facts import Event, Facts
from linli.cases.rules.ledger import PROMISED, Clock
from linli.cases.rules.parts import Climbed, Task
from linli.cases.rules.tasks import OPEN
from linli.catalogue.rules.edition import Edition
from linli.kernel.results import Refused
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role
from linli.kernel.values import changed

_BY_PATH = (*UNIT_ROLES, Role.AREA_LEAD)
LEADS = (Role.UNIT_LEAD, Role.AREA_LEAD, Role.SUPERVISOR)
"""The posts to which a case climbs; the others are reminded of what waits for them anyway."""
TIMED = frozenset({"remind", "climb"})
"""The moves by which a case climbs."""


@dataclass(frozen=True, slots=True)
class Post:
    """Whom a rung tells. A post of a unit, or an area's lead, is that of `path`; any other is whoever holds it where
    the case lies.
    """

    role: Role
    path: str = ""

    def __str__(self) -> str:
        return f"{self.role} {self.path}" if self.role in _BY_PATH else str(self.role)

    @classmethod
    def read(cls, text: str) -> Self:
        """The inverse of `str`."""
        role, _, path = text.partition(" ")
        return cls(Role(role), path)


def whom(event: Event) -> tuple[Post, ...]:
    """The posts that `event` tells that a case climbs; none where it is another kind of event."""
    return tuple(map(Post.read, event.given.posts))


def posts_of(grants: Iterable[Grant], *roles: Role) -> tuple[Post, ...]:
    """The posts that somebody with these grants holds, of these roles only where any are named."""
    return tuple(
        Post(grant.role, _path(grant) if grant.role in _BY_PATH else "")
        for grant in grants
        if not roles or grant.role in roles
    )


def _path(grant: Grant) -> str:
    return grant.unit_path if grant.role in UNIT_ROLES else grant.area_path


def rung_is_reached(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """So much of the limit is used up as the next rung of the ladder says."""
    return None if facts.climb_at and now >= facts.climb_at else Refused("too_early", {"until": facts.climb_at})


def nothing_set(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """No next rung is known, and none was climbed."""
    return Refused("timer_set_already", {"until": facts.climb_at}) if facts.climb_at or facts.climbed else None


def climbed(facts: Facts, event: Event) -> Changes:
    """The clock has reached a rung: whoever was told so far has been told, and those of this rung as well."""
    given = event.given
    rung = Climbed(given.reason, given.item, given.rungs[-1], given.posts, next(iter(given.units), ""))
    return effects.none(facts, event) | {"climbed": further(facts.climbed, rung)}


def further(climbed: Iterable[Climbed], rung: Climbed) -> tuple[Climbed, ...]:
    """How far the clocks have climbed once one of them has reached `rung`, whose posts are told beside those before."""
    own = [one for one in climbed if (one.item, one.part) == (rung.item, rung.part)]
    posts = tuple(dict.fromkeys(post for one in (*own, rung) for post in one.posts))
    return (*(one for one in climbed if one not in own), changed(rung, posts=posts))


def still_climbed(facts: Facts, event: Event, tasks: Iterable[Task]) -> tuple[Climbed, ...]:
    """How far the clocks have climbed that run on after `event`: the promise of a round outlives its stages, a part
    ends with its task. `tasks` are those after the event.
    """
    if not facts.climbed:
        return ()
    stays = event.before == event.after
    promised = event.after in PROMISED or event.move == "refer"
    open_parts = {(task.item, task.unit_path) for task in tasks if task.state in OPEN}
    return tuple(
        one
        for one in facts.climbed
        if ((one.item, one.part) in open_parts if one.part else stays or (promised and one.clock == Clock.HANDLE))
    )
