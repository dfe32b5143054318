"""The public list says the same as a look at every single case, in either order, page by page, along an index."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried

from linli.cases import commands, published, queries
from linli.cases.published import Mark, Wanted
from linli.cases.queries import View
from linli.catalogue import queries as catalogue
from linli.insight.simulation.runs import simulate
from linli.kernel.paths import within
from linli.kernel.results import Allowed
from linli.places import queries as places

NOW = town.NOW
MOMENTS = st.none() | st.integers(-24, 24 * 23).map(lambda hours: NOW - timedelta(hours=hours))
WANTED = st.builds(
    Wanted,
    class_keys=st.sampled_from([(), (), (town.LAMP,), (town.LAMP, town.NOISE), ("none",), tuple("abcdefghijklmn")]),
    area_path=st.sampled_from(["", "", town.EAST, town.WEST_COMMUNITY, town.DISTRICT, "99"]),
    closed=st.sampled_from([None, True, False]),
    since=MOMENTS,
    until=MOMENTS,
    changed_since=MOMENTS,
    changed_until=MOMENTS,
)


@pytest.fixture
def lived(db: None) -> None:
    """Three weeks of the town, and cases that lie nowhere, are questions, or were taken back."""
    catalogue.forget()
    places.forget()
    town.install()
    assert isinstance(simulate(seed=5, days=21, per_day=10, now=NOW), Allowed)
    for klass, spot in ((town.LAMP, town.OUTSIDE), (town.QUESTION, town.IN_EAST), (town.BURST, town.IN_WEST)):
        done = commands.report(
            command_id=uuid4(), actor=town.PASSER_BY, source="web", now=NOW, class_key=klass, text="x",
            spot=commands.Spot(*spot),
        )  # fmt: skip
        assert isinstance(done, Allowed)


def everything() -> list[View]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case")
        views = [queries.case(case_id=row[0]) for row in cursor.fetchall()]
    return [view for view in views if view is not None]


@pytest.mark.usefixtures("lived")
def test_the_public_list_is_what_a_look_at_every_case_finds() -> None:
    cases = everything()
    public = [view for view in cases if published.may_show(view.facts, catalogue.edition(view.facts.edition))]
    assert 50 < len(public) < len(cases)

    @tried(200, suppress_health_check=list(HealthCheck))
    @given(wanted=WANTED, limit=st.sampled_from([1, 7, 1000]))
    def holds(wanted: Wanted, limit: int) -> None:
        # A page of one, walked through everything, says no more than one of seven.
        limit = max(limit, 7) if wanted == Wanted() else limit
        assert list(walk(wanted, limit)) == [view.id for view in in_order(public, wanted) if fits(view, wanted)]

    holds()
    numbers = [view.number for view in cases]
    assert [row.id for row in published.numbered(numbers)] == [view.id for view in in_order(public, Wanted())]


def walk(wanted: Wanted, limit: int) -> Iterator[UUID]:
    after: Mark | None = None
    while True:
        page = published.listing(wanted=wanted, limit=limit, after=after)
        yield from (row.id for row in page.rows)
        if page.after is None:
            return
        after = published.read_mark(str(page.after))
        assert after == page.after


def in_order(views: list[View], wanted: Wanted) -> list[View]:
    if wanted.by_change:
        return sorted(views, key=lambda view: (view.facts.changed_at, view.id))
    return sorted(views, key=lambda view: view.id, reverse=True)


def fits(view: View, wanted: Wanted) -> bool:
    facts = view.facts
    assert facts.reported_at and facts.changed_at

    def between(at: Any, since: Any, until: Any) -> bool:
        return (since is None or at >= since) and (until is None or at <= until)

    return (
        (not wanted.class_keys or facts.class_key in wanted.class_keys)
        and within(facts.area_path, wanted.area_path)
        and (wanted.closed is None or wanted.closed == (facts.closed_at is not None))
        and between(facts.reported_at, wanted.since, wanted.until)
        and between(facts.changed_at, wanted.changed_since, wanted.changed_until)
    )


@pytest.mark.usefixtures("lived")
def test_pages_by_number_are_those_by_cursor() -> None:
    everything_once = list(walk(Wanted(), 1000))
    for wanted in (Wanted(), Wanted(class_keys=(town.LAMP, town.NOISE)), Wanted(changed_until=NOW)):
        whole = list(walk(wanted, 1000))
        pages = [published.listing(wanted=wanted, limit=10, skip=skip).rows for skip in range(0, len(whole) + 10, 10)]
        assert [row.id for page in pages for row in page] == whole
    assert everything_once


@pytest.mark.usefixtures("lived")
def test_a_mark_of_the_other_order_is_refused() -> None:
    by_report = published.listing(wanted=Wanted(), limit=1).after
    assert by_report is not None
    with pytest.raises(ValueError, match="another order"):
        published.listing(wanted=Wanted(changed_until=NOW), limit=1, after=by_report)
    for text in ("", "x", "_", "2026-01-01_" + uuid4().hex, "x_" + uuid4().hex):
        assert published.read_mark(text) is None


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(since=NOW - timedelta(days=9)), "cases_case_pkey"),
        (Wanted(closed=False, since=NOW - timedelta(days=9)), "case_newest_open"),
        # In a town this small the index of closed cases alone saves nothing over that of all: both have the order.
        (Wanted(closed=True, until=NOW), "(case_newest_closed|cases_case_pkey)"),
        (Wanted(class_keys=(town.LAMP, town.NOISE)), "case_class"),
        (Wanted(changed_since=NOW - timedelta(days=9)), "case_changed"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_a_page_is_walked_along_an_index(wanted: Wanted, index: str) -> None:
    marks = [None, replace(Mark(uuid4()), at=NOW - timedelta(days=9) if wanted.by_change else None)]
    for mark in marks:
        sql, parameters = published._list_sql(wanted, 10, mark, 0)
        with connection.cursor() as cursor:
            # The town is small: what is asked is whether an index has the order, not whether sorting it were dear.
            cursor.execute("ANALYZE cases_case")
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN {sql}", parameters)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert re.search(f"using {index} ", plan), plan
        if index != "case_class":
            assert "Sort" not in plan, plan


@pytest.mark.usefixtures("lived")
def test_when_a_case_last_changed_is_in_its_events() -> None:
    for view in everything():
        rebuilt = queries.rebuilt(case_id=view.id)
        assert rebuilt is not None
        assert rebuilt.changed_at == view.facts.changed_at
        if view.facts.closed_at is not None:
            assert view.facts.changed_at == view.facts.closed_at


@pytest.mark.usefixtures("lived")
def test_history_has_the_words_of_public_acts_alone() -> None:
    ids = [view.id for view in everything()]
    told = published.told(ids)
    for case_id, events in told.items():
        stamps = queries.timeline(case_id=case_id)
        assert [one.move for one in events] == [stamp.move for stamp in stamps]
        assert [one.text for one in events] == [stamp.text if stamp.public else "" for stamp in stamps]
    assert any(one.text for events in told.values() for one in events)
    assert set(told) == set(ids)
