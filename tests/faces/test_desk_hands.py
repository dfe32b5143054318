"""Where the time went: on the page of a case, on a unit's page, at the terminal."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from tests import town
from tests.faces.desk_kit import Desk, number, page, words

from linli.faces.cli import hands
from linli.faces.desk.hands import view

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def late_lamp(desk: Desk) -> UUID:
    return desk.report(ago=timedelta(days=30))


def test_the_page_of_a_case_says_where_the_time_went(desk: Desk) -> None:
    case_id = late_lamp(desk)
    response = page(desk.client("dispatcher"), case_id)
    shown = words(response)
    assert "Where the time went" in shown
    assert "Street Lighting" in shown
    assert "30 d 0 h" in shown
    assert 'class="dk-hand-unit"' in response.content.decode()
    assert "All that the unit had in hand lately" in shown
    # A checker may see the case, but not the unit's account.
    assert "All that the unit had in hand lately" not in words(page(desk.client("checker"), case_id))


def test_an_auditor_looks_at_a_units_time_case_by_case(desk: Desk) -> None:
    case_id = desk.report()
    shown = words(desk.client("auditor").get("/desk/hands/", {"unit": town.LIGHTING}))
    assert "Time in hand: Street Lighting" in shown
    assert f"{number(case_id)} Street lamp faulty" in shown
    assert "1 h 0 min" in shown
    everybody = words(desk.client("auditor").get("/desk/hands/"))
    assert "By level" in everybody
    assert "Units of level 1" in everybody


def test_a_handler_sees_the_own_unit_and_no_other(desk: Desk) -> None:
    desk.report()
    lamps = desk.client("lamps")
    assert "Time in hand" in words(lamps.get("/desk/"))
    shown = words(lamps.get("/desk/hands/"))
    assert "Time in hand: Street Lighting" in shown
    assert "All units and posts" not in shown
    refused = lamps.get("/desk/hands/", {"unit": town.SANITATION})
    assert refused.status_code == 403
    assert "You may look at your own unit" in words(refused)


def test_a_checker_has_nothing_to_look_at_there(desk: Desk) -> None:
    checker = desk.client("checker")
    assert "Time in hand" not in words(checker.get("/desk/"))
    assert checker.get("/desk/hands/").status_code == 403


@pytest.mark.parametrize("query", [{"from": "nonsense"}, {"to": "9999-12-31"}, {"after": "x_y"}, {"unit": "nobody"}])
def test_an_address_that_makes_no_sense_still_opens(desk: Desk, query: dict[str, str]) -> None:
    assert desk.client("auditor").get("/desk/hands/", query).status_code == 200


def test_whoever_let_most_time_pass_stands_first_and_a_long_list_is_folded(desk: Desk, monkeypatch: Any) -> None:
    late_lamp(desk)
    desk.report(town.BURST)
    auditor = desk.client("auditor")
    shown = auditor.get("/desk/hands/").content.decode()
    assert 'id="cases" open' in shown
    by_unit = shown.partition('id="by-unit"')[2].partition("</section>")[0]
    names = re.findall(r'role="rowheader">([^<]+)<', by_unit)
    assert names[:2] == ["Street Lighting", "Sanitation"]
    assert "<details" not in by_unit
    monkeypatch.setattr(view, "_FEW", 1)
    shown = auditor.get("/desk/hands/").content.decode()
    assert 'id="cases" open' not in shown
    before_the_fold = shown.partition('id="by-unit"')[2].partition("<details")[0]
    assert names[0] in before_the_fold
    assert names[1] not in before_the_fold
    assert f"{len(names) - 1} further" in shown


def test_the_page_says_it_in_chinese(desk: Desk) -> None:
    desk.report()
    client = desk.client("auditor", "zh-hans")
    client.cookies["linli_language"] = "zh-hans"
    shown = words(client.get("/desk/hands/"))
    assert "在手时间" in shown
    assert "1 级单位" in shown


def test_linli_hands_prints_a_case_and_a_unit(desk: Desk) -> None:
    case_id = late_lamp(desk)
    told = CliRunner().invoke(hands.command, [str(number(case_id))])
    assert "unit lighting: 720:00 h" in told.output
    assert "late" in told.output
    days = ["--from", f"{desk.now - timedelta(days=32):%Y-%m-%d}", "--to", f"{desk.now:%Y-%m-%d}"]
    unit = CliRunner().invoke(hands.command, ["--unit", town.LIGHTING, *days])
    assert "lighting: 1 cases, 1 late" in unit.output
    assert f"{number(case_id)}: 720:00 h in hand" in unit.output
    rows = list(csv.DictReader(StringIO(CliRunner().invoke(hands.command, [*days, "--csv"]).output)))
    assert [(row["case"], row["holder"], row["unit"]) for row in rows] == [(str(number(case_id)), "unit", "lighting")]
    assert int(rows[0]["passed_min"]) == 30 * 24 * 60


def test_linli_hands_says_what_it_needs(desk: Desk) -> None:
    assert CliRunner().invoke(hands.command, ["999999"]).exit_code == 1
    assert "--from and --to" in CliRunner().invoke(hands.command, []).output
