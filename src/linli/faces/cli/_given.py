"""What several commands are given alike: kinds of values, and what names, numbers and days stand for.

Whatever can't be taken ends the command with one line: with exit code 2 where its words can't be read (click says
so), with 1 where they name nothing or the act is refused.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases import queries as cases
from linli.cases.queries import View
from linli.catalogue import queries as catalogue
from linli.kernel.results import Refused, Result
from linli.kernel.rights import Actor
from linli.kernel.words import LANGUAGES
from linli.people import queries as people
from linli.people.queries import Account
from linli.people.rules import plain_sign_in

OLD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _NewFile(click.Path):
    """A file to be written, in a folder that is there."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"{path}: there is no folder {path.parent}; make it, or name a file elsewhere.", param, ctx)
        if not os.access(path.parent, os.W_OK):
            self.fail(f"{path}: nothing can be written into {path.parent}; name a file elsewhere.", param, ctx)
        return path


class _NewFolder(click.Path):
    """A folder to be written, which may be there, or not yet."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        nearest = next(one for one in (path, *path.absolute().parents) if one.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
            self.fail(f"{path}: nothing can be written into {nearest}; name a folder elsewhere.", param, ctx)
        return path


class _Day(click.ParamType[date]):
    """A day of the calendar, of years that every time zone and the database know."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no day: write it like 2026-01-31.", param, ctx)
        if not 1900 <= day.year <= 2199:
            self.fail(f"{value} is far away: give a day from 1900 to 2199.", param, ctx)
        return day


class _Point(click.ParamType[tuple[float, float]]):
    """Latitude and longitude, degrees WGS 84."""

    name = "lat,lon"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        try:
            lat, lon = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value}: write latitude and longitude like 31.2304,121.4737.", param, ctx)
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            self.fail(f"{value}: latitude is from -90 to 90 degrees, longitude from -180 to 180.", param, ctx)
        return lat, lon


NEW_FILE, NEW_FOLDER = _NewFile(dir_okay=False, path_type=Path), _NewFolder(file_okay=False, path_type=Path)
DAY, POINT = _Day(), _Point()
SEED = click.IntRange(0, 2**63 - 1)


def language_option(default: str = LANGUAGES[0]) -> Callable[..., Any]:
    """`--language`, in which the city's names are told."""
    return click.option(
        "--language", type=click.Choice(LANGUAGES), default=default, show_default=True, help="Of the city's names."
    )


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both in it; in moments from `since` until just before `until`."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)


def period_options(days: int = 0) -> Callable[..., Any]:
    """`--from` and `--to`, for `period` with as many `days`; without `days` both are needed."""
    required = not days
    first = f"First day; without it {days} days are told of." if days else "First day."
    last = "Last day, included; without it today." if days else "Last day, included."

    def given(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option("--to", "last", type=DAY, required=required, help=last)(function)
        return click.option("--from", "first", type=DAY, required=required, help=first)(function)

    return given


def period(first: date | None, last: date | None, *, days: int = 1, zone: ZoneInfo | None = None) -> Period:
    """The period that was given, in the city's time zone unless another is meant."""
    zone = zone or city_zone()
    last = last or timezone.now().astimezone(zone).date()
    first = first or last - timedelta(days=days - 1)
    if last < first:
        raise click.UsageError(f"--to {last} lies before --from {first}: give the earlier day to --from.")
    return Period(first, last, zone)


def city_zone() -> ZoneInfo:
    """The city's time zone. Raises NoEditionError where there is no city."""
    return ZoneInfo(catalogue.current().settings.time_zone)


def zone_of_times() -> ZoneInfo:
    """The time zone to show moments in: the city's, UTC where there is none."""
    try:
        return city_zone()
    except catalogue.NoEditionError:
        return ZoneInfo("UTC")


def case_of(number: int) -> View:
    """The case of that number."""
    return cases.case(number=number) or refuse(f"{number}: no such case")


def account_of(sign_in: str, *, option: str = "") -> Account:
    """The account of that name, open or closed; `option` is that by which it was named."""
    found = people.account_named(plain_sign_in(sign_in))
    return found or refuse(f"{option} {sign_in}: no such account; `linli staff list` shows all".strip())


def actor_of(sign_in: str, *, now: datetime) -> Actor:
    """Whoever acts `--as` that account, with the posts that it holds now."""
    found = people.actor(account_of(sign_in, option="--as").id, now=now)
    return found or refuse(f"--as {sign_in}: the account is closed; `linli staff list` shows those that are open")


def text_of(path: Path) -> str:
    """What is written in a file, in UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        refuse(f"{path} isn't UTF-8 ({fault.reason} at byte {fault.start}): save it as UTF-8")


def value_of[T](result: Result[T], remedies: Mapping[str, str]) -> T:
    """What came of an act; where it was refused the remedy of the code, with its facts, ends the command."""
    if isinstance(result, Refused):
        refuse(remedies.get(result.code, result.code).format(**result.facts))
    return result.value


def refuse(text: str) -> NoReturn:
    """End the command with what stands against it, and exit code 1."""
    raise click.ClickException(text)
