"""Filing over HTTP: the place, the class and the condition that a case is filed under."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests import town
from tests.faces.desk_kit import Desk, number, page, send, words

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.rules import Facts
from linli.faces.cli import due

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def test_filing_sets_place_class_and_condition_and_dispatches_by_itself(desk: Desk) -> None:
    case_id = desk.report(klass="", spot=None)
    client = desk.client("operator")
    lat, lon = town.IN_WEST
    response = send(
        client,
        case_id,
        "file",
        class_key=town.BURST,
        condition="flooding",
        lat=str(lat),
        lon=str(lon),
        address="West 3",
    )
    assert response.status_code == 302
    found = queries.case(case_id=case_id)
    assert found is not None
    facts = found.facts
    assert (facts.state, facts.unit_path, facts.condition) == ("dispatched", town.SANITATION, "flooding")
    assert facts.place is not None
    assert (facts.place.area_path, facts.place.address) == (town.WEST_COMMUNITY, "West 3")
    assert "Filed → Dispatched" in words(client.get(response["Location"]))


def test_several_conditions_can_be_marked_and_each_is_kept(desk: Desk) -> None:
    case_id = desk.report(klass="")
    client = desk.client("operator")
    opened = words(page(client, case_id, "?act=file"))
    assert "Mark all that hold." in opened
    send(client, case_id, "file", class_key=town.BURST, condition=["ordinary", "flooding"])
    found = queries.case(case_id=case_id)
    assert found is not None
    facts = found.facts
    assert (facts.condition, facts.limit) == ("ordinary;flooding", "flooding")
    assert facts.due_at == dispatched_at(facts) + timedelta(hours=1)
    said = words(page(client, case_id))
    assert "Ordinary, Flooding" in said
    assert "Stricter than Ordinary · 4 hours" in said
    result = CliRunner().invoke(due.command, [str(number(case_id))])
    assert "strictest of ordinary 4 h (continuous), flooding 1 h (continuous)" in result.output


def dispatched_at(facts: Facts) -> datetime:
    """When the case was dispatched: filing and dispatch happen in one act."""
    handling = queries.clocks(case_id=facts.id, now=timezone.now()).handling
    assert handling is not None
    return handling.started.at


def test_a_condition_left_over_from_another_class_gives_way_to_the_ordinary_one(desk: Desk) -> None:
    """Else the case would be filed under a condition that its class doesn't have, and never be due."""
    case_id = desk.report(klass="")
    send(desk.client("operator"), case_id, "file", class_key=town.LAMP, condition="flooding")
    found = queries.case(case_id=case_id)
    assert found is not None
    assert found.facts.condition == "ordinary"
    assert found.facts.due_at is not None


@pytest.mark.parametrize(("lat", "lon"), [("north", "121"), ("91", "181"), ("nan", "inf"), ("", "121.01")])
def test_a_position_that_is_none_is_not_taken_for_one(desk: Desk, lat: str, lon: str) -> None:
    case_id = desk.report(klass="", spot=None)
    response = send(desk.client("operator"), case_id, "file", class_key=town.LAMP, lat=lat, lon=lon)
    assert response.status_code == 422
    assert "The case has no place yet." in words(response)


def test_another_class_brings_its_own_conditions(desk: Desk) -> None:
    case_id = desk.report(klass="", spot=None)
    client = desk.client("operator")
    response = client.get(f"/desk/cases/{number(case_id)}/conditions/", {"class_key": town.BURST})
    said = words(response)
    assert "Ordinary · 4 hours" in said
    assert "Flooding · 1 hour" in said


def test_an_unplaced_case_can_be_looked_at(desk: Desk) -> None:
    case_id = desk.report(spot=None)
    outside = desk.report(spot=cases.Spot(*town.OUTSIDE))
    client = desk.client("operator")
    assert "no place yet" in words(page(client, case_id))
    assert "The place lies outside the city's cells." in words(page(client, outside))
