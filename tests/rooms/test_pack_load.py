"""Loading a pack: all or nothing, once, and as an edition that stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from tests.pack_folders import FILES, changed, collection, feature, write

from linli.catalogue import queries as catalogue
from linli.catalogue.models import Edition, Publication
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused
from linli.packs import commands
from linli.packs.commands import Loaded
from linli.places import queries as places

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    catalogue.forget()
    places.forget()


def load(folder: Path, *, now: datetime = NOW) -> Loaded:
    result = commands.load(folder, by="a test", now=now)
    assert isinstance(result, Allowed), result
    return result.value


def test_a_pack_becomes_an_edition_and_places(tmp_path: Path) -> None:
    loaded = load(write(tmp_path))
    assert (loaded.edition, loaded.changed) == (1, True)
    assert loaded.counts["units"] == 3
    edition = catalogue.current()
    assert (edition.number, edition.name, edition.title["en"]) == (1, "town", "Town")
    assert edition.units["lamps"].name["zh-hans"] == "路灯班"
    place = places.locate(lat=31.005, lon=121.005)
    assert place is not None
    assert place.area_path == "990101/990101001/990101001001"
    assert [one.code for one in places.nearest_components(lat=31.005, lon=121.005, limit=1)] == ["99010101037000001"]


def test_loading_the_same_pack_again_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    load(tmp_path)
    again = load(tmp_path, now=NOW + timedelta(days=1))
    assert (again.edition, again.changed) == (1, False)
    assert Edition.objects.count() == Publication.objects.count() == 1
    assert Edition.objects.get().loaded_at == NOW


def test_a_remark_in_a_file_makes_no_new_edition(tmp_path: Path) -> None:
    load(write(tmp_path))
    write(tmp_path, {"pack.toml": FILES["pack.toml"] + "# a remark\n"})
    assert not load(tmp_path).changed


def test_a_change_makes_a_new_edition_and_the_old_one_stays(tmp_path: Path) -> None:
    load(write(tmp_path))
    write(tmp_path, changed("limits.csv", ",2,d,", ",3,d,"))
    assert load(tmp_path).edition == 2
    assert catalogue.current().limits[1].limit.value == 3
    assert catalogue.edition(1).limits[1].limit.value == 2


def test_going_back_puts_the_old_edition_in_force_again(tmp_path: Path) -> None:
    load(write(tmp_path / "one"))
    load(write(tmp_path / "two", changed("limits.csv", ",2,d,", ",3,d,")))
    back = load(tmp_path / "one")
    assert (back.edition, back.changed) == (1, True)
    assert catalogue.current().number == 1
    assert list(Publication.objects.order_by("id").values_list("edition_id", flat=True)) == [1, 2, 1]


def test_moving_a_facility_changes_places_but_not_the_rules(tmp_path: Path) -> None:
    load(write(tmp_path))
    write(tmp_path, changed("components.csv", "121.005", "121.015"))
    moved = load(tmp_path)
    assert (moved.edition, moved.changed) == (1, True)
    (near,) = places.nearest_components(lat=31.005, lon=121.015, limit=1)
    assert near.metres < 1


def test_a_pack_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    files = changed("limits.csv", ",2,d,", ",0,d,") | changed("units.csv", "lamps,roads", "lamps,road")
    result = commands.load(write(tmp_path, files), by="a test", now=NOW)
    assert isinstance(result, Refused)
    assert result.code == "pack_has_faults"
    faults: tuple[Fault, ...] = result.facts["faults"]
    assert {fault.file.rpartition("/")[2] for fault in faults} >= {"limits.csv", "units.csv"}
    assert not Edition.objects.exists()
    with pytest.raises(catalogue.NoEditionError, match="linli pack load"):
        catalogue.current()


def test_a_library_is_not_a_city(tmp_path: Path) -> None:
    head = '[pack]\nname = "base"\ntitle = { zh = "库", en = "Library" }\n[calendars]\ndefault = "office"\n'
    left_out = dict.fromkeys(["areas.geojson", "components.csv", "duties.csv", "units.csv"])
    result = commands.load(write(tmp_path, {**left_out, "pack.toml": head}), by="a test", now=NOW)
    assert isinstance(result, Refused)
    assert "can be extended, but not loaded" in str(result.facts["faults"][0])


def test_a_load_that_fails_half_way_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("linli.packs.commands.places.install", broken)
    with pytest.raises(OSError, match="disk is full"):
        commands.load(write(tmp_path), by="a test", now=NOW)
    assert not Edition.objects.exists()


def test_the_base_map_is_kept_with_its_edition(tmp_path: Path) -> None:
    head = FILES["pack.toml"].replace("zoom = 14", 'zoom = 14\nbasemap = "basemap.geojson"')
    drawing = collection([feature({"kind": "park"}, 121.0, 31.0, 121.01, 31.001)])
    assert load(write(tmp_path / "drawn", {"pack.toml": head, "basemap.geojson": drawing})).edition == 1
    assert catalogue.basemap(1) == drawing.encode()
    assert catalogue.current().settings.map.basemap
    assert load(write(tmp_path / "plain")).edition == 2
    assert catalogue.basemap(2) is None


def test_whose_data_a_base_map_shows_is_kept_with_it(tmp_path: Path) -> None:
    said = 'basemap = "basemap.geojson"\ncredit = "© Surveyors"\ncredit_link = "https://surveyors.example.org/"'
    head = FILES["pack.toml"].replace("zoom = 14", f"zoom = 14\n{said}")
    load(write(tmp_path, {"pack.toml": head, "basemap.geojson": collection([])}))
    view = catalogue.current().settings.map
    assert (view.credit, view.credit_link) == ("© Surveyors", "https://surveyors.example.org/")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalogue_edition SET name = 'other'",
        "DELETE FROM catalogue_edition",
        "UPDATE catalogue_publication SET by = 'somebody else'",
        "DELETE FROM catalogue_publication",
    ],
)
def test_the_database_itself_keeps_editions_as_they_are(tmp_path: Path, statement: str) -> None:
    load(write(tmp_path))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_process_sees_a_publication_after_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(write(tmp_path))
    assert catalogue.current().number == 1
    monkeypatch.setattr(catalogue, "forget", lambda: None)
    load(write(tmp_path, changed("limits.csv", ",2,d,", ",3,d,")))
    assert catalogue.current().number == 1
    monkeypatch.setattr(catalogue, "REFRESH_SECONDS", -1.0)
    assert catalogue.current().number == 2


def test_the_edition_in_force_costs_no_query_once_it_is_known(
    tmp_path: Path, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    load(write(tmp_path))
    catalogue.current()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert catalogue.edition(catalogue.current().number) is catalogue.current()


def test_an_edition_that_never_was_is_said_to_be_missing() -> None:
    with pytest.raises(catalogue.NoEditionError, match="no edition 7"):
        catalogue.edition(7)
