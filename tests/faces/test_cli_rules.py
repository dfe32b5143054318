"""`linli rules` as somebody at a terminal meets it: a pack that isn't loaded is tried, and one is fitted."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from tests import pack_folders, town
from tests.books_kit import old_system

from linli.cases import commands as cases
from linli.catalogue import queries as catalogue
from linli.faces.cli import import_, pack, rules_
from linli.insight.rules.trial import Kind
from linli.kernel.results import Allowed
from linli.places import queries as places

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
PERIOD = ("--from", "2026-03-02", "--to", "2026-03-02")


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The folder of a small city that is in force."""
    catalogue.forget()
    places.forget()
    folder = tmp_path / "town"
    folder.mkdir()
    pack_folders.write(folder)
    assert run(pack.command, "load", folder).exit_code == 0
    return folder


def changed(city: Path, name: str, old: str, new: str) -> Path:
    folder = city.parent / "changed"
    folder.mkdir()
    return pack_folders.write(folder, pack_folders.changed(name, old, new))


def report(klass: str = "component-01037", at: datetime = NOON) -> int:
    done = cases.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=at, class_key=klass, text="It is so.",
        spot=cases.Spot(31.005, 121.005),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value.number


def bring_in(folder: Path, rows: int = 60) -> None:
    """Rows that their system had promised within two days, every third of them closed on the third day."""
    table, mapping = folder / "t.csv", folder / "m.toml"
    mapping.write_text(old_system("matter-06010"), encoding="utf-8")
    with table.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("No", "Status", "Opened", "Closed", "Due"))
        for number in range(rows):
            opened = datetime(2025, 5, 1) + timedelta(hours=number)
            closed = opened + timedelta(days=3 if number % 3 == 0 else 1)
            due = opened + timedelta(days=2)
            out.writerow((number, "closed", *(f"{at:%Y-%m-%d %H:%M}" for at in (opened, closed, due))))
    assert run(import_.command, table, "--mapping", mapping, "--rejects", folder / "rejects.csv").exit_code == 0


class TestTry:
    def test_the_same_rules_change_nothing(self, city: Path) -> None:
        report()
        result = run(rules_.command, "try", city, *PERIOD)
        assert result.exit_code == 0, result.output
        assert result.stdout.splitlines()[0].startswith("1 case, 0 would differ; overdue ")

    def test_another_unit_and_a_shorter_limit_are_counted_by_class_and_unit_and_listed(self, city: Path) -> None:
        number = report()
        tried = changed(city, "duties.csv", "component-01037,*,lamps,roads", "component-01037,*,roads,")
        result = run(rules_.command, "try", tried, *PERIOD, "--list")
        assert result.exit_code == 0, result.output
        listed, head, *rest = result.stdout.splitlines()
        assert f"{number}  component-01037  2026-03-02 12:00  other unit: town/roads/lamps, 2026-03-04 " in listed
        assert "→ town/roads, 2026-03-04 " in listed
        assert head.startswith("1 case, 1 would differ")
        assert rest[0].split() == ["other", "unit", "1"]
        assert "  component-01037 Street lamp problem: other unit 1" in rest
        assert "  town/roads Roads office: other unit 1" in rest

    def test_conflicts_and_classes_without_an_owner_are_named(self, city: Path) -> None:
        report()
        tried = changed(
            city, "duties.csv", "component-01037,*,lamps,roads", "component-01037,*,lamps,\ncomponent-01037,*,roads,"
        )
        lines = run(rules_.command, "try", tried, *PERIOD).stdout.splitlines()
        assert "equally narrow duties name different leads: 1 case" in lines
        assert "  component-01037 Street lamp problem: 1" in lines

    def test_each_difference_goes_into_a_table_and_can_be_narrowed(self, city: Path, tmp_path: Path) -> None:
        number = report()
        tried = changed(
            city, "limits.csv", "component-01037,unlit,不亮,Not lit,2,d", "component-01037,unlit,不亮,Not lit,1,d"
        )
        table = tmp_path / "d.csv"
        assert run(rules_.command, "try", tried, *PERIOD, "--csv", table).exit_code == 0
        with table.open(encoding="utf-8", newline="") as lines:
            [row] = csv.DictReader(lines)
        assert (row["case"], row["promised"], row["unit_after"]) == (str(number), "no", "town/roads/lamps")
        assert Kind.EARLIER in row["differences"].split(";")
        assert row["due_after"] == "2026-03-03 12:00:00+08:00"
        narrowed = run(rules_.command, "try", tried, *PERIOD, "--csv", table, "--kind", "conflict")
        assert narrowed.exit_code == 0
        assert len(table.read_text(encoding="utf-8").splitlines()) == 1

    def test_faults_of_the_pack_are_told_as_by_pack_check_and_nothing_is_tried(self, city: Path) -> None:
        broken = changed(city, "units.csv", "lamps,roads", "lamps,road")
        result, checked = run(rules_.command, "try", broken, *PERIOD), run(pack.command, "check", broken)
        assert result.exit_code == checked.exit_code == 1
        assert (result.stdout, result.stderr) == (checked.stdout, checked.stderr)

    def test_a_library_has_nobody_to_be_tried_on_and_says_so(self, city: Path) -> None:
        library = city.parent / "library"
        library.mkdir()
        left_out = dict.fromkeys(("areas.geojson", "units.csv", "duties.csv", "components.csv"))
        pack_folders.write(library, {**left_out, **pack_folders.changed("pack.toml", "[cells]\nsize = 500\n", "")})
        result = run(rules_.command, "try", library, *PERIOD)
        assert result.exit_code == 1
        assert "a pack without areas can be extended, but not tried" in result.stdout

    def test_a_table_that_cannot_be_written_is_said_before_anything_is_tried(self, city: Path, tmp_path: Path) -> None:
        result = run(rules_.command, "try", city, *PERIOD, "--csv", tmp_path / "nowhere" / "d.csv")
        assert result.exit_code == 2
        assert f"nowhere/d.csv: there is no folder {tmp_path}/nowhere" in result.stderr

    def test_days_in_the_wrong_order_are_a_mistake_of_the_command(self, city: Path) -> None:
        result = run(rules_.command, "try", city, "--from", "2026-03-02", "--to", "2026-03-01")
        assert result.exit_code == 2
        assert "--to 2026-03-01 lies before --from 2026-03-02" in result.stderr


class TestFit:
    PERIOD = ("--from", "2025-05-01", "--to", "2025-05-05")

    def test_a_pack_fitted_on_one_half_agrees_with_the_verdicts_of_the_other(self, city: Path, tmp_path: Path) -> None:
        bring_in(tmp_path)
        fitted = tmp_path / "fitted"
        result = run(rules_.command, "fit", city, "--into", fitted, *self.PERIOD, "--half", "first")
        assert result.exit_code == 0, result.output
        assert "matter-06010          2 d (continuous): 100.0% of " in result.stdout
        assert run(pack.command, "check", fitted).exit_code == 0
        tried = run(rules_.command, "try", fitted, *self.PERIOD, "--half", "second", "--promised", "--list")
        promised = next(line for line in tried.stdout.splitlines() if line.startswith("promised by another system"))
        assert promised.endswith("(100.00%)")
        assert "would differ; overdue" in tried.stdout

    def test_disagreements_with_the_other_systems_verdict_are_listed(self, city: Path, tmp_path: Path) -> None:
        bring_in(tmp_path)
        tried = changed(
            city, "limits.csv", "*,ordinary,一般,As usual,7,d,working", "*,ordinary,一般,As usual,12,h,continuous"
        )
        result = run(rules_.command, "try", tried, *self.PERIOD, "--promised", "--list", "--kind", "late")
        listed = [line for line in result.stdout.splitlines() if "overdue only then" in line and " → " in line]
        assert "promised by another system: 60; as late or in time as there: 20 (33.33%)" in result.stdout
        assert len(listed) == 40

    def test_a_folder_that_is_taken_is_refused_and_keeps_what_it_has(self, city: Path, tmp_path: Path) -> None:
        bring_in(tmp_path)
        before = (city / "limits.csv").read_bytes()
        (tmp_path / "taken").mkdir()
        (tmp_path / "taken" / "limits.csv").write_text("mine", encoding="utf-8")
        result = run(rules_.command, "fit", city, "--into", tmp_path / "taken", *self.PERIOD)
        assert result.exit_code == 1
        assert "there is something already; name a new folder" in result.stdout
        assert (tmp_path / "taken" / "limits.csv").read_text(encoding="utf-8") == "mine"
        assert (city / "limits.csv").read_bytes() == before

    def test_a_time_zone_that_there_is_not_is_a_mistake_of_the_command(self, city: Path, tmp_path: Path) -> None:
        into = ("--into", tmp_path / "fitted", "--time-zone", "Mars/Olympus")
        result = run(rules_.command, "fit", city, *into, *self.PERIOD)
        assert result.exit_code == 2
        assert "Mars/Olympus is not a time zone; write one like Asia/Shanghai" in result.stderr

    def test_without_promises_the_remedy_is_named(self, city: Path, tmp_path: Path) -> None:
        result = run(rules_.command, "fit", city, "--into", tmp_path / "fitted", *self.PERIOD)
        assert result.exit_code == 1
        assert "no imported case of this period has a promised time: map due_at" in result.stderr
        assert not (tmp_path / "fitted").exists()
