"""Rules tried at the desk: who may, what is shown, and how much can be asked for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests import town
from tests.faces.desk_kit import Desk, number, words

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Duty, LimitRow, Rung
from linli.faces.desk.trial import view
from linli.kernel.periods import Limit
from linli.kernel.rights import Role
from linli.kernel.words import words as named
from linli.people import commands as people

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/rules/try/"


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def stricter() -> None:
    """A second edition: sanitation has the lamps, within an hour, and noise has no owner in the east."""
    row = LimitRow(town.LAMP, "ordinary", named("一般", "Ordinary"), Limit(1, "min", "continuous"))
    lost = tuple(duty for duty in town.EDITION.duties if duty.class_pattern != town.NOISE)
    tried = replace(
        town.EDITION,
        duties=(*lost, Duty(town.LAMP, "*", town.SANITATION)),
        limits=(*town.EDITION.limits, row),
        title=named("严城", "Strict town"),
    )
    town.install_edition(tried)
    catalogue.forget()


def asked(edition: int, days: int = 3) -> dict[str, str]:
    today = timezone.localdate()
    return {"edition": str(edition), "from": str(today - timedelta(days=days)), "to": str(today + timedelta(days=1))}


def test_a_supervisor_sees_what_another_edition_would_have_made_of_past_cases(desk: Desk) -> None:
    lamp, noise = desk.report(), desk.report(klass=town.NOISE)
    stricter()
    response = desk.client("supervisor").get(ADDRESS, asked(2))
    assert response.status_code == 200
    text = words(response)
    assert "2 cases, 2 would differ" in text
    assert "Overdue 0 → 1" in text
    assert "Street Lighting → Sanitation" in text
    for name in ("Other unit", "Due earlier", "Overdue only then", "Nobody responsible"):
        assert name in text
    assert "Classes without one unit under this edition No duty names the class there Noise: 1" in text
    page = response.content.decode()
    assert f'href="/desk/cases/{number(lamp)}/"' in page
    assert f'href="/desk/cases/{number(noise)}/"' in page


def test_how_far_cases_climb_is_shown_by_rung_by_level_and_by_case(desk: Desk) -> None:
    desk.report(ago=timedelta(days=20))
    rungs = (Rung("handle", 80, ("holder",)), Rung("handle", 120, ("area+1", "supervisor")))
    town.install_edition(replace(town.EDITION, ladder=rungs))
    catalogue.forget()
    text = words(desk.client("supervisor").get(ADDRESS, asked(2, days=25)))
    assert "Climbs to others 1" in text
    assert "Handling 80% 1 1 Handling 100% 1 0 Handling 120% 0 1 Handling 150% 1 0" in text
    assert "Lead of that unit or post 1 0" in text
    assert "Lead of the area 1 above 1 1" in text
    assert "Shift supervisor 0 1" in text
    assert "Handling 80%, Handling 100%, Handling 150%, Handling 200% → Handling 80%, Handling 120%" in text
    chinese = words(desk.client("supervisor", language="zh-CN").get(ADDRESS, asked(2, days=25)))
    assert "升级对象不同" in chinese and "上 1 级片区负责人" in chinese


def test_the_rules_that_cases_have_differ_in_nothing(desk: Desk) -> None:
    desk.report()
    text = words(desk.client("supervisor").get(ADDRESS, asked(1)))
    assert "1 case, 0 would differ" in text
    assert "Case by case" not in text


def test_the_form_opens_with_the_edition_in_force_and_the_last_week_and_tries_nothing(desk: Desk) -> None:
    stricter()
    response = desk.client("supervisor").get(ADDRESS)
    page = response.content.decode()
    assert '<option value="2" selected>' in page
    assert page.count("· in force") == 1
    assert "would differ" not in page


def test_in_chinese(desk: Desk) -> None:
    desk.report()
    stricter()
    text = words(desk.client("supervisor", language="zh-CN").get(ADDRESS, asked(2)))
    assert "共 1 件，其中 1 件结果不同" in text
    assert "责任单位不同" in text and "环卫所" in text


@pytest.mark.parametrize("who", ["operator", "dispatcher", "lamps", "checker", "auditor"])
def test_other_posts_find_no_such_page_and_no_link_to_it(desk: Desk, who: str) -> None:
    client = desk.client(who)
    assert client.get(ADDRESS).status_code == 404
    assert client.get(ADDRESS, asked(1)).status_code == 404
    assert ADDRESS not in client.get("/desk/account/").content.decode()


def test_supervisors_and_administrators_find_it_from_their_account(desk: Desk) -> None:
    people.assign(staff_id=desk.staff["auditor"], role=Role.ADMINISTRATOR, now=desk.now)
    for who in ("supervisor", "auditor"):
        client = desk.client(who)
        assert ADDRESS in client.get("/desk/account/").content.decode()
        assert client.get(ADDRESS).status_code == 200


def test_a_post_in_one_area_tries_rules_on_the_cases_of_that_area(desk: Desk) -> None:
    people.assign(staff_id=desk.staff["west-checker"], role=Role.SUPERVISOR, area_path=town.WEST, now=desk.now)
    desk.report()
    assert "No case with a class was reported" in words(desk.client("west-checker").get(ADDRESS, asked(1)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"edition": "7"}, "Choose one of the editions"),
        ({"edition": "²"}, "Choose one of the editions"),
        ({"from": "yesterday"}, "Write both days"),
        ({"to": "9999-12-31"}, "Write both days"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The last day lies before the first."),
        ({"from": "2026-01-01", "to": "2026-02-01"}, "Choose no more than 31 days."),
    ],
)
def test_what_cannot_be_tried_is_said_with_a_remedy(desk: Desk, changes: dict[str, str], said: str) -> None:
    response = desk.client("supervisor").get(ADDRESS, asked(1) | changes)
    assert response.status_code == 422
    assert said in words(response)


def test_too_many_cases_are_not_tried_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        desk.report()
    monkeypatch.setattr(view, "MOST_CASES", 2)
    response = desk.client("supervisor").get(ADDRESS, asked(1))
    assert response.status_code == 422
    assert "More than 2 cases were reported in these days. Choose fewer days." in words(response)


def test_the_list_of_cases_ends_somewhere_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        desk.report()
    stricter()
    monkeypatch.setattr(view, "LISTED", 2)
    response = desk.client("supervisor").get(ADDRESS, asked(2))
    assert "Case by case · the first 2 of 3" in words(response)
    assert response.content.decode().count('<th scope="row" role="rowheader"><a') == 2


def test_nothing_can_be_sent_to_the_page(desk: Desk) -> None:
    assert desk.client("supervisor").post(ADDRESS, asked(1)).status_code == 405
