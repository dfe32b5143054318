"""Who reports what, where and when: a rhythm of seasons, rain, weekdays and hours."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from linli.catalogue.rules.edition import ServiceClass
from linli.insight.simulation import habits, phrases
from linli.insight.simulation.city import City, Site, habits_weight, season


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report before anybody has read it. `about` is what it is really about, whether or not the reporter says so.

    `key` names it within the simulation; everything that happens to it is drawn from dice of that name.
    """

    key: str
    at: datetime
    source: str
    language: str
    about: ServiceClass
    says_class: bool
    site: Site
    says_place: bool
    text: str
    address: str
    echo: bool = False
    outside: bool = False


def arrivals(city: City, *, seed: str, first: date, last: date, per_day: int) -> Iterator[Arrival]:
    """The reports of the days from `first` to `last`, day by day, about `per_day` on an ordinary one.

    A day is the same whatever other days are asked for.
    """
    day = first
    while day <= last:
        yield from _of_day(city, seed, day, per_day)
        day += timedelta(days=1)


def _of_day(city: City, seed: str, day: date, per_day: int) -> Iterator[Arrival]:
    dice = Random(f"{seed}/{day}")
    rain = dice.random() < habits.RAINY_DAYS[day.month]
    classes, weights = _mix(city, day.month, rain)
    for number in range(_poisson(dice, per_day * habits.WEEKDAYS[day.weekday()] * (1.12 if rain else 0.97))):
        arrival = _one(city, Random(f"{seed}/{day}/{number}"), f"{seed}/{day}/{number}", day, classes, weights)
        yield arrival
        if arrival.says_place and not arrival.outside and dice.random() < habits.ECHO:
            yield _echo(city, dice, arrival)


def _one(
    city: City, dice: Random, key: str, day: date, classes: tuple[ServiceClass, ...], weights: tuple[float, ...]
) -> Arrival:
    source = dice.choices(tuple(habits.SOURCES), tuple(habits.SOURCES.values()))[0]
    about = dice.choices(classes, cum_weights=weights)[0]
    site = city.site(dice, about)
    if dice.random() < habits.FROM_SORE_SPOT and (sore := city.sore_spot(dice)):
        about, site = sore[0], city.near(dice, sore[1], metres=15)
    if source == "field" and about.kind == "service":
        source = "phone"
    elif about.reporters == "staff":
        source = "field"
    outside = source == "web" and dice.random() < habits.OUTSIDE
    if outside:
        site = city.outside(dice)
    language = "en" if source == "web" and dice.random() < habits.ENGLISH else "zh-hans"
    says_class = source == "field" or dice.random() > habits.UNCLEAR_CLASS
    address = site.names.get(language) or site.names.get("zh-hans", "")
    told = about if says_class or dice.random() < 0.7 else None
    return Arrival(
        key=key,
        at=_moment(dice, day, source, city.edition.settings.time_zone),
        source=source,
        language=language,
        about=about,
        says_class=says_class,
        site=site,
        says_place=source == "field" or dice.random() > habits.UNPLACED,
        text=phrases.report(dice, told, language=language, address=address),
        address=address,
        outside=outside,
    )


def _echo(city: City, dice: Random, first: Arrival) -> Arrival:
    """The same thing, seen by somebody else some hours later from a few steps away."""
    return replace(
        first,
        key=first.key + "/echo",
        at=first.at + timedelta(minutes=int(dice.expovariate(1 / (14 * 60))) + 5),
        source="web" if first.source == "field" and first.about.reporters == "anyone" else first.source,
        says_class=dice.random() > 2 * habits.UNCLEAR_CLASS,
        site=city.near(dice, first.site, metres=40),
        text=phrases.report(dice, first.about, language=first.language, address=first.address),
        echo=True,
    )


def _mix(city: City, month: int, rain: bool) -> tuple[tuple[ServiceClass, ...], tuple[float, ...]]:
    """The classes and their cumulative weights in a month, on a day with or without rain."""
    total, found = 0.0, []
    for about in city.classes:
        wet = habits.RAIN.get(about.key, 1.0) if rain else 1.0
        total += habits_weight(about.key) * season(about.key, month) * wet
        found.append(total)
    return city.classes, tuple(found)


def _moment(dice: Random, day: date, source: str, zone: str) -> datetime:
    hour = dice.choices(range(24), habits.HOURS[source])[0]
    midnight = datetime(day.year, day.month, day.day, tzinfo=_zone(zone))
    local = midnight + timedelta(hours=hour, minutes=dice.randrange(60), seconds=dice.randrange(60))
    return local.astimezone(_zone("UTC"))


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _poisson(dice: Random, mean: float) -> int:
    """A Poisson number, by Knuth's product for small means and by the normal curve for large ones."""
    if mean > 200:
        return max(0, round(dice.gauss(mean, mean**0.5)))
    limit, product, count = exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count
