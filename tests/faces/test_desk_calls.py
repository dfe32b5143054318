"""The whistle at the desk: who may blow it, who answers, who ends it, and who reads how units responded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from tests import town
from tests.faces.desk_kit import POSTS, Desk, hidden, number, page, send, words

from linli.cases import queries
from linli.faces.cli import act, calls, due

MINUTE = timedelta(minutes=1)
WORDS = "The post leans over the school's gate"


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


@pytest.fixture
def called(desk: Desk) -> UUID:
    case_id = desk.report()
    desk.act(case_id, "east-lead", "whistle", degree="emergency", units=(town.SANITATION,), text=WORDS)
    return case_id


def item(case_id: UUID) -> int:
    return next(stamp.seq for stamp in queries.timeline(case_id=case_id) if stamp.move == "whistle")


def offered(desk: Desk, name: str, case_id: UUID) -> set[str]:
    text = page(desk.client(name), case_id).content.decode()
    moves = ("whistle", "answer_call", "arrive", "end_call", "call_missed")
    return {move for move in moves if f'data-act="{move}"' in text}


def test_a_street_calls_units_with_a_degree_and_words(desk: Desk) -> None:
    case_id = desk.report()
    east = desk.client("east-lead")
    form = page(east, case_id, "?act=whistle")
    text = words(form)
    assert "To be there within: 30 minutes" in text
    assert "To answer within: 4 working hours" in text
    # Lighting has the case: it is no unit to call.
    assert f'name="units" value="{town.SANITATION}"' in form.content.decode()
    assert f'name="units" value="{town.LIGHTING}"' not in form.content.decode()
    given = {"degree": "emergency", "units": [town.SANITATION, town.WEST_OFFICE], "text": WORDS}
    assert send(east, case_id, "whistle", seen=form, **given).status_code == 302
    shown = words(page(east, case_id))
    assert "to be there within 29 min" in shown or "to be there within 30 min" in shown
    assert shown.count(WORDS) >= 1
    assert "End the call" in shown


def test_a_refused_whistle_keeps_what_was_typed(desk: Desk) -> None:
    case_id = desk.report()
    refused = send(desk.client("east-lead"), case_id, "whistle", degree="tough", text=WORDS)
    assert refused.status_code == 422
    assert "the units to call" in words(refused)
    assert WORDS in words(refused)
    assert 'value="tough" checked' in refused.content.decode()


@pytest.mark.parametrize("name", POSTS)
def test_each_post_is_offered_its_own_acts_and_no_other(desk: Desk, called: UUID, name: str) -> None:
    expected = {"east-lead": {"whistle", "end_call"}, "cleaner": {"answer_call", "arrive"}}.get(name, set())
    outside = name in ("east-office", "west-checker")
    assert page(desk.client(name), called).status_code == (404 if outside else 200)
    if not outside:
        assert offered(desk, name, called) == expected
    for move in ("whistle", "answer_call", "arrive", "end_call", "call_missed"):
        if move in expected:
            continue
        given = {
            "item": str(item(called)),
            "units": town.SANITATION,
            "degree": "tough",
            "text": "x",
            "verdict-0": "helped",
        }
        answer = desk.client(name).post(f"/desk/cases/{number(called)}/act/{move}/", given)
        assert answer.status_code in (404, 409, 422)
    assert [stamp.move for stamp in queries.timeline(case_id=called)][-1] == "whistle"


def test_a_called_unit_finds_the_call_at_the_head_of_its_queue_until_it_is_there(desk: Desk, called: UUID) -> None:
    cleaner = desk.client("cleaner")
    assert "Your unit is called" in words(cleaner.get("/desk/"))
    assert "dk-strip-urgent" in cleaner.get("/desk/").content.decode()
    assert "Your unit is called" not in words(desk.client("lamps").get("/desk/"))
    answered = send(cleaner, called, "answer_call", text="Two men with a crane, in 20 minutes")
    assert answered.status_code == 302
    assert "Your unit is called" in words(cleaner.get("/desk/"))
    assert send(cleaner, called, "arrive").status_code == 302
    assert "Your unit is called" not in words(cleaner.get("/desk/"))


def test_the_caller_says_of_each_unit_who_came_and_whether_it_helped(desk: Desk, called: UUID) -> None:
    desk.act(called, "east-lead", "whistle", degree="routine", units=(town.WEST_OFFICE, town.EAST_OFFICE), text="Fence")
    east = desk.client("east-lead")
    second = [stamp.seq for stamp in queries.timeline(case_id=called) if stamp.move == "whistle"][1]
    form = page(east, called, f"?act=end_call&item={second}")
    assert hidden(form, f"/desk/cases/{number(called)}/act/end_call/")["item"] == str(second)
    given = {"units": [town.WEST_OFFICE, town.EAST_OFFICE], "text": "The fence stands"}
    halfway = send(east, called, "end_call", seen=form, **given, **{"verdict-0": "helped"})
    assert halfway.status_code == 422
    assert "Something has to be said of each unit" in words(halfway)
    verdicts = {"verdict-0": "helped", "verdict-1": "absent"}
    assert send(east, called, "end_call", seen=form, **given, **verdicts).status_code == 302
    shown = words(page(east, called))
    assert "Came and helped" in shown
    assert "Did not come" in shown


def test_silence_is_shown_and_recorded(desk: Desk, called: UUID) -> None:
    town.catch_up(now=desk.now + 31 * MINUTE)
    desk.now += 31 * MINUTE
    shown = words(page(desk.client("east-lead"), called))
    assert "Unit did not respond in time" in shown
    assert "Sanitation" in shown


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("east-lead", {"Sanitation"}),
        ("auditor", {"Sanitation"}),
        ("cleaner", {"Sanitation"}),
        ("lamps", set()),
        ("west-checker", set()),
    ],
)
def test_who_may_reads_how_units_responded(desk: Desk, called: UUID, name: str, units: set[str]) -> None:
    shown = desk.client(name).get("/desk/calls/")
    assert shown.status_code == 200
    table = words(shown).partition("How units responded")[2]
    assert ("Median time to answer" in table) == bool(units)
    assert ("No calls in this time" in table) == (not units)
    assert f"#{number(called)}" in table or not units


def test_the_page_of_calls_is_narrowed_by_day_and_unit_and_shrugs_at_nonsense(desk: Desk, called: UUID) -> None:
    auditor = desk.client("auditor")
    for query in (f"?unit={town.LIGHTING}", "?to=2020-01-01"):
        assert "No calls in this time" in words(auditor.get(f"/desk/calls/{query}"))
    assert "Median" in words(auditor.get("/desk/calls/?from=yesterday&to=9999-99-99&unit="))


def test_the_reporter_reads_which_units_were_called_and_whether_they_came(desk: Desk, called: UUID) -> None:
    number_ = number(called)
    desk.act(
        called, "east-lead", "end_call", item=item(called), units=(town.SANITATION,), verdicts=("partly",), text="S"
    )
    shown = words(Client(headers={"Accept-Language": "en"}).get(reverse("portal:case", args=[number_])))
    assert "Sanitation were called to come at once." in shown
    assert "Sanitation came and helped in part." in shown
    assert "East-Lead" not in shown
    assert WORDS not in shown


def test_the_command_line_acts_on_calls_and_tells_how_they_went(desk: Desk, called: UUID) -> None:
    run = CliRunner().invoke
    case_number = str(number(called))
    options = ["--call", town.SANITATION, "--item", str(item(called))]
    answer = run(act.command, [case_number, "answer_call", "--as", "cleaner", "--text", "We come", *options])
    assert answer.exit_code == 0, answer.output
    table = run(calls.command, ["--unit", town.SANITATION]).output
    assert f"{town.SANITATION}: 1 calls, 1 answered, 0 in time (emergencies 0/1)" in table
    assert f"case {case_number}" in table
    working = run(due.command, [case_number]).output
    assert "call (emergency)  runs" in working
    assert "30 min (continuous)" in working
