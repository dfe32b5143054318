"""On the case page the operator sees which cases it is possibly the same as."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import town
from tests.faces.desk_kit import Desk, number, words

from linli.cases import commands, family, queries
from linli.cases.commands import Spot
from linli.cases.family import Part
from linli.cases.rules import Facts, Stage
from linli.cases.rules.family import open_children
from linli.faces.desk.words.terms import STAGES
from linli.kernel.results import Allowed

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


def apart(desk: Desk, case_id: UUID, who: str = "operator") -> str:
    found = desk.client(who).get(f"/desk/cases/{number(case_id)}/").context["apart"]
    return f"{found.what} {found.remedy}" if found else ""


def test_a_case_that_cannot_be_merged_says_why_and_what_can_be_done_instead(desk: Desk) -> None:
    other, here = desk.report(spot=BESIDE), desk.report()
    assert apart(desk, here) == ""
    desk.act(here, "east-lead", "whistle", degree="tough", units=(town.SANITATION,), text="Come")
    assert apart(desk, here).startswith("Units are still being called to this case. Whoever called ends the call first")
    assert apart(desk, here, "lamps") == "", "who merges nothing isn't told"
    done = family.split(
        case_id=other, parts=[Part(town.LAMP, "The lamp itself")], actor=town.DISPATCHER, command_id=uuid4(),
        now=desk.now,
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    child = queries.family(facts(other)).children[0]
    assert apart(desk, other).startswith(f"The case has sub-cases: #{child.number}.")
    assert apart(desk, child.id).startswith("The case is a sub-case of another one, which waits for it.")
    page = desk.client("operator").get(f"/desk/cases/{number(other)}/")
    assert "It can't be merged into another one now" in words(page)
    assert "act=merge&amp;other=" not in page.content.decode()
    refused = desk.client("operator", "zh-hans").get(f"/desk/cases/{number(here)}/")
    assert "本案目前不能并入其他案卷" in words(refused)


def test_the_remedy_holds_another_report_is_merged_into_what_has_sub_cases_or_open_calls(desk: Desk) -> None:
    root, other = desk.report(spot=BESIDE), desk.report()
    desk.act(root, "east-lead", "whistle", degree="tough", units=(town.SANITATION,), text="Come")
    done = family.split(
        case_id=root, parts=[Part(town.LAMP, "The lamp itself")], actor=town.DISPATCHER, command_id=uuid4(),
        now=desk.now,
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    joined = commands.merge(case_id=other, into=root, actor=town.OPERATOR, command_id=uuid4(), now=desk.now)
    assert isinstance(joined, Allowed), joined
    assert len(facts(root).parts) == 1
    assert len(open_children(facts(root))) == 1


def facts(case_id: UUID) -> Facts:
    found = queries.case(case_id=case_id)
    assert found is not None
    return found.facts
