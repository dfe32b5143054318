"""On the case page the operator sees which cases it is possibly the same as."""

from datetime import timedelta
from typing import Any

import pytest
from tests import town
from tests.faces.desk_kit import Desk, number, words

from linli.cases.commands import Spot
from linli.cases.rules import Stage
from linli.faces.desk.words.terms import STAGES

pytestmark = pytest.mark.django_db

LAT, LON = town.IN_EAST
BESIDE = Spot(LAT + 0.0001, LON)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def test_links_lead_to_what_is_possibly_the_same(desk: Desk) -> None:
    early = desk.report(ago=timedelta(days=3), spot=BESIDE)
    late = desk.report(ago=timedelta(hours=2))
    client = desk.client("operator")
    page = client.get(f"/desk/cases/{number(late)}/")
    assert [one.number for one in page.context["same"]] == [number(early)]
    assert f'href="/desk/cases/{number(early)}/"' in page.content.decode()
    said = f"#{number(early)} Street lamp faulty {STAGES[Stage.FILED]} · 11 m away · 3 days earlier"
    assert f"Possibly the same as {said}" in words(page)
    other = client.get(f"/desk/cases/{number(early)}/")
    assert f"#{number(late)} Street lamp faulty {STAGES[Stage.FILED]} · 11 m away · 3 days later" in words(other)


def test_similar_words_come_first_and_at_most_three_are_shown(desk: Desk) -> None:
    for text in ("It flickers", "Post leans", "No light", "Cable hangs down from the post"):
        desk.report(text=text, spot=BESIDE)
    here = desk.report(text="A cable hangs down")
    same = desk.client("operator").get(f"/desk/cases/{number(here)}/").context["same"]
    assert len(same) == 3
    cable = desk.client("operator").get(same[0].href)
    assert "Cable hangs down from the post" in words(cable)


def test_nobody_is_shown_a_case_outside_their_posts(desk: Desk) -> None:
    noise = desk.report(klass="", text="lamp hums", spot=BESIDE)
    lamp = desk.report()
    seen = desk.client("operator").get(f"/desk/cases/{number(lamp)}/").context["same"]
    assert [one.number for one in seen] == [number(noise)]
    assert desk.client("lamps").get(f"/desk/cases/{number(noise)}/").status_code == 404
    assert desk.client("lamps").get(f"/desk/cases/{number(lamp)}/").context["same"] == []


def test_nothing_is_said_where_nothing_is_alike_or_no_place_is_known(desk: Desk) -> None:
    lamp, placeless = desk.report(), desk.report(spot=None)
    for case_id in (lamp, placeless):
        assert "Possibly the same as" not in words(desk.client("operator").get(f"/desk/cases/{number(case_id)}/"))


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=20), "within the same hour"),
        (timedelta(hours=1), "1 hour earlier"),
        (timedelta(hours=5), "5 hours earlier"),
        (timedelta(hours=47), "47 hours earlier"),
        (timedelta(days=2), "2 days earlier"),
    ],
)
def test_it_says_how_much_earlier_in_hours_or_days(desk: Desk, ago: timedelta, said: str) -> None:
    desk.report(ago=ago, spot=BESIDE)
    here = desk.report(ago=timedelta())
    assert desk.client("operator").get(f"/desk/cases/{number(here)}/").context["same"][0].apart == said


def test_it_is_said_in_chinese(desk: Desk) -> None:
    desk.report(ago=timedelta(days=3), spot=BESIDE)
    here = desk.report(ago=timedelta())
    page = words(desk.client("operator", language="zh-hans").get(f"/desk/cases/{number(here)}/"))
    assert "可能与以下案卷相同" in page
    assert "相距 11 米 · 早 3 天" in page
