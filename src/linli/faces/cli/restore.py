"""`linli restore`: a backup into an empty database."""

from pathlib import Path

import click
import psycopg
from django.conf import settings

from linli.backup import archive
from linli.backup.archive import Manifest
from linli.backup.restoring import drop_unopenable, restore, restore_apart
from linli.backup.tables import APART
from linli.backup.taking import fingerprint
from linli.config import database, options, schema
from linli.config.options import SetUpFault
from linli.faces.cli._given import OLD_FILE
from linli.faces.cli._shown import bar
from linli.faces.cli.app import without_database
from linli.people.vault import rotating


@click.command()
@click.argument("file", type=OLD_FILE)
@click.option("--check", "only_check", is_flag=True, help="Read FILE to its end and say whether it is whole; no more.")
@click.option("--other-keys", is_flag=True, help="Restore although the tracking codes of the backup will open nothing.")
@click.option(
    "--contact-keys",
    "apart",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the newest keys of contacts are; without it `contacts.keys` beside FILE.",
)
@click.option("--without-contacts", is_flag=True, help="Restore although nothing opens the reporters' contacts.")
@without_database
def command(file: Path, only_check: bool, other_keys: bool, apart: Path | None, without_contacts: bool) -> None:
    """Bring back what `linli backup` wrote to FILE, into an empty database and an empty LINLI_HOME: all or nothing.

    FILE, and the file with the keys of contacts, are read to their ends and held against their own manifests before
    anything is written. A contact whose key was destroyed after FILE was made doesn't come back.
    """
    with bar(file.name) as tell:
        manifest = archive.check(file, tell)
    if only_check:
        click.echo(f"{file}: whole; {_what(manifest)}")
        return
    if not other_keys:
        _need_key(file, manifest)
    apart = apart or file.with_name("contacts.keys")
    opens = None if without_contacts or not _has_contacts(manifest) else _checked(apart, manifest)
    with database.running() as place:
        schema.lay(manifest.migrations)
        with bar(file.name) as tell:
            restore(
                path=file,
                manifest=manifest,
                target=place.conninfo(),
                folders={"files": settings.LINLI_FILES, "opendata": settings.LINLI_OPENDATA},
                keys=settings.LINLI_HOME / "keys",
                tell=tell,
            )
        schema.migrate()
        if opens is not None:
            with bar(apart.name) as tell:
                brought, dropped = restore_apart(
                    path=apart, manifest=opens, target=place.conninfo(), keys=settings.LINLI_HOME / "keys", tell=tell
                )
            click.echo(f"{apart}: opens {brought} contacts; {dropped} were destroyed since, or are newer than it")
            if not all(one.known for one in rotating.held()):
                click.echo("the vault's master key isn't at hand: ./linli vault keys says which, see docs/vault.md")
        elif _has_contacts(manifest):
            with psycopg.connect(place.conninfo()) as connection:
                click.echo(f"{drop_unopenable(connection)} contacts were dropped: nothing opens them")
    click.echo(f"{file}: restored {_what(manifest)}")


def _has_contacts(manifest: Manifest) -> bool:
    """Whether there are sealed contacts: those of a backup from before there was a vault are sealed on the way in."""
    return any(table.name == "people_contact" and "sealed" in table.columns and table.rows for table in manifest.tables)


def _checked(apart: Path, manifest: Manifest) -> Manifest:
    """The file of keys, if it is one for this city: better to be told now than after everything else is restored."""
    if not apart.exists():
        raise SetUpFault(
            f"{apart} isn't there: it holds the keys of the contacts in the backup. Name the newest one with"
            " --contact-keys, or give the contacts up with --without-contacts"
        )
    with bar(apart.name) as tell:
        found = archive.check(apart, tell)
    if found.tracking_key != manifest.tracking_key or [table.name for table in found.tables] != list(APART):
        raise SetUpFault(f"{apart} holds no keys of contacts for this city: name its newest file with --contact-keys")
    return found


def _need_key(file: Path, manifest: Manifest) -> None:
    """A tracking code opens a case only with the key that it was made with: better to be told now than by residents."""
    brought = "keys/tracking" in manifest.parts and not options.text("LINLI_TRACKING_KEY")
    if not brought and fingerprint(settings.LINLI_TRACKING_KEY) != manifest.tracking_key:
        raise SetUpFault(
            f"{file} was taken with another tracking key, so that no tracking code would open its case: put the file"
            f" `tracking` of the old LINLI_HOME/keys into {settings.LINLI_HOME / 'keys'}, or set LINLI_TRACKING_KEY;"
            " --other-keys gives the codes up"
        )


def _what(manifest: Manifest) -> str:
    return (
        f"{manifest.rows} rows of {len(manifest.tables)} tables, {len(manifest.names('files'))} files of photos,"
        f" {len(manifest.names('opendata'))} of open data, taken {manifest.taken_at} by Linli {manifest.linli} on"
        f" PostgreSQL {manifest.postgresql}"
    )
