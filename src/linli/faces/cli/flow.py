"""`linli flow`: the table of moves."""

import click

from linli.cases.rules import LATEST, picture
from linli.faces.cli.app import without_database


@click.command("flow")
@click.option("--mermaid", is_flag=True, help="Print the diagram in Mermaid instead of the tables.")
@without_database
def command(mermaid: bool) -> None:
    """Print every state and every move of the loop."""
    if mermaid:
        click.echo(picture.mermaid(LATEST))
        return
    for rows in (picture.states_table(LATEST), picture.moves_table(LATEST), picture.conditions_table(LATEST)):
        click.echo(picture.plain(rows) + "\n")
