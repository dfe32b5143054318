"""Places in the database: installed, retired, found again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import shapely
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries
from tests.rules.places_shapes import at, community, rectangle, two_by_two

from linli.places import queries
from linli.places.commands import Change, Installed, install
from linli.places.models import Area, Cell, Component, Installation
from linli.places.rules import AreaRecord, CellRecord, ComponentRecord, cut_cells
from linli.places.rules.near import metres

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def cells_of(areas: list[AreaRecord]) -> list[CellRecord]:
    return cut_cells(areas, size=100, file="areas.geojson")[0]


def lamps(count: int, *, seed: int = 1) -> list[ComponentRecord]:
    """Facilities of three classes anywhere in a square of 2.4 km."""
    dice = Random(seed)
    made = []
    for serial in range(count):
        lon, lat = at(dice.uniform(-1200, 1200), dice.uniform(-1200, 1200))
        class_code = dice.choice(("01001", "01002", "02003"))
        made.append(ComponentRecord(f"990101{class_code}{serial:06d}", class_code, lat, lon))
    return made


def put(
    areas: list[AreaRecord],
    components: list[ComponentRecord] | None = None,
    *,
    edition: int = 1,
    now: datetime = NOW,
) -> Installed:
    return install(areas=areas, cells=cells_of(areas), components=components or [], edition=edition, now=now)


def test_what_was_installed_is_found_at_once() -> None:
    installed = put(two_by_two(), lamps(5))
    assert installed == Installed(True, Change(added=7), Change(added=36), Change(added=5))
    lon, lat = at(50, 250)
    place = queries.locate(lat=lat, lon=lon)
    assert place is not None
    assert place.area_path == "990101/990101001/990101001002"
    assert place.names[1] == {"zh-hans": "街道001"}
    assert queries.version() == Installation.objects.get().id


def test_installing_the_same_again_changes_nothing_whatever_the_order_of_the_files() -> None:
    areas, components = two_by_two(), lamps(5)
    put(areas, components)
    again = install(
        areas=[replace(area, line=9) for area in reversed(areas)],
        cells=cells_of(areas)[::-1],
        components=components[::-1],
        edition=2,
        now=NOW + timedelta(days=1),
    )
    assert again == Installed(changed=False)
    assert Installation.objects.count() == 1
    assert set(Cell.objects.values_list("since_edition", flat=True)) == {1}


def test_what_disappears_is_retired_and_keeps_its_name_for_old_cases() -> None:
    areas = two_by_two()
    put(areas, lamps(5))
    lon, lat = at(150, -150)
    later = NOW + timedelta(days=30)
    left = [area for area in areas if not area.code.startswith("990101002")]
    assert put(left, lamps(3), edition=2, now=later) == Installed(
        True, Change(retired=3), Change(retired=18), Change(retired=2)
    )
    assert queries.locate(lat=lat, lon=lon) is None
    assert set(Area.objects.filter(retired_at=later).values_list("code", flat=True)) == {
        "990101002",
        "990101002001",
        "990101002002",
    }
    old = "990101/990101002/990101002001"
    assert queries.area_names(old)[1:] == ({"zh-hans": "街道002"}, {"zh-hans": "社区002001", "en": "Community 002001"})
    row = queries.area(old)
    assert row is not None
    assert row.retired
    assert [area.code for area in queries.children("990101")] == ["990101001"]
    assert old not in [area.path for area in queries.areas()]


def test_what_was_retired_comes_back_when_it_is_installed_again() -> None:
    areas = two_by_two()
    put(areas, lamps(5))
    put([area for area in areas if not area.code.startswith("990101002")], edition=2)
    assert put(areas, lamps(5), edition=3) == Installed(True, Change(added=3), Change(added=18), Change(added=5))
    assert not Area.objects.filter(retired_at__isnull=False).exists()
    assert set(Area.objects.values_list("since_edition", flat=True)) == {1}


def test_only_what_differs_is_written() -> None:
    areas = two_by_two()
    put(areas)
    renamed = [replace(area, names={"en": "New Street"}) if area.code == "990101001" else area for area in areas]
    spare = community("990101001003", rectangle(300, 0, 400, 100))
    assert put([*renamed, spare], edition=2) == Installed(True, Change(added=1, changed=1), Change(added=1), Change())
    assert dict(Area.objects.filter(code__in=["990101001", spare.code]).values_list("code", "since_edition")) == {
        "990101001": 1,
        spare.code: 2,
    }
    assert queries.area_names("990101/990101001")[1] == {"en": "New Street"}


def test_a_cell_of_an_unknown_community_is_refused_and_nothing_is_installed() -> None:
    areas = two_by_two()
    stray = CellRecord("990101009009001", "990101009009", rectangle(0, 0, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        install(areas=areas, cells=[stray], components=[], edition=1, now=NOW)
    assert not Area.objects.exists()
    assert queries.areas() == ()


def test_without_a_city_there_are_no_places() -> None:
    assert queries.locate(lat=31.2, lon=121.4) is None
    assert queries.areas() == ()
    assert queries.area_bounds("") is None
    assert queries.version() == 0
    assert queries.nearest_components(lat=31.2, lon=121.4, limit=3) == []


def test_a_fresh_atlas_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    put(two_by_two())
    queries.atlas()
    with django_assert_num_queries(0):
        queries.locate(lat=31.2, lon=121.4)
        queries.area_names("990101/990101001")
        queries.area("990101")
        queries.children("")


def test_another_process_sees_a_new_city_after_one_small_question(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock = [100.0]
    monkeypatch.setattr(queries, "monotonic", lambda: clock[0])
    put(two_by_two())
    first = queries.atlas()
    clock[0] += queries.REFRESH_SECONDS + 0.1
    with django_assert_num_queries(1):
        assert queries.atlas() is first

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(queries, "forget", lambda: None)
        put([area for area in two_by_two() if not area.code.startswith("990101002")], edition=2)
    assert queries.atlas() is first
    clock[0] += queries.REFRESH_SECONDS + 0.1
    assert len(queries.atlas().cells) == 18


@pytest.mark.parametrize("class_code", [None, "01002"])
def test_the_nearest_facilities_are_those_that_a_search_through_all_would_find(class_code: str | None) -> None:
    everything = lamps(400)
    put(two_by_two(), everything)
    dice = Random(7)
    for _ in range(40):
        lon, lat = at(dice.uniform(-1200, 1200), dice.uniform(-1200, 1200))
        found = queries.nearest_components(lat=lat, lon=lon, limit=5, class_code=class_code)
        candidates = [each for each in everything if class_code in (None, each.class_code)]
        ranked = sorted((metres(lat, lon, each.lat, each.lon), each.code) for each in candidates)
        assert [(each.metres, each.code) for each in found] == [row for row in ranked[:5] if row[0] <= found[-1].metres]
        assert len(found) == 5 or ranked[len(found)][0] > 1000


def test_a_retired_facility_is_not_near_anything() -> None:
    lon, lat = at(0, 0)
    put(two_by_two(), [ComponentRecord("99010101001000001", "01001", lat, lon)])
    assert [each.code for each in queries.nearest_components(lat=lat, lon=lon, limit=1)] == ["99010101001000001"]
    put(two_by_two(), [], edition=2)
    assert Component.objects.count() == 1
    assert queries.nearest_components(lat=lat, lon=lon, limit=1) == []


def test_areas_and_cells_are_drawn_as_geojson() -> None:
    put(two_by_two())
    streets = queries.area_geojson(level="street")
    assert [feature["properties"]["path"] for feature in streets["features"]] == [
        "990101/990101001",
        "990101/990101002",
    ]
    below = queries.area_geojson(path="990101/990101002")
    assert [feature["properties"]["code"] for feature in below["features"]] == [
        "990101002",
        "990101002001",
        "990101002002",
    ]
    cells = queries.cell_geojson(path="990101/990101002/990101002001")
    assert len(cells["features"]) == 9
    west, south, east, north = queries.area_bounds("990101/990101001") or (0, 0, 0, 0)
    assert shapely.box(west, south, east, north).equals_exact(rectangle(-300, 0, 300, 300), 1e-9)


def test_areas_are_listed_by_level_below_their_parents() -> None:
    put(two_by_two())
    assert [area.code[6:] for area in queries.areas()] == ["", "001", "001001", "001002", "002", "002001", "002002"]
    assert [area.depth for area in queries.areas(level="community")] == [3, 3, 3, 3]
    assert queries.area("nowhere") is None


def test_the_neighbourhood_is_looked_up_through_its_index() -> None:
    put(two_by_two(), lamps(3000))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT * FROM places_component WHERE h3 = ANY('{1,2,3}') AND retired_at IS NULL")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "places_component_near" in plan
