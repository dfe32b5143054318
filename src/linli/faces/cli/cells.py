"""`linli cells make`: cut areas into unit grid cells."""

from collections.abc import Sequence
from pathlib import Path

import click

from linli.faces.cli._given import NEW_FILE, OLD_FILE, text_of
from linli.faces.cli.app import without_database
from linli.kernel.faults import Fault
from linli.kernel.text import is_han
from linli.kernel.words import Words, words
from linli.places.rules import (
    COMMUNITY,
    TOLERANCE_M2,
    AreaRecord,
    Repair,
    assigned,
    crowned,
    cut_cells,
    read_areas,
    read_features,
    tidied,
    write_areas,
    write_cells,
)
from linli.places.rules.geojson import feature_names


@click.group("cells")
def command() -> None:
    """Unit grid cells."""


@command.command("make")
@click.option("--areas", "source", type=OLD_FILE, required=True, help="Their outlines, as GeoJSON.")
@click.option("--size", type=click.FloatRange(min=10, max=10_000), default=100.0, show_default=True, help="Metres.")
@click.option("--out", type=NEW_FILE, required=True, help="The cells, as GeoJSON.")
@click.option("--areas-out", type=NEW_FILE, help="The areas that were cut, with codes and mended outlines.")
@click.option("--county", default="990101", show_default=True, help="6 digits, for areas that have no codes.")
@click.option("--county-name", default="", help="Its name, for areas that have no codes.")
@without_database
def make(source: Path, size: float, out: Path, areas_out: Path | None, county: str, county_name: str) -> None:
    """Cut areas into cells clipped to their community, numbered as one reads.

    Areas with codes are cut where their level is "community". Areas with names only become streets 001, 002, … of the
    county, each holding one community of the same outline; they are written to --areas-out, else beside the cells.
    """
    if not (len(county) == 6 and county.isdigit()):
        raise click.BadParameter("use the 6 digits of the county (GB/T 2260)", param_hint="--county")
    areas, repairs, is_coded = _read(source, county, _county_names(county, county_name))
    cells, faults = cut_cells(areas, size=size, file=source.name)
    _give_up_on(faults)
    for repair in repairs:
        click.echo(repair, err=True)
    moved = [repair for repair in repairs if repair.square_metres > TOLERANCE_M2]
    if areas_out is None and (moved or not is_coded):
        areas_out = out.with_name(f"{out.stem}-areas.geojson")
    out.write_text(write_cells(cells), encoding="utf-8")
    communities = sum(area.level == COMMUNITY for area in areas)
    click.echo(f"{len(cells)} cells of {size:g} m in {communities} communities: {out}")
    if areas_out is not None:
        areas_out.write_text(write_areas(areas), encoding="utf-8")
        click.echo(f"{len(areas)} areas that they were cut from: {areas_out}")


def _read(source: Path, county: str, county_names: Words) -> tuple[list[AreaRecord], list[Repair], bool]:
    """The areas of a file, mended; and whether they came with codes."""
    text = text_of(source)
    features, faults = read_features(text, file=source.name)
    _give_up_on(faults)
    if any(feature.properties.get("code") for feature in features):
        areas, faults = read_areas(text, file=source.name)
        _give_up_on(faults)
        return *tidied(areas), True
    nameless = [feature for feature in features if not feature_names(feature)]
    remedy = "give every feature a code, a parent and a level, or at least a name"
    _give_up_on([Fault(source.name, feature.line, "", "neither a code nor a name", remedy) for feature in nameless])
    if len(features) > 999:
        remedy = "give the areas codes of your own, or cut fewer at once"
        _give_up_on([Fault(source.name, None, str(len(features)), "more than 999 streets in a county", remedy)])
    outlines = [(feature_names(feature), feature.geometry, feature.line) for feature in features]
    communities, street_names = assigned(outlines, county=county)
    if not communities:
        return [], [], False
    parted, repairs = tidied(communities)
    return crowned(parted, county=county, county_names=county_names, street_names=street_names), repairs, False


def _county_names(county: str, name: str) -> Words:
    """Its name in the language that it is written in; without one its code, which needs no translation."""
    if not name:
        return words(zh=county, en=county)
    return words(zh=name) if any(map(is_han, name)) else words(en=name)


def _give_up_on(faults: Sequence[Fault]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
