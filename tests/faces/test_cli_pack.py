"""`linli pack` and `linli route` as somebody at a terminal meets them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.pack_folders import changed, write

from linli.catalogue import queries as catalogue
from linli.faces.cli import pack, route
from linli.places import queries as places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    catalogue.forget()
    places.forget()


def run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))  # type: ignore[arg-type]


def test_check_names_every_fault_with_file_line_value_and_remedy_and_exits_1(tmp_path: Path) -> None:
    folder = write(tmp_path, changed("units.csv", "lamps,roads", "lamps,road"))
    result = run(pack.command, "check", str(folder))
    assert result.exit_code == 1
    line = next(one for one in result.stdout.splitlines() if "units.csv" in one)
    assert line.startswith(f"{folder}/units.csv:4: parent: there is no such unit (road); name a unit's code")
    assert result.stderr.strip() == f"{folder}: 1 fault"


def test_check_says_that_a_good_pack_is_good(tmp_path: Path) -> None:
    result = run(pack.command, "check", str(write(tmp_path)))
    assert result.exit_code == 0
    assert "no faults; a city of 3 classes, 3 units, 3 duties, 3 limits, 4 areas" in result.stdout


def test_check_of_a_folder_that_is_not_there_is_a_fault_not_a_traceback(tmp_path: Path) -> None:
    result = run(pack.command, "check", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "nowhere/pack.toml: there is no such file" in result.stdout


def test_load_says_what_it_did_and_the_second_time_that_it_did_nothing(tmp_path: Path) -> None:
    folder = str(write(tmp_path))
    assert "edition 1 is in force; 3 classes" in run(pack.command, "load", folder).stdout
    assert "edition 1 was in force already, nothing changed" in run(pack.command, "load", folder).stdout


def test_export_writes_the_folder_of_an_edition_and_says_what_is_in_the_way(tmp_path: Path) -> None:
    run(pack.command, "load", str(write(tmp_path / "town")))
    run(pack.command, "load", str(write(tmp_path / "town", changed("limits.csv", ",2,d,", ",3,d,"))))
    out = tmp_path / "out"
    assert "edition 1, 11 files written" in run(pack.command, "export", str(out), "--edition", "1").stdout
    assert ",2,d," in (out / "limits.csv").read_text(encoding="utf-8")
    assert "edition 1, 0 files written" in run(pack.command, "export", str(out), "--edition", "1").stdout
    refused = run(pack.command, "export", str(out))
    assert refused.exit_code == 1
    assert "out/limits.csv: is there already, with another content" in refused.stdout
    unknown = run(pack.command, "export", str(tmp_path / "none"), "--edition", "9")
    assert unknown.exit_code == 1
    assert "the files of edition 9 aren't kept" in unknown.stderr


def test_load_refuses_a_pack_with_faults(tmp_path: Path) -> None:
    result = run(pack.command, "load", str(write(tmp_path, changed("limits.csv", ",2,d,", ",0,d,"))))
    assert result.exit_code == 1
    assert "limits.csv:3" in result.stdout


def test_route_says_which_duty_matched_and_why(tmp_path: Path) -> None:
    run(pack.command, "load", str(write(tmp_path)))
    result = run(route.command, "--class", "component-01037", "--at", "31.005,121.005", "--language", "en")
    assert result.exit_code == 0, result.output
    assert "→ 1       class component-01037, area *: town/roads/lamps  Lamp crew + Roads office" in result.stdout
    assert "  2       class *, area *: town  Town hall" in result.stdout
    assert "one duty is narrower than all others" in result.stdout
    assert "2 d (working)  unlit: Not lit" in result.stdout


def test_route_says_when_there_is_no_choice(tmp_path: Path) -> None:
    run(pack.command, "load", str(write(tmp_path)))
    result = run(route.command, "--class", "local-flooding", "--at", "31.005,121.005")
    assert "it is the only duty that matches" in result.stdout


def test_route_exits_1_where_a_dispatcher_has_to_decide(tmp_path: Path) -> None:
    run(pack.command, "load", str(write(tmp_path, changed("duties.csv", "*,*,town", "local-*,990101001001,town"))))
    result = run(route.command, "--class", "local-flooding", "--at", "31.005,121.015")
    assert result.exit_code == 1
    assert "no duty names this class here: a dispatcher decides" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--class", "component-1037", "--at", "31.005,121.005"), "component-1037: the city has no such class"),
        (("--class", "matter-01037", "--at", "31.005,121.005"), "component-01037 (Street lamp problem"),
        (("--class", "component-01037", "--at", "40,121.005"), "outside the city"),
        (("--class", "component-01037", "--at", "north"), "write latitude and longitude"),
        (("--class", "component-01037", "--at", "131.2,121.0"), "131.2,121.0: latitude is from -90 to 90 degrees"),
    ],
)
def test_route_says_what_is_wrong_with_a_question(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    run(pack.command, "load", str(write(tmp_path)))
    result = run(route.command, *arguments)
    assert result.exit_code != 0
    assert message in result.stderr
