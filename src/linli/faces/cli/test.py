"""`linli test`: the whole suite, or what pytest's own arguments choose."""

import os
import subprocess
import sys

import click

from linli.config.home import ROOT, home
from linli.config.server import processors
from linli.faces.cli.app import without_database


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@without_database
def command(arguments: tuple[str, ...]) -> None:
    """Run the tests; ARGUMENTS are pytest's. On several processors unless -n says otherwise."""
    spread = (
        ()
        if any(argument.startswith(("-n", "--pdb")) for argument in arguments)
        else ("-n", str(min(8, processors())), "--dist=worksteal")
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    # The command's own settings aren't the tests', which have a home and keys apart and quick passwords.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    # What tests import is compiled once for all of their processes, even where no bytecode is kept beside the source.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("PYTHONPYCACHEPREFIX", str(home() / "bytecode"))
    done = subprocess.run([sys.executable, "-m", "pytest", *spread, *arguments], cwd=ROOT, env=environment, check=False)
    raise SystemExit(done.returncode)
