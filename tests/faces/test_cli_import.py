"""`linli import` for components, addresses and units: with a mapping, a stored one, or a guess."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests import town
from tests.books_kit import COMPONENTS, HEADING, book, component, mapping

from linli.faces.cli import import_
from linli.insight import uploads

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(db: None, tmp_path: Path) -> Path:
    town.install()
    rows = [[*component(1), "13800138000"], [*component(2, lat="-x"), ""], [*component(3), ""]]
    return book(tmp_path / "t.xlsx", {"东": [(*HEADING, "联系电话"), *rows]})


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_.command, [str(argument) for argument in arguments])


def test_columns_are_guessed_and_said_and_a_check_writes_nothing(table: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    checked = run(table, "--kind", "components", "--check", "--rejects", rejects)
    assert checked.exit_code == 0, checked.output
    assert "编码: code (" in checked.output and "联系电话: left out, about persons" in checked.output
    assert "read 3 = good 2 + rejected 1; nothing was written" in checked.output
    # Spreadsheets read its Chinese, and take nothing in it for a formula.
    assert rejects.read_text(encoding="utf-8").splitlines() == [
        "\ufeffsheet,line,column,value,reason", "东,3,纬度,'-x,not a number of degrees",
    ]  # fmt: skip
    written = run(table, "--kind", "components", "--rejects", rejects)
    assert "read 3 = imported 2 + rejected 1" in written.output
    again = run(table, "--kind", "components", "--rejects", rejects)
    assert "read 3 = imported 0 + already there 2 + rejected 1" in again.output


def test_a_guess_can_be_written_down_and_used_and_so_can_a_stored_mapping(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.toml"
    assert run(table, "--kind", "components", "--mapping-out", out).exit_code == 0
    assert "联系电话" not in out.read_text(encoding="utf-8")
    assert "imported 2" in run(table, "--mapping", out, "--rejects", tmp_path / "r").output
    uploads.store_mapping(name="census", mapping=mapping(), staff_id=None, now=town.NOW)
    assert "already there 2" in run(table, "--mapping", "census", "--rejects", tmp_path / "r").output


def test_a_mapping_that_was_written_is_kept_for_the_desk(table: Path, tmp_path: Path) -> None:
    written = tmp_path / "m.toml"
    written.write_text(COMPONENTS, encoding="utf-8")
    assert "kept as census, a mapping of components" in run(table, "--mapping", written, "--keep", "census").output
    assert [(one.name, one.kind) for one in uploads.stored_mappings()] == [("census", "components")]
    assert "is no name" in run(table, "--mapping", written, "--keep", "Census 2026").output


def test_what_cannot_be_done_is_said_in_a_line(table: Path, tmp_path: Path) -> None:
    personal = tmp_path / "personal.toml"
    personal.write_text(COMPONENTS.replace('"部门"', '"联系电话"'), encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    for arguments, says in (
        ((table,), "cases need --mapping"),
        ((table, "--mapping", "nowhere"), "neither a file nor the name of a stored mapping"),
        ((table, "--mapping", personal), "about persons"),
        ((tmp_path / "empty.csv", "--kind", "units"), "the file is empty; choose a table with rows"),
        ((table, "--kind", "addresses"), "name_zh is missing"),
    ):
        done = run(*arguments)
        assert done.exit_code != 0 and says in done.output, (arguments, done.output)
