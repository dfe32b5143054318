"""`linli route`: which unit is responsible for a class at a place, and why."""

import click

from linli.catalogue import queries as catalogue
from linli.catalogue.rules import limits, routing
from linli.catalogue.rules.edition import Duty, Edition, LimitRow
from linli.catalogue.rules.limits import key_of
from linli.faces.cli._given import POINT, language_option, refuse
from linli.faces.cli._named import no_class
from linli.kernel.paths import parts
from linli.kernel.words import say
from linli.places import queries as places

_WHY = {
    "one_duty": "one duty is narrower than all others",
    "several_duties": "equally narrow duties name different units: a dispatcher decides",
    "no_duty": "no duty names this class here: a dispatcher decides",
}


@click.command("route")
@click.option("--class", "class_key", required=True, metavar="KEY", help="The class, like component-01037.")
@click.option("--at", "point", required=True, type=POINT, metavar="LAT,LON", help="Degrees, WGS 84.")
@language_option()
def command(class_key: str, point: tuple[float, float], language: str) -> None:
    """Print which duty matches a class at a point, and why; exit 1 where nobody can be named."""
    edition = catalogue.current()
    found = edition.classes.get(class_key)
    if found is None:
        refuse(no_class(class_key, edition, option="--class"))
    place = places.locate(lat=point[0], lon=point[1])
    if place is None:
        refuse(f"{point[0]}, {point[1]}: outside the city that is loaded")
    click.echo(f"{'class':<10}{class_key}  {say(found.name, language)}")
    chain = " / ".join(
        f"{code} {say(name, language)}" for code, name in zip(parts(place.area_path), place.names, strict=True)
    )
    click.echo(f"{'place':<10}{chain}")
    click.echo(f"{'edition':<10}{edition.number} ({edition.name})")
    result = routing.route(edition, class_key=class_key, area_path=place.area_path)
    for number, candidate in enumerate(result.working, start=1):
        mark = "→" if result.certain and number == 1 else " "
        click.echo(f"{mark} {number:<8}{_duty(edition, candidate.duty, language)}")
    alone = result.certain and len(result.working) == 1
    click.echo(f"{'why':<10}{'it is the only duty that matches' if alone else _WHY[result.why]}")
    grade = places.atlas().grade(place.area_path)
    if grade:
        click.echo(f"{'grade':<10}{grade}")
    for row in (one for one in limits.conditions(edition, class_key=class_key) if one.grade in ("", grade)):
        click.echo(f"{'limit':<10}{_limit(row, language)}")
    if not result.certain:
        raise SystemExit(1)


def _duty(edition: Edition, duty: Duty, language: str) -> str:
    assist = "".join(f" + {say(edition.units[code].name, language)}" for code in duty.assist)
    unit = edition.units[duty.lead]
    return f"class {duty.class_pattern}, area {duty.area}: {unit.path}  {say(unit.name, language)}{assist}"


def _limit(row: LimitRow, language: str) -> str:
    limit = row.limit
    return f"{limit.value} {limit.unit} ({limit.clock})  {key_of(row)}: {say(row.words, language)}"
