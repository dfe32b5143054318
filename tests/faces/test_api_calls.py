"""The JSON API as a program meets it: problems, ETags, cursors, idempotency, limits, photos."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from tests import town
from tests.faces import desk_kit
from tests.faces.api_kit import ROOT, Program, program
from tests.faces.desk_kit import Desk

from linli.cases import queries as cases
from linli.faces.api.titles import TITLES
from linli.people import queries as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """What RFC 9457 asks of every answer that is no success."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    told: dict[str, Any] = answer.json()
    assert told["status"] == status and told["code"] == code
    assert told["title"] and told["remedy"] in told["detail"] and told["instance"].startswith(ROOT)
    assert told["type"].endswith(f"#{code}")
    return told


def test_whatever_goes_wrong_is_a_problem(desk: Desk) -> None:
    number, lamps = desk_kit.number(desk.report()), program(desk, "lamps")
    problem(lamps.get("/nothing"), 404, "not_found")
    problem(lamps.get("/cases/999999"), 404, "not_found")
    problem(Program().get("/cases"), 401, "token_missing")
    problem(Program("linli_wrong").get("/city"), 401, "token_invalid")
    problem(lamps.post(f"/cases/{number}/acts", "{"), 400, "body_unreadable")
    problem(lamps.client.post(f"{ROOT}/cases/{number}/acts", {"move": "accept"}), 415, "type_unsupported")
    problem(lamps.client.post(f"{ROOT}/photos", b"x", content_type="multipart/form-data"), 400, "upload_unreadable")
    problem(lamps.post(f"/cases/{number}/acts", {"move": "note", "text": "x" * 1_100_000}), 413, "too_large")
    refused = problem(lamps.client.delete(f"{ROOT}/cases"), 405, "method_not_allowed")
    assert refused["facts"]["allowed"] == ["GET", "HEAD", "POST"]
    assert lamps.client.delete(f"{ROOT}/cases")["Allow"] == "GET, HEAD, POST"


def test_refusals_have_their_code_and_facts_and_the_readers_words(desk: Desk) -> None:
    number = desk_kit.number(desk.report())
    refused = problem(program(desk, "lamps").act(number, "dispatch", unit_path=town.LIGHTING), 409, "not_from_here")
    assert refused["facts"] == {"move": "dispatch", "state": "dispatched"}
    theirs = problem(program(desk, "operator", language="zh-hans").act(number, "accept"), 403, "not_yours")
    assert "岗位" in theirs["title"] and set(theirs["facts"]["who"]) == {"handler", "unit_lead"}
    lacking = problem(program(desk, "lamps").act(number, "return"), 422, "missing")
    assert lacking["facts"]["needs"] == ["reason", "text"]


def test_what_does_not_fit_is_named_with_place_value_and_remedy(desk: Desk) -> None:
    number, lamps = desk_kit.number(desk.report()), program(desk, "lamps")
    told = problem(lamps.get("/cases", {"limit": "many", "stagge": "filed"}), 422, "invalid")
    assert told["errors"] == [
        {"place": "query.limit", "value": "many", "code": "int_parsing", "remedy": "Give a whole number."},
        {"place": "query.stagge", "value": "filed", "code": "extra_forbidden",
         "remedy": "Leave it out: nothing of this name is known here."},
    ]  # fmt: skip
    told = problem(lamps.act(number, "file", place={"lat": 91, "lon": 1}, txt="x"), 422, "invalid")
    assert {one["place"] for one in told["errors"]} == {"body.place.lat", "body.txt"}
    told = problem(lamps.act(number, "silence"), 422, "invalid")
    assert told["errors"][0]["place"] == "body.move" and "accept" in told["errors"][0]["remedy"]
    chinese = program(desk, "lamps", language="zh-hans").get("/cases", {"limit": 0}).json()
    assert chinese["errors"][0]["remedy"] == "请填写不小于 1 的数。"


def test_a_fault_tells_nothing_of_the_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(**_given: Any) -> None:
        raise RuntimeError("the secret inside")

    who = program(desk, "operator")
    monkeypatch.setattr("linli.cases.queries.listing", break_down)
    answer = who.get("/cases")
    problem(answer, 500, "fault")
    assert b"secret" not in answer.content


def test_a_server_without_a_city_says_so(client: Client) -> None:
    from linli.catalogue import queries as catalogue

    catalogue.forget()
    problem(client.get(f"{ROOT}/city", headers={"Accept-Language": "en"}), 503, "no_city")
    assert client.get(f"{ROOT}/openapi.json").status_code == 200


def test_what_was_read_before_is_not_sent_again(desk: Desk) -> None:
    case_id = desk.report()
    path, lamps = f"/cases/{desk_kit.number(case_id)}", program(desk, "lamps")
    first = lamps.get(path)
    tag = first["ETag"]
    assert tag.startswith(f'"{first.json()["version"]}-')
    again = lamps.get(path, **{"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    desk.act(case_id, "lamps", "accept")
    assert lamps.get(path, **{"If-None-Match": tag}).status_code == 200
    head = lamps.client.head(ROOT + path)
    assert head.status_code == 200 and head.content == b"" and int(head["Content-Length"]) > 500


def test_an_act_on_what_has_changed_since_is_refused(desk: Desk) -> None:
    case_id = desk.report()
    number, lamps = desk_kit.number(case_id), program(desk, "lamps")
    tag = lamps.get(f"/cases/{number}")["ETag"]
    desk.act(case_id, "lamps", "accept")
    refused = problem(lamps.act(number, "handle", {"If-Match": tag}, text="Done."), 412, "changed_meanwhile")
    assert refused["facts"]["version"] == refused["facts"]["seen"] + 1
    problem(lamps.act(number, "handle", seen=refused["facts"]["seen"], text="Done."), 412, "changed_meanwhile")
    tag = lamps.get(f"/cases/{number}")["ETag"]
    assert lamps.act(number, "handle", {"If-Match": tag}, text="Done.").status_code == 200


def test_the_same_key_is_answered_as_the_first_time(desk: Desk) -> None:
    case_id = desk.report()
    number, lamps, key = desk_kit.number(case_id), program(desk, "lamps"), {"Idempotency-Key": "my own 1"}
    tag = lamps.get(f"/cases/{number}")["ETag"]
    first = lamps.act(number, "note", key | {"If-Match": tag}, text="Seen.")
    again = lamps.act(number, "note", key | {"If-Match": tag}, text="Seen.")
    assert first.status_code == again.status_code == 200
    assert again.json() == first.json() | {"repeated": True}
    used = problem(lamps.act(number, "note", key, text="Something else."), 422, "command_used")
    assert used["facts"] == {"number": number, "move": "note"}
    # Another program's key, even the same text, is another command.
    other = program(desk, "lamps").act(number, "note", key, text="Something else.")
    assert other.status_code == 200 and not other.json()["repeated"]


def test_a_report_sent_twice_is_one_case_and_tells_its_code_twice(desk: Desk) -> None:
    app = program(desk, "", "act")
    sent = {"text": "Dark.", "class_key": town.LAMP, "place": {"lat": town.IN_EAST[0], "lon": town.IN_EAST[1]}}
    first, again = (app.post("/cases", sent, **{"Idempotency-Key": "r1"}) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json() | {"repeated": True}
    assert len(first.json()["tracking_code"]) == 14
    assert first["Location"] == f"{ROOT}/cases/{first.json()['number']}"
    problem(app.post("/cases", sent | {"text": "Bright."}, **{"Idempotency-Key": "r1"}), 422, "command_used")
    listed = program(desk, "operator").get("/cases").json()["items"]
    assert [(one["number"], one["source"]) for one in listed] == [(first.json()["number"], "api")]


def test_a_report_brings_the_choice_to_share_and_is_told_what_looks_personal(desk: Desk) -> None:
    resident, contact = program(desk), {"phone": "13900139000"}
    plain = resident.post("/cases", {"text": "Dark.", "class_key": town.LAMP, "contact": contact})
    assert plain.status_code == 201 and plain.json()["notices"] == []
    text = "Dark. Ring 13800138000, 3栋1203室."
    shared = resident.post("/cases", {"text": text, "class_key": town.LAMP, "contact": contact | {"share": True}})
    assert shared.status_code == 201, shared.content
    (notice,) = shared.json()["notices"]
    assert notice["code"] == "personal_words" and "personal" in notice["detail"]
    found = [(one["kind"], text[one["start"] : one["end"]]) for one in notice["passages"]]
    assert found == [("phone", "13800138000"), ("dwelling", "1203室")]
    cases_of = [cases.case(number=answer.json()["number"]) for answer in (plain, shared)]
    assert [people.is_shared(view.id) for view in cases_of if view] == [False, True]


def test_pages_follow_each_other_whatever_comes_in_between(desk: Desk) -> None:
    before = [desk_kit.number(desk.report(ago=timedelta(hours=9 - place))) for place in range(5)]
    operator, seen = program(desk, "operator"), []
    for page in operator.pages("/cases", sort="newest", limit=2):
        seen += [one["number"] for one in page["items"]]
        desk.report()
    assert seen == sorted(before, reverse=True)


def test_a_cursor_is_good_for_its_own_list_alone(desk: Desk) -> None:
    for _ in range(3):
        desk.report()
    operator = program(desk, "operator")
    cursor = operator.get("/cases", {"limit": 1}).json()["next"]
    assert operator.get("/cases", {"limit": 2, "cursor": cursor}).status_code == 200
    for wrong in ({"cursor": cursor, "sort": "newest"}, {"cursor": cursor[:-2]}, {"cursor": "x"}):
        problem(operator.get("/cases", wrong), 422, "cursor_unknown")
    public = Program().get("/public/cases", {"limit": 1}).json()["next"]
    problem(operator.get("/cases", {"cursor": public}), 422, "cursor_unknown")
    assert [len(page["items"]) for page in Program().pages("/public/cases", limit=2)] == [2, 1]


def test_calls_are_counted_by_token_and_by_address(desk: Desk, settings: Any) -> None:
    settings.LINLI_API_RATE = 2
    one, other = program(desk, "operator"), program(desk, "lamps")
    answers = [one.get("/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert answers[0]["RateLimit-Policy"] == '"minute";q=2;w=60'
    problem(answers[2], 429, "too_many_calls")
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200
    # Who guesses at tokens spends the calls of the address.
    guesses = [Program(f"linli_{place}").get("/me").status_code for place in range(3)]
    assert guesses == [401, 401, 429] and Program().get("/city").status_code == 429


def test_photos_come_first_and_belong_to_whoever_sent_them(desk: Desk) -> None:
    app, other = program(desk, "", "act"), program(desk, "", "act")

    def send(who: Program) -> str:
        answer = who.client.post(f"{ROOT}/photos", {"file": desk_kit.photo(), "kind": "after"})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    place = {"lat": town.IN_EAST[0], "lon": town.IN_EAST[1]}
    report = {"class_key": town.RUBBISH, "place": place, "photos": [send(app)]}
    problem(other.post("/cases", report), 422, "photo_unknown")
    done = app.post("/cases", report)
    assert done.status_code == 201
    operator = program(desk, "operator")
    assert [one["source"] for one in operator.get("/cases").json()["items"]] == ["api"]
    case = operator.get(f"/cases/{done.json()['number']}").json()
    assert case["photos"][0]["kind"] == "after"
    picture = operator.client.get(case["photos"][0]["href"])
    assert picture["Content-Type"] == "image/jpeg" and picture.content.startswith(b"\xff\xd8")
    problem(app.client.post(f"{ROOT}/photos", {"file": desk_kit.SimpleUploadedFile("x.jpg", b"x")}), 422, "photo_type")
    problem(operator.get(f"/cases/{case['number']}/photos/{uuid4()}"), 404, "not_found")


def test_the_description_is_openapi_and_knows_every_problem() -> None:
    answer = Client(headers={"Accept-Language": "en"}).get(f"{ROOT}/openapi.json")
    described = orjson.loads(answer.content)
    assert described["openapi"].startswith("3.1")
    for shape in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)
    known = {int(name.removeprefix("Problem")) for name in described["components"]["responses"]}
    assert {said.status for said in TITLES.values()} <= known
