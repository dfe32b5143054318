"""`linli lots`: whether the draws of a case were as they had to be."""

import click

from linli.cases import drawing
from linli.faces.cli._given import case_of


@click.command("lots")
@click.argument("number", type=int)
def command(number: int) -> None:
    """Print the draws of case NUMBER and work each out again. Exits 1 where one was not as it had to be."""
    draws = drawing.draws(case_id=case_of(number).id)
    for one in draws:
        shares = ", ".join(f"{person}: {many}" for person, many in one.lots)
        verdict = "as it had to be" if one.right else f"NOT as it had to be: it falls on {one.expected}"
        click.echo(f"event {one.seq}  drawn {one.person} of {len(one.lots)} ({shares})  {verdict}")
    if not draws:
        click.echo("nothing was drawn")
    if not all(one.right for one in draws):
        raise SystemExit(1)
