"""A bar for work of which the bytes are known, on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


@contextmanager
def bar(name: str) -> Iterator[Callable[[str, int, int], None]]:
    """A function to be told what is being done, how much of it is done, and how much there is."""
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=None)
        yield lambda doing, done, total: progress.update(
            task, description=f"{name}: {doing}", completed=done, total=total
        )
