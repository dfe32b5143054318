"""`linli locate`: who a point belongs to, and what stands near it."""

import click

from linli.faces.cli._given import language_option, refuse
from linli.kernel.words import say
from linli.places import queries


class _Degrees(click.FloatRange):
    name = "number of degrees, to be written like 31.2304"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("lat", type=_Degrees(-90, 90))
@click.argument("lon", type=_Degrees(-180, 180))
@click.option("--limit", type=click.IntRange(min=0), default=5, show_default=True, help="How many facilities.")
@language_option()
def command(lat: float, lon: float, limit: int, language: str) -> None:
    """Print cell, community, street and district of a point (degrees, WGS 84), and the facilities nearest to it."""
    place = queries.locate(lat=lat, lon=lon)
    if place is None:
        known = bool(queries.areas())
        why = "outside the city that is loaded" if known else "no city is loaded: run `linli pack load DIR`"
        refuse(f"{lat}, {lon}: {why}")
    click.echo(f"{'cell':<12}{place.cell}")
    chain = zip(place.levels, place.area_path.split("/"), place.names, strict=True)
    for level, code, names in reversed(list(chain)):
        click.echo(f"{level:<12}{code}  {say(names, language)}")
    for component in queries.nearest_components(lat=lat, lon=lon, limit=limit):
        unit = f"  {component.unit_path}" if component.unit_path else ""
        click.echo(f"{'component':<12}{component.code}  class {component.class_code}  {component.metres:.0f} m{unit}")
