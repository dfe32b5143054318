"""`linli import`: real history of another system, row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NoReturn, Protocol

import click
from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from linli.catalogue.queries import NoEditionError
from linli.insight.imports import Progress, Sums, import_history
from linli.insight.rules import Mapping, read_mapping
from linli.kernel.faults import Fault
from linli.kernel.results import Refused

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--mapping", "mapping_path", metavar="M.toml", type=_FILE, required=True, help="How to read the table.")
@click.option(
    "--rejects",
    "rejects_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows that can't come in are written, with the reason [default: LINLI_HOME/imports].",
)
def command(file: Path, mapping_path: Path, rejects_path: Path | None) -> None:
    """Bring in the cases of another system from FILE, a table in CSV, plain or gzipped.

    Each row comes in once: after a kill in the middle the same command goes on, and a second run imports nothing.
    Rows that can't come in are written to a file with line, column, value and reason.
    """
    mapping = _mapping(mapping_path)
    rejects = rejects_path or settings.LINLI_HOME / "imports" / f"{mapping.name}.rejects.csv"
    began = monotonic()
    try:
        with _bar(file.name) as tell:
            result = import_history(path=file, mapping=mapping, rejects=rejects, now=timezone.now(), tell=tell)
    except NoEditionError as error:
        raise click.ClickException(str(error)) from error
    except (EOFError, OSError) as error:
        raise click.ClickException(
            f"{file} can't be read to its end: {error}. Repeat the command with a whole file."
        ) from error
    if isinstance(result, Refused):
        _give_up(result.facts["faults"])
    seconds = monotonic() - began
    if result.value.imported:
        click.echo(f"{result.value.imported / seconds:,.0f} cases a second, {seconds:.1f} s", err=True)
    if result.value.rejected:
        click.echo(f"rejected rows, with the reason of each: {rejects}", err=True)
    click.echo(_said(result.value))


def _said(sums: Sums) -> str:
    already = f" + already there {sums.already}" if sums.already else ""
    return f"read {sums.read} = imported {sums.imported}{already} + rejected {sums.rejected}"


def _mapping(path: Path) -> Mapping:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path} isn't UTF-8 ({error.reason} at byte {error.start}): save it as UTF-8"
        ) from error
    mapping = read_mapping(text, file=str(path))
    if not isinstance(mapping, Mapping):
        _give_up(mapping)
    return mapping


def _give_up(faults: tuple[Fault, ...]) -> NoReturn:
    for fault in faults:
        click.echo(fault)
    raise SystemExit(1)


class _Tell(Protocol):
    def __call__(self, progress: Progress, /) -> None: ...


@contextmanager
def _bar(name: str) -> Iterator[_Tell]:
    """A progress bar over the bytes of the file, on a terminal only."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), DownloadColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[rows]}"),
    )  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None, rows="")

        def tell(progress: Progress) -> None:
            bar.update(task, total=progress.size, completed=progress.position, rows=f"{progress.sums.read:,} rows")

        yield tell
