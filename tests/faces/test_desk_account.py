"""One's own account at the desk: a second factor, open sessions, deputies."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from tests.faces import desk_kit
from tests.faces.desk_kit import PASSWORD, Desk, words
from tests.faces.test_desk_sign_in import sign_in

from linli.cases import queries
from linli.people import commands as people
from linli.people import queries as staff

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def shown(secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(timezone.now() + timedelta(seconds=later))


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up a device as a person does; its secret and the recovery codes."""
    begun = client.post("/desk/account/factor/", {"step": "begin", "password": PASSWORD})
    secret = begun.context["secret"].replace(" ", "")
    done = client.post("/desk/account/factor/", {"step": "confirm", "code": shown(secret)})
    return secret, list(done.context["codes"])


def test_a_device_is_set_up_with_the_password_and_a_picture_without_styles(desk: Desk) -> None:
    client = desk.client("operator")
    assert "At present the password alone signs you in." in words(client.get("/desk/account/"))
    wrong = client.post("/desk/account/factor/", {"step": "begin", "password": "wrong"})
    assert (wrong.status_code, "qr" in wrong.context) == (422, False)
    begun = client.post("/desk/account/factor/", {"step": "begin", "password": PASSWORD})
    assert "<svg" in begun.content.decode()
    assert "style=" not in begun.content.decode()
    slip = client.post("/desk/account/factor/", {"step": "confirm", "code": "123"})
    assert (slip.status_code, slip.context["secret"]) == (422, begun.context["secret"])
    secret = begun.context["secret"].replace(" ", "")
    done = client.post("/desk/account/factor/", {"step": "confirm", "code": shown(secret)})
    assert len(done.context["codes"]) == 10
    again = client.get("/desk/account/factor/")
    assert "10 recovery codes are left" in words(again)
    assert not any(code in again.content.decode() for code in done.context["codes"])


def test_a_desk_left_open_does_not_show_the_secret_without_the_password(desk: Desk) -> None:
    here, left_open = desk.client("operator"), desk.client("operator")
    here.post("/desk/account/factor/", {"step": "begin", "password": PASSWORD})
    answer = left_open.post("/desk/account/factor/", {"step": "confirm", "code": "000000"})
    assert answer.status_code == 422
    assert "qr" not in answer.context
    assert "secret" not in answer.context


def test_with_a_device_the_password_opens_the_second_step_only(desk: Desk) -> None:
    secret, _ = set_up(desk.client("operator"))
    client = Client(headers=EN)
    half = sign_in(client, "operator", PASSWORD, next="/desk/?list=all")
    assert half["Location"] == "/desk/sign-in/code/?next=%2Fdesk%2F%3Flist%3Dall"
    assert client.get("/desk/").status_code == 302
    form = client.get(half["Location"])
    assert "The code on your device" in words(form)
    answer = client.post("/desk/sign-in/code/", {"code": "000000", "next": form.context["next"]})
    assert answer.status_code == 422
    assert "This code is not right." in words(answer)
    done = client.post("/desk/sign-in/code/", {"code": shown(secret, 30), "next": form.context["next"]})
    assert done["Location"] == "/desk/?list=all"
    assert client.get("/desk/").status_code == 200


def test_a_recovery_code_does_as_well_and_only_once(desk: Desk) -> None:
    _, codes = set_up(desk.client("operator"))
    for status in (302, 422):
        client = Client(headers=EN)
        sign_in(client, "operator", PASSWORD)
        assert client.post("/desk/sign-in/code/", {"code": codes[0]}).status_code == status


def test_the_second_step_leads_back_to_the_first_without_it_and_after_five_minutes(desk: Desk) -> None:
    secret, _ = set_up(desk.client("operator"))
    assert Client().get("/desk/sign-in/code/")["Location"].startswith("/desk/sign-in/?")
    client = Client(headers=EN)
    sign_in(client, "operator", PASSWORD)
    session = client.session
    number, at, seen = session["half_in"]
    session["half_in"] = [number, at - 301, seen]
    session.save()
    answer = client.post("/desk/sign-in/code/", {"code": shown(secret, 30)})
    assert answer["Location"].startswith("/desk/sign-in/?")
    assert client.get("/desk/").status_code == 302


def test_a_password_changed_between_the_steps_lets_nobody_in(desk: Desk) -> None:
    secret, _ = set_up(desk.client("operator"))
    client = Client(headers=EN)
    sign_in(client, "operator", PASSWORD)
    people.set_password(staff_id=desk.staff["operator"], password="another long password")
    assert client.post("/desk/sign-in/code/", {"code": shown(secret, 30)})["Location"] == "/desk/sign-in/"
    assert client.get("/desk/").status_code == 302


def test_the_account_lists_where_one_is_signed_in_and_signs_out_there(desk: Desk) -> None:
    here, there = Client(headers=EN), Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/150.0"})
    for client in (here, there):
        sign_in(client, "operator", PASSWORD)
    page = here.get("/desk/account/")
    assert "Firefox · Linux" in words(page)
    other = next(one for one in page.context["sessions"] if not one.here)
    here.post("/desk/account/sessions/", {"session": other.number})
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200


def test_signing_out_everywhere_leaves_this_device_alone(desk: Desk) -> None:
    here, there, unlisted = Client(headers=EN), Client(), desk.client("operator")
    for client in (here, there):
        sign_in(client, "operator", PASSWORD)
    here.post("/desk/account/sessions/")
    assert [client.get("/desk/").status_code for client in (here, there, unlisted)] == [200, 302, 302]
    assert [one.here for one in here.get("/desk/account/").context["sessions"]] == [True]


def absence(client: Client, desk: Desk, who: str, deputy: str, days: int = 1) -> Any:
    first = timezone.localdate(desk.now)
    given = {"first": first.isoformat(), "last": (first + timedelta(days=days)).isoformat()}
    people = {"staff": str(desk.staff[who]), "deputy": str(desk.staff[deputy])}
    return client.post("/desk/account/absence/", given | people)


def test_a_deputy_finds_and_does_the_work_of_who_is_absent(desk: Desk) -> None:
    case_id = desk.report()
    deputy = desk.client("operator")
    assert desk_kit.page(deputy, case_id, "?act=accept").context["form"] is None
    assert absence(desk.client("lamps"), desk, "lamps", "operator").status_code == 302
    assert "as deputy of Lamps" in words(deputy.get("/desk/account/"))
    assert desk_kit.send(deputy, case_id, "accept", seen=desk_kit.page(deputy, case_id)).status_code == 302
    assert desk_kit.state(case_id) == "handling"
    assert queries.timeline(case_id=case_id)[-1].actor_id == desk.staff["operator"]


def test_a_deputy_of_the_handling_unit_does_not_check_what_it_handled(desk: Desk) -> None:
    absence(desk.client("lamps"), desk, "lamps", "checker")
    case_id = desk.handled()
    address = f"/desk/cases/{desk_kit.number(case_id)}/act/pass/"
    refused = desk.client("checker").post(address, {"command_id": str(uuid4())})
    assert refused.status_code == 422
    assert desk_kit.state(case_id) == "handled"


def test_an_absence_can_be_ended_by_who_is_absent(desk: Desk) -> None:
    client = desk.client("lamps")
    absence(client, desk, "lamps", "operator")
    (named,) = client.get("/desk/account/absence/").context["absences"]
    stranger = desk.client("cleaner").post("/desk/account/absence/end/", {"absence": named.id}, follow=True)
    nothing = desk.client("cleaner").post("/desk/account/absence/end/", {"absence": 0}, follow=True)
    assert words(stranger) == words(nothing)
    client.post("/desk/account/absence/end/", {"absence": named.id})
    held = staff.actor(desk.staff["operator"], now=timezone.now())
    assert held is not None
    assert not held.stands_for


@pytest.mark.parametrize(("who", "deputy"), [("dispatcher", "operator"), ("lamps", "lamps")])
def test_what_is_refused_is_said_and_stays_typed(desk: Desk, who: str, deputy: str) -> None:
    answer = absence(desk.client("lamps"), desk, who, deputy)
    assert answer.status_code == 422
    assert answer.context["typed"]["deputy"] == str(desk.staff[deputy])


def test_days_that_are_none_are_refused(desk: Desk) -> None:
    given = {"staff": str(desk.staff["lamps"]), "deputy": str(desk.staff["operator"]), "first": "soon", "last": ""}
    answer = desk.client("lamps").post("/desk/account/absence/", given)
    assert "are not dates" in words(answer)


def test_a_supervisor_names_deputies_for_others_and_never_for_those_above(desk: Desk) -> None:
    client = desk.client("supervisor")
    assert absence(client, desk, "checker", "operator").status_code == 302
    assert absence(client, desk, "auditor", "operator").status_code == 422
    offered = {choice.value for choice in client.get("/desk/account/absence/").context["absent_choices"]}
    assert str(desk.staff["checker"]) in offered
    assert str(desk.staff["east-lead"]) not in offered
