"""`linli pack`: check a city's folder, and put it in force."""

import csv
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click
from django.db import transaction
from django.utils import timezone

from linli.catalogue import commands as catalogue
from linli.catalogue import queries
from linli.faces.cli._given import NEW_FOLDER, refuse
from linli.faces.cli._shown import give_up
from linli.faces.cli.app import without_database
from linli.kernel.results import Refused
from linli.packs import bundle, checker, commands
from linli.packs import queries as packs
from linli.people import commands as people
from linli.rulebook import queries as rulebook

_FOLDER = click.Path(path_type=Path)


@click.group("pack")
def command() -> None:
    """The city as a folder of files."""


@command.command("check")
@click.argument("directory", metavar="DIR", type=_FOLDER)
@without_database
def check(directory: Path) -> None:
    """Name file, line, value and remedy of everything that is wrong with the pack in DIR; exit 1 where anything is."""
    found = checker.read(directory)
    if found.faults:
        give_up(directory, found.faults)
    kind = "a library pack" if found.is_library else "a city"
    click.echo(f"{directory}: no faults; {kind} of {_parts(found.counts)}")
    levels = Counter(area.level for area in found.places.areas)
    if levels:
        click.echo(f"{directory}: areas by level: {', '.join(f'{level} {count}' for level, count in levels.items())}")


@command.command("load")
@click.argument("directory", metavar="DIR", type=_FOLDER)
@click.option("--by", default="command line", show_default=True, help="Who loads it, for the record.")
def load(directory: Path, by: str) -> None:
    """Put the pack in DIR in force from now on. Loading the same pack again changes nothing."""
    now = timezone.now()
    with transaction.atomic():
        result = commands.load(directory, by=by, now=now)
        if isinstance(result, Refused):
            give_up(directory, result.facts["faults"])
        loaded = result.value
        if loaded.changed:
            facts = {"edition": loaded.edition, "by": by}
            people.note_administered(staff_id=None, what="load_pack", facts=facts, now=now)
    did = "is in force" if loaded.changed else "was in force already, nothing changed"
    click.echo(f"{directory}: edition {loaded.edition} {did}; {_parts(loaded.counts)}")


@command.command("export")
@click.argument("directory", metavar="DIR", type=NEW_FOLDER)
@click.option("--edition", type=int, metavar="N", help="That edition [default: the one in force].")
@click.option("--draft", type=int, metavar="N", help="A draft of the desk instead, as it stands.")
def export(directory: Path, edition: int | None, draft: int | None) -> None:
    """Write the folder of an edition as DIR, and the packs that it extends beside it, to the byte as it was loaded.

    Duties that rulings have changed are rows of its duties.csv. A folder that is there must hold exactly these files.
    """
    if draft is not None and edition is not None:
        raise click.UsageError("name an edition or a draft, not both")
    if draft is not None:
        found = rulebook.draft(draft) or refuse(f"--draft {draft}: there is no such draft; the desk lists them")
        named, done = f"draft {draft}", bundle.write(packs.bundle(found.digest), directory)
    else:
        number = edition if edition is not None else queries.current().number
        named, done = f"edition {number}", commands.export(directory, edition=number)
    if isinstance(done, Refused):
        if done.code == "source_not_kept":
            message = f"the files of {named} aren't kept: it isn't known, or was loaded before files were kept"
            refuse(f"{message}. `linli pack load DIR` keeps them.")
        give_up(directory, done.facts["faults"])
    click.echo(f"{directory}: {named}, {len(done.value)} files written")


@command.command("rulings")
@click.option("--withdraw", type=int, metavar="NUMBER", help="Let the ruling of that number no longer stand.")
@click.option("--by", default="command line", show_default=True, help="Who withdraws it, for the record.")
def rulings(withdraw: int | None, by: str) -> None:
    """Print the duties that rulings have changed, as rows for duties.csv.

    They stand whichever pack is loaded. Take a row into the pack's duties.csv and it is the pack's own.
    """
    if withdraw is not None:
        done = catalogue.withdraw_amendment(amendment=withdraw, by=by, now=timezone.now())
        if isinstance(done, Refused):
            refuse(f"{withdraw}: no ruling of that number stands; `linli pack rulings` prints those that do")
        click.echo(f"{withdraw}: withdrawn; load the pack again to bring back its own row")
        return
    found = queries.amendments()
    sheet = csv.writer(sys.stdout, lineterminator="\n")
    sheet.writerow(["class", "area", "lead", "assist", "by", "why", "since"])
    for one in found:
        duty = one.duty
        sheet.writerow([duty.class_pattern, duty.area, duty.lead, ";".join(duty.assist), duty.by, duty.why, duty.since])
    numbers = ", ".join(str(one.id) for one in found)
    click.echo(f"{len(found)} rulings stand" + (f": {numbers}" if found else ""), err=True)


def _parts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)
