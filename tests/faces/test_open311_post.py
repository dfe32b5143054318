"""Open311 for reporting: through the loop's one door, with its rules, and with nothing kept that nobody needs."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests import town
from tests.faces import open311_kit as kit
from tests.faces import portal_kit as portal

from linli.cases import queries
from linli.cases.queries import View
from linli.cases.rules.facts import Source, State
from linli.files import queries as files
from linli.kernel.results import Allowed, Refused
from linli.people import commands as people
from linli.people import queries as people_queries
from linli.people import tokens
from linli.people.rules import Purpose
from linli.places.rules import AddressRecord, ComponentRecord

pytestmark = pytest.mark.django_db
NUMBER = "99010101037000001"


@pytest.fixture(autouse=True)
def city() -> None:
    town.install()


def case_of(receipt: dict[str, Any]) -> View:
    view = queries.case(number=int(receipt["service_request_id"]))
    assert view is not None
    return view


def said(view: View) -> str:
    return queries.timeline(case_id=view.id)[0].text


def refused(status: int = 400, **given: Any) -> list[str]:
    """What is wrong with a report, after nothing was found to be kept of it."""
    answer = kit.post(**({"service_code": town.LAMP, "lat": kit.LAT, "long": kit.LON} | given))
    assert answer.status_code == status, answer.content.decode()
    same = kit.post(fmt="xml", **({"service_code": town.LAMP, "lat": kit.LAT, "long": kit.LON} | given))
    assert kit.spark(same.content) == kit.as_text(answer.json())
    assert kit.get("requests") == []
    return kit.errors(answer)


def test_a_report_is_filed_and_assigned_at_once_and_can_be_read_back() -> None:
    answer = kit.post(service_code=town.LAMP, lat=kit.LAT, long=kit.LON, description="Dark since Monday")
    kit.fits(answer.json(), kit.RECEIPT)
    [receipt] = answer.json()
    view = case_of(receipt)
    assert (view.facts.source, view.facts.state) == (Source.API, State.DISPATCHED)
    assert said(view) == "Dark since Monday"
    assert receipt["service_notice"].startswith("Assigned to Street Lighting. To be done by")
    [read] = kit.get(f"requests/{receipt['service_request_id']}")
    assert (read["status"], read["service_code"]) == ("open", town.LAMP)


def test_the_specifications_own_example_is_understood() -> None:
    """Every argument of the specification's request, percent-encoded as it stands there, but for the city's own."""
    body = (
        f"api_key={kit.new_key()}&jurisdiction_id=town&service_code={town.LAMP}&lat=31.00524078&long=121.0112043"
        "&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456"
        "&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street"
        "&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg"
        f"&attribute[component]={NUMBER}"
    )
    answer = Client().post(
        "/open311/v2/requests.xml", body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    [receipt] = kit.spark(answer.content)
    view = case_of(receipt)
    assert view.facts.place is not None
    assert (view.facts.place.address, view.facts.place.component) == ("1234 5th street", NUMBER)
    assert said(view) == "A large sinkhole is destroying the street"


def test_contacts_go_to_the_vault_and_devices_and_accounts_nowhere() -> None:
    view = case_of(
        kit.report(first_name="Wei", last_name="Zhang", email="wei@example.org", phone="13900139000",
                   device_id="device-77", account_id="account-88")
    )  # fmt: skip
    opened = people.open_contact(
        case_id=view.id, area_path=town.EAST, actor=_operator(), purpose=Purpose.ASK_DETAILS, now=datetime.now(UTC)
    )
    assert isinstance(opened, Allowed)
    assert (opened.value.name, opened.value.email) == ("Wei Zhang", "wei@example.org")
    assert not _anywhere("device-77") and not _anywhere("account-88")
    assert _anywhere("13900139000") == set()


@pytest.mark.parametrize(("given", "shared"), [("true", True), ("YES", True), ("no", False), ("", False), ("2", False)])
def test_the_reporter_says_whether_the_unit_may_call(given: str, shared: bool) -> None:
    assert people_queries.is_shared(case_of(kit.report(phone="13900139000", share_contact=given)).id) is shared


def test_a_choice_without_a_contact_shares_nothing() -> None:
    assert people_queries.has_contact(case_of(kit.report(share_contact="true")).id) is False


def test_words_that_look_personal_are_taken_and_the_notice_says_so() -> None:
    receipt = kit.report(description="Dark. Call 13900139000 or ask Mrs Patel.")
    assert "seems to hold something personal" in receipt["service_notice"]
    assert "13900139000" in said(case_of(receipt)) and "13900139000" not in receipt["service_notice"]
    assert kit.call(f"requests/{receipt['service_request_id']}.json").content.find(b"13900139000") == -1
    assert "personal" not in kit.report(description="Dark since Monday")["service_notice"]


def test_a_chinese_name_is_put_together_as_one() -> None:
    view = case_of(kit.report(first_name="伟", last_name="张"))
    opened = people.open_contact(
        case_id=view.id, area_path=town.EAST, actor=_operator(), purpose=Purpose.ASK_DETAILS, now=datetime.now(UTC)
    )
    assert isinstance(opened, Allowed) and opened.value.name == "张伟"


def test_the_tracking_code_is_told_when_asked_for_and_is_a_token() -> None:
    receipt = kit.report()
    found = queries.tracked(code=receipt["tracking_code"])
    assert found is not None and str(found.view.number) == receipt["service_request_id"]
    assert Client().get(receipt["tracking_url"]).status_code == 200
    token = kit.get(f"tokens/{receipt['tracking_code'].replace('-', '')}")
    kit.fits(token, kit.TOKEN)
    assert token == [{"service_request_id": receipt["service_request_id"], "token": receipt["tracking_code"]}]
    kit.errors(kit.get("tokens/0000-0000-0000", expect=404))
    kit.errors(kit.get("tokens/123456", expect=404))


def test_photos_come_as_files_and_stay_with_the_reporter() -> None:
    view = case_of(kit.report(service_code=town.RUBBISH, media=[portal.photo(), portal.photo()]))
    assert [photo.kind for photo in files.photos(view.id)] == ["report", "report"]
    assert kit.get(f"requests/{view.number}")[0]["media_url"] is None


def test_a_picture_elsewhere_is_never_fetched_and_its_address_not_kept() -> None:
    receipt = kit.report(media_url="http://127.0.0.1:1/secret.jpg", description="Dark")
    assert "not fetched" in receipt["service_notice"]
    assert not _anywhere("secret.jpg")


def test_the_same_report_sent_again_is_one() -> None:
    key, again = kit.new_key(), {"Idempotency-Key": str(uuid4())}
    first = kit.report(key=key, headers=again, description="Dark")
    assert kit.report(key=key, headers=again, description="Dark") == first
    other = kit.post(key=key, headers=again, service_code=town.LAMP, lat=kit.LAT, long=kit.LON, description="Broken")
    assert other.status_code == 400
    assert first["service_request_id"] in kit.errors(other)[0]
    assert kit.report(headers=again, description="Dark")["service_request_id"] != first["service_request_id"], (
        "another program's"
    )


def test_an_address_that_is_known_gives_the_point() -> None:
    _addresses()
    view = case_of(kit.report(lat="", long="", address_string="8 Lamp Street"))
    assert view.facts.place is not None
    assert (view.facts.place.lat, view.facts.place.lon) == town.IN_WEST
    assert view.facts.place.address == "8 Lamp Street"


def test_an_address_that_is_not_known_waits_for_a_person_with_its_words() -> None:
    receipt = kit.report(lat="", long="", address_string="behind the old mill", description="Dark")
    view = case_of(receipt)
    assert view.facts.state is State.REPORTED and view.facts.place is None
    assert said(view) == "behind the old mill\nDark"
    assert receipt["service_notice"] == "Received. Somebody is going to read it and assign it."


def test_the_number_of_a_facility_gives_the_point() -> None:
    _addresses()
    for given in ({"address_id": NUMBER}, {"attribute[component]": NUMBER}):
        view = case_of(kit.report(lat="", long="", **given))
        assert view.facts.place is not None
        assert (view.facts.place.lat, view.facts.place.component) == (town.IN_EAST[0], NUMBER)


def test_a_place_outside_the_city_is_taken_and_said_to_be() -> None:
    receipt = kit.report(lat=town.OUTSIDE[0], long=town.OUTSIDE[1])
    assert "outside" in receipt["service_notice"]
    assert case_of(receipt).facts.state is State.REPORTED


@pytest.mark.parametrize(
    ("given", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "pothole"}, 404, "pothole"),
        ({"service_code": town.STAFF_ONLY}, 404, town.STAFF_ONLY),
        ({"service_code": town.QUESTION}, 404, town.QUESTION),
        ({"jurisdiction_id": "other"}, 404, "jurisdiction_id"),
        ({"lat": "", "long": ""}, 400, "address_string"),
        ({"lat": "91"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"long": ""}, 400, "long"),
        ({"lat": "", "long": "", "address_id": NUMBER}, 400, "address_id"),
        ({"description": "x" * 4001}, 400, "4001"),
        ({"email": "nobody"}, 400, "email"),
        ({"phone": "call me"}, 400, "phone"),
        ({"attribute[colour]": "red"}, 400, "colour"),
        ({"attribute[component]": "17"}, 400, "17 digits"),
        ({"headers": {"Idempotency-Key": "1"}}, 400, "UUID"),
        ({"key": None}, 403, "api_key"),
        ({"key": "linli_wrong"}, 403, "api_key"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_wrong_report_is_refused_as_the_specification_says(given: dict[str, Any], status: int, word: str) -> None:
    assert word in " ".join(refused(status, **given))


def test_what_the_rules_refuse_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = Refused("class_for_staff", {"class": town.LAMP})
    monkeypatch.setattr("linli.faces.open311.filing.cases.report", lambda **_: refusal)
    [told] = refused()
    assert "is reported by staff only. Choose another class." in told and "class_for_staff" not in told


def test_what_is_no_photo_is_refused_and_nothing_of_it_stays() -> None:
    for _ in range(2):
        upload = SimpleUploadedFile("photo.jpg", b"no photo", "image/jpeg")
        answer = kit.post(service_code=town.LAMP, lat=kit.LAT, long=kit.LON, media=[portal.photo(), upload])
        assert answer.status_code == 400 and "media" in kit.errors(answer)[0]
    assert "5" in refused(media=[portal.photo() for _ in range(6)])[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM files_photo")
        assert cursor.fetchone() == (0,)


def test_everything_that_is_wrong_with_a_report_is_said_at_once() -> None:
    assert len(refused(lat="x", email="y", phone="z", description="d" * 5000)) == 4


@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\nContent-Disposition: form-data; name=",
        b"\xff\xfe\x00",
        b"a=" + b"1" * 2_000_000,
        b"&".join([b"a=1"] * 2000),
    ],
    ids=["cut", "bytes", "large", "many"],
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_body_that_cannot_be_read_is_a_400(body: bytes, kind: str) -> None:
    answer = Client().post("/open311/v2/requests.json", body, content_type=kind)
    assert answer.status_code in (400, 403)
    kit.errors(answer)


def test_a_key_comes_as_a_bearer_too_and_ends_when_it_is_revoked() -> None:
    made = tokens.make(name="an app", scopes=["open311"], now=datetime.now(UTC), days=1)
    assert isinstance(made, Allowed)
    bearer = {"Authorization": f"Bearer {made.value.secret}"}
    given = {"service_code": town.LAMP, "lat": kit.LAT, "long": kit.LON}
    assert kit.post(key=None, headers=bearer, **given).status_code == 200
    tokens.revoke(token_id=made.value.token.id, now=datetime.now(UTC))
    assert kit.post(key=None, headers=bearer, **given).status_code == 403


def test_who_posts_too_often_waits_and_readers_do_not(settings: Any) -> None:
    settings.LINLI_OPEN311_RATE = 3
    key, given = kit.new_key(), {"service_code": town.LAMP, "lat": kit.LAT, "long": kit.LON}
    assert [kit.post(key=key, **given).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = kit.post(key=key, **given)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer["Retry-After"] in kit.errors(answer)[0]
    assert kit.post(**given).status_code == 200, "another key"
    assert len(kit.get("requests")) == 4


def test_an_installation_may_take_reports_without_a_key_counted_by_address(settings: Any) -> None:
    settings.LINLI_OPEN311_OPEN, settings.LINLI_OPEN311_RATE = True, 1
    given = {"service_code": town.LAMP, "lat": kit.LAT, "long": kit.LON}
    assert [kit.post(key=None, **given).status_code for _ in range(2)] == [200, 429]
    assert kit.post(key="linli_wrong", **given).status_code == 403, "a wrong key isn't no key"
    assert not _anywhere("127.0.0.1"), "addresses are kept as digests"
    assert (
        "without a key"
        in Client().get("/open311/discovery.json", headers={"Accept-Language": "en"}).json()["key_service"]
    )


def test_the_reporter_adds_words_with_the_tracking_code_and_nobody_else() -> None:
    receipt = kit.report()
    given = {"service_request_id": receipt["service_request_id"], "description": "And the next one too"}
    assert kit.post("servicerequestupdates", **given).status_code == 403
    stranger = kit.report()["tracking_code"]
    assert kit.post("servicerequestupdates", tracking_code=stranger, **given).status_code == 403
    added = kit.post("servicerequestupdates", tracking_code=receipt["tracking_code"], **given)
    assert added.status_code == 200, added.content.decode()
    assert queries.timeline(case_id=case_of(receipt).id)[-1].text == "And the next one too"
    assert (
        kit.post("servicerequestupdates", key=None, tracking_code=receipt["tracking_code"], **given).status_code == 403
    )
    empty = given | {"description": " "}
    assert kit.post("servicerequestupdates", tracking_code=receipt["tracking_code"], **empty).status_code == 400


def _operator() -> Any:
    made = people.enrol(
        sign_in="desk.1", display_name="Desk", password="correct horse battery", language="en", now=datetime.now(UTC)
    )
    assert isinstance(made, Allowed)
    return town.Actor("staff", made.value, (town.Grant(town.Role.OPERATOR),))


def _addresses() -> None:
    town.install(
        components=[ComponentRecord(NUMBER, "01037", *town.IN_EAST)],
        addresses=[AddressRecord(town.words("路灯街8号", "8 Lamp Street"), *town.IN_WEST)],
    )


def _anywhere(text: str) -> set[str]:
    """The tables that keep a text anywhere in a row."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = set()
        for name in names:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {name} t WHERE t::text LIKE %s)", [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.add(name)
    return found
