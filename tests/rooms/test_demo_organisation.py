"""The organisation of the demonstration city fits the library that it is built on."""

import csv
import io
import json
import shutil
from collections.abc import Iterable

import pytest
from tools.demo_city import organisation
from tools.demo_city.organisation import Named

from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.limits import matching
from linli.catalogue.rules.routing import route
from linli.config.home import PACKS
from linli.packs import checker, persons

DISTRICT = "990101"
STREETS = [Named(f"{DISTRICT}{n:03}", f"第{n}街道", f"Street {n}") for n in range(1, 9)]
COMMUNITIES = [
    Named(f"{street.code}{n:03}", f"{street.name_zh}第{n}社区", f"{street.name_en} Community {n}")
    for street in STREETS
    for n in range(1, 6)
]
SIDE = 0.004  # degrees


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The organisation on a chessboard of squares: a column for each street, five communities in it."""
    root = tmp_path_factory.mktemp("packs")
    shutil.copytree(PACKS / "base", root / "base")
    shutil.copytree(PACKS / "demo" / "texts", root / "demo" / "texts")
    tables = {
        "units": organisation.units(STREETS, COMMUNITIES),
        "duties": organisation.duties(STREETS, COMMUNITIES),
        "limits": organisation.limits(),
    }
    for name, rows in tables.items():
        (root / "demo" / f"{name}.csv").write_text(_csv(rows), encoding="utf-8")
    (root / "demo" / "pack.toml").write_text(organisation.PACK_TOML.format(lat=30.01, lon=123.016, zoom=13))
    (root / "demo" / "areas.geojson").write_text(json.dumps(_areas()))
    (root / "demo" / "basemap.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    checked = checker.read(root / "demo")
    assert [str(fault) for fault in checked.faults] == []
    assert checked.edition is not None
    return checked.edition


def test_every_class_has_one_lead_in_every_community_but_where_a_dispatcher_decides(edition: Edition) -> None:
    undecided = {
        (key, street.code[-3:])
        for street in STREETS
        for community in COMMUNITIES
        if community.code.startswith(street.code)
        for key in edition.classes
        if not route(edition, class_key=key, area_path=f"{DISTRICT}/{street.code}/{community.code}").certain
    }
    contested = {(key, street) for key, (street, _) in organisation.CONTESTED.items()}
    assert undecided == set(organisation.UNSETTLED.items()) | contested


def test_a_leak_of_gas_goes_to_a_crew_that_works_round_the_clock(edition: Edition) -> None:
    path = f"{DISTRICT}/{STREETS[2].code}/{COMMUNITIES[10].code}"
    duty = route(edition, class_key="local-burst-gas-main", area_path=path).duty
    assert duty is not None
    assert edition.units[duty.lead].calendar == "round-the-clock"
    assert edition.units[duty.lead].path == "gas/gas-repair"


def test_things_piled_up_are_for_the_community_and_a_stall_for_the_street(edition: Edition) -> None:
    path = f"{DISTRICT}/{STREETS[3].code}/{COMMUNITIES[17].code}"
    leads = [route(edition, class_key=key, area_path=path).duty for key in ("matter-06036", "matter-09006")]
    assert [duty and edition.units[duty.lead].path for duty in leads] == ["street-004/community-004003", "street-004"]


def test_every_lead_of_the_district_has_something_to_do_or_units_below_it(edition: Edition) -> None:
    busy = {duty.lead for duty in edition.duties} | {code for duty in edition.duties for code in duty.assist}
    parents = {unit.parent for unit in edition.units.values()}
    assert edition.units.keys() - busy - parents == set()


def test_a_question_is_answered_sooner_than_the_library_promises(edition: Edition) -> None:
    [row] = matching(edition, class_key="service-question")
    library = next(row for row in edition.limits if row.class_pattern == "*")
    assert (row.limit.value, row.limit.unit) == (1, "d")
    assert library.limit.value > row.limit.value


def test_no_unit_is_named_for_persons(edition: Edition) -> None:
    assert [name for unit in edition.units.values() for name in unit.name.values() if persons.find(name)] == []


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _areas() -> dict[str, object]:
    found = [_area(Named(DISTRICT, "棠溪区", "Tangxi District"), None, "district", 0, 0, 8, 5)]
    for x, street in enumerate(STREETS):
        found.append(_area(street, DISTRICT, "street", x, 0, 1, 5))
        inside = [each for each in COMMUNITIES if each.code.startswith(street.code)]
        found += [_area(each, street.code, "community", x, y, 1, 1) for y, each in enumerate(inside)]
    return {"type": "FeatureCollection", "features": found}


def _area(named: Named, parent: str | None, level: str, x: int, y: int, wide: int, high: int) -> dict[str, object]:
    """A rectangle of squares, with a corner in its outline wherever two squares meet."""
    steps = [(x + i, y) for i in range(wide)] + [(x + wide, y + i) for i in range(high)]
    steps += [(x + wide - i, y + high) for i in range(wide)] + [(x, y + high - i) for i in range(high)]
    ring = [[round(123 + SIDE * east, 6), round(30 + SIDE * north, 6)] for east, north in [*steps, steps[0]]]
    properties = {
        "code": named.code,
        "parent": parent,
        "level": level,
        "name_zh": named.name_zh,
        "name_en": named.name_en,
    }
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
