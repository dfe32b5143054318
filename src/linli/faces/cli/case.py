"""`linli case`: one case, with its timeline."""

from zoneinfo import ZoneInfo

import click

from linli.cases import queries
from linli.cases.rules import State
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.faces.cli._given import case_of, language_option
from linli.faces.cli._shown import at
from linli.kernel.paths import leaf
from linli.kernel.words import say


@click.command("case")
@click.argument("number", type=int)
@language_option()
@click.option("--rebuild", is_flag=True, help="Fold the events afresh and say whether the row agrees.")
def command(number: int, language: str, rebuild: bool) -> None:
    """Print case NUMBER: where it stands and what happened to it."""
    view = case_of(number)
    facts = view.facts
    edition = catalogue.edition(facts.edition)
    zone = ZoneInfo(edition.settings.time_zone)
    about = edition.classes.get(facts.class_key)
    lines = {
        "case": f"{view.number}  {view.id}",
        "state": f"{facts.state} ({view.stage})" + (f", {facts.outcome}" if facts.outcome else ""),
        "class": f"{facts.class_key}  {say(about.name, language)}" if about else "not known yet",
        "place": f"{facts.place.cell or 'outside the city'}  {facts.place.area_path}"
        if facts.place
        else "not known yet",
        "unit": _unit(edition, facts.unit_path, language),
        "due": at(facts.due_at, zone),
        "until": at(facts.until, zone),
        "waits": facts.why,
        "edition": str(facts.edition),
    }
    for name, value in lines.items():
        if value:
            click.echo(f"{name:<9}{value}")
    for stamp in queries.timeline(case_id=view.id):
        who = f"{stamp.role} {stamp.actor_id or ''}".strip() + (f" of {stamp.actor_unit}" if stamp.actor_unit else "")
        facets = " ".join(part for part in (stamp.reason, stamp.verdict, stamp.unit_path, stamp.why) if part)
        after = "" if stamp.after == stamp.before or stamp.before is State.NEW else f" → {stamp.after}"
        click.echo(f"{stamp.seq:>4}  {at(stamp.at, zone)}  {stamp.event}{after}  [{who}] {facets}".rstrip())
        if stamp.text:
            click.echo(f"      “{stamp.text}”")
    if rebuild:
        agrees = queries.rebuilt(case_id=view.id) == facts
        click.echo("the row agrees with its events" if agrees else "the row DIFFERS from its events")
        if not agrees:
            raise SystemExit(1)


def _unit(edition: Edition, path: str, language: str) -> str:
    unit = edition.units.get(leaf(path))
    return f"{path}  {say(unit.name, language)}" if unit else path
