"""A password that somebody else gave out is only good for choosing an own one."""

from typing import Any

import pytest
from django.test import Client
from tests.faces import desk_kit
from tests.faces.desk_kit import Desk, words
from tests.faces.test_doors import DESK, filled

from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries
from linli.people.administration import accounts

pytestmark = pytest.mark.django_db
OWN = "seven lanterns on the quay"
FIRST = "/desk/account/first/"


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


@pytest.fixture
def given(desk: Desk) -> str:
    """The password that a new operator was given."""
    opened = accounts.enrol(actor=None, sign_in="newcomer", display_name="", language="en", now=desk.now)
    assert isinstance(opened, Allowed)
    people.assign(staff_id=opened.value.staff_id, role=Role.OPERATOR, now=desk.now)
    return opened.value.password


def signed_in(password: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    assert client.post("/desk/sign-in/", {"sign_in": "newcomer", "password": password}).status_code == 302
    return client


def choose(client: Client, new: str, **more: str) -> Any:
    return client.post(FIRST, {"new": new, **more})


def test_every_door_leads_to_the_choice_until_it_is_made(given: str) -> None:
    client = signed_in(given)
    for route in (route for route in DESK if filled(route) not in (FIRST, "/desk/sign-in/code/")):
        for method in ("get", "post"):
            answer = getattr(client, method)(filled(route))
            assert answer.status_code == 405 or answer["Location"].startswith(FIRST), (route, method)
    assert client.get("/desk/", headers={"HX-Request": "true"})["HX-Redirect"] == FIRST


def test_the_choice_made_the_reader_goes_on_to_where_they_were_going(given: str) -> None:
    client, elsewhere = signed_in(given), signed_in(given)
    led = client.get("/desk/?list=all")
    form = client.get(led["Location"])
    assert "Choose your password" in words(form)
    done = choose(client, OWN, next=form.context["next"])
    assert (done.status_code, done["Location"]) == (302, "/desk/?list=all")
    assert "yours alone now" in words(client.get("/desk/?list=all"))
    assert elsewhere.get("/desk/")["Location"].startswith("/desk/sign-in/")
    assert client.get(FIRST)["Location"] == "/desk/"
    assert signed_in(OWN).get("/desk/").status_code == 200
    assert isinstance(people.sign_in(name="newcomer", password=given, now=desk_kit.timezone.now()), Refused)


@pytest.mark.parametrize(
    ("new", "says"),
    [("", "too short"), ("short", "too short"), ("password1234", "most used"), ("aaaaaaaaaaaaaaaa", "easy to guess")],
)
def test_a_poor_choice_is_refused_and_nothing_opens(given: str, new: str, says: str) -> None:
    client = signed_in(given)
    refused = choose(client, new)
    assert refused.status_code == 422
    assert says in words(refused)
    assert client.get("/desk/").status_code == 302


def test_the_given_password_is_no_choice(given: str) -> None:
    assert "the password that you were given" in words(choose(signed_in(given), given))


def test_whoever_has_chosen_is_given_a_new_one_when_an_administrator_sets_it(desk: Desk, given: str) -> None:
    client = signed_in(given)
    choose(client, OWN)
    account = queries.account_named("newcomer")
    assert account is not None and not account.password_given
    again = accounts.new_password(actor=None, staff_id=account.id, now=desk.now)
    assert isinstance(again, Allowed)
    assert signed_in(again.value.password).get("/desk/")["Location"].startswith(FIRST)
    accounts.close(actor=None, staff_id=account.id, now=desk.now)
    reopened = accounts.reopen(actor=None, staff_id=account.id, now=desk.now)
    assert isinstance(reopened, Allowed)
    assert signed_in(reopened.value.password).get("/desk/")["Location"].startswith(FIRST)


def test_administrators_see_that_the_given_password_stands(desk: Desk, given: str) -> None:
    account = queries.account_named("newcomer")
    assert account is not None
    address = f"/desk/staff/{account.id}/"
    assert "still the one that was given out" in words(desk.client("city-admin").get(address))
    choose(signed_in(given), OWN)
    assert "still the one that was given out" not in words(desk.client("city-admin").get(address))


def test_who_chose_the_password_is_asked_nothing(desk: Desk) -> None:
    """As in a demonstration, and for every account from before there were given ones."""
    client = Client()
    client.post("/desk/sign-in/", {"sign_in": "operator", "password": desk_kit.PASSWORD})
    assert client.get("/desk/").status_code == 200
    assert client.get(FIRST)["Location"] == "/desk/"
    assert people.choose_password(staff_id=desk.staff["operator"], new=OWN) == Refused("password_chosen")
    assert Client().get(FIRST)["Location"] == "/desk/sign-in/"
