"""`linli simulate`: a made-up history for demonstrations and measurements."""

from time import monotonic

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from linli.faces.cli._given import SEED, refuse
from linli.insight.simulation.multitude import simulate_many
from linli.insight.simulation.runs import Tally, simulate
from linli.kernel.results import Refused

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


@click.command()
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Days of history, up to now.")
@click.option("--per-day", type=click.IntRange(1), default=120, show_default=True, help="Reports on an ordinary day.")
@click.option("--seed", type=SEED, default=1, show_default=True, help="The same seed makes the same history.")
@click.option("--bulk", type=click.IntRange(1), help="So many cases for measuring, copied from some thousand, instead.")
def command(days: int, per_day: int, seed: int, bulk: int | None) -> None:
    """Simulate a history of the loaded city: reports, handling, checks, silence and dissatisfaction.

    Every act is judged like a real one. A second run with the same seed adds nothing.
    """
    if bulk is not None:
        _multiply(bulk, seed)
        return
    with Progress(*_COLUMNS, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("days", total=days)
        try:
            result = simulate(
                seed=seed,
                days=days,
                per_day=per_day,
                now=timezone.now(),
                tell=lambda done, total: bar.update(task, completed=done, total=total),
            )
        except LookupError as error:  # no city is loaded, or one without places
            refuse(str(error))
    if isinstance(result, Refused):
        was = result.facts
        refuse(
            f"seed {seed} was used for {was['days']} days of {was['per_day']} reports: give these, or another --seed"
        )
    _show(result.value)


def _multiply(wanted: int, seed: int) -> None:
    began = monotonic()
    with Progress(*_COLUMNS, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cases", total=wanted)
        try:
            written = simulate_many(
                wanted=wanted, seed=seed, now=timezone.now(), tell=lambda done, _: bar.update(task, completed=done)
            )
        except LookupError as error:
            refuse(str(error))
    click.echo(
        f"simulated {wanted} = written {written} + already there {wanted - written}, {monotonic() - began:.0f} s"
    )


def _show(tally: Tally) -> None:
    table = Table("open cases by state", "", "closed cases by outcome", "", box=None, pad_edge=False)
    states, outcomes = tally.states.most_common(), tally.outcomes.most_common()
    for row in range(max(len(states), len(outcomes))):
        left = states[row] if row < len(states) else ("", "")
        right = outcomes[row] if row < len(outcomes) else ("", "")
        table.add_row(*map(str, (*left, *right)))
    console = Console()
    console.print(table)
    console.print(f"{tally.states.total()} open, of which {tally.overdue} overdue; {tally.outcomes.total()} closed")
    click.echo(
        f"simulated {tally.cases} = written {tally.written} + already there {tally.already}, {tally.events} events"
    )
