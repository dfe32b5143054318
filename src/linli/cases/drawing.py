"""Lots with what they are drawn from: who holds the posts, how many checks they have open, and the city's secret."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from linli.cases import store
from linli.cases.rules import Facts, apply
from linli.cases.rules.flow.table import CHECK
from linli.cases.rules.guards import own_work
from linli.cases.rules.lots import Entitled, Lots, draw, read
from linli.kernel.paths import within
from linli.people import queries as people


def seed(facts: Facts, purpose: str) -> bytes:
    """The seed of a draw: nobody without the city's key can tell it beforehand, and it can't be drawn twice."""
    value = f"{facts.id} {facts.version} {purpose}"
    return salted_hmac("linli.lots", value, secret=settings.LINLI_TRACKING_KEY, algorithm="sha256").digest()


def entitled(facts: Facts, now: datetime) -> Sequence[Entitled]:
    """Who may check a case: holders of a post of checking over its area, but for those who handled it."""
    holders = people.holders(roles=CHECK, area_path=facts.area_path, now=now)
    load = _load([holder.id for holder in holders if holder.id is not None])
    return [
        Entitled(holder.id, grant.area_path, load[holder.id])
        for holder in holders
        if holder.id is not None and own_work(facts, holder) is None
        for grant in holder.grants
        if grant.role in CHECK and within(facts.area_path, grant.area_path)
    ]


def _load(persons: Sequence[int]) -> Mapping[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT checker, count(*) FROM cases_case WHERE checker = ANY(%s) AND checker IS NOT NULL GROUP BY checker",
            [list(persons)],
        )
        return defaultdict(int, cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as an event keeps it, and on whom it falls when it is worked out again."""

    seq: int
    person: int
    lots: tuple[tuple[int, int], ...]
    expected: int

    @property
    def right(self) -> bool:
        return self.person == self.expected


def draws(*, case_id: UUID) -> tuple[Draw, ...]:
    """The draws of a case, each worked out again from its lots and the city's secret."""
    loaded = store.load(case_id)
    if loaded is None:
        return ()
    found: list[Draw] = []
    facts = Facts(case_id, loaded[0].flow)
    for event in store.events(case_id):
        if event.move == "draw":
            lots = read(event.given.lots)
            found.append(Draw(event.seq, event.given.person, lots, draw(lots, seed=seed(facts, "check"))))
        facts = apply(facts, event)
    return tuple(found)


LOTS = Lots(entitled, seed)
