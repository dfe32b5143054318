"""The JSON API: cases are read and moved as at the desk, by the same rules, under the same rights."""

from datetime import timedelta

import pytest
from tests import town
from tests.faces import desk_kit
from tests.faces.api_kit import Program, program
from tests.faces.desk_kit import Desk

from linli.cases.commands import Spot
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, Role
from linli.people import commands as people
from linli.people import queries as staff
from linli.supervision import commands as supervision
from linli.supervision import queries as orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def test_a_case_goes_through_the_loop(desk: Desk) -> None:
    number = desk_kit.number(desk.report())
    lamps, checker = program(desk, "lamps"), program(desk, "checker")
    case = lamps.get(f"/cases/{number}").json()
    assert case["state"] == "dispatched" and case["unit_name"] == "Street Lighting"
    assert case["place"]["area_names"][-1] == "East Community"
    assert {"move": "accept", "needs": [], "may": []} in case["moves"]
    assert lamps.act(number, "accept", seen=case["version"]).json()["state"] == "handling"
    done = lamps.act(number, "handle", text="Bulb replaced.")
    assert done.status_code == 200 and done.json()["state"] == "handled" and not done.json()["repeated"]
    assert checker.act(number, "pass", text="Bright again.").json()["state"] == "confirming"
    told = checker.get(f"/cases/{number}/timeline").json()["items"]
    assert [one["move"] for one in told if one["actor"] == "staff"] == ["accept", "handle", "pass"]
    assert told[-1]["actor_name"] == "Checker" and told[0]["text"] == "The lamp is dark."
    assert checker.get(f"/cases/{number}").json()["state"] == "confirming"


def test_the_list_is_the_desks_with_its_filters(desk: Desk) -> None:
    east, question = desk_kit.number(desk.report()), desk_kit.number(desk.report(town.QUESTION))
    west = desk_kit.number(desk.report(spot=Spot(*town.IN_WEST)))
    lead, operator = program(desk, "east-lead"), program(desk, "operator")

    def numbers(who: Program, **query: object) -> set[int]:
        return {one["number"] for one in who.get("/cases", query).json()["items"]}

    assert numbers(operator) == {east, question, west}
    assert numbers(lead) == {east, question}
    assert numbers(operator, list="mine") == {question}
    assert numbers(operator, class_key="component-*", area=town.WEST) == {west}
    assert numbers(operator, stage="received") == {question}
    assert numbers(operator, text="dark", unit=town.LIGHTING) == {east, west}


def test_cases_are_split_taken_in_and_let_go(desk: Desk) -> None:
    number, other = desk_kit.number(desk.report()), desk_kit.number(desk.report(town.NOISE))
    who, key = program(desk, "dispatcher"), {"Idempotency-Key": "split 1"}
    tag = who.get(f"/cases/{number}")["ETag"]
    parts = [{"class_key": town.LAMP, "text": "The pole."}, {"class_key": town.BURST, "text": "The pipe."}]
    first, again = (who.act(number, "split", key | {"If-Match": tag}, parts=parts) for _ in range(2))
    assert first.status_code == again.status_code == 200, first.content
    children = [one["number"] for one in first.json()["others"]]
    assert len(children) == 2 and again.json()["others"] == [one | {"repeated": True} for one in first.json()["others"]]
    assert who.get(f"/cases/{number}").json()["children"] == children
    assert who.get(f"/cases/{children[0]}").json()["parent"] == number
    stale = who.act(number, "attach", {"If-Match": tag}, other=other, text="The same pole.")
    assert stale.status_code == 412
    taken = who.act(number, "attach", other=other, text="The same pole.")
    assert [one["number"] for one in taken.json()["others"]] == [other]
    assert who.act(number, "detach", other=other, text="It isn't.").status_code == 200
    assert who.get(f"/cases/{number}").json()["children"] == children


def test_reports_are_merged_and_taken_apart_again(desk: Desk) -> None:
    part, root = desk_kit.number(desk.report()), desk_kit.number(desk.report())
    operator = program(desk, "operator")
    merged = operator.act(part, "merge", other=root)
    assert merged.json()["state"] == "merged" and merged.json()["others"][0]["number"] == root
    assert operator.get(f"/cases/{part}").json()["merged_into"] == root
    assert operator.get(f"/cases/{root}").json()["reports"] == [part]
    assert operator.act(part, "unmerge", text="Another lamp.").json()["state"] == "dispatched"
    lacking = operator.act(part, "merge")
    assert lacking.json()["facts"]["needs"] == ["other"]
    assert operator.act(part, "merge", other=999_999).json()["code"] == "case_unknown"


def test_a_call_upon_a_unit_and_its_answer(desk: Desk) -> None:
    number = desk_kit.number(desk.report())
    lead, cleaner = program(desk, "east-lead"), program(desk, "cleaner")
    called = lead.act(number, "whistle", units=[town.SANITATION], degree="tough", text="Rubbish in the way.")
    assert called.status_code == 200, called.content
    [call] = lead.get(f"/cases/{number}").json()["calls"]
    [upon] = cleaner.get("/calls").json()["upon"]
    assert (upon["number"], upon["item"], upon["unit_name"]) == (number, call["item"], "Sanitation")
    answered = cleaner.act(number, "answer_call", item=call["item"], units=[town.SANITATION], text="On our way.")
    assert answered.status_code == 200, answered.content
    [made] = lead.get("/calls", {"unit": town.SANITATION}).json()["period"]
    assert made["answered_at"] and made["in_time"]


def test_orders_are_read_by_whom_they_concern(desk: Desk) -> None:
    view = desk_kit.queries.case(case_id=desk.report())
    assert view is not None
    lead, lamps = program(desk, "east-lead"), program(desk, "lamps")
    reader = orders.reader(actor=actor_of(desk, "east-lead"), now=desk.now)
    fit = next(
        one for one in orders.answerers(numbers=[view.number], reader=reader) if one.account == desk.staff["dispatcher"]
    )
    issued = supervision.issue(
        case_numbers=[view.number], post_id=fit.post, text="By Friday.", due_at=desk.now + timedelta(days=2),
        actor=reader.actor, command_id=town.command(), now=desk.now,
    )  # fmt: skip
    assert isinstance(issued, Allowed), issued
    [line] = lead.get("/orders", {"shelf": "issued"}).json()["items"]
    assert line["answerer"]["name"] == "Dispatcher" and not line["overdue"]
    order = program(desk, "dispatcher").get(f"/orders/{line['number']}").json()
    assert (
        order["cases"] == [view.number] and order["timeline"][0]["text"] == "By Friday." and "answer" in order["moves"]
    )
    assert program(desk, "west-checker").get(f"/orders/{line['number']}").status_code == 404
    assert lamps.get("/orders", {"shelf": "mine"}).json()["items"] == []


def test_where_a_point_lies(desk: Desk) -> None:
    lat, lon = town.IN_WEST
    place = Program(language="zh-hans").get("/locate", {"lat": lat, "lon": lon}).json()["place"]
    assert place["area_path"] == town.WEST_COMMUNITY and place["area_names"] == ["小城区", "西街道", "西社区"]
    lat, lon = town.OUTSIDE
    assert Program().get("/locate", {"lat": lat, "lon": lon}).json() == {"place": None}


def test_the_rules_in_force(desk: Desk) -> None:
    anybody = Program()
    assert anybody.get("/city").json()["edition"] == town.EDITION.number
    classes = {one["key"]: one for one in anybody.get("/classes").json()["items"]}
    assert classes[town.STAFF_ONLY]["reporters"] == "staff" and classes[town.RUBBISH]["photo_required"]
    assert {one["class_pattern"] for one in anybody.get("/limits").json()["items"]} == {"*", town.BURST}
    assert [one["code"] for one in anybody.get("/reasons").json()["items"] if one["act"] == "pause"] == ["weather"]
    assert {one["path"] for one in anybody.get("/areas").json()["items"]} >= {town.EAST, town.WEST}
    assert town.EAST_WORKSTATION in {one["path"] for one in anybody.get("/units").json()["items"]}
    assert "example.org" not in str(anybody.get("/units").json())
    assert any(one["assist"] == ["east-office"] for one in anybody.get("/duties").json()["items"])


def actor_of(desk: Desk, name: str) -> Actor:
    actor = staff.actor(desk.staff[name], now=desk.now)
    assert actor
    return actor


def test_who_reported_what_was_merged_answers_there(desk: Desk) -> None:
    """In the field the member of staff who reported is the one who is asked, once for each report."""
    people.assign(staff_id=desk.staff["west-checker"], role=Role.COLLECTOR, now=desk.now)
    collector, lamps = program(desk, "west-checker"), program(desk, "lamps")
    place = {"lat": town.IN_EAST[0], "lon": town.IN_EAST[1]}
    sent = {"text": "Dark.", "class_key": town.LAMP, "place": place, "source": "field"}
    root, part = (collector.post("/cases", sent).json()["number"] for _ in range(2))
    assert program(desk, "operator").act(part, "merge", other=root).status_code == 200
    for move in ("accept", "handle"):
        assert lamps.act(root, move, text="Done.").status_code == 200
    # The lot decides which of the two who may check here does.
    checks = [who.act(root, "pass", text="Done.").status_code for who in (program(desk, "checker"), collector)]
    assert 200 in checks, checks
    moves = {one["move"] for one in collector.get(f"/cases/{part}").json()["moves"]}
    assert moves & {"agree", "differ"}
    told = collector.act(part, "confirm", text="Bright.")
    assert told.status_code == 200 and told.json()["number"] == root, told.content
