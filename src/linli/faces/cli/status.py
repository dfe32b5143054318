"""`linli status`: how the installation is doing, for people and for monitoring."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.faces.cli._given import zone_of_times
from linli.upkeep import queries
from linli.upkeep.rules import Line, Verdict, worst

_SAYS = {
    "version": ("Linli {version}", ""),
    "edition": ("edition {number} ({name}) is in force", ""),
    "edition_none": ("no city is loaded", "linli pack load DIR"),
    "database": ("{megabytes} MB", ""),
    "worker_alive": ("alive, last heard of {at}", ""),
    "worker_silent": ("silent since {at}", "start it: linli worker; its log says why it stopped"),
    "worker_none": ("no worker runs", "start one: linli worker (linli serve does by itself)"),
    "jobs_done": ("none has failed", ""),
    "jobs_failed": ("{count} failed", "the worker's log names each with its fault"),
    "timers": ("{count} due", ""),
    "timers_late": ("{count} due, the oldest for {minutes} minutes", "look whether the worker runs"),
    "timers_stuck": ("put aside: cases {numbers}", "linli timers; the worker's log says why"),
    "outbox": ("{count} acts wait to be told", ""),
    "outbox_long": ("{count} acts wait to be told", "look whether the worker runs"),
    "letters": ("{waiting} wait, none failed", ""),
    "letters_failed": ("{waiting} wait, {failed} failed", "linli notices list --state failed says why"),
    "ledger": ("{size} leaves, signed {at}", ""),
    "ledger_late": ("{count} leaves are not signed since {at}", "look whether the worker runs and has the key"),
    "ledger_none": ("nothing is signed yet", ""),
    "figures": ("counted up to {at}", ""),
    "figures_late": ("counted up to {at} only", "look whether the worker runs"),
    "figures_none": ("not counted yet", "linli figures fold"),
    "backup": ("the last {at}", ""),
    "backup_old": ("the last {at}", "linli backup FILE, each day"),
    "backup_none": ("none is on record", "linli backup FILE, each day"),
}


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="For monitoring: one object, times in ISO 8601.")
def command(as_json: bool) -> None:
    """Print how the installation is doing, each thing with a verdict and what to do. Exits 1 where something is bad."""
    lines = queries.status(now=timezone.now())
    verdict = worst(lines)
    if as_json:
        shown = [{"what": one.what, "verdict": one.verdict, "says": one.says, **_plain(one)} for one in lines]
        click.echo(json.dumps({"verdict": verdict, "lines": shown}, ensure_ascii=False, indent=1))
    else:
        zone = zone_of_times()
        for one in lines:
            text, remedy = _SAYS[one.says]
            told = text.format_map({name: _local(value, zone) for name, value in one.facts.items()})
            click.echo(f"{one.verdict:<6}{one.what:<10}{told}{f'; {remedy}' if remedy else ''}")
    if verdict == Verdict.BAD:
        raise SystemExit(1)


def _plain(line: Line) -> dict[str, object]:
    facts = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in line.facts.items()}
    return {"facts": facts, "remedy": _SAYS[line.says][1]}


def _local(value: object, zone: ZoneInfo) -> object:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value
