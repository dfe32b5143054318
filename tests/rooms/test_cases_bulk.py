"""Histories written in bulk: all of a batch or nothing, each once, and copies as consistent as what they copy."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from tests import town

from linli.cases import bulk, commands, queries
from linli.cases.bulk import Act, Batch, History
from linli.cases.commands import Spot, judge, place_of
from linli.cases.multiply import multiply
from linli.cases.rules import Given, Place, open_case
from linli.catalogue import queries as catalogue
from linli.kernel.ids import tracking_code, uuid7
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, reporter

NOW = town.NOW
EARLIER = NOW - timedelta(days=20)
WAY: Sequence[tuple[str, Actor, Given]] = (
    ("accept", town.LAMP_HANDLER, Given()),
    ("handle", town.LAMP_HANDLER, Given(text="换了灯泡")),
    ("fail", town.CHECKER, Given(text="还是不亮")),
    ("handle", town.LAMP_HANDLER, Given(text="换了镇流器")),
    ("pass", town.CHECKER, Given()),
)


@pytest.fixture(autouse=True)
def installed(db: None) -> None:
    catalogue.forget()
    town.install()


def rows_of(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def history(*, steps: int = len(WAY), closed: bool = False, text: str = "lamp 灯不亮", code: str = "") -> History:
    """A lamp in the east, led as far as asked."""
    edition = catalogue.current()
    facts = open_case(uuid7(EARLIER), edition)
    bearer = reporter(str(facts.id))
    place = place_of(Spot(*town.IN_EAST, address="江边路1号"))
    report = Given(text=text, class_key=town.LAMP, place=place, source="web")
    way = [("report", bearer, report), *WAY[:steps], *([("confirm", bearer, Given(text="谢谢"))] if closed else [])]
    acts = []
    for number, (move, actor, given) in enumerate(way):
        at = EARLIER + timedelta(hours=number, microseconds=number)
        judged = judge(facts=facts, move=move, actor=actor, given=given, edition=edition, now=at)
        assert isinstance(judged, Allowed), judged
        facts, events = judged.value
        acts.append(Act(uuid4(), events))
    return History(facts, tuple(acts), code, "en")


def write(*histories: History) -> Batch:
    return bulk.write(histories=histories, origin="simulated", recorded_at=NOW)


def assert_consistent(case_id: UUID) -> None:
    view = queries.case(case_id=case_id)
    assert view is not None
    assert queries.rebuilt(case_id=case_id) == view.facts


def test_a_history_reads_like_a_case_that_was_lived_through() -> None:
    code = tracking_code(b"secret", uuid4())
    one = history(closed=True, code=code)
    assert write(one) == Batch(written=1, already=0)
    assert_consistent(one.facts.id)
    tracked = queries.tracked(code=code)
    assert tracked is not None
    assert (tracked.view.facts, tracked.holder, tracked.language) == (one.facts, "reporter", "en")
    moves = [stamp.move for stamp in queries.timeline(case_id=one.facts.id)]
    assert moves == ["report", "file", "dispatch", "accept", "handle", "fail", "handle", "pass", "confirm"]
    assert rows_of("SELECT DISTINCT origin, recorded_at FROM cases_event") == [("simulated", NOW)]


def test_an_open_history_goes_on_through_the_ordinary_door() -> None:
    one = history(steps=1)
    write(one)
    done = commands.act(
        case_id=one.facts.id,
        move="handle",
        actor=town.LAMP_HANDLER,
        given=Given(text="修好了"),
        command_id=uuid4(),
        now=NOW,
    )
    assert isinstance(done, Allowed)
    assert_consistent(one.facts.id)


def test_it_is_found_by_its_words_and_its_address() -> None:
    one = history(steps=1)
    write(one)
    for text in ("不亮", "lamp", "江边路"):
        found = queries.listing(actor=town.OPERATOR, filters=queries.Filters(text=text), now=NOW)
        assert [row.id for row in found.rows] == [one.facts.id], text


def test_what_is_there_is_not_written_again() -> None:
    one, other = history(), history()
    assert write(one) == Batch(1, 0)
    assert write(one, other) == Batch(1, 1)
    assert rows_of("SELECT count(*) FROM cases_case") == [(2,)]


def test_a_batch_with_one_command_for_two_cases_writes_nothing() -> None:
    one, other = history(), history()
    twice = History(other.facts, (Act(one.acts[0].command_id, other.acts[0].events), *other.acts[1:]))
    with pytest.raises(IntegrityError):
        write(one, twice)
    assert not rows_of("SELECT 1 FROM cases_case")


def copies(*templates: History, **changes: Any) -> int:
    grounds = [Place(31.001 + n / 10_000, 121.011, *_cell(), f"河堤路{n}号") for n in range(5)]
    asked = {"wanted": 7, "reach": timedelta(days=700), "salt": "s", "now": NOW, "grounds": grounds} | changes
    return multiply(templates=templates, **asked)


def _cell() -> tuple[str, str]:
    return "990101001001001", town.EAST_COMMUNITY


def test_copies_are_rebuilt_from_their_events() -> None:
    assert copies(history(closed=True), history(steps=2), history(steps=4)) == 7
    ids = rows_of("SELECT id FROM cases_case")
    assert len(ids) == 7
    for (case_id,) in ids:
        assert_consistent(case_id)
    assert rows_of("SELECT count(*), count(DISTINCT command_id || '/' || step) FROM cases_event") == [
        rows_of("SELECT count(*), count(*) FROM cases_event")[0]
    ]


def test_copies_of_closed_cases_reach_back_and_open_ones_stay_of_today() -> None:
    copies(history(closed=True), history(steps=2), wanted=40)
    [(first, last)] = rows_of("SELECT min(reported_at), max(reported_at) FROM cases_case WHERE closed_at IS NOT NULL")
    assert first < EARLIER - timedelta(days=600)
    assert last <= EARLIER
    [(first,)] = rows_of("SELECT min(reported_at) FROM cases_case WHERE closed_at IS NULL")
    assert first > EARLIER - timedelta(hours=11)


def test_copies_lie_on_the_grounds_of_their_area_and_are_found_there() -> None:
    copies(history(steps=2), wanted=30)
    found = rows_of("SELECT address, count(*) FROM cases_case GROUP BY address")
    assert {address for address, _ in found} == {f"河堤路{n}号" for n in range(5)}
    rows = queries.listing(actor=town.OPERATOR, filters=queries.Filters(text="河堤路 3号"), now=NOW).rows
    assert len(rows) == dict(found)["河堤路3号"]
    assert queries.around(lat=31.0012, lon=121.011, metres=100)


def test_copying_again_adds_nothing_and_another_salt_adds_as_many() -> None:
    one, other = history(closed=True), history(steps=2)
    assert copies(one, other) == 7
    assert copies(one, other) == 0
    assert copies(one, other, salt="t") == 7
    assert rows_of("SELECT count(*) FROM cases_case") == [(14,)]
