"""`linli serve`."""

import click

from linli.config import options, server


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [default: LINLI_PORT].")
@click.option(
    "--workers", type=click.IntRange(0), help="Web processes; 0: one for each processor [default: LINLI_WORKERS]."
)
@click.option(
    "--no-worker", is_flag=True, help="Pages alone: nothing is sent and nothing acts by the clock, as in a drill."
)
def command(port: int | None, workers: int | None, no_worker: bool) -> None:
    """Serve the portal and the desk, with a worker for the jobs beside them."""
    port = port or options.number("LINLI_PORT")
    with server.claimed(port):
        server.serve(
            workers=options.number("LINLI_WORKERS") if workers is None else workers,
            port=port,
            worker=not no_worker,
            ready=lambda: click.echo(f"Linli answers at {server.address(port)}/ (Ctrl-C ends it)"),
        )
