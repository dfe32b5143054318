"""A call at the desk: one form, searches as one types, the report filed, the words for the caller."""

import re
from typing import Any

import pytest
from tests import town
from tests.faces.desk_kit import Desk, enrol, number, words

from linli.cases import queries
from linli.cases.commands import Spot
from linli.cases.rules import State
from linli.kernel.rights import Role
from linli.kernel.words import words as both
from linli.people import commands as people
from linli.places import commands as place_commands
from linli.places import queries as places
from linli.places.rules import AddressRecord, ComponentRecord

pytestmark = pytest.mark.django_db

CALL = "/desk/call/"
LAT, LON = town.IN_EAST
HERE = f"{LAT:.6f}|{LON:.6f}||Willow Road 12"


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def begun(client: Any, query: str = "") -> dict[str, str]:
    """The form as it is opened, with its hidden inputs."""
    page = client.get(CALL + query).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(command|begun)" value="([^"]*)"', page))


def code_in(response: Any) -> str:
    return "-".join(response.context["groups"])


def test_the_desk_of_calls_is_for_the_intake_alone(desk: Desk) -> None:
    for name, status in {"operator": 200, "supervisor": 200, "dispatcher": 404, "lamps": 404, "auditor": 404}.items():
        client = desk.client(name)
        assert client.get(CALL).status_code == status
        assert (CALL in client.get("/desk/?list=all").content.decode()) == (status == 200)
    assert desk.client("lamps").post(CALL, {"text": "x", "send": "1"}).status_code == 404


@pytest.mark.parametrize("who", ["operator", "supervisor"])
def test_a_call_becomes_a_case_that_is_dispatched_at_once(desk: Desk, who: str) -> None:
    client = desk.client(who)
    sent = {"text": "The lamp is dark.", "class": town.LAMP, "place": HERE, "asked_place": "willow", "send": "1"}
    done = client.post(CALL, begun(client) | sent)
    assert done.status_code == 200
    tracked = queries.tracked(code=code_in(done))
    assert tracked is not None
    assert tracked.holder == "reporter"
    facts = tracked.view.facts
    assert (facts.source, facts.class_key, facts.state) == ("phone", town.LAMP, State.DISPATCHED)
    assert facts.place is not None
    assert (facts.place.address, facts.area_path) == ("Willow Road 12", town.EAST_COMMUNITY)
    said = words(done)
    assert f"Its number is {tracked.view.number}." in said
    assert "Street Lighting deals with it, by " in said


def test_the_form_sent_twice_is_one_report_and_tells_the_same_code(desk: Desk) -> None:
    client = desk.client("operator")
    sent = begun(client) | {"text": "The lamp is dark.", "class": town.LAMP, "place": HERE, "send": "1"}
    assert code_in(client.post(CALL, sent)) == code_in(client.post(CALL, sent))
    changed = client.post(CALL, sent | {"text": "Another lamp."})
    assert changed.status_code == 422
    assert "sent before" in words(changed)


def test_the_contact_goes_to_the_vault_and_nowhere_else(desk: Desk) -> None:
    client = desk.client("operator")
    sent = {"text": "Dark.", "class": town.LAMP, "place": HERE, "name": "A. B.", "phone": "0900 123 456", "send": "1"}
    done = client.post(CALL, begun(client) | sent)
    tracked = queries.tracked(code=code_in(done))
    assert tracked is not None
    assert "0900 123 456" not in done.content.decode()
    opened = client.post(f"/desk/cases/{tracked.view.number}/contact/", {"purpose": "tell_result"})
    assert "0900 123 456" in words(opened)


def test_without_class_or_place_somebody_reads_it_first(desk: Desk) -> None:
    client = desk.client("operator")
    done = client.post(CALL, begun(client) | {"text": "Something smells somewhere.", "send": "1"})
    assert "Somebody here reads it first" in words(done)


def test_a_caller_needs_no_photo(desk: Desk) -> None:
    client = desk.client("operator")
    done = client.post(CALL, begun(client) | {"class": town.RUBBISH, "place": HERE, "send": "1"})
    assert done.status_code == 200


def test_the_condition_that_the_caller_tells_shortens_the_limit(desk: Desk) -> None:
    client = desk.client("operator")
    form = begun(client) | {"class": town.BURST, "place": HERE}
    assert "Flooding · 1 hour" in words(client.post(CALL, form))
    done = client.post(CALL, form | {"condition": "flooding", "send": "1"})
    tracked = queries.tracked(code=code_in(done))
    assert tracked is not None
    assert tracked.view.facts.condition == "flooding"
    other = client.post(CALL, begun(client) | {"class": town.LAMP, "condition": "flooding", "send": "1"})
    assert other.status_code == 200, "a condition of another class says nothing"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Write down what is said, or choose a class."),
        ({"text": "x" * 2001}, "At most 2000 characters."),
        ({"text": "Dark.", "asked_place": "somewhere"}, "Choose a place from the list"),
        ({"text": "Dark.", "asked_place": "x", "place": "nan|north||"}, "Choose a place from the list"),
        ({"text": "Dark.", "phone": "my sister's"}, "This doesn't look like a phone number."),
        ({"class": "component-99999"}, "is not in the city's rules"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(desk: Desk, given: dict[str, str], said: str) -> None:
    client = desk.client("operator")
    refused = client.post(CALL, begun(client) | given | {"name": "Kept here", "send": "1"})
    assert refused.status_code == 422
    assert said in words(refused)
    assert 'value="Kept here"' in refused.content.decode()


def test_searching_shows_classes_and_sends_nothing(desk: Desk) -> None:
    client = desk.client("operator")
    part = client.post(CALL, {"asked_class": "ld"}, headers={"HX-Request": "true", "HX-Target": "class-hits"})
    assert f'value="{town.LAMP}"' in part.content.decode()
    assert "<form" not in part.content.decode()
    whole = client.post(CALL, {"asked_class": "noise", "text": "Drums"})
    assert f'value="{town.NOISE}"' in whole.content.decode()
    assert "Drums" in whole.content.decode()
    assert queries.case(number=1) is None


def test_places_are_found_by_address_and_by_the_number_of_a_facility(desk: Desk) -> None:
    lamp = ComponentRecord("99010101037000001", "01037", LAT, LON)
    own = places.atlas()
    place_commands.install(
        areas=list(own.current), cells=list(own.cells), components=[lamp],
        addresses=[AddressRecord(both("柳荫路12号", "12 Willow Road"), LAT, LON)], edition=1, now=desk.now,
    )  # fmt: skip
    client = desk.client("operator")
    assert "12 Willow Road" in words(client.post(CALL, {"asked_place": "柳荫路十二号"}))
    found = client.post(CALL, {"asked_place": "99010101037000001"})
    assert "Street lamp faulty, number 99010101037000001" in words(found)
    place = next(hit.value for hit in found.context["places"])
    chosen = client.post(CALL, {"asked_place": "99010101037000001", "place": place})
    assert "By the number on it: Street lamp faulty" in words(chosen)
    done = client.post(CALL, begun(client) | {"asked_place": "9901", "place": place, "send": "1"})
    tracked = queries.tracked(code=code_in(done))
    assert tracked is not None
    assert tracked.view.facts.class_key == town.LAMP


def test_what_is_open_close_by_can_be_followed_instead(desk: Desk) -> None:
    known = desk.report(spot=Spot(LAT + 0.0001, LON))
    client = desk.client("operator")
    form = begun(client) | {"text": "The lamp is dark.", "class": town.LAMP, "place": HERE}
    page = client.post(CALL, form, headers={"HX-Request": "true", "HX-Target": "beside"})
    assert f"possibly the same #{number(known)} Street lamp faulty" in words(page)
    done = client.post(CALL, form | {"follow": str(number(known))})
    tracked = queries.tracked(code=code_in(done))
    assert tracked is not None
    assert (tracked.view.number, tracked.holder) == (number(known), "follower")
    assert code_in(client.post(CALL, form | {"follow": str(number(known))})) == code_in(done)
    assert "This is known already" in words(done)


def test_nobody_is_shown_or_follows_a_case_outside_their_posts(desk: Desk) -> None:
    known = desk.report()
    enrolled = enrol("west-operator")
    people.assign(staff_id=enrolled, role=Role.OPERATOR, area_path=town.WEST, now=desk.now)
    client = desk.client("west-operator")
    form = begun(client) | {"class": town.LAMP, "place": HERE}
    assert client.post(CALL, form).context["nearby"] == []
    for wanted in (str(number(known)), "999999", "", "x"):
        refused = client.post(CALL, form | {"follow": wanted})
        assert refused.status_code == 422
        assert "There is no such case." in words(refused)


def test_it_is_said_in_chinese(desk: Desk) -> None:
    client = desk.client("operator", language="zh-hans")
    assert "接听来电" in words(client.get(CALL))
    done = client.post(CALL, begun(client) | {"text": "灯不亮", "class": town.LAMP, "place": HERE, "send": "1"})
    assert "照明所" in words(done)
    assert "Your report" not in words(done)
