"""`linli migrate`."""

import click

from linli.config import database, schema
from linli.faces.cli.app import without_database


@click.command()
@without_database
def command() -> None:
    """Bring the database's tables up to date."""
    with database.running():
        missing = schema.pending()
        schema.migrate()
        click.echo(f"{len(missing)} migrations applied" if missing else "the tables are up to date")
