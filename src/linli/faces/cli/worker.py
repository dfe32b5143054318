"""`linli worker`."""

import click
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

_GRACE = 8.0  # seconds that a job under way gets when the worker ends


@click.command()
@click.option("--concurrency", type=click.IntRange(1), default=2, show_default=True, help="Jobs done at the same time.")
def command(concurrency: int) -> None:
    """Do the jobs that wait in the database. `linli serve` starts one; more may run on other machines."""
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(concurrency=concurrency, shutdown_graceful_timeout=_GRACE, delete_jobs="successful")
