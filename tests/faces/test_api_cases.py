"""The JSON API: cases are read and moved as at the desk, by the same rules, under the same rights."""

import pytest
from tests import town
from tests.faces import desk_kit
from tests.faces.api_kit import Program, program
from tests.faces.desk_kit import Desk

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
    west = desk_kit.number(desk.report(spot=desk_spot(town.IN_WEST)))
    lead, operator = program(desk, "east-lead"), program(desk, "operator")

    def numbers(who: Program, **query: object) -> set[int]:
        return {one["number"] for one in who.get("/cases", query).json()["items"]}

    assert numbers(operator) == {east, question, west}
    assert numbers(lead) == {east, question}
    assert numbers(operator, list="mine") == {question}
    assert numbers(operator, class_key="component-*", area=town.WEST) == {west}
    assert numbers(operator, stage="received") == {question}
    assert numbers(operator, text="dark", unit=town.LIGHTING) == {east, west}


def desk_spot(point: tuple[float, float]) -> object:
    from linli.cases.commands import Spot

    return Spot(*point)
