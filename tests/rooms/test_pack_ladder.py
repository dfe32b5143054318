"""The ladder of a pack: who is told when nobody acts on a case."""

from pathlib import Path

import pytest
from tests.pack_folders import FILES, write

from linli.catalogue.rules.edition import DEFAULT_LADDER, Rung
from linli.packs import checker


def test_a_ladder_is_read_and_a_city_without_one_has_the_usual(tmp_path: Path) -> None:
    ladder = "clock,at,tells\nhandle,90,holder;lead\n*,100,area+1\n"
    edition = checker.read(write(tmp_path / "own", {"ladder.csv": ladder})).edition
    assert edition is not None
    assert edition.ladder == (Rung("handle", 90, ("holder", "lead")), Rung("*", 100, ("area+1",)))
    usual = checker.read(write(tmp_path / "usual")).edition
    assert usual is not None
    assert usual.ladder == DEFAULT_LADDER


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [
        ("confirm,80,holder", "confirm", "clock: is not one of"),
        ("handle,0,holder", "0", "at: is not a whole number"),
        ("handle,80%,holder", "80%", "at: is not a whole number"),
        ("handle,80,", "", "tells: is empty"),
        ("handle,80,holder;mayor", "holder;mayor", "tells: mayor is nobody"),
        ("handle,80,area-1", "area-1", "tells: area-1 is nobody"),
    ],
)
def test_a_rung_that_makes_no_sense_is_found(tmp_path: Path, row: str, value: str, message: str) -> None:
    [fault] = checker.check(write(tmp_path / "town", {"ladder.csv": f"clock,at,tells\n{row}\n"}))
    assert (fault.file.endswith("/ladder.csv"), fault.line, fault.value) == (True, 2, value)
    assert message in fault.message
    assert fault.remedy


def test_a_city_that_writes_a_rung_of_a_clock_writes_all_of_them(tmp_path: Path) -> None:
    write(tmp_path / "below", {"ladder.csv": "clock,at,tells\nhandle,80,holder\nhandle,100,lead\ncheck,50,lead\n"})
    own = FILES["pack.toml"].replace('name = "town"', 'name = "town"\nextends = "below"')
    checked = checker.read(
        write(tmp_path / "town", {"pack.toml": own, "ladder.csv": "clock,at,tells\nhandle,70,holder\n"})
    )
    assert checked.edition is not None, checked.faults
    assert [(rung.clock, rung.at) for rung in checked.edition.ladder] == [("handle", 70), ("check", 50)]
