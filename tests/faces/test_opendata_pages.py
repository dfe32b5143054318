"""Published figures and open data over HTTP and at the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from tests import town
from tests.rooms.test_opendata import report

from linli.faces.cli import figures as figures_cli
from linli.faces.cli import opendata as opendata_cli
from linli.insight.rules.published import files, manifest
from linli.insight.rules.published.manifest import About
from linli.insight.rules.published.release import Row, release
from linli.insight.rules.published.tables import figures

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)


def month(folder: Path) -> Path:
    """A month of open data, without a database."""
    case = Row("a-1", "a-*", "s1", "s1/c1", "s1-7", "u1", "satisfied", AT, AT + timedelta(hours=3), True, True, False)
    rows = release([case] * 6, least=5)
    domains = {"street": ("s1", "s2"), "group": ("a-*", "b-*"), "unit": ("u1",), "outcome": ("satisfied",)}
    found = figures(rows, domains=domains, least=5)
    content = files.contents(rows, found, names={}, least=5)
    about = About("town", "2026-05", AT.isoformat(), 1, "CC-BY-4.0", 5, "", len(rows))
    own = folder / "2026-05"
    own.mkdir(parents=True)
    for name, data in (content | {manifest.NAME: manifest.write(about, found, content)}).items():
        (own / name).write_bytes(data)
    return own


def verify(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(figures_cli.command, ["verify", str(folder)])
    return done.exit_code, done.output


def test_anybody_verifies_an_export_without_a_database(tmp_path: Path) -> None:
    own = month(tmp_path)
    assert verify(tmp_path) == (0, "2026-05: all figures and tables are what the rows give\n") == verify(own)


def test_the_first_difference_is_named(tmp_path: Path) -> None:
    own = month(tmp_path)
    cases = own / files.CASES
    cases.write_bytes(cases.read_bytes().replace(b"yes,yes,no", b"yes,no,no", 1))
    code, said = verify(tmp_path)
    assert code == 1 and said.startswith("2026-05: cases.csv: its SHA-256 is")
    told = json.loads((own / manifest.NAME).read_text())
    told["files"][files.CASES]["sha256"] = manifest.digest(cases.read_bytes())
    (own / manifest.NAME).write_text(json.dumps(told))
    code, said = verify(tmp_path)
    assert code == 1 and "figures.city.on_time: the manifest says 1.0, the rows give 0.8333" in said


def test_a_published_table_that_tells_too_much_is_found(tmp_path: Path) -> None:
    own = month(tmp_path)
    told = json.loads((own / manifest.NAME).read_text())
    told["figures"]["tables"]["street-group"]["blocks"][0][2] = 2
    (own / manifest.NAME).write_text(json.dumps(told))
    code, said = verify(own)
    assert code == 1 and "below 5" in said


def test_a_folder_without_open_data_is_no_success(tmp_path: Path) -> None:
    code, said = verify(tmp_path)
    assert code == 1 and "no month of open data lies there" in said


@pytest.mark.django_db
def test_what_is_published_is_shown_and_served_to_everybody(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.LINLI_OPENDATA, settings.LINLI_FIGURES_LEAST = tmp_path / "own", 3
    town.install()
    assert "Nothing is published yet" in client.get("/figures/", headers={"accept-language": "en"}).content.decode()
    for _ in range(4):
        report(town.LAMP)
    done = CliRunner().invoke(opendata_cli.command, [str(tmp_path / "out")])
    assert done.exit_code == 0 and "published: 1 months" in done.output, done.output
    page = client.get("/figures/", headers={"accept-language": "en"}).content.decode()
    assert "East Street" in page and "Not told, together" in page and "/opendata/2026-03/cases.csv" in page
    assert client.get("/figures/?month=2026-02").status_code == 404
    [listed] = client.get("/opendata/").json()["months"]
    served = client.get(listed["manifest"])
    assert served["Access-Control-Allow-Origin"] == "*"
    named = json.loads(b"".join(served.streaming_content))["files"]  # type: ignore[attr-defined]
    for name in named:
        content = b"".join(client.get(f"/opendata/2026-03/{name}").streaming_content)  # type: ignore[attr-defined]
        assert manifest.digest(content) == named[name]["sha256"]
    for address in ("/opendata/", listed["manifest"]):
        again = client.get(address, headers={"if-none-match": client.get(address)["ETag"]})
        assert again.status_code == 304 and again["Access-Control-Allow-Origin"] == "*"
    assert verify(tmp_path / "out")[0] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["2026-03/../../keys/signing", "2026-03/too-few", "../keys/signing", "keys/signing"])
def test_nothing_else_is_served(client: Client, settings: Any, tmp_path: Path, path: str) -> None:
    settings.LINLI_OPENDATA = tmp_path / "own"
    month(tmp_path / "own").rename(tmp_path / "own" / "2026-03")
    (tmp_path / "own" / "2026-03" / "too-few").touch()
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "signing").write_text("secret")
    assert client.get(f"/opendata/{path}").status_code == 404
