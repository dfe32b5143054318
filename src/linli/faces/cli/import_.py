"""`linli import`: tables of other systems, row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NoReturn

import click
from django.conf import settings
from django.utils import timezone

from linli.faces.cli._given import NEW_FILE, OLD_FILE, refuse, text_of
from linli.faces.cli._shown import bar
from linli.insight import proposals, uploads
from linli.insight.imports import Sums, import_history
from linli.insight.rules import Mapping, read_mapping
from linli.insight.rules.kinds import Kind
from linli.insight.rules.mapping import is_name
from linli.insight.rules.mapping_text import write_mapping
from linli.insight.rules.table_faults import said
from linli.kernel.faults import Fault
from linli.kernel.results import Refused


@click.command()
@click.argument("file", type=OLD_FILE)
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="What the rows are [default: cases].")
@click.option("--mapping", "mapping_name", metavar="M.toml", help="How to read the table: a file, or a stored name.")
@click.option("--mapping-out", type=NEW_FILE, help="Write the mapping that was guessed, to correct it, and stop.")
@click.option("--keep", metavar="NAME", help="Keep the mapping under a name, for the desk and for --mapping, and stop.")
@click.option("--check", is_flag=True, help="Judge every row and write nothing but the rejects.")
@click.option(
    "--rejects",
    "rejects_path",
    type=NEW_FILE,
    help="Where rows that can't come in are written, with the reason [default: LINLI_HOME/imports].",
)
def command(
    file: Path,
    kind: str | None,
    mapping_name: str | None,
    mapping_out: Path | None,
    keep: str | None,
    check: bool,
    rejects_path: Path | None,
) -> None:
    """Bring in the rows of FILE, a table of another system: CSV, plain or gzipped, or an XLSX workbook.

    Each row comes in once: after a kill in the middle the same command goes on, and a second run imports nothing.
    Rows that can't come in are written to a file with line, column, value and reason. Without a mapping the columns of
    components, units and addresses are guessed from their headings and values.
    """
    mapping = _chosen(file, kind, mapping_name)
    if mapping_out is not None:
        mapping_out.write_text(write_mapping(mapping), encoding="utf-8")
        click.echo(f"wrote {mapping_out}")
    elif keep is not None:
        _keep(keep, mapping)
    else:
        rejects = rejects_path or settings.LINLI_HOME / "imports" / f"{mapping.name}.rejects.csv"
        _bring_in(file, mapping, rejects, write=not check)


def _keep(name: str, mapping: Mapping) -> None:
    if not is_name(name):
        refuse(f"{name} is no name: use 2 to 40 small letters, digits and hyphens")
    uploads.store_mapping(name=name, mapping=mapping, staff_id=None, now=timezone.now())
    click.echo(f"kept as {name}, a mapping of {mapping.kind}")


def _bring_in(file: Path, mapping: Mapping, rejects: Path, *, write: bool) -> None:
    began = monotonic()
    with bar(file.name) as show, _read_to_its_end(file):
        result = import_history(
            path=file,
            mapping=mapping,
            rejects=rejects,
            now=timezone.now(),
            write=write,
            tell=lambda far: show("", far.position, far.size, f"{far.sums.read:,} rows"),
        )
    if isinstance(result, Refused):
        _refuse(file, result)
    seconds = monotonic() - began
    if write and result.value.imported:
        click.echo(f"{result.value.imported / seconds:,.0f} {mapping.kind} a second, {seconds:.1f} s", err=True)
    if result.value.rejected:
        click.echo(f"rejected rows, with the reason of each: {rejects}", err=True)
    click.echo(_said(result.value, write))


def _said(sums: Sums, written: bool) -> str:
    if not written:
        return f"read {sums.read} = good {sums.imported} + rejected {sums.rejected}; nothing was written"
    already = f" + already there {sums.already}" if sums.already else ""
    return f"read {sums.read} = imported {sums.imported}{already} + rejected {sums.rejected}"


def _chosen(file: Path, kind: str | None, name: str | None) -> Mapping:
    """The mapping that was named, or the guess where none was."""
    if name is None:
        if kind is None or kind == Kind.CASES:
            raise click.UsageError("cases need --mapping, because it names their source; see packs/mappings")
        return _guessed(file, Kind(kind))
    mapping = _mapping(name)
    if kind is not None and kind != mapping.kind:
        refuse(f"{name} is a mapping of {mapping.kind}, not of {kind}")
    return mapping


def _guessed(file: Path, kind: Kind) -> Mapping:
    with _read_to_its_end(file):
        proposed = proposals.propose(path=file, kind=kind)
    if isinstance(proposed, Refused):
        _refuse(file, proposed)
    for guess in proposed.value.guesses:
        what = f"{guess.field} ({guess.confidence:.0%})" if guess.field else "left out"
        click.echo(
            f"{guess.column or '(no heading)'}: {'left out, about persons' if guess.personal else what}", err=True
        )
    mapping = proposals.guessed(proposed.value, kind=kind, name=kind)
    return mapping if isinstance(mapping, Mapping) else _give_up(mapping)


def _mapping(name: str) -> Mapping:
    path = Path(name)
    if not path.is_file():
        stored = uploads.stored_mapping(name)
        if stored is None:
            refuse(f"{name} is neither a file nor the name of a stored mapping")
        return stored if isinstance(stored, Mapping) else _give_up(stored)
    mapping = read_mapping(text_of(path), file=name)
    return mapping if isinstance(mapping, Mapping) else _give_up(mapping)


def _refuse(file: Path, refused: Refused) -> NoReturn:
    if refused.code == "columns_missing":
        _give_up(refused.facts["faults"])
    reason, remedy = said(refused.code, refused.facts, "en")
    refuse(f"{file}: {reason}; {remedy}")


def _give_up(faults: tuple[Fault, ...]) -> NoReturn:
    for fault in faults:
        click.echo(fault)
    raise SystemExit(1)


@contextmanager
def _read_to_its_end(file: Path) -> Iterator[None]:
    """Ends the command where the file breaks off."""
    try:
        yield
    except (EOFError, OSError) as error:
        refuse(f"{file} can't be read to its end: {error}. Repeat the command with a whole file.")
