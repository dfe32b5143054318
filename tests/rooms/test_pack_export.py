"""A pack that was loaded comes out again to the byte, with what it extends, and with what rulings changed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from tests import town as small
from tests.pack_folders import FILES, changed, write

from linli.catalogue import commands as rules
from linli.catalogue import queries as catalogue
from linli.catalogue.models import Edition
from linli.config.home import PACKS
from linli.kernel.results import Allowed, Refused
from linli.packs import bundle, checker, commands, queries, units
from linli.packs.folder import bundle_of
from linli.packs.models import Content, Loading
from linli.places import queries as places

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    catalogue.forget()
    places.forget()


def load(folder: Path) -> int:
    done = commands.load(folder, by="a test", now=NOW)
    assert isinstance(done, Allowed), done
    return done.value.edition


def export(folder: Path, edition: int) -> Path:
    done = commands.export(folder, edition=edition)
    assert isinstance(done, Allowed), done
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def layered(root: Path) -> Path:
    """A town that extends a library, which has calendar, classes and reasons."""
    library = ("calendars/office.toml", "classes.csv", "reasons.csv")
    head = '[pack]\nname = "library"\ntitle = { zh = "库", en = "Library" }\n[calendars]\ndefault = "office"\n'
    for name in library:
        path = root / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name].lstrip("\n"), encoding="utf-8")
    (root / "library" / "pack.toml").write_text(head, encoding="utf-8")
    own = FILES["pack.toml"].replace('name = "town"', 'name = "town"\nextends = "library"')
    return write(root / "town", {**dict.fromkeys(library), "pack.toml": own, "README.md": "# 小镇\r\n"})


def test_what_is_exported_loads_as_the_same_edition_and_exports_the_same_bytes(tmp_path: Path) -> None:
    town = layered(tmp_path)
    (town / "duties.csv").write_bytes((town / "duties.csv").read_bytes().replace(b"\n", b"\r\n"))
    number = load(town)
    once = export(tmp_path / "once" / "town", number)
    assert contents(once) == contents(town)
    assert contents(once.parent / "library") == contents(tmp_path / "library")
    assert load(once) == number
    assert contents(export(tmp_path / "twice" / "other-name", number)) == contents(town)
    assert Edition.objects.count() == Loading.objects.count() == 1


def test_the_demo_city_comes_out_as_it_went_in(tmp_path: Path) -> None:
    folder = checker.read(PACKS / "demo").folder
    assert folder is not None
    digest = commands.keep(bundle_of(folder))
    assert isinstance(bundle.write(queries.bundle(digest), tmp_path / "demo"), Allowed)
    assert contents(tmp_path / "demo") == contents(PACKS / "demo")
    assert contents(tmp_path / "base") == contents(PACKS / "base")


def test_a_remark_is_kept_though_it_makes_no_edition(tmp_path: Path) -> None:
    number = load(write(tmp_path / "town"))
    remark = FILES["limits.csv"].lstrip("\n") + "\n"
    assert load(write(tmp_path / "town", {"limits.csv": remark})) == number
    assert (export(tmp_path / "out", number) / "limits.csv").read_text(encoding="utf-8") == remark


def test_a_content_is_kept_once_however_many_packs_have_it(tmp_path: Path) -> None:
    load(write(tmp_path / "town"))
    count = Content.objects.count()
    load(write(tmp_path / "town", changed("limits.csv", ",2,d,", ",3,d,")))
    assert Content.objects.count() == count + 1


def test_an_older_edition_can_be_exported_and_taken_back(tmp_path: Path) -> None:
    first = load(write(tmp_path / "town"))
    second = load(write(tmp_path / "town", changed("limits.csv", ",2,d,", ",3,d,")))
    assert b",2,d," in (export(tmp_path / "out", first) / "limits.csv").read_bytes()
    back = commands.take_back(first, by="a test", why="It was better.", now=NOW)
    assert isinstance(back, Allowed)
    assert (back.value.edition, catalogue.current().number) == (first, first)
    assert [one.edition for one in queries.loadings()] == [first, second, first]
    again = commands.take_back(first, by="a test", why="", now=NOW)
    assert isinstance(again, Allowed)
    assert not again.value.changed


def test_a_ruling_is_a_row_of_the_exported_duties_and_of_no_other(tmp_path: Path) -> None:
    town = write(tmp_path / "town")
    first = load(town)
    ruled = rules.amend(
        class_key="component-01037", area="990101001", lead="roads", case_number=7, by=3, why="Agreed.", now=NOW
    )
    assert isinstance(ruled, Allowed)
    out = export(tmp_path / "out", ruled.value.number)
    before = (town / "duties.csv").read_text(encoding="utf-8").splitlines()
    lines = (out / "duties.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == before[0] + ",by,why,since"
    assert lines[1:-1] == [line + ",,," for line in before[1:]]
    assert lines[-1] == 'component-01037,990101001,roads,,"account 3, case 7",Agreed.,2026-03-02'
    assert load(out) == ruled.value.number
    assert contents(export(tmp_path / "again", ruled.value.number)) == contents(out)
    assert contents(export(tmp_path / "first", first)) == contents(town)


def test_units_that_a_table_brought_or_changed_are_so_in_the_exported_units(tmp_path: Path) -> None:
    folder = write(tmp_path / "town", changed("units.csv", "lamps,", "parks,town,公园所,Parks office,,\nlamps,"))
    first = load(folder)
    brought = [
        {"code": "roads", "name_en": "Road keepers"},
        {"code": "ferries", "name_zh": "轮渡站", "name_en": "Ferry"},
    ]
    done = units.join(rows=brought, by="a table", now=NOW)
    assert isinstance(done, Allowed)
    joined = catalogue.current().units
    assert joined["roads"].name["en"] == "Road keepers" and joined["ferries"].name["en"] == "Ferry"
    out = export(tmp_path / "out" / "town", done.value.edition)
    assert load(out) == done.value.edition
    assert catalogue.current().units == joined
    assert (export(tmp_path / "first" / "town", first) / "units.csv").read_bytes() == (
        folder / "units.csv"
    ).read_bytes()


def test_a_table_takes_no_unit_away(tmp_path: Path) -> None:
    """No row of the own folder could say that a unit of the pack that it extends is gone."""
    number = load(write(tmp_path / "town"))
    kept = {code: unit for code, unit in catalogue.current().units.items() if code != "lamps"}
    with pytest.raises(ValueError, match="units are missing: lamps"):
        rules.set_units(units=kept, seen=number, by="a table", now=NOW)


def test_nothing_that_lies_there_is_written_over(tmp_path: Path) -> None:
    number = load(layered(tmp_path))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    done = commands.export(tmp_path / "out", edition=number)
    assert isinstance(done, Refused)
    assert done.code == "folder_not_empty"
    assert list(contents(tmp_path / "out")) == ["notes.txt"]
    (tmp_path / "library" / "reasons.csv").write_text("mine", encoding="utf-8")
    done = commands.export(tmp_path / "town2", edition=number)
    assert isinstance(done, Refused)
    assert "reasons.csv" in str(done.facts["faults"][0])
    assert not (tmp_path / "town2").exists()


def test_the_files_of_an_edition_that_came_without_any_are_said_to_be_missing() -> None:
    small.install()
    done = commands.export(Path("nowhere"), edition=1)
    assert done == Refused("source_not_kept", {"edition": 1})


@pytest.mark.parametrize("table", ["packs_content", "packs_kept", "packs_loading"])
def test_the_database_itself_keeps_files_as_they_were(tmp_path: Path, table: str) -> None:
    load(write(tmp_path))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
