"""`linli rules`: try rules on cases before they bind, and fit rules to what another system promised."""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases.stories import Story
from linli.catalogue.rules.edition import Edition, LimitRow
from linli.faces.cli._given import NEW_FILE, Period, period, period_options, refuse
from linli.faces.cli._shown import bar, give_up
from linli.faces.cli._trial import FIELDS, cells, line, summary
from linli.insight import trials
from linli.insight.rules.fitting import Fitted, fit
from linli.insight.rules.halves import Half
from linli.insight.rules.tally import Tally
from linli.insight.rules.trial import Kind
from linli.kernel.faults import Fault
from linli.kernel.results import Refused
from linli.kernel.words import words
from linli.packs import checker, overlay
from linli.packs.parts.head import is_time_zone

_FOLDER = click.Path(path_type=Path)
_HALF = click.Choice(["first", "second"])
_ORDINARY = ("ordinary", words("一般情况", "As usual"))


@click.group("rules")
def command() -> None:
    """Duties, limits and hours, tried on cases before they bind."""


@command.command("try")
@click.argument("pack", type=_FOLDER)
@period_options()
@click.option(
    "--half", type=_HALF, help="Imported cases only, and of those one half: the one that nothing was fitted on."
)
@click.option("--promised", is_flag=True, help="List only cases that another system had promised by a time.")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([str(kind) for kind in Kind]),
    multiple=True,
    help="List only these differences.",
)
@click.option("--list", "listed", is_flag=True, help="Each case that would differ, too.")
@click.option("--csv", "table", type=NEW_FILE, help="Each case that would differ, as a table.")
def try_(
    pack: Path,
    first: date,
    last: date,
    half: Half | None,
    promised: bool,
    kinds: tuple[str, ...],
    listed: bool,
    table: Path | None,
) -> None:
    """Replay the cases of a period under the rules of PACK, and print what would differ. Nothing is loaded or changed.

    Days are those of the reports, in the pack's time zone: `linli rules try packs/demo --from 2026-01-01 --to
    2026-01-31`.

    Cases keep their events; whose they are, when they are due and whether they were late is judged by PACK instead of
    by the rules that they had. An imported case is measured against what its own system had promised.
    """
    edition = _read(pack)
    zone = ZoneInfo(edition.settings.time_zone)
    days = period(first, last, zone=zone)
    wanted = frozenset(map(Kind, kinds)) or frozenset(Kind)
    tally = Tally()
    with ExitStack() as stack:
        tell = stack.enter_context(_through(days, "cases"))
        writer = None
        if table is not None:
            writer = csv.writer(stack.enter_context(table.open("w", encoding="utf-8", newline="")))
            writer.writerow(FIELDS)
        for tried in trials.tried(
            edition=edition, start=days.since, end=days.until, now=timezone.now(), half=half, tell=tell
        ):
            tally.add(tried)
            if wanted.isdisjoint(tried.kinds) or (promised and not tried.promised):
                continue
            if writer is not None:
                writer.writerow(cells(tried, zone))
            if listed:
                click.echo(line(tried, zone))
    for text in summary(tally, edition):
        click.echo(text)
    if table is not None:
        click.echo(f"case by case: {table}", err=True)


@command.command("fit")
@click.argument("pack", type=_FOLDER)
@click.option(
    "--into", "into", type=_FOLDER, required=True, help="New folder beside PACK for the pack that extends it."
)
@period_options()
@click.option("--half", type=_HALF, help="One half of the imported cases, to try the rules on the other.")
@click.option(
    "--time-zone",
    "time_zones",
    multiple=True,
    help="Where hours of work are looked for [default: the pack's, and UTC].",
)
def fit_(pack: Path, into: Path, first: date, last: date, half: Half | None, time_zones: tuple[str, ...]) -> None:
    """Find the limits and the hours behind the promises of imported cases, and write them as a pack over PACK.

    The new pack says only what was found: limits of classes with enough rows, and the calendar they run on.
    """
    edition = _read(pack)
    days = period(first, last, zone=ZoneInfo(edition.settings.time_zone))
    if unknown := [name for name in time_zones if not is_time_zone(name)]:
        hint = "--time-zone"
        raise click.BadParameter(f"{unknown[0]} is not a time zone; write one like Asia/Shanghai", param_hint=hint)
    zones = time_zones or tuple(dict.fromkeys((edition.settings.time_zone, "UTC")))
    now = timezone.now()
    with _through(days, "promises") as tell:
        promises = list(trials.promises(start=days.since, end=days.until, half=half, tell=tell))
    if not promises:
        refuse("no imported case of this period has a promised time: map due_at, and import again")
    found = fit(promises, time_zones=zones, now=now)
    if not found.limits:
        refuse(f"{len(promises)} promises, but no limit explains most of any class")
    below = {key: edition.limits_for(key) for key in found.limits}
    over = overlay.Overlay(
        name=into.resolve().name,
        title=words(f"{edition.title.get('zh-hans', '')}（拟合）", f"{edition.title.get('en', '')} (fitted)"),
        limits=overlay.limits_with(below, _rows(found, edition)),
        calendar=found.calendar,
    )
    written = overlay.write(into, over=pack, overlay=over)
    if isinstance(written, Refused):
        give_up(into, written.facts["faults"])
    _read(into)
    for text in _found(found, len(promises)):
        click.echo(text)
    click.echo(f"{into}: written and without faults; nothing is loaded")


def _read(pack: Path) -> Edition:
    checked = checker.read(pack)
    if checked.edition is None:
        give_up(pack, checked.faults)
    if checked.is_library:
        remedy = 'name a city that says extends = "…"'
        message = "a pack without areas can be extended, but not tried"
        give_up(pack, (Fault(f"{pack}/areas.geojson", None, "", message, remedy),))
    return checked.edition


def _rows(found: Fitted, edition: Edition) -> dict[str, LimitRow]:
    """The fitted limits under the name that the ordinary condition of each class has."""
    rows = {}
    for key, fitted in found.limits.items():
        below = edition.limits_for(key)
        condition, names = (below[0].condition, below[0].words) if below else _ORDINARY
        rows[key] = LimitRow(key, condition, names, fitted.limit)
    return rows


def _found(found: Fitted, promises: int) -> Iterator[str]:
    yield f"{promises} promises"
    for key, fitted in found.limits.items():
        limit = fitted.limit
        yield f"{key:<22}{limit.value} {limit.unit} ({limit.clock}): {fitted.share:.1%} of {fitted.rows} rows"
    for key, rows in found.unfitted.items():
        yield f"{key:<22}not fitted: {rows} rows, too few or of no one limit"
    calendar = found.calendar
    if calendar is not None:
        days = sum(map(bool, calendar.week))
        hours = f"{', '.join(map(str, calendar.standard))} {calendar.time_zone}, {days} days a week"
        holidays = ", ".join(day.isoformat() for day in sorted(calendar.holidays))
        yield f"{'calendar':<22}{hours}; closed on {holidays or 'no other day'}"


@contextmanager
def _through(days: Period, name: str) -> Iterator[Callable[[Story], None]]:
    """A progress bar through the period, case by case."""
    length, count = (days.until - days.since).total_seconds(), 0
    with bar(name) as show:

        def tell(story: Story) -> None:
            nonlocal count
            count += 1
            if count % 100 == 0 and story.facts.reported_at is not None:
                show("", (story.facts.reported_at - days.since).total_seconds(), length, f"{count:,}")

        yield tell
