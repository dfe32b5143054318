"""The queue over HTTP: what waits for whom, filters in the address bar, pages by key, the partial that htmx swaps."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests import town
from tests.faces.desk_kit import Desk, number, words

from linli.cases import commands as cases
from linli.cases import queries
from linli.faces.cli import _city

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def listed(response: Any) -> list[int]:
    assert response.status_code == 200
    return [line.number for line in response.context["lines"]]


def test_each_post_sees_what_waits_for_it(desk: Desk) -> None:
    unplaced = desk.report(klass=town.LAMP, spot=None)
    noise = desk.report(klass=town.NOISE)
    lamp = desk.report()
    done = desk.handled()
    waiting = {
        name: set(listed(desk.client(name).get("/desk/"))) for name in desk.staff.keys() - {"auditor", "city-admin"}
    }
    assert waiting["operator"] == {number(unplaced)}
    assert waiting["dispatcher"] == {number(noise)}
    assert waiting["lamps"] == {number(lamp)}
    assert waiting["cleaner"] == set()
    assert waiting["checker"] == {number(done)}
    assert waiting["west-checker"] == set()


def test_the_demonstrations_own_report_stands_in_the_list(desk: Desk) -> None:
    """It came through a door that no list knew: every list that it fell into broke."""
    _city.sample_report(now=desk.now)
    assert len(listed(desk.client("dispatcher").get("/desk/?list=all&sort=newest"))) == 1


def test_who_has_no_turns_starts_with_what_there_is_to_watch(desk: Desk) -> None:
    lamp = desk.report()
    auditor = desk.client("auditor")
    started = auditor.get("/desk/", follow=True)
    assert started.redirect_chain == [("/desk/?list=all", 302)]
    assert listed(started) == [number(lamp)]
    assert [tab["label"] for tab in started.context["tabs"]] == ["All in my area"]
    narrowed = auditor.get("/desk/?overdue=1")
    assert narrowed.headers["Location"] == "/desk/?list=all&overdue=1"


def test_an_empty_queue_leads_to_the_other_list(desk: Desk) -> None:
    assert 'href="/desk/?list=all">See what others' in " ".join(
        desk.client("cleaner").get("/desk/").content.decode().replace("<span>", "").split()
    )


def test_the_other_list_shows_all_that_ones_posts_cover(desk: Desk) -> None:
    everything = {number(desk.report()), number(desk.report(klass=town.BURST)), number(desk.report(spot=None))}
    assert set(listed(desk.client("dispatcher").get("/desk/?list=all"))) == everything
    lamps = set(listed(desk.client("lamps").get("/desk/?list=all")))
    assert len(lamps) == 1
    assert lamps < everything
    assert listed(desk.client("west-checker").get("/desk/?list=all")) == []


def test_a_row_says_why_a_case_waits_for_a_person(desk: Desk) -> None:
    desk.report(klass=town.NOISE)
    client = desk.client("dispatcher")
    assert "Several units are equally responsible." in words(client.get("/desk/"))
    assert "有多个单位同等负责。" in words(desk.client("dispatcher", language="zh-hans").get("/desk/"))


def test_a_row_names_class_place_unit_and_deadline(desk: Desk) -> None:
    desk.report(spot=cases.Spot(*town.IN_EAST, address="12 East Road"), ago=timedelta(days=30))
    page = words(desk.client("lamps").get("/desk/"))
    for part in ("Street lamp faulty", "East Community · 001", "12 East Road", "Street Lighting", "days overdue"):
        assert part in page


def test_words_of_a_report_are_shown_as_text_and_never_as_markup(desk: Desk) -> None:
    desk.report(text="<script>alert(1)</script> & <b>dark</b>")
    response = desk.client("lamps").get("/desk/")
    assert b"<script>alert(1)" not in response.content
    assert b"&lt;script&gt;alert(1)" in response.content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=filed", {"lamp", "burst", "noise"}),
        ("stage=filed.filed", {"noise"}),
        ("stage=received", {"unplaced"}),
        (f"class={town.BURST}", {"burst"}),
        ("class=component-*", {"lamp", "unplaced"}),
        (f"area={town.WEST}", {"burst"}),
        (f"unit={town.LIGHTING}", {"lamp"}),
        ("overdue=1", {"burst"}),
        ("text=flood", {"burst"}),
        ("text=nothing+like+it", set()),
        (f"stage=filed&area={town.EAST}&unit={town.LIGHTING}", {"lamp"}),
        ("stage=nonsense&sort=nonsense&after=nonsense", {"lamp", "burst", "noise", "unplaced"}),
    ],
)
def test_filters_narrow_the_list(desk: Desk, query: str, found: set[str]) -> None:
    made = {
        "lamp": desk.report(),
        "burst": desk.report(
            klass=town.BURST, text="The flood is at the door", spot=cases.Spot(*town.IN_WEST), ago=timedelta(hours=9)
        ),
        "noise": desk.report(klass=town.NOISE, text="Drums"),
        "unplaced": desk.report(spot=None),
    }
    names = {number(case_id): name for name, case_id in made.items()}
    response = desk.client("dispatcher").get(f"/desk/?list=all&{query}")
    assert {names[one] for one in listed(response)} == found


def test_a_case_that_only_waits_for_a_reply_stands_behind_one_that_is_overdue(desk: Desk) -> None:
    asked = desk.report(ago=timedelta(days=20))
    for who, move, given in (
        ("lamps", "accept", {}),
        ("lamps", "handle", {"text": "Bulb replaced."}),
        ("checker", "pass", {}),
    ):
        desk.act(asked, who, move, **given)
    late = desk.report(ago=timedelta(days=10))
    assert listed(desk.client("dispatcher").get("/desk/?list=all")) == [number(late), number(asked)]


def test_an_empty_list_says_what_its_emptiness_means(desk: Desk) -> None:
    client = desk.client("cleaner")
    assert "Nothing waits for you" in words(client.get("/desk/"))
    assert "No case fits these filters" in words(client.get("/desk/?overdue=1"))
    assert "No open case in your area" in words(client.get("/desk/?list=all"))


def test_fifty_to_a_page_and_each_case_on_exactly_one(desk: Desk) -> None:
    made = {number(desk.report(ago=timedelta(minutes=index))) for index in range(queries.PAGE + 7)}
    client = desk.client("lamps")
    first = client.get("/desk/")
    second = client.get("/desk/" + first.context["further"])
    assert len(listed(first)) == queries.PAGE
    assert len(listed(second)) == 7
    assert {*listed(first), *listed(second)} == made
    assert second.context["further"] == ""
    assert "That is all." in words(second)


def test_the_number_of_waiting_cases_is_counted_no_further_than_it_matters(desk: Desk) -> None:
    for _ in range(queries.COUNT_AT_MOST + 1):
        desk.report()
    assert "99+" in words(desk.client("lamps").get("/desk/"))


def test_the_page_asks_the_same_number_of_questions_for_one_case_and_for_fifty(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    client = desk.client("lamps")
    desk.report()
    client.get("/desk/")
    for _ in range(49):
        desk.report()
    # Session, account, posts, rows, count, orders, calls, and at times the edition in force.
    with django_assert_max_num_queries(8):
        assert len(listed(client.get("/desk/"))) == 50


def test_htmx_gets_the_list_alone(desk: Desk) -> None:
    desk.report()
    response = desk.client("lamps").get("/desk/?overdue=1", headers={"HX-Request": "true", "HX-Target": "queue-list"})
    page = response.content.decode()
    assert page.strip().startswith('<div class="dk-list" id="queue-list"')
    assert "<html" not in page
    assert "HX-Target" in response["Vary"]


def test_a_case_opens_with_the_list_it_was_opened_from(desk: Desk) -> None:
    desk.report()
    line = desk.client("lamps").get("/desk/?list=all&overdue=").context["lines"][0]
    query = parse_qs(urlsplit(line.href).query)
    assert query["list"] == ["all"]
    assert query["from"]


def test_next_goes_down_the_list_and_over_its_end_to_the_start(desk: Desk) -> None:
    made = [number(desk.report(ago=timedelta(hours=3 - index))) for index in range(3)]
    client = desk.client("lamps")
    lines = client.get("/desk/").context["lines"]
    assert [line.number for line in lines] == made
    seen = []
    at = lines[0].href
    for _ in range(3):
        page = client.get(at)
        at = client.get("/desk/next/" + page.context["next_query"])["Location"]
        seen.append(int(at.split("/")[3]))
    assert seen == [made[1], made[2], made[0]]


def test_next_stays_within_the_filters(desk: Desk) -> None:
    first = desk.report(ago=timedelta(hours=3))
    desk.report(ago=timedelta(hours=2), spot=cases.Spot(*town.IN_WEST))
    third = desk.report(ago=timedelta(hours=1))
    client = desk.client("lamps")
    line = client.get(f"/desk/?area={town.EAST}").context["lines"][0]
    assert line.number == number(first)
    after = client.get("/desk/next/" + client.get(line.href).context["next_query"])["Location"]
    assert after.startswith(f"/desk/cases/{number(third)}/?area=")


def test_after_the_last_case_next_leads_back_to_the_queue(desk: Desk) -> None:
    desk.report()
    client = desk.client("lamps")
    page = client.get(client.get("/desk/").context["lines"][0].href)
    response = client.get("/desk/next/" + page.context["next_query"], follow=True)
    assert response.redirect_chain[-1][0] == "/desk/"
    assert "That was the last one of this list." in words(response)
