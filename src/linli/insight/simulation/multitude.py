"""`simulate --bulk`: a million cases for measuring, copied from some thousand that were lived through one by one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from linli.cases import bulk
from linli.cases.bulk import History
from linli.cases.multiply import multiply
from linli.catalogue import queries as catalogue
from linli.insight.models import SimulationRun
from linli.insight.simulation.arrivals import arrivals
from linli.insight.simulation.city import Cast, City
from linli.insight.simulation.life import Life
from linli.insight.simulation.runs import run_of
from linli.people import queries as people

OPEN_SHARE = 0.03
DAYS = 100
PER_DAY = 60
REACH = timedelta(days=8 * 365)
_GROUNDS_AT_MOST = 20_000


def simulate_many(
    *, wanted: int, seed: int, now: datetime, tell: Callable[[int, int], None] = lambda done, wanted: None
) -> int:
    """Write `wanted` cases, about 3 % of them open, over eight years up to `now`; how many were written.

    A second run with the same seed and number adds nothing. `tell` is called with the cases done and wanted.
    """
    run = run_of(seed=seed, days=DAYS, per_day=PER_DAY, now=now, bulk=wanted)
    if run.finished_at is not None:
        return 0
    city, lives = _lived(run)
    closed = [life for life in lives if life.facts.closed_at is not None]
    still_open = [life for life in lives if life.facts.closed_at is None]
    dice = Random(f"bulk {seed}/grounds")
    grounds = [site.place for site in city.sites]
    if len(grounds) > _GROUNDS_AT_MOST:
        grounds = dice.sample(grounds, _GROUNDS_AT_MOST)
    left = round(wanted * OPEN_SHARE)
    written = 0
    for templates, number, before in ((still_open, left, 0), (closed, wanted - left, left)):
        written += multiply(
            templates=templates,
            grounds=grounds,
            wanted=number,
            reach=REACH,
            salt=f"{seed}/{wanted}",
            now=run.until,
            tell=lambda done, before=before: tell(before + done, wanted),  # type: ignore[misc]
        )
    SimulationRun.objects.filter(pk=run.pk).update(finished_at=now)
    bulk.settle()
    return written


def _lived(run: SimulationRun) -> tuple[City, list[History]]:
    """The histories to copy from: the last hundred days of a city."""
    edition = catalogue.edition(run.edition)
    seed = f"bulk {run.seed}"
    city = City(edition, seed)
    cast = Cast(people.posts(now=run.until))
    last = run.until.astimezone(ZoneInfo(edition.settings.time_zone)).date()
    first = last - timedelta(days=run.days - 1)
    lives = [
        Life(arrival, edition=edition, cast=cast, until=run.until)
        for arrival in arrivals(city, seed=seed, first=first, last=last, per_day=run.per_day)
        if arrival.at <= run.until
    ]
    for life in lives:
        life.live()
    return city, [life.told() for life in lives]
