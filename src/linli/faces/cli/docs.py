"""`linli docs`: writes the pages under docs/ that are made from tables of the program, so that they can't go stale."""

import difflib
from collections.abc import Callable
from textwrap import fill

import click
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse

from linli.cases.rules import LATEST, matrix, picture
from linli.config import options
from linli.config.home import ROOT
from linli.faces.cli.app import without_database
from linli.insight.exports import may_read_records
from linli.insight.rules.export import dictionary
from linli.insight.rules.figures import measures
from linli.insight.trials import areas_of
from linli.insight.uploads import may_import
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor
from linli.notices.rules.hooks import may_manage
from linli.people.administration.matrix import CITY, accounts_table, doors_table
from linli.people.administration.rules import administers, judge_whole, may_read_acts
from linli.registers import pages
from linli.rulebook.rules import rights_table as rights_of_rules
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


def figures_page() -> str:
    paragraphs = (
        "# Figures",
        _MADE,
        "The statistics of the desk (`/desk/figures/`): counts by time, stage, class, area down to the cell, "
        "unit, source and outcome, as bars, a line, a pie or a map, of what the reader's posts cover. Every "
        "number is a link to the list of exactly its cases. The address of a page is the whole question: "
        "whoever is sent it asks the same, of what their own posts cover. Views that somebody keeps under a "
        "name are theirs alone.",
        "## Measures",
        measures.dictionary(),
        "Every count is one of cases, each once. A case counts for the class, area and unit that it has now, "
        "and in the periods by the city's calendar. A closure that was taken back is none. Cases are never "
        "counted by who reported, handled or checked them, and nobody is ranked: units stand in order of "
        "their counts, and by shares in the city's own order.",
        "What was imported is measured against what its own system had promised (`due_at` of its `record`). "
        "What was rejected, answered or withdrawn before a result was handed in owes none.",
        "## Where the numbers come from",
        "From events alone. `insight_life` has a row for each case, folded from all of its events by the "
        "loop's own `apply` (`insight/rules/figures/life.py`); `insight_reportedcount` and "
        "`insight_closedcount` are the sums of these rows by month, class, community, unit, source and "
        "outcome (and, of closed cases, step of handling time). There are never more of them than cases. A "
        "question reads the counts of its whole months, and the rows of the days before and behind; cells, "
        "days and weeks are read from the rows.",
        "The worker folds every ten seconds (`linli figures fold`): cases with new events are counted anew, "
        "and the counts moved by the difference. Numbers of events are given out before their transactions "
        "end, so the worker goes on from a mark below which nothing can appear any more (`cases/changes.py`) "
        "and looks again at all above it. Killed, it leaves all as it was. The page says up to which moment "
        "everything that was recorded is counted.",
        "`./linli figures rebuild` counts all cases afresh (a million in some seven minutes on one core), "
        "which also happens by itself where the rules of counting or the time zone have changed; until it is "
        "done there are no figures. `./linli figures check` works everything out once more, writes nothing, "
        "and names what differs.",
        "Handling times are kept in steps (`insight/rules/figures/paces.py`), so that medians of any sum of "
        "cases can be read off; a median is told as the step within which half of them lie.",
    )
    return "\n\n".join(one if one.startswith(("|", "#", "<")) else fill(one, 118) for one in paragraphs) + "\n"


def exports_page() -> str:
    return "\n\n".join(
        [
            "# Exports",
            _MADE,
            "`./linli export cases --format csv --out cases.csv`, or *Export this list* above any list of the desk:"
            "\nthe cases that one may see, as a file.",
            "## What is in a file, and what never is",
            "- Exactly the cases that the list has for whoever asks, all of its pages, each once: the rights are those"
            "\n  of the lists. `--as NAME` exports what that account sees; without it the command line sees everything."
            "\n- A case is as it stood when its batch was read. Cases come newest first."
            "\n- Points are exact: only those whose posts cover a case export it."
            "\n- Nobody's words, no contact details, no tracking codes, no addresses (they are typed, and people type"
            "\n  their doors and telephones), nothing about whoever reported it. What is written for one case is"
            "\n  not read in bulk.",
            "## Forms",
            "| form | for | times | columns | leaves |\n| --- | --- | --- | --- | --- |"
            "\n| `csv` | any program; RFC 4180, UTF-8 with a byte order mark | ISO 8601, the city's offset | by name |"
            " while it is read |"
            "\n| `geojson` | maps; RFC 7946, one feature on a line | as above | by name; the point is the geometry |"
            " while it is read |"
            "\n| `xlsx` | people | the city's, without a zone | by title, in the language of the reader | when whole |"
            "\n| `parquet` | programs that count | instants in UTC | by name | when whole |",
            "No form holds more than a batch of 2,000 cases in memory. A workbook goes on in further sheets after"
            "\n1,048,575 cases.",
            "A text that a spreadsheet would take for a formula (one that begins with `=`, `+`, `-`, `@`, a tab or a"
            "\nreturn) gets an apostrophe in front in CSV. In XLSX it is a cell of text, which is never worked out, and"
            "\nstays as it is.",
            "Parquet is written by pyarrow, which is as large as everything else together, so it is only there where"
            "\nit was asked for: `.venv/bin/python -m pip install --require-hashes -r requirements/parquet.txt`.",
            "## On record",
            "Every export is entered in `insight_export` before its first byte leaves: when, which account with which"
            "\nposts, which filters, which form; at its end how many cases went, and whether its reader took all of it."
            "\nThe database refuses to change or remove an entry. Auditors and administrators read it at"
            "\n`/desk/exports/`, the machine's operator with `./linli export log`.",
            "## Columns",
            dictionary() + "\n",
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
            picture.markdown(matrix.places_table()),
            "## The city's rules",
            "Rules bind everywhere, so a post that changes them covers the city: each topmost area, or everywhere."
            "\nReading them takes one of these posts anywhere. `rulebook/rules.py` judges both.",
            picture.markdown(rights_of_rules()),
            "## Accounts",
            "What an administrator of an area may do to an account at the desk, by the words of the record"
            "\n(`/desk/administered/`). Nobody else may any of it. A post that an account holds as a deputy, or will"
            "\nhold, counts as its own. Whoever administers anywhere opens accounts (`enrol`), which hold nothing at"
            "\nfirst. A post of an administrator, or an account that holds one, ends only while somebody else"
            "\nadministers that area without an end. The command line of the installation may all of it, but is bound"
            "\nby that last rule.",
            picture.markdown(accounts_table()),
            "## What else a post opens",
            "`yes`: with the post anywhere, within what the post covers. `city`: with the post for each topmost area."
            "\n`·`: never.",
            picture.markdown(doors_table(_DOORS)) + "\n",
        ]
    )


_DOORS: dict[str, Callable[[Actor], bool]] = {
    "accounts and the state of the system": administers,
    "what administrators did": may_read_acts,
    "tokens of nobody's account": lambda actor: isinstance(judge_whole(actor, [CITY]), Allowed),
    "webhooks": lambda actor: may_manage(actor, [CITY]),
    "tables brought in": lambda actor: may_import(actor, [CITY]),
    "who exported and imported": may_read_records,
    "rules tried": lambda actor: bool(areas_of(actor)),
}


def openapi_page() -> str:
    """The description of the JSON API, asked for at its address like any program does: no face knows another."""
    request = HttpRequest()
    request.method, request.path = "GET", reverse("api:openapi")
    answer: HttpResponse = resolve(request.path).func(request)
    return answer.content.decode()


def data_register_page() -> str:
    return f"# Data register\n\n{_MADE}\n\n{pages.data_register()}\n"


def decisions_page() -> str:
    return f"# Decisions that the program takes\n\n{_MADE}\n\n{pages.decision_register()}\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/data-register.md": data_register_page,
    "docs/decisions.md": decisions_page,
    "docs/exports.md": exports_page,
    "docs/figures.md": figures_page,
    "docs/flow.md": flow_page,
    "docs/openapi.json": openapi_page,
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
