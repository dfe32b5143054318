"""How commands show what they have: moments, tables, faults, and work that goes on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from linli.kernel.faults import Fault


def at(moment: datetime | None, zone: ZoneInfo, *, without: str = "") -> str:
    """A moment to the minute; `without` where there is none."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else without


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as wide as it is: only a terminal folds it."""
    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 10_000
    console.print(table)


def give_up(place: object, faults: Sequence[Fault]) -> NoReturn:
    """Print what is wrong with a pack or a file, fault by fault, and end with exit code 1."""
    for fault in faults:
        click.echo(fault)
    click.echo(f"{place}: {len(faults)} fault{'' if len(faults) == 1 else 's'}", err=True)
    raise SystemExit(1)


@contextmanager
def bar(name: str) -> Iterator[Callable[..., None]]:
    """A progress bar on a terminal only: a function to be told what is being done, how much of it is done, how much
    there is, and in words what came of it so far."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[so_far]}"),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=None, so_far="")

        def tell(doing: str, done: float, total: float, so_far: str = "") -> None:
            description = f"{name}: {doing}" if doing else name
            progress.update(task, description=description, completed=done, total=total, so_far=so_far)

        yield tell
