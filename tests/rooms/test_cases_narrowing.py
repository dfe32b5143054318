"""Lists say the same as a look at every single case, whoever asks, for whatever, in whatever order, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried

from linli.cases import commands, queries, store, ways
from linli.cases.narrowing import CLOCK_RUNS, UNIT_ROLES
from linli.cases.queries import Filters
from linli.cases.rules import LATEST, Facts, Given, State
from linli.cases.rules.whistle import called_units, reached_units
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import matches
from linli.insight.simulation.runs import simulate
from linli.kernel.paths import within
from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM, Actor, Grant, Role
from linli.kernel.text import terms
from linli.places import queries as places

NOW = town.NOW
HELD = LATEST.moves["grant"].sources
MANY_POSTS = Actor(
    "staff",
    50,
    (
        Grant(Role.OPERATOR, town.EAST),
        Grant(Role.CHECKER, town.EAST_COMMUNITY),
        Grant(Role.HANDLER, "", town.EAST_OFFICE),
        Grant(Role.UNIT_LEAD, town.WEST, town.LIGHTING),
    ),
)
ACTORS = (
    *town.EVERYBODY,
    SYSTEM,
    MANY_POSTS,
    town.staff(51, Role.UNIT_LEAD, unit_path=town.EAST_WORKSTATION),
    Actor("staff", 52),
)
FILTERS = st.builds(
    Filters,
    stage=st.sampled_from(["", "", *(str(row.stage) for row in LATEST.states.values())]),
    state=st.sampled_from(["", "", "", *map(str, State), "nonsense"]),
    klass=st.sampled_from(["", "", town.LAMP, "component-*", "matter-03*", "*", "matter-99999"]),
    area=st.sampled_from(["", "", town.DISTRICT, town.EAST, town.WEST_COMMUNITY, "990102"]),
    unit=st.sampled_from(["", "", town.LIGHTING, town.EAST_OFFICE, town.EAST_WORKSTATION, "east"]),
    overdue=st.booleans(),
    asked=st.sampled_from([False, False, True]),
    text=st.sampled_from(
        ["", "", "", "灯", "路灯", "噪声", "路灯 不亮", "lamp", "la", "lamp 噪", "...", "无此词语可寻"]
    ),
    mine=st.booleans(),
    sort=st.sampled_from(["urgent", "newest"]),
    source=st.sampled_from(["", "", "", "web", "phone", "paper", "nonsense"]),
    cell=st.sampled_from(["", "", "", "990101001001001", "nonsense"]),
)


@pytest.fixture
def lived(db: None) -> None:
    """Three weeks of the town, and some cases that a second unit assists with, is called to, or that lie nowhere."""
    catalogue.forget()
    places.forget()
    town.install()
    assert isinstance(simulate(seed=3, days=21, per_day=14, now=NOW), Allowed)
    for number in range(6):
        at = NOW - timedelta(hours=number)
        done = commands.report(
            command_id=uuid4(), actor=town.PASSER_BY, source="web", now=at, text="噪声 lamp", class_key=town.NOISE,
            spot=commands.Spot(*(town.IN_WEST if number % 2 else town.OUTSIDE)),
        )  # fmt: skip
        assert isinstance(done, Allowed)
        if number % 2:
            assisted = Given(unit_path=town.LIGHTING, assisting=(town.EAST_OFFICE,))
            sent = commands.act(
                case_id=done.value.case_id, move="dispatch", actor=town.DISPATCHER, given=assisted,
                command_id=uuid4(), now=at,
            )  # fmt: skip
            assert isinstance(sent, Allowed), sent
        if number == 1:
            called = Given(units=(town.EAST_WORKSTATION, town.SANITATION), degree="tough", text="words")
            blown = commands.act(
                case_id=done.value.case_id, move="whistle", actor=town.staff(60, Role.AREA_LEAD, town.WEST),
                given=called, command_id=uuid4(), now=at,
            )  # fmt: skip
            assert isinstance(blown, Allowed), blown
    held = [facts for facts in _everything() if facts.state in HELD and facts.unit_path == town.LIGHTING]
    for facts in held[:4]:
        asked = commands.act(
            case_id=facts.id, move="ask_extension", actor=town.LAMP_HANDLER, given=Given(amount=1, text="Spare parts"),
            command_id=uuid4(), now=NOW,
        )  # fmt: skip
        assert isinstance(asked, Allowed) or facts.due_at is None, asked


@pytest.mark.usefixtures("lived")
@tried(400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    actor=st.sampled_from(ACTORS),
    filters=FILTERS,
    limit=st.sampled_from([3, 50, 1000]),
    near=st.sampled_from([9, 2000]),
)
def test_a_list_is_what_a_look_at_every_case_finds(actor: Actor, filters: Filters, limit: int, near: int) -> None:
    expected = [facts.id for facts in _in_order(filters) if _seen(facts, actor, filters)]
    with patch.multiple(ways, NEAR=near, NEAR_IN_CITY=near):
        assert list(_paged(actor, filters, limit)) == expected
        assert queries.count(actor=actor, filters=filters, now=NOW) == min(len(expected), queries.COUNT_AT_MOST)


@pytest.mark.usefixtures("lived")
def test_every_question_of_the_law_above_has_cases_to_find() -> None:
    """Else it would hold for want of anything to list."""
    assert list(_paged(SYSTEM, Filters(state="merged"), 50))
    for actor in (SYSTEM, town.OPERATOR, MANY_POSTS, town.LAMP_HANDLER, town.EAST_HANDLER):
        for filters in (Filters(), Filters(sort="newest"), Filters(stage="handling"), Filters(text="lamp")):
            if actor is not town.EAST_HANDLER or not filters.text:
                assert list(_paged(actor, filters, 50)) or actor is town.EAST_HANDLER
    assert list(_paged(town.EAST_HANDLER, Filters(), 50)), "cases that the unit assists with"
    assert list(_paged(town.DISPATCHER, Filters(mine=True), 50))
    assert list(_paged(town.LAMP_HANDLER, Filters(overdue=True), 50))
    waiting = set(_paged(town.DISPATCHER, Filters(asked=True, mine=True), 50))
    assert waiting == {facts.id for facts in _everything() if facts.asked}
    assert waiting


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: f"{actor.kind}-{actor.id}")
def test_who_finds_a_case_in_a_list_may_see_it_and_nobody_else(actor: Actor) -> None:
    on_their_own, merged = (set(_paged(actor, Filters(sort="newest", state=state), 1000)) for state in ("", "merged"))
    listed = on_their_own | merged
    for facts in _everything():
        seen = queries.may_see(
            actor=actor, area_path=facts.area_path, unit_path=facts.unit_path, assisting=facts.assisting,
            called=reached_units(facts),
        )  # fmt: skip
        assert seen == (facts.id in listed)


@pytest.mark.usefixtures("lived")
def test_cases_of_a_unit_that_the_rules_no_longer_know_are_still_found_below_its_parent() -> None:
    paths = ("lighting/bulbs", "lighting/bulbs/led", "lighting0", "lighting-x", "light")
    ids = [row[0] for row in _rows("SELECT id FROM cases_case WHERE unit_path = %s LIMIT 5", town.LIGHTING)]
    with connection.cursor() as cursor:
        for case_id, path in zip(ids, paths, strict=True):
            cursor.execute("UPDATE cases_case SET unit_path = %s WHERE id = %s", [path, case_id])
    filters = Filters(unit=town.LIGHTING, sort="newest")
    assert set(_paged(SYSTEM, filters, 1000)) & set(ids) == set(ids[:2])
    assert set(_paged(SYSTEM, replace(filters, overdue=True), 1000)) & set(ids[2:]) == set()


def test_the_index_of_closed_words_keeps_the_codes_that_lists_ask_it_for(db: None) -> None:
    """Said otherwise there and here, lists would be as right as ever, and a hundred times as slow."""
    [(kept,)] = _rows("SELECT pg_get_indexdef('case_closed_terms'::regclass, 2, false)")
    plan = _rows(f"EXPLAIN (VERBOSE, COSTS OFF) SELECT {ways.CODES} FROM cases_case c")
    assert any(kept in line.replace("c.", "") for (line,) in plan), (kept, plan)


PATHS = (town.LIGHTING, town.SANITATION, f"{town.LIGHTING}/bulbs", f"bulbs/{town.LIGHTING}", "")
PLACES = (town.EAST, town.EAST_COMMUNITY, town.WEST_COMMUNITY, town.DISTRICT, "")
CLASSES = (town.LAMP, town.NOISE)


@pytest.mark.usefixtures("lived")
@tried(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(PATHS), st.sampled_from(PLACES), st.sampled_from(CLASSES)),
        max_size=6,
    ),
    unit=st.sampled_from(["", *PATHS]),
    area=st.sampled_from(["", *PLACES]),
    klass=st.sampled_from(["", *CLASSES, "component-*", "*", "nonsense"]),
)
def test_words_find_a_closed_case_where_it_came_to_and_no_longer_where_it_was(
    moves: list[tuple[int, str, str, str]], unit: str, area: str, klass: str
) -> None:
    """Whatever a case is moved to, with nothing looked for among the newest."""
    closed = [row[0] for row in _rows("SELECT id FROM cases_case WHERE state = 'closed' ORDER BY id LIMIT 21")]
    with connection.cursor() as cursor:
        for number, *moved in moves:
            cursor.execute(
                "UPDATE cases_case SET unit_path = %s, area_path = %s, class_key = %s WHERE id = %s",
                [*moved, closed[number % len(closed)]],
            )
    rows = _rows("SELECT id, unit_path, area_path, class_key FROM cases_case WHERE state = 'closed'")
    expected = {
        case_id
        for case_id, its_unit, its_area, its_class in rows
        if "路灯" in _said(case_id) and within(its_unit, unit) and within(its_area, area)
        and (not klass or matches(klass, its_class))
    }  # fmt: skip
    filters = Filters(state="closed", sort="newest", text="路灯", unit=unit, area=area, klass=klass)
    with patch.multiple(ways, NEAR=1, NEAR_IN_CITY=1):
        assert set(_paged(SYSTEM, filters, 50)) == expected


@pytest.mark.usefixtures("lived")
def test_words_that_name_a_unit_an_area_or_a_class_put_no_case_there() -> None:
    [(case_id,)] = _rows("SELECT id FROM cases_case WHERE state = 'closed' ORDER BY id LIMIT 1")
    forged = " ".join(("forged", town.LIGHTING, town.EAST.rpartition("/")[2], town.LAMP))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET terms = %s::tsvector, unit_path = 'x', area_path = 'x', class_key = 'x'"
            " WHERE id = %s",
            [store.searchable(forged), case_id],
        )
    there = Filters(sort="newest", text="forged")
    assert list(_paged(SYSTEM, there, 50)) == [case_id]
    for elsewhere in (
        replace(there, unit=town.LIGHTING), replace(there, area=town.EAST), replace(there, klass=town.LAMP),
    ):  # fmt: skip
        assert not list(_paged(SYSTEM, elsewhere, 50))


def _rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@cache
def _facts(case_id: UUID, version: int) -> Facts:
    view = queries.case(case_id=case_id)
    assert view is not None
    return view.facts


def _everything() -> list[Facts]:
    return [_facts(*row) for row in _rows("SELECT id, version FROM cases_case")]


@cache
def _said(case_id: UUID) -> frozenset[str]:
    [(body,)] = _rows("SELECT coalesce((SELECT body FROM cases_words WHERE case_id = %s AND seq = 1), '')", case_id)
    place = _facts(case_id, _rows("SELECT version FROM cases_case WHERE id = %s", case_id)[0][0]).place
    return frozenset(terms(f"{body} {place.address if place else ''}"))


def _in_order(filters: Filters) -> list[Facts]:
    found = _everything()
    if filters.sort == "newest":
        return sorted(found, key=lambda facts: facts.id, reverse=True)
    return sorted(found, key=lambda facts: (facts.due_at or facts.until or facts.reported_at, facts.id))


def _seen(facts: Facts, actor: Actor, filters: Filters) -> bool:
    if filters.sort == "urgent" and facts.state is State.CLOSED:
        return False
    if facts.state is State.MERGED and not (filters.state or filters.text):
        return False
    return (
        (actor.kind == "system" or any(_covers(grant, facts, filters) for grant in actor.grants))
        and (not filters.stage or LATEST.states[facts.state].stage == filters.stage)
        and (not filters.state or facts.state == filters.state)
        and (not filters.klass or matches(filters.klass, facts.class_key))
        and within(facts.area_path, filters.area)
        and within(facts.unit_path, filters.unit)
        and (not filters.overdue or _late(facts))
        and (not filters.asked or facts.asked > 0)
        and filters.source in ("", facts.source)
        and filters.cell in ("", facts.place.cell if facts.place else "")
        and (not filters.text or _has_words(facts, terms(filters.text)))
    )


def _has_words(facts: Facts, wanted: list[str]) -> bool:
    """All the words, of the last one at least the beginning: it may still be being typed."""
    if not wanted:
        return False
    said = _said(facts.id)
    return said >= frozenset(wanted[:-1]) and any(term.startswith(wanted[-1]) for term in said)


def _late(facts: Facts) -> bool:
    return facts.state in CLOCK_RUNS and facts.due_at is not None and facts.due_at < NOW


def _covers(grant: Grant, facts: Facts, filters: Filters) -> bool:
    if not within(facts.area_path, grant.area_path):
        return False
    assists = grant.role in UNIT_ROLES and grant.unit_path in facts.assisting
    if assists and (not filters.mine or facts.state in (State.DISPATCHED, State.HANDLING, State.PAUSED)):
        return True
    if filters.mine and facts.asked and grant.role in LATEST.moves["grant"].who:
        return True
    if (
        grant.role in UNIT_ROLES
        and not filters.mine
        and any(within(unit, grant.unit_path) for unit in called_units(facts))
    ):
        return True
    if filters.mine and grant.role not in LATEST.states[facts.state].waits_for:
        return False
    return grant.role not in UNIT_ROLES or within(facts.unit_path, grant.unit_path)


def _paged(actor: Actor, filters: Filters, limit: int) -> Iterator[UUID]:
    after = ""
    while True:
        page = queries.listing(actor=actor, filters=filters, now=NOW, after=after, limit=limit)
        yield from (row.id for row in page.rows)
        after = page.after
        if not after:
            return
