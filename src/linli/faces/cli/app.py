"""The command line: `linli COMMAND …`.

Each module of this package that has a `command` is a sub-command, named like the module (`import_.py` is `import`).
A module is only loaded when its command is asked for, after Django is set up. Commands run with the database at hand;
one that needs none says so with `@without_database`.
"""

import functools
import os
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from linli.config import database
from linli.config.home import VERSION
from linli.config.options import SetUpFault
from linli.config.processes import unwind_when_told_to_end

_OWN = ("app", "__main__")
_NO_DATABASE = "linli_without_database"


def without_database[F: Callable[..., Any]](function: F) -> F:
    """Marks a command (below `@click.command`) that works without the database."""
    setattr(function, _NO_DATABASE, True)
    return function


class Application(click.Group):
    """Finds sub-commands among the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _modules().get(cmd_name)
        if module is None:
            return None
        import django

        django.setup()
        command = import_module(f"linli.faces.cli.{module}").command
        assert isinstance(command, click.Command)
        _provide_database(command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Faults of the set-up are told in one line; a fault of the program keeps its trace."""
        try:
            return super().invoke(ctx)
        except SetUpFault as fault:
            raise click.ClickException(str(fault)) from fault
        except LookupError as fault:
            from linli.catalogue.queries import NoEditionError

            if isinstance(fault, NoEditionError):
                raise click.ClickException(str(fault)) from fault
            raise


@click.command(cls=Application, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=VERSION, prog_name="linli")
def application() -> None:
    """Linli: from a report to a checked and confirmed closure."""


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and ends the process with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    unwind_when_told_to_end()
    application.main(arguments, prog_name="linli")


def _modules() -> dict[str, str]:
    package = import_module("linli.faces.cli")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return {name.rstrip("_").replace("_", "-"): name for name in names if name not in _OWN and not name.startswith("_")}


def _provide_database(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for each in command.commands.values():
            _provide_database(each)
    elif command.callback and not hasattr(command.callback, _NO_DATABASE):
        command.callback = _with_database(command.callback)


def _with_database(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def provided(*arguments: Any, **named: Any) -> Any:
        from linli.config import schema

        with database.running():
            schema.ensure(tell=lambda line: click.echo(line, err=True))
            return function(*arguments, **named)

    setattr(provided, _NO_DATABASE, True)
    return provided
