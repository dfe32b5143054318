"""`linli worker`."""

import click
from django.core.management import call_command


@click.command()
@click.option("--concurrency", type=click.IntRange(1), default=2, show_default=True, help="Jobs done at the same time.")
def command(concurrency: int) -> None:
    """Do the jobs that wait in the database. `linli serve` starts one; more may run on other machines."""
    call_command("procrastinate", "worker", f"--concurrency={concurrency}", "--shutdown-graceful-timeout=8")
