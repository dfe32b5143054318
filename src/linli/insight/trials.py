"""Rules tried on the cases of a period before they bind, and rules fitted to what another system promised."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from linli.cases.rules import Event
from linli.cases.stories import Story, stories
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.routing import Routing, route
from linli.insight.rules.fitting import Promise
from linli.insight.rules.halves import Half, half_of
from linli.insight.rules.trial import Trial, Tried, promise_of
from linli.kernel.paths import within
from linli.kernel.rights import Actor, Role

POSTS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


def areas_of(actor: Actor) -> tuple[str, ...]:
    """The paths of the areas on whose cases the actor may try rules (empty path: everywhere); none for most posts."""
    return tuple(grant.area_path for grant in actor.grants if grant.role in POSTS)


def tried(
    *,
    edition: Edition,
    start: datetime,
    end: datetime,
    now: datetime,
    half: Half | None = None,
    areas: Sequence[str] = ("",),
    tell: Callable[[Story], None] = lambda _: None,
) -> Iterator[Tried]:
    """The cases reported from `start` until just before `end`, each under its own rules and under `edition`.

    `half` keeps only imported cases, and of those one half; `areas` keeps what lies within one of these paths. `tell`
    is called with every case that was read. Nothing is written, and no more than a batch of cases is held.
    """
    trial = Trial(edition, catalogue.edition, _remembering(), now)
    for story in stories(start=start, end=end):
        tell(story)
        facts = story.facts
        if facts.class_key and _wanted(story.events, half) and any(within(facts.area_path, area) for area in areas):
            yield trial.judge(
                number=story.number,
                class_key=facts.class_key,
                area_path=facts.area_path,
                flow=facts.flow,
                edition=facts.edition,
                events=story.events,
            )


def promises(
    *,
    start: datetime,
    end: datetime,
    half: Half | None = None,
    tell: Callable[[Story], None] = lambda _: None,
) -> Iterator[Promise]:
    """What another system had promised in the cases imported of a period, or of one half of them."""
    for story in stories(start=start, end=end):
        tell(story)
        promise = promise_of(story.events)
        if promise is not None and _wanted(story.events, half):
            yield Promise(story.facts.class_key, story.events[0].at, promise, story.facts.closed_at)


def _wanted(events: Sequence[Event], half: Half | None) -> bool:
    original = events[0].given.original
    return half is None or (bool(original) and half_of(original) == half)


def _remembering() -> Callable[[Edition, str, str], Routing]:
    """Routing that is worked out once for each edition, class and area."""
    # The edition is kept with its answer, so that no other one can take its id.
    known: dict[tuple[int, str, str], tuple[Edition, Routing]] = {}

    def remembered(edition: Edition, class_key: str, area_path: str) -> Routing:
        key = (id(edition), class_key, area_path)
        if key not in known:
            known[key] = (edition, route(edition, class_key=class_key, area_path=area_path))
        return known[key][1]

    return remembered
