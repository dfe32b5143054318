"""`linli restore`: a backup into an empty database."""

from pathlib import Path

import click
from django.conf import settings

from linli.backup import archive
from linli.backup.archive import Manifest
from linli.backup.restoring import restore
from linli.backup.taking import fingerprint
from linli.config import database, options, schema
from linli.config.options import SetUpFault
from linli.faces.cli._progress import bar
from linli.faces.cli.app import without_database


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Read FILE to its end and say whether it is whole; no more.")
@click.option("--other-keys", is_flag=True, help="Restore although the tracking codes of the backup will open nothing.")
@without_database
def command(file: Path, only_check: bool, other_keys: bool) -> None:
    """Bring back what `linli backup` wrote to FILE, into an empty database and an empty LINLI_HOME: all or nothing.

    FILE is read to its end and held against its own manifest before anything is written.
    """
    with bar(file.name) as tell:
        manifest = archive.check(file, tell)
    if only_check:
        click.echo(f"{file}: whole; {_what(manifest)}")
        return
    if not other_keys:
        _need_key(file, manifest)
    with database.running() as place:
        schema.lay(manifest.migrations)
        with bar(file.name) as tell:
            restore(
                path=file,
                manifest=manifest,
                target=place.conninfo(),
                files=settings.LINLI_FILES,
                keys=settings.LINLI_HOME / "keys",
                tell=tell,
            )
        schema.migrate()
    click.echo(f"{file}: restored {_what(manifest)}")


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
        f"{manifest.rows} rows of {len(manifest.tables)} tables, {len(manifest.names('files'))} files of photos, taken"
        f" {manifest.taken_at} by Linli {manifest.linli} on PostgreSQL {manifest.postgresql}"
    )
