"""Open311 for reading: discovery, services, lists and single requests, in both formats, and only what is public."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests import town
from tests.faces import open311_kit as kit
from tests.faces import portal_kit as portal

from linli.cases import commands, queries
from linli.cases.commands import Spot
from linli.files import commands as files
from linli.kernel.results import Allowed

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def city() -> None:
    town.install()


def reported(
    klass: str = town.LAMP,
    *,
    at: tuple[float, float] = town.IN_EAST,
    when: datetime = NOW - timedelta(hours=1),
    text: str = "My neighbour of door 7 broke it",
) -> tuple[UUID, int]:
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=when, text=text, class_key=klass,
        spot=Spot(*at, "7 Long Lane", "99010101037000001"),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value.case_id, done.value.number


def ids(**given: Any) -> list[str]:
    return [one["service_request_id"] for one in kit.get("requests", **given)]


def test_discovery_leads_to_the_endpoint_in_both_formats() -> None:
    for place in ("/open311/discovery", "/open311/v2/discovery"):
        found = Client().get(f"{place}.json").json()
        kit.fits(found, kit.DISCOVERY)
        assert kit.spark(Client().get(f"{place}.xml").content) == kit.as_text(found)
    [endpoint] = found["endpoints"]
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert Client().get(f"{endpoint['url']}/services.xml").status_code == 200


def test_services_are_the_classes_that_anybody_may_choose_and_see() -> None:
    found = kit.get("services")
    kit.fits(found, kit.SERVICES)
    assert [one["service_code"] for one in found] == [town.LAMP, town.RUBBISH, town.NOISE, town.BURST]
    assert found[0]["service_name"] == "Street lamp faulty"
    assert found[0]["type"] == "realtime"


def test_what_a_program_has_already_is_not_sent_again() -> None:
    address = "/open311/v2/services.json"
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*" and "ETag" in again["Access-Control-Expose-Headers"]
    in_chinese = Client().get(address, headers={"if-none-match": first["ETag"], "accept-language": "zh-hans"})
    assert in_chinese.status_code == (304 if in_chinese["ETag"] == first["ETag"] else 200)


def test_a_service_is_named_in_the_readers_language() -> None:
    assert kit.get("services", language="zh-CN")[0]["service_name"] == "路灯异常"
    assert kit.call("services.json")["Content-Language"] == "en"


def test_a_definition_says_what_a_report_may_bring() -> None:
    lamp, rubbish = (kit.get(f"services/{code}") for code in (town.LAMP, town.RUBBISH))
    for one in (lamp, rubbish):
        kit.fits(one, kit.DEFINITION)
    assert [(one["code"], one["variable"], one["required"]) for one in lamp["attributes"]] == [
        ("component", True, False)
    ]
    assert [(one["code"], one["variable"]) for one in rubbish["attributes"]] == [("photo", False)]
    metadata = {one["service_code"]: one["metadata"] for one in kit.get("services")}
    assert metadata == {town.LAMP: True, town.RUBBISH: True, town.NOISE: False, town.BURST: False}


@pytest.mark.parametrize("code", ["nonsense", town.STAFF_ONLY, town.QUESTION])
def test_a_class_that_is_not_for_the_public_is_no_service(code: str) -> None:
    [text] = kit.errors(kit.get(f"services/{code}", expect=404))
    assert code in text


def test_a_request_has_the_specifications_fields_and_what_the_portal_shows() -> None:
    case_id, number = reported(at=(31.00512345, 121.01512345))
    found = kit.get("requests")
    kit.fits(found, kit.REQUESTS)
    [one] = found
    assert one == kit.get(f"requests/{number}")[0]
    view = queries.case(case_id=case_id)
    assert view is not None and view.facts.due_at is not None
    assert one["service_request_id"] == str(number)
    assert (one["status"], one["service_notice"]) == ("open", "Assigned")
    assert (one["lat"], one["long"]) == (31.0051, 121.0151)
    assert one["agency_responsible"] == "Street Lighting"
    assert one["address"] == "East Community, East Street, Town District"
    assert one["requested_datetime"].endswith("+08:00")
    assert datetime.fromisoformat(one["expected_datetime"]) == view.facts.due_at.replace(microsecond=0)
    assert one["media_url"] is None


def test_nothing_of_the_reporter_comes_out() -> None:
    _case_id, number = reported(text="Call 13800138000, Li of door 7")
    kit.report(
        first_name="Wei", last_name="Zhang", email="wei@example.org", phone="13900139000", device_id="dev-77",
        account_id="acc-88", description="by the third tree",
    )  # fmt: skip
    for path in ("requests", f"requests/{number}", "servicerequestupdates"):
        for fmt in ("json", "xml"):
            given = {"extensions": "true", "service_request_id": f"{number},{number + 1}"}
            text = kit.call(f"{path}.{fmt}", **given).content.decode()
            for secret in (
                "13800138000", "door 7", "Long Lane", "99010101037000001", "Wei", "Zhang", "example.org", "13900139000",
                "dev-77", "acc-88", "third tree", "api_key",
            ):  # fmt: skip
                assert secret not in text, (path, fmt)


def test_what_the_portal_does_not_show_is_not_found() -> None:
    hidden = [
        reported(town.QUESTION),
        reported(at=town.OUTSIDE),
        reported(town.BURST),
        reported(town.NOISE),
    ]
    portal.act(hidden[2][0], "withdraw", portal.reporter_of(hidden[2][0]))
    portal.act(hidden[3][0], "reject", portal.operator(), reason="outside", text="Not ours.")
    _case_id, shown = reported()
    assert ids() == [str(shown)]
    assert ids(service_request_id=",".join(str(number) for _id, number in [*hidden, (None, shown)])) == [str(shown)]
    for _case_id, number in hidden:
        kit.errors(kit.get(f"requests/{number}", expect=404))
        assert Client().get(f"/cases/{number}/").status_code == 404, "the portal agrees"


@pytest.mark.parametrize("wrong", ["0", "999999", "abc", "9" * 40, "-1", "1.5"])
def test_an_id_of_nothing_is_not_found(wrong: str) -> None:
    kit.errors(kit.get(f"requests/{wrong}", expect=404))
    assert ids(service_request_id=wrong) == []


def test_requests_are_filtered_by_status_service_and_date() -> None:
    fixed_id, fixed = reported(town.LAMP, when=NOW - timedelta(days=40))
    portal.handled(fixed_id)
    portal.act(fixed_id, "confirm", portal.reporter_of(fixed_id))
    _id, noise = reported(town.NOISE, when=NOW - timedelta(days=20))
    _id, lamp = reported(town.LAMP, when=NOW - timedelta(days=10))
    _id, old = reported(town.LAMP, when=NOW - timedelta(days=100))
    everything = [str(lamp), str(noise), str(fixed)]
    assert ids() == everything, "the last ninety days, the newest first"
    assert ids(status="open") == [str(lamp), str(noise)]
    assert ids(status="closed") == [str(fixed)]
    assert ids(status="open,closed") == ids(status="") == everything
    assert ids(service_code=town.NOISE) == [str(noise)]
    assert ids(service_code=f"{town.NOISE}, {town.LAMP}") == everything
    assert ids(service_code="unknown") == []
    assert ids(start_date=_text(NOW - timedelta(days=30))) == [str(lamp), str(noise)]
    assert ids(start_date=_text(NOW - timedelta(days=110))) == [str(fixed), str(old)], "ninety days from there"
    assert ids(end_date=_text(NOW - timedelta(days=15))) == [str(noise), str(fixed), str(old)]
    both = {"start_date": _text(NOW - timedelta(days=30)), "end_date": _text(NOW - timedelta(days=15))}
    assert ids(**both) == [str(noise)]
    assert ids(service_request_id=str(old), status="closed", **both) == [str(old)], "it overrides all other arguments"


def test_both_ends_of_a_range_belong_to_it_and_a_lost_plus_is_understood() -> None:
    at = NOW.replace(microsecond=0) - timedelta(days=2)
    _id, number = reported(when=at)
    shanghai = (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S")
    for zone in ("+08:00", " 08:00"):
        assert ids(start_date=shanghai + zone, end_date=shanghai + zone) == [str(number)]


def test_updated_requests_come_oldest_change_first_and_keep_their_cursor() -> None:
    first_id, first = reported(when=NOW - timedelta(days=200))
    _id, second = reported(when=NOW - timedelta(hours=3))
    _id, third = reported(when=NOW - timedelta(hours=2))
    since = _text(NOW - timedelta(hours=4))
    assert ids(updated_after=since) == [str(second), str(third)]
    portal.act(first_id, "accept", town.LAMP_HANDLER)
    assert ids(updated_after=since) == [str(second), str(third), str(first)], "an old request that has changed"
    assert ids(updated_before=since) == []
    changed = kit.get(f"requests/{first}")[0]["updated_datetime"]
    assert ids(updated_after=changed) == [str(first)], "what was read can be asked again without losing anything"
    assert walk(updated_after=since, page_size=1) == [str(second), str(third), str(first)]


def test_a_note_between_posts_or_a_follower_changes_nothing_in_public() -> None:
    case_id, number = reported(when=NOW - timedelta(days=3))
    before = kit.get(f"requests/{number}", extensions="true")
    portal.act(case_id, "note", town.LAMP_HANDLER, text="Spare part is in the van")
    assert isinstance(commands.follow(case_id=case_id, command_id=uuid4(), language="en", now=NOW), Allowed)
    assert kit.get(f"requests/{number}", extensions="true") == before


def test_a_closed_request_was_updated_when_it_was_closed() -> None:
    case_id, number = reported()
    portal.handled(case_id)
    portal.act(case_id, "confirm", portal.reporter_of(case_id))
    [one] = kit.get(f"requests/{number}")
    view = queries.case(case_id=case_id)
    assert view is not None and view.facts.closed_at is not None
    assert one["status"] == "closed"
    assert one["status_notes"] == "The reporter confirmed that it is fixed."
    assert datetime.fromisoformat(one["updated_datetime"]) == view.facts.closed_at.replace(microsecond=0)


def test_pages_by_cursor_and_by_number_have_everything_once() -> None:
    expected = [str(reported(when=NOW - timedelta(minutes=minutes))[1]) for minutes in range(7)]
    assert walk(page_size=3) == expected
    assert [number for page in (1, 2, 3) for number in ids(page_size=3, page=page)] == expected
    assert ids(page_size=3, page=4) == []


def test_a_page_that_is_walked_keeps_its_window_while_time_goes_on() -> None:
    for _ in range(2):
        reported()
    link = kit.call("requests.json", page_size=1)["Link"]
    assert "start_date=" in link and "cursor=" in link


def walk(**given: Any) -> list[str]:
    """All ids, from page to page by the header Link."""
    found: list[str] = []
    answer = kit.call("requests.json", **given)
    for _ in range(20):
        found += [one["service_request_id"] for one in answer.json()]
        if "Link" not in answer:
            return found
        address, relation = answer["Link"].split("; ")
        assert relation == 'rel="next"'
        answer = Client().get(address.strip("<>"))
        assert answer.status_code == 200, answer.content.decode()
    raise AssertionError("the pages don't end")


def test_extensions_tell_stage_and_history_and_are_left_out_otherwise() -> None:
    case_id, number = reported()
    portal.handled(case_id, text="New bulb & <fuse>")
    [plain], [one] = kit.get(f"requests/{number}"), kit.get(f"requests/{number}", extensions="true")
    kit.fits([one], kit.EXTENDED)
    assert "notes" not in plain and "extended_attributes" not in plain
    assert one["extended_attributes"]["stage"] == "confirming"
    assert [note["type"] for note in one["notes"]] == ["report", "file", "dispatch", "accept", "handle", "pass"]
    assert one["notes"][4]["description"] == "Street Lighting says that it is done. New bulb & <fuse>"


def test_updates_of_requests_are_listed_oldest_first() -> None:
    (one_id, one), (_two_id, two) = reported(when=NOW - timedelta(hours=5)), reported(when=NOW - timedelta(hours=4))
    portal.handled(one_id)
    found = kit.get("servicerequestupdates", service_request_id=f"{one},{two},999999")
    assert [update["updated_datetime"] for update in found] == sorted(update["updated_datetime"] for update in found)
    assert {update["service_request_id"] for update in found} == {str(one), str(two)}
    assert {update["status"] for update in found} == {"open"}
    assert len({update["update_id"] for update in found}) == len(found)
    assert found[-1]["description"] == "Checked by somebody else: it is done."


def test_a_report_that_was_joined_with_another_says_so_and_stays_found() -> None:
    (_root_id, root), (part_id, part) = reported(), reported()
    root_view, part_view = queries.case(number=root), queries.case(number=part)
    assert root_view is not None and part_view is not None
    done = commands.merge(
        case_id=part_id, into=root_view.id, actor=portal.operator(), command_id=uuid4(), now=datetime.now(UTC)
    )
    assert isinstance(done, Allowed), done
    [one] = kit.get(f"requests/{part}", extensions="true")
    assert (one["status"], one["agency_responsible"]) == ("open", None)
    assert one["status_notes"].startswith("It was joined with another report")
    assert one["notes"][-1]["type"] == "merge"
    assert set(ids()) == {str(root), str(part)}


def test_the_photo_of_the_result_is_public_and_the_reporters_is_not() -> None:
    case_id, number = reported()
    kept = {
        kind: files.keep(upload=portal.photo(), subject=case_id, kind=kind, now=NOW) for kind in ("report", "after")
    }
    photo_ids = {kind: kept[kind].value.id for kind in kept}  # type: ignore[union-attr]
    address = kit.get(f"requests/{number}")[0]["media_url"]
    assert address == f"http://testserver/open311/v2/media/{number}/{photo_ids['after']}.jpg"
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert Client().get(address.replace(str(photo_ids["after"]), str(photo_ids["report"]))).status_code == 404
    assert Client().get(address.replace(f"/{number}/", "/999999/")).status_code == 404


def test_jurisdiction_id_may_be_left_out_and_must_be_the_citys_otherwise(settings: Any) -> None:
    for given in ({}, {"jurisdiction_id": ""}, {"jurisdiction_id": "town"}):
        kit.get("services", **given)
    [text] = kit.errors(kit.get("services", expect=404, jurisdiction_id="other.example"))
    assert "other.example" in text
    settings.LINLI_OPEN311_JURISDICTION = "town.example.org"
    kit.get("requests", jurisdiction_id="town.example.org")
    kit.errors(kit.get("requests", expect=404, jurisdiction_id="town"))


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"start_date": "2026-01-01"}, "start_date"),
        ({"start_date": "2026-01-01T00:00:00"}, "start_date"),
        ({"end_date": "yesterday"}, "end_date"),
        ({"updated_after": "0001-01-01T00:00:00+23:59"}, "updated_after"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "before"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, "90 days"),
        ({"updated_after": "2026-02-01T00:00:00Z", "updated_before": "2026-01-01T00:00:00Z"}, "before"),
        ({"status": "resolved"}, "resolved"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "1001"}, "page_size"),
        ({"page": "x"}, "page"),
        ({"page": "1000"}, "cursor"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "0" * 32, "updated_after": "2026-01-01T00:00:00Z"}, "cursor"),
        ({"cursor": "2026-01-01T00:00:00Z_" + "0" * 32}, "cursor"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_question_is_refused_with_the_word_that_is_wrong(given: dict[str, str], word: str) -> None:
    [text] = kit.errors(kit.get("requests", expect=400, **given))
    assert word in text


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = kit.errors(kit.get("requests", expect=400, start_date="x", end_date="y", page_size="-1"))
    assert len(found) == 3


@pytest.mark.parametrize("far", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1969-12-31T00:00:00Z"])
@pytest.mark.parametrize("name", ["start_date", "end_date", "updated_after", "updated_before"])
def test_dates_at_the_ends_of_time_are_only_empty(far: str, name: str) -> None:
    kit.get("requests", **{name: far})


@pytest.mark.parametrize("path", ["/", "/v2", "/v2/services", "/v2/services.csv", "/v3/services.xml", "/v2/requests/"])
def test_an_address_that_is_none_is_an_error_in_the_format_that_everybody_reads(path: str) -> None:
    answer = Client().get(f"/open311{path}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/xml; charset=utf-8")
    assert kit.spark(answer.content)[0]["code"] == "404"


def test_a_method_that_is_not_possible_is_a_400_that_says_so() -> None:
    answer = Client().post("/open311/v2/services.json", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 405)
    assert answer["Allow"] == "OPTIONS, GET, HEAD"
    assert Client().delete("/open311/v2/requests.json").status_code == 400


def test_any_sites_scripts_may_call() -> None:
    answer = Client().options("/open311/v2/requests.json")
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert kit.call("requests.xml")["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in kit.call("requests.xml")


def test_what_staff_write_cannot_break_the_document() -> None:
    case_id, number = reported()
    portal.handled(case_id, text="]]> <script>&amp; \x0b\ufffe 灯泡")
    [one] = kit.spark(kit.call(f"requests/{number}.xml", extensions="true").content)
    assert one["notes"][4]["description"].endswith("]]> <script>&amp;  灯泡")


def test_without_a_city_the_answer_is_an_error_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_city() -> None:
        raise queries.catalogue.NoEditionError("none")

    monkeypatch.setattr("linli.faces.open311.door.catalogue.current", no_city)
    answer = kit.call("services.json")
    assert (answer.status_code, json.loads(answer.content)[0]["code"]) == (400, 503)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
