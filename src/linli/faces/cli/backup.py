"""`linli backup`: everything that a city has, as one file."""

from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils import timezone

from linli.backup.taking import take
from linli.config import database
from linli.faces.cli._given import NEW_FILE
from linli.faces.cli._shown import bar
from linli.people import commands as people
from linli.upkeep.queries import BACKUP


@click.command()
@click.argument("file", type=NEW_FILE)
@click.option("--with-keys", is_flag=True, help="Put the secrets of LINLI_HOME/keys in as well.")
@click.option(
    "--contact-keys",
    "apart",
    type=NEW_FILE,
    help="Where the keys of contacts go, each time anew; without it `contacts.keys` beside FILE.",
)
def command(file: Path, with_keys: bool, apart: Path | None) -> None:
    """Write everything that is in the database, the photos and what was published to FILE, while the city works on.

    FILE holds passwords' digests, and contacts that it can't open: the keys of contacts are in a file of their own, of
    which there is only the newest, so that a contact that was destroyed is destroyed in every backup. Without the keys
    of LINLI_HOME it can be restored beside the keys of today only: tracking codes are made with them.
    """
    apart = apart or file.with_name("contacts.keys")
    with bar("backup") as tell:
        manifest = take(
            path=file,
            apart=apart,
            source=database.address().conninfo(connection.settings_dict["NAME"]),
            folders={"files": settings.LINLI_FILES, "opendata": settings.LINLI_OPENDATA},
            tracking_key=settings.LINLI_TRACKING_KEY,
            keys=_keys() if with_keys else {},
            keys_apart=_vault_keys() if with_keys else {},
            now=timezone.now(),
            tell=tell,
        )
    people.note_administered(staff_id=None, what=BACKUP, facts={"rows": manifest.rows}, now=timezone.now())
    click.echo(
        f"{file}: {manifest.rows} rows of {len(manifest.tables)} tables, {len(manifest.names('files'))} files of"
        f" photos, {len(manifest.names('opendata'))} of open data, {file.stat().st_size / 1e6:.1f} MB"
    )
    click.echo(f"{apart}: the keys of contacts; it belongs to every backup, and only the newest may be kept")
    if not with_keys:
        click.echo("the keys aren't in it: keep a copy of LINLI_HOME/keys elsewhere, once", err=True)


def _keys() -> dict[str, bytes]:
    """The secrets in use: those of the environment, if it has them, and whatever else is kept."""
    folder = settings.LINLI_HOME / "keys"
    kept = {
        path.name: path.read_bytes()
        for path in folder.glob("[!.]*")
        if path.is_file() and path != settings.LINLI_VAULT_FILE
    }
    return kept | {
        "tracking": settings.LINLI_TRACKING_KEY + b"\n",
        "factors": settings.LINLI_FACTOR_KEY + b"\n",
        "signing": settings.SECRET_KEY.encode() + b"\n",
        "ledger": settings.LINLI_LEDGER_KEY.encode() or Path(settings.LINLI_LEDGER_KEY_FILE).read_bytes(),
        "ledger-salts": settings.LINLI_LEDGER_SALT + b"\n",
    }


def _vault_keys() -> dict[str, bytes]:
    """The master keys of the vault, as their file holds them."""
    path: Path = settings.LINLI_VAULT_FILE
    if settings.LINLI_VAULT_KEY:
        return {path.name: "".join(f"plain {key}\n" for key in settings.LINLI_VAULT_KEY.split()).encode()}
    return {path.name: path.read_bytes()} if path.exists() else {}
