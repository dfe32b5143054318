"""`linli check`: everything about the code that a program can judge, each step timed, all of them run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console

from linli.config import database
from linli.config.home import ROOT, home
from linli.faces.cli.app import without_database

_CODE = tuple(folder for folder in ("src", "tests", "tools", "bench", "packs") if (ROOT / folder).is_dir())
_SERVED = {"LINLI_ORIGIN": "https://linli.example.org", "LINLI_HOSTS": "linli.example.org"}


@dataclass(frozen=True, slots=True)
class Step:
    """A command that exits 0 when all is well."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def _module(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


STEPS = (
    Step("lint", _module("ruff", "check", "--quiet", "--output-format=concise", *_CODE)),
    Step("format", _module("ruff", "format", "--check", "--quiet", *_CODE)),
    Step("types", _module("mypy", "--no-error-summary")),
    Step("imports", (str(Path(sys.executable).with_name("lint-imports")), "--cache-dir", "var/import-linter")),
    Step("purity of rules", _module("tools.purity")),
    Step("migrations", _module("django", "makemigrations", "--check", "--dry-run")),
    Step("deployment", _module("django", "check", "--deploy", "--fail-level", "WARNING"), _SERVED),
    Step("generated pages", _module("linli", "docs", "--check")),
    Step("size budgets", _module("tools.budgets")),
    Step("translations", _module("tools.translations")),
)


@click.command()
@click.argument("names", nargs=-1)
@without_database
def command(names: tuple[str, ...]) -> None:
    """Judge the code: all steps, or those whose names contain one of NAMES."""
    console = Console(highlight=False)
    chosen = [step for step in STEPS if not names or any(name in step.name for name in names)]
    if not chosen:
        raise click.UsageError(f"no step is called like that; there are: {', '.join(step.name for step in STEPS)}")
    with _own_home(), database.running(durable=False):
        failed = [step.name for step in chosen if not _passes(step, console)]
    if failed:
        raise click.ClickException(f"{len(failed)} of {len(chosen)} steps failed: {', '.join(failed)}")


@contextmanager
def _own_home() -> Iterator[None]:
    """The home of the tests, so that a check never touches what a person keeps."""
    os.environ["LINLI_HOME"] = os.environ.get("LINLI_TEST_HOME") or str(home() / "test")
    yield


def _passes(step: Step, console: Console) -> bool:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        **step.environment,
    }
    began = time.monotonic()
    with console.status(step.name):
        done = subprocess.run(step.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    passed = done.returncode == 0
    mark = "[green]passed[/]" if passed else "[red]failed[/]"
    console.print(f"{step.name:<18}{mark}  {time.monotonic() - began:5.1f} s")
    if not passed:
        console.out((done.stdout + done.stderr).strip(), style=None, highlight=False)
    return passed
