"""`simulate`: a history of many days, written in bulk, the same for the same seed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.cases import bulk
from linli.cases.bulk import History
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.insight.models import SimulationRun
from linli.insight.simulation.arrivals import Arrival, arrivals
from linli.insight.simulation.city import Cast, City
from linli.insight.simulation.incidents import lived, with_echo
from linli.insight.simulation.life import Life
from linli.kernel.ids import tracking_code
from linli.kernel.results import Allowed, Refused, Result
from linli.people import queries as people

BATCH = 500


@dataclass(slots=True)
class Tally:
    """What a simulation came to. `states` counts open cases, `outcomes` closed ones; `codes` has a tracking code of the
    newest case in each state."""

    written: int = 0
    already: int = 0
    events: int = 0
    overdue: int = 0
    states: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        return self.written + self.already

    def add(self, history: History, now: datetime) -> None:
        facts = history.facts
        self.events += facts.version
        if facts.closed_at is None:
            self.states[facts.state] += 1
            self.overdue += facts.due_at is not None and facts.due_at < now
        else:
            self.outcomes[facts.outcome] += 1
        if history.code:
            self.codes[facts.state] = history.code


def simulate(
    *,
    seed: int,
    days: int,
    per_day: int,
    now: datetime,
    tell: Callable[[int, int], None] = lambda day, days: None,
) -> Result[Tally]:
    """Write `days` days of history up to `now`, about `per_day` reports on an ordinary day.

    The first run of a seed fixes the moment up to which its history reaches, so that a second run, or one after a kill,
    makes the same cases and writes those that are missing. `tell` is called with the days done and the days in all.
    Refused: seed_taken (facts `days`, `per_day`) where the seed has been used for another history.
    """
    run = run_of(seed=seed, days=days, per_day=per_day, now=now)
    if (run.days, run.per_day) != (days, per_day):
        return Refused("seed_taken", {"days": run.days, "per_day": run.per_day})
    edition = catalogue.edition(run.edition)
    last = run.until.astimezone(ZoneInfo(edition.settings.time_zone)).date()
    city = City(edition, str(seed))
    cast = Cast(people.posts(now=now))
    tally = Tally()
    first = last - timedelta(days=days - 1)
    found = arrivals(city, seed=str(seed), first=first, last=last, per_day=per_day)
    for batch in batched(_lives(found, edition, cast, run.until, tell, first, days), BATCH):
        done = bulk.write(histories=batch, origin="simulated", recorded_at=now)
        tally.written += done.written
        tally.already += done.already
        for history in batch:
            tally.add(history, run.until)
    SimulationRun.objects.filter(pk=run.pk).update(finished_at=now)
    bulk.settle()
    return Allowed(tally)


def run_of(*, seed: int, days: int, per_day: int, now: datetime, bulk: int = 0) -> SimulationRun:
    """The run of a seed: the one that there was, or a new one that reaches up to `now`."""
    run, _ = SimulationRun.objects.get_or_create(
        seed=seed,
        bulk=bulk,
        defaults={"days": days, "per_day": per_day, "edition": catalogue.current().number, "until": now},
    )
    return run


def _lives(
    found: Iterator[Arrival],
    edition: Edition,
    cast: Cast,
    until: datetime,
    tell: Callable[[int, int], None],
    first: date,
    days: int,
) -> Iterator[History]:
    done = -1

    def begin(arrival: Arrival) -> Life:
        return Life(arrival, edition=edition, cast=cast, until=until)

    for arrival, echo in with_echo(one for one in found if one.at <= until):
        for life in lived(arrival, echo, begin):
            yield life.told(code=code_of(life))
        day = (arrival.at.date() - first).days
        if day > done:
            done = day
            tell(min(day, days), days)
    tell(days, days)


def code_of(life: Life) -> str:
    """The reporter's tracking code; staff who reported in the field have none."""
    if life.arrival.source == "field":
        return ""
    return tracking_code(settings.LINLI_TRACKING_KEY, life.report_id)
