"""Which cases are proposed as perhaps the same as a report, out of the database."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests import town

from linli.cases import commands, queries
from linli.cases.commands import Done, Spot
from linli.cases.queries import Likely
from linli.cases.rules import Given
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor

pytestmark = pytest.mark.django_db

LAT, LON = town.IN_EAST
METRE = 1 / 111_195


@pytest.fixture(autouse=True)
def installed(db: None) -> None:
    town.install()


def report(
    north: float = 0, *, klass: str = town.LAMP, text: str = "The lamp is dark", now: datetime = town.NOW
) -> Done:
    """A case so many metres north of the point that is asked for."""
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=now, text=text, class_key=klass,
        spot=Spot(LAT + north * METRE, LON),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value


def act(done: Done, move: str, actor: Actor, now: datetime = town.NOW, **given: Any) -> None:
    result = commands.act(
        case_id=done.case_id, move=move, actor=actor, given=Given(**given), command_id=uuid4(), now=now
    )
    assert isinstance(result, Allowed), result


def asked(klass: str = town.LAMP, text: str = "", at: datetime = town.NOW, **more: Any) -> tuple[Likely, ...]:
    return queries.likely_same(lat=LAT, lon=LON, class_key=klass, text=text, at=at, **more)


def numbers(*arguments: Any, **named: Any) -> list[int]:
    return [one.number for one in asked(*arguments, **named)]


def test_the_likeliest_comes_first_and_no_more_than_asked_for() -> None:
    far, near, nearer, nearest = (report(metres).number for metres in (45, 25, 12, 2))
    assert numbers() == [nearest, nearer, near]
    assert numbers(limit=5) == [nearest, nearer, near, far]
    assert numbers(limit=1) == [nearest]


def test_what_lies_out_of_reach_is_no_proposal() -> None:
    report(95)
    report(2000)
    assert numbers() == []


def test_it_says_how_far_what_and_since_when() -> None:
    done = report(20, now=town.NOW - timedelta(days=2))
    (one,) = asked()
    assert (one.number, one.class_key, one.area_path) == (done.number, town.LAMP, town.EAST_COMMUNITY)
    assert one.metres == pytest.approx(20, abs=0.1)
    assert one.reported_at == town.NOW - timedelta(days=2)
    assert (one.unit_path, one.closed_at) == (town.LIGHTING, None)


def test_similar_words_decide_between_two_that_are_as_near() -> None:
    dark = report(20, text="The lamp is dark").number
    leans = report(-20, text="Post leans over the pavement").number
    assert numbers(text="lamp dark since Monday") == [dark, leans]
    assert numbers(text="it leans over") == [leans, dark]


def test_words_are_read_only_where_they_can_decide(django_assert_num_queries: Any) -> None:
    report(20)
    with django_assert_num_queries(1):
        asked()
    with django_assert_num_queries(2):
        asked(text="lamp")


def test_a_word_can_bring_in_what_place_and_class_alone_would_not() -> None:
    case = report(75, text="lamp dark")
    assert numbers() == []
    assert numbers(text="lamp dark") == [case.number]


def test_another_family_of_classes_is_no_proposal_and_no_class_yet_is_one() -> None:
    lamp = report(5).number
    report(5, klass=town.NOISE, text="It hums")
    assert numbers() == [lamp]
    unsure = report(5, klass="", text="It hums").number
    assert numbers() == [lamp, unsure]
    assert lamp in numbers(klass="")


def test_only_what_was_reported_within_a_month_counts_before_and_after() -> None:
    early = report(5, now=town.NOW - timedelta(days=29)).number
    late = report(5, now=town.NOW + timedelta(days=2)).number
    report(5, now=town.NOW - timedelta(days=31))
    assert sorted(numbers()) == sorted([early, late])


def test_a_case_closed_lately_is_proposed_where_its_words_agree() -> None:
    done = report(2, text="The lamp is dark")
    act(done, "accept", town.LAMP_HANDLER)
    act(done, "handle", town.LAMP_HANDLER, text="Bulb replaced")
    act(done, "pass", town.CHECKER)
    act(done, "confirm", Actor("reporter", case=str(done.case_id), language="en"), verdict="satisfied")
    (one,) = asked(text="The lamp is dark", at=town.NOW + timedelta(days=1))
    assert one.closed_at == town.NOW
    assert numbers(text="The lamp is dark", at=town.NOW + timedelta(days=4)) == []


def test_what_was_turned_down_or_taken_back_is_no_proposal() -> None:
    turned_down = report(5, klass="", text="lamp")
    act(turned_down, "reject", town.OPERATOR, reason="outside", text="It lies outside.")
    taken_back = report(5, klass="", text="lamp")
    act(taken_back, "withdraw", Actor("reporter", case=str(taken_back.case_id), language="en"))
    assert numbers(klass="", text="lamp") == []


def test_a_case_is_not_proposed_for_itself_and_the_public_gets_public_classes_in_the_city() -> None:
    own, other = report(5), report(8)
    assert numbers(besides=own.case_id) == [other.number]
    assert numbers(among={town.NOISE}) == []
    assert sorted(numbers(among={town.LAMP})) == sorted([own.number, other.number])
    unsure = report(1, klass="", text="something")
    assert unsure.number not in numbers(among={town.LAMP})


def test_in_public_only_the_rounded_point_is_judged() -> None:
    report(3)
    (one,) = asked(decimals=4)
    assert (one.lat, one.lon) == (round(LAT + 3 * METRE, 4), LON)
    assert one.metres == pytest.approx(queries.distance((LAT, LON), (one.lat, one.lon)))


def test_it_is_found_by_place_and_time_in_one_index() -> None:
    """Whatever the size: hexagons and a range of times bound what is read."""
    report()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT FROM cases_case WHERE h3 = ANY(%s) AND reported_at BETWEEN %s AND %s",
            [[1, 2, 3], town.NOW, town.NOW],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "case_near_then" in plan
    assert "reported_at >=" in plan.partition("Index Cond")[2]
