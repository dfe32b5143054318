"""`linli docs`: writes the pages under docs/ that are made from tables of the program, so that they can't go stale."""

import difflib
from collections.abc import Callable

import click

from linli.cases.rules import LATEST, matrix, picture
from linli.config import options
from linli.config.home import ROOT
from linli.faces.cli.app import without_database
from linli.supervision.rules import picture as orders_picture

_MADE = "<!-- Made by `./linli docs`; change the program, not this page. -->"


def settings_page() -> str:
    return "\n".join(
        [
            "# Settings",
            "",
            _MADE,
            "",
            "Linli is set through environment variables. None has to be set: the defaults run on one machine, with a",
            "database of its own. `LINLI_PYTHON` names the interpreter with which `./linli` makes `.venv`.",
            "",
            options.table(),
            "",
        ]
    )


def flow_page() -> str:
    return f"# The loop\n\n{_MADE}\n\n{picture.page(LATEST)}\n"


def supervision_page() -> str:
    return "\n\n".join(
        [
            "# Supervision orders",
            _MADE,
            "A supervision order (督办) names a case or a group, a person to answer and a date, and ends only by an"
            "\nanswer that its issuer accepts. It is no part of the loop: no order moves a case, and no case an order.",
            "## Moves",
            "What a move needs must be given; what stands in brackets may be.",
            picture.markdown(orders_picture.moves_table()),
            "## Conditions",
            picture.markdown(orders_picture.conditions_table()) + "\n",
        ]
    )


def rights_page() -> str:
    return "\n\n".join(
        [
            "# Rights",
            _MADE,
            "A right is a role × an area and all below it × a unit and all below it. One function judges it, `decide`,"
            "\nfor pages, the command line and jobs alike. This matrix is read from the table of moves, and tests hold"
            "\nthe function to it cell by cell: every role, every move, every place. A deputy holds the posts of who"
            "\nis absent beside the own, for as long as the absence lasts.",
            "## How far a role reaches with a move",
            "`area`: cases in the post's area. `unit`: cases of the post's unit in the post's area; which unit is meant"
            "\nstands in the last column where it isn't the one that has the case. `own`: who bears the case's code,"
            "\nor reported it in the field. `new`: whoever holds the post anywhere, for a new report. `itself`: the"
            "\nsystem. `·`: never. Conditions ([flow.md](flow.md)) take away from this and never add to it.",
            picture.markdown(matrix.moves_table(LATEST)),
            "## What a reach means in a place",
            picture.markdown(matrix.places_table()) + "\n",
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "docs/flow.md": flow_page,
    "docs/rights.md": rights_page,
    "docs/settings.md": settings_page,
    "docs/supervision.md": supervision_page,
}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a page is stale.")
@without_database
def command(check: bool) -> None:
    """Write the generated pages under docs/."""
    stale = 0
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        stale += 1
        if check:
            change = difflib.unified_diff(
                old.splitlines(), text.splitlines(), f"{name} as it is", f"{name} as it should be"
            )
            click.echo("\n".join([*change, f"{name} is stale: run ./linli docs"]))
        else:
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote {name}")
    if check and stale:
        raise SystemExit(1)
