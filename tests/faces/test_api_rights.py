"""Who may what through the JSON API: the rights of accounts, programs of nobody's, and nobody's contacts."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import town
from tests.faces import desk_kit
from tests.faces.api_kit import ROOT, Program, program, token
from tests.faces.desk_kit import Desk

from linli.kernel.results import Allowed
from linli.people import commands as people
from linli.people import queries as staff
from linli.people import tokens

pytestmark = pytest.mark.django_db

OF_STAFF = ("/cases", "/cases/{}", "/cases/{}/timeline", "/cases/{}/due", "/cases/{}/hands", "/calls", "/orders")
OF_ANYBODY = (
    *("/city", "/classes", "/units", "/duties", "/limits", "/reasons", "/areas", "/problems", "/public/cases"),
    "/public/cases/{}", "/locate?lat=31.005&lon=121.015", "/openapi.json",
)  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def code(answer: Any) -> str:
    return f"{answer.status_code} {answer.json()['code']}"


@pytest.mark.parametrize("path", OF_STAFF)
def test_what_is_for_staff_needs_an_account_with_a_post_and_the_scope(desk: Desk, path: str) -> None:
    path = path.format(desk_kit.number(desk.report()))
    desk.staff["idle"] = desk_kit.enrol("idle")
    assert code(Program().get(path)) == "401 token_missing"
    assert code(program(desk).get(path)) == "403 account_needed"
    assert code(program(desk, "operator", "act").get(path)) == "403 scope_missing"
    assert code(program(desk, "idle").get(path)) == "403 no_post"
    assert program(desk, "auditor", "read").get(path).status_code == 200


@pytest.mark.parametrize("path", OF_ANYBODY)
def test_what_is_public_needs_nothing_and_no_token_takes_it_away(desk: Desk, path: str) -> None:
    path = path.format(desk_kit.number(desk.report()))
    assert Program().get(path).status_code == 200
    assert program(desk, "", "act").get(path).status_code == 200


def test_a_session_opens_nothing(desk: Desk) -> None:
    """No form can be forged where no cookie counts."""
    number, client = desk_kit.number(desk.report()), desk.client("operator", enforce_csrf_checks=True)
    for path in OF_STAFF:
        assert client.get(ROOT + path.format(number)).status_code == 401
    body = {"move": "note", "text": "x"}
    assert client.post(f"{ROOT}/cases/{number}/acts", body, content_type="application/json").status_code == 401
    assert "linli_session" not in Client().get(f"{ROOT}/city").cookies


def test_a_token_ends_with_its_account_its_day_or_by_being_revoked(desk: Desk) -> None:
    who = program(desk, "lamps")
    assert who.get("/me").json()["account"] == "Lamps"
    people.close_account(staff_id=desk.staff["lamps"], now=desk.now)
    assert code(who.get("/me")) == "401 token_invalid"
    made = tokens.make(
        name="old", scopes=("read",), now=desk.now - timedelta(days=2), days=1, staff_id=desk.staff["operator"]
    )
    assert isinstance(made, Allowed)
    assert code(Program(made.value.secret).get("/me")) == "401 token_invalid"
    other = program(desk, "operator")
    tokens.revoke(token_id=tokens.tokens()[-1].id, now=desk.now)
    assert code(other.get("/me")) == "401 token_invalid"


def test_a_token_may_what_its_account_may_at_that_moment(desk: Desk) -> None:
    number, who = desk_kit.number(desk.report()), program(desk, "west-checker")
    assert who.get(f"/cases/{number}").status_code == 404
    assert who.act(number, "note", text="x").status_code == 404
    people.assign(staff_id=desk.staff["west-checker"], role=desk_kit.Role.DISPATCHER, area_path=town.EAST, now=desk.now)
    assert who.get(f"/cases/{number}").status_code == 200
    assert len(who.get("/me").json()["posts"]) == 2


def test_a_token_that_only_reads_changes_nothing(desk: Desk) -> None:
    number, who = desk_kit.number(desk.report()), program(desk, "operator", "read")
    assert code(who.act(number, "note", text="x")) == "403 scope_missing"
    assert code(who.post("/cases", {"text": "x"})) == "403 scope_missing"


def test_nobodys_program_reports_like_a_resident(desk: Desk) -> None:
    app, place = program(desk, "", "act"), {"lat": town.IN_EAST[0], "lon": town.IN_EAST[1]}
    assert code(app.post("/cases", {"class_key": town.STAFF_ONLY, "place": place})) == "403 class_for_staff"
    assert code(app.post("/cases", {"text": "x", "place": place, "source": "phone"})) == "403 account_needed"
    number = app.post("/cases", {"text": "x", "class_key": town.LAMP, "place": place}).json()["number"]
    assert code(app.act(number, "note", text="x")) == "403 account_needed"
    assert app.get(f"/public/cases/{number}").json()["lat"] == pytest.approx(town.IN_EAST[0], abs=1e-3)


def test_contacts_go_in_and_never_come_out(desk: Desk) -> None:
    contact = {"name": "Somebody Smith", "phone": "+86 555 0100 999", "email": "smith@example.org"}
    place = {"lat": town.IN_EAST[0], "lon": town.IN_EAST[1]}
    sent = {"text": "Dark.", "class_key": town.LAMP, "place": place, "contact": contact}
    number = program(desk, "", "act").post("/cases", sent).json()["number"]
    view = desk_kit.queries.case(number=number)
    assert view is not None and staff.has_contact(view.id)
    operator = program(desk, "operator")
    paths = [f"/cases/{number}{part}" for part in ("", "/timeline", "/due", "/hands")]
    for path in ("/cases", "/me", "/orders", "/calls", f"/public/cases/{number}", *paths):
        answer = operator.get(path)
        assert answer.status_code == 200
        assert not [value for value in contact.values() if value.encode() in answer.content], path
    wrong = program(desk, "", "act").post("/cases", sent | {"contact": {"email": "nowhere", "phone": "none"}})
    assert {one["place"] for one in wrong.json()["errors"]} == {"body.contact.email", "body.contact.phone"}


def test_what_is_public_is_what_the_portal_shows(desk: Desk) -> None:
    question, lamp = desk_kit.number(desk.report(town.QUESTION)), desk_kit.number(desk.handled())
    anybody = Program()
    assert [one["number"] for one in anybody.get("/public/cases").json()["items"]] == [lamp]
    assert anybody.get(f"/public/cases/{question}").status_code == 404
    told = anybody.get(f"/public/cases/{lamp}").json()
    assert "The lamp is dark." not in str(told)
    assert [one["text"] for one in told["timeline"] if one["move"] == "handle"] == ["Bulb replaced."]


def test_lists_by_class_and_time(desk: Desk) -> None:
    lamp = desk_kit.number(desk.report(ago=timedelta(hours=2)))
    noise = desk_kit.number(desk.report(town.NOISE))
    anybody = Program()

    def numbers(**query: Any) -> list[int]:
        return [one["number"] for one in anybody.get("/public/cases", query).json()["items"]]

    assert numbers() == [noise, lamp]
    assert numbers(class_key=[town.LAMP]) == [lamp]
    assert numbers(status="closed") == []
    assert numbers(changed_since=(desk.now - timedelta(days=1)).isoformat()) == [lamp, noise]
    assert numbers(until=(desk.now - timedelta(days=1)).isoformat()) == []


def test_tokens_for_accounts_need_an_open_one(desk: Desk) -> None:
    people.close_account(staff_id=desk.staff["lamps"], now=desk.now)
    made = tokens.make(name="x", scopes=("read",), now=desk.now, days=1, staff_id=desk.staff["lamps"])
    assert not isinstance(made, Allowed) and made.code == "account_unknown"
    assert token(desk, "operator").startswith("linli_")
