"""`linli import` and `linli simulate`: what they print, and how they end."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from tests import town

from linli.catalogue import queries as catalogue
from linli.faces.cli import import_, simulate

MAPPING = """
[source]
name = "old-system"
time_zone = "Asia/Shanghai"
[columns]
id = "No"
status = "Status"
reported_at = "Opened"
[times]
formats = ["%Y-%m-%d"]
[statuses]
open = "open"
[[classes]]
class = "component-01037"
"""
TABLE = "No,Status,Opened\n1,open,2025-05-01\n2,open,2025-05-02\n2,open,2025-05-03\n"


def invoke(command: Any, *arguments: object) -> Result:
    # The command line starts the database around a command; a test has one already.
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    table, mapping = tmp_path / "table.csv", tmp_path / "m.toml"
    table.write_text(TABLE, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    return table, mapping, tmp_path / "rejects.csv"


@pytest.mark.django_db
def test_import_ends_with_the_sums_and_a_second_run_imports_nothing(files: tuple[Path, Path, Path]) -> None:
    town.install()
    table, mapping, rejects = files
    first = invoke(import_.command, table, "--mapping", mapping, "--rejects", rejects)
    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines()[-1] == "read 3 = imported 2 + rejected 1"
    assert "the same id as on line 3" in rejects.read_text(encoding="utf-8")
    second = invoke(import_.command, table, "--mapping", mapping, "--rejects", rejects)
    assert second.stdout.splitlines()[-1] == "read 3 = imported 0 + already there 2 + rejected 1"


@pytest.mark.django_db
def test_import_names_the_faults_of_a_mapping_and_of_a_table(files: tuple[Path, Path, Path]) -> None:
    town.install()
    table, mapping, rejects = files
    mapping.write_text(MAPPING.replace("Asia/Shanghai", "Atlantis"), encoding="utf-8")
    result = invoke(import_.command, table, "--mapping", mapping, "--rejects", rejects)
    assert result.exit_code == 1
    assert f"{mapping}:4: source.time_zone is missing or wrong (Atlantis)" in result.stdout
    mapping.write_text(MAPPING.replace('"No"', '"Number"'), encoding="utf-8")
    result = invoke(import_.command, table, "--mapping", mapping, "--rejects", rejects)
    assert result.exit_code == 1
    assert f"{table}:1: the table has no such column (Number)" in result.stdout


@pytest.mark.django_db
def test_import_without_a_city_says_what_to_do(files: tuple[Path, Path, Path]) -> None:
    catalogue.forget()
    table, mapping, rejects = files
    result = invoke(import_.command, table, "--mapping", mapping, "--rejects", rejects)
    assert result.exit_code == 1
    assert "linli pack load" in str(result.exception)  # which `application` tells in a line, as of every command


@pytest.mark.django_db
def test_simulate_prints_what_it_made_and_a_second_run_adds_nothing() -> None:
    town.install()
    first = invoke(simulate.command, "--days", 6, "--per-day", 12)
    assert first.exit_code == 0, first.output
    made = re.search(r"simulated (\d+) = written (\d+) \+ already there 0", first.stdout)
    assert made is not None, first.stdout
    assert made[1] == made[2]
    assert int(made[1]) > 30
    second = invoke(simulate.command, "--days", 6, "--per-day", 12)
    assert f"simulated {made[1]} = written 0 + already there {made[1]}" in second.stdout
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (int(made[1]),)


@pytest.mark.django_db
def test_simulate_refuses_a_seed_that_made_another_history() -> None:
    town.install()
    invoke(simulate.command, "--days", 2, "--per-day", 5, "--seed", 3)
    result = invoke(simulate.command, "--days", 3, "--per-day", 5, "--seed", 3)
    assert result.exit_code == 1
    assert "another --seed" in result.stderr
