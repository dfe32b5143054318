"""`linli export`: cases as a file, and the record of who took which."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from django.utils import timezone

from linli.cases.queries import Filters
from linli.cases.rules import Stage
from linli.faces.cli._given import NEW_FILE, actor_of, city_zone, language_option, refuse
from linli.faces.cli._named import area_path, class_pattern, unit_path
from linli.faces.cli._shown import at, show_table
from linli.insight import exports
from linli.insight.exports import Record
from linli.insight.rules.export import Form
from linli.kernel.results import Refused
from linli.kernel.rights import SYSTEM
from linli.people import queries as people

_PARQUET = (
    "pyarrow, which writes Parquet, isn't installed:"
    " .venv/bin/python -m pip install --require-hashes -r requirements/parquet.txt"
)


@click.group("export")
def command() -> None:
    """Cases as a file for other programs; never with words, contacts or typed addresses."""


@command.command("cases")
@click.option("--format", "form", type=click.Choice([str(form) for form in Form]), required=True, help="Of the file.")
@click.option("--out", type=NEW_FILE, required=True, help="The file to write.")
@click.option("--as", "sign_in", metavar="NAME", help="Only what the staff account NAME sees [default: everything].")
@click.option("--stage", type=click.Choice([str(stage) for stage in Stage]), help="One stage.")
@click.option("--class", "klass", default="", help="A class key, or a beginning and *.")
@click.option("--area", default="", metavar="CODE", help="Code or path of an area.")
@click.option("--unit", default="", metavar="CODE", help="Code or path of a unit.")
@click.option("--open", "open_", is_flag=True, help="Open cases only.")
@click.option("--overdue", is_flag=True, help="Only cases that are overdue now.")
@click.option("--text", default="", help="Words that the reports have; they aren't exported.")
@language_option()
def export_cases(
    form: str,
    out: Path,
    sign_in: str | None,
    stage: str | None,
    language: str,
    open_: bool,
    klass: str,
    area: str,
    unit: str,
    **narrowed: Any,
) -> None:
    """Write the cases that fit to a file, as in `linli export cases --format csv --out cases.csv --open`.

    The columns are in docs/exports.md.
    """
    now = timezone.now()
    actor = actor_of(sign_in, now=now) if sign_in else SYSTEM
    filters = Filters(
        sort="newest",
        stage=stage or "",
        open=open_,
        klass=class_pattern(klass),
        area=area_path(area),
        unit=unit_path(unit),
        **narrowed,
    )
    went: list[int] = []
    done = exports.export(
        actor=actor, by="command line", filters=filters, form=Form(form), language=language, now=now, tell=went.append
    )
    if isinstance(done, Refused):
        refuse(_PARQUET)
    with _whole(out) as file:
        for chunk in done.value:
            file.write(chunk)
    click.echo(f"{out}: {went[0]} cases")


@command.command("log")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many at most.")
def log(limit: int) -> None:
    """List who exported which cases, when, and how many; the last one first."""
    found = exports.records(limit=limit)
    if not found:
        click.echo("no export")
        return
    zone = city_zone()
    staff = people.names({one.staff_id for one in found if one.staff_id})
    rows = []
    for one in found:
        who = staff.get(one.staff_id, str(one.staff_id)) if one.staff_id else "the system"
        asked = " ".join(f"{name}={value}" for name, value in one.filters.items())
        rows.append((at(one.at, zone), who, one.by, one.form, _count(one), asked))
    show_table(("at", "who", "from", "form", "cases", "asked for"), rows)


def _count(record: Record) -> str:
    if record.rows is None:
        return "not ended"
    return f"{record.rows}{'' if record.whole else ', broken off'}"


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that stands at `path` once all of it is written."""
    aside = path.with_name(path.name + ".part")
    try:
        with aside.open("wb") as file:
            yield file
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
