"""`linli opendata`: the city's public cases for everybody, month by month."""

from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from linli.faces.cli._given import NEW_FOLDER, refuse
from linli.insight.figures import folding
from linli.insight.opendata import publishing
from linli.insight.rules.published.tables import ExposedError


@click.command()
@click.argument("folder", type=NEW_FOLDER)
def command(folder: Path) -> None:
    """Publish the months that have settled, and copy to FOLDER those that it doesn't have.

    A month is published once, under LINLI_HOME/opendata, and stays as it is: what is copied is always the same.
    """
    own, now = Path(settings.LINLI_OPENDATA), timezone.now()
    folding.fold(now=now)
    try:
        made = publishing.publish(
            folder=own, least=settings.LINLI_FIGURES_LEAST, licence=settings.LINLI_OPENDATA_LICENCE, now=now
        )
    except ExposedError as fault:
        refuse(f"nothing of this month was published: {fault}")
    copied = publishing.copy(folder=own, into=folder)
    click.echo(f"published: {len(made)} months; copied to {folder}: {len(copied)}")
