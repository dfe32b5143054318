"""Exporting a list at the desk and on the command line."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from tests import town
from tests.faces.desk_kit import Desk, number, words

from linli.faces.cli import export
from linli.insight.rules.export import COLUMNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(export.command, [str(argument) for argument in arguments])


def test_a_list_is_exported_with_its_filters_and_never_with_words(desk: Desk) -> None:
    lamp, burst = desk.report(text="Words of mine."), desk.report(town.BURST)
    client = desk.client("auditor")
    queue = client.get("/desk/?list=all")
    assert 'href="/desk/export/?list=all"' in queue.content.decode()

    asked = client.get("/desk/export/", {"list": "all", "class": town.LAMP})
    assert asked.status_code == 200
    assert "Cases: 1" in words(asked) and "Street lamp faulty" in words(asked)
    assert "never holds words of a report, contact details or typed addresses" in words(asked)

    file = client.post("/desk/export/", {"list": "all", "class": town.LAMP, "form": "csv"})
    assert file["Content-Disposition"].startswith('attachment; filename="linli-')
    assert "no-store" in file["Cache-Control"]
    (row,) = rows(file)
    assert row["number"] == str(number(lamp)) and row["class_name"] == "Street lamp faulty"
    assert "Words of mine." not in row.values()

    both = rows(client.post("/desk/export/", {"list": "all", "form": "csv"}))
    assert {row["number"] for row in both} == {str(number(lamp)), str(number(burst))}


def test_each_post_exports_its_own_and_a_stranger_none(desk: Desk) -> None:
    lamp, burst = desk.report(), desk.report(town.BURST)
    for name, own in (("lamps", lamp), ("cleaner", burst)):
        found = rows(desk.client(name).post("/desk/export/", {"list": "all", "form": "csv"}))
        assert [row["number"] for row in found] == [str(number(own))]
    assert Client().post("/desk/export/", {"form": "csv"}).status_code == 302


def test_a_link_alone_exports_nothing_and_a_wrong_form_is_refused_in_words(desk: Desk) -> None:
    desk.report()
    client = desk.client("auditor")
    assert client.get("/desk/export/?form=csv")["Content-Type"].startswith("text/html")
    refused = client.post("/desk/export/", {"list": "all", "form": "exe"})
    assert refused.status_code == 422 and "Choose one of those below" in words(refused)
    assert desk.client("auditor", enforce_csrf_checks=True).post("/desk/export/", {"form": "csv"}).status_code == 403
    assert "Nobody has exported anything yet" in words(client.get("/desk/exports/"))


def test_a_workbook_and_a_map_come_from_the_desk_too(desk: Desk) -> None:
    desk.report()
    client = desk.client("auditor", "zh-hans")
    book = client.post("/desk/export/", {"list": "all", "form": "xlsx"})
    assert b"".join(book.streaming_content)[:2] == b"PK"
    places = client.post("/desk/export/", {"list": "all", "form": "geojson"})
    assert places["Content-Type"] == "application/geo+json"
    (feature,) = json.loads(b"".join(places.streaming_content))["features"]
    assert feature["geometry"]["coordinates"] == [town.IN_EAST[1], town.IN_EAST[0]]
    assert feature["properties"]["class_name"] == "路灯异常"


def test_who_exported_what_is_shown_to_auditors_and_to_nobody_else(desk: Desk) -> None:
    desk.report()
    given = {"list": "all", "form": "csv", "area": town.EAST, "overdue": "1"}
    rows(desk.client("dispatcher").post("/desk/export/", given))
    auditor = desk.client("auditor")
    assert "/desk/exports/" in auditor.get("/desk/account/").content.decode()
    shown = words(auditor.get("/desk/exports/"))
    assert "Who Dispatcher Form CSV Cases 0 What was asked for Town District / East Street · overdue · open" in shown
    assert desk.client("dispatcher").get("/desk/exports/").status_code == 404
    assert "/desk/exports/" not in desk.client("dispatcher").get("/desk/account/").content.decode()
    listed = run("log")
    assert listed.exit_code == 0 and "Dispatcher" in listed.output and f"area={town.EAST}" in listed.output


def test_the_command_line_exports_everything_or_what_an_account_sees(desk: Desk, tmp_path: Path) -> None:
    lamp, burst = desk.report(), desk.report(town.BURST)
    out = tmp_path / "cases.csv"
    done = run("cases", "--format", "csv", "--out", out, "--language", "en")
    assert done.exit_code == 0, done.output
    assert done.output == f"{out}: 2 cases\n"
    table = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"), newline="")))
    assert list(table[0]) == [column.name for column in COLUMNS]
    assert {row["number"] for row in table} == {str(number(burst)), str(number(lamp))}

    own = run("cases", "--format", "csv", "--out", out, "--as", "lamps")
    assert own.output == f"{out}: 1 cases\n"
    narrowed = run("cases", "--format", "geojson", "--out", out, "--class", "local-*", "--open", "--stage", "filed")
    assert narrowed.exit_code == 0, narrowed.output
    features = json.loads(out.read_bytes())["features"]
    assert [one["properties"]["number"] for one in features] == [number(burst)]
    nobody = run("cases", "--format", "csv", "--out", out, "--as", "nobody")
    assert nobody.exit_code == 1 and "--as nobody: no such account" in nobody.output
    assert [each.name for each in tmp_path.iterdir()] == ["cases.csv"]
