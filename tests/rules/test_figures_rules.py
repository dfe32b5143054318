"""Figures as pure rules: what a case counts as, what a period is made of, how parts add up, what measures divide."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town

from linli.cases.rules import Event, State
from linli.cases.rules.facts import Given, Place
from linli.cases.rules.flow import LATEST
from linli.insight.rules.figures.grouping import class_parts, common_path, group_patterns, path_parts
from linli.insight.rules.figures.life import Life, live
from linli.insight.rules.figures.measures import BY_KEY, MEASURES
from linli.insight.rules.figures.paces import BOUNDS, median, pace
from linli.insight.rules.figures.question import Period, Step, month_after, step_of
from linli.insight.rules.figures.sums import COUNTS, Sums
from linli.kernel.words import words

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
days = st.dates(date(2019, 1, 1), date(2027, 12, 31))
periods = st.tuples(days, st.integers(0, 900)).map(lambda one: Period(one[0], one[0] + timedelta(days=one[1])))


def history(*moves: tuple[str, State, float, Given]) -> list[Event]:
    """Events as (move, state after it, hours after the report, what was given)."""
    found, before = [], State.NEW
    for seq, (move, after, hours, given_) in enumerate(moves, start=1):
        at = NOW + hours * HOUR
        found.append(Event(seq, move, at, before, after, "staff", 1, "operator", "", given_, 1))
        before = after
    return found


def lived(*moves: tuple[str, State, float, Given]) -> Life:
    life = live(UUID(int=7), LATEST.version, history(*moves))
    assert life is not None
    return life


REPORT = ("report", State.REPORTED, 0, Given(source="web", class_key=town.LAMP, place=Place(31, 121, "c", town.EAST)))
FILE = ("file", State.FILED, 1, Given())
DUE = NOW + 10 * HOUR
DISPATCH = ("dispatch", State.DISPATCHED, 2, Given(unit_path=town.LIGHTING, due_at=DUE))
ACCEPT = ("accept", State.HANDLING, 3, Given())
PASS = ("pass", State.CONFIRMING, 11, Given())
CONFIRM = ("confirm", State.CLOSED, 12, Given())


def handle(hours: float) -> tuple[str, State, float, Given]:
    return "handle", State.HANDLED, hours, Given()


def test_a_result_handed_in_before_its_deadline_is_in_time_however_long_the_check_takes() -> None:
    life = lived(REPORT, FILE, DISPATCH, ACCEPT, handle(9), PASS, CONFIRM)
    assert life.owed and life.in_time and life.outcome == "satisfied"
    assert life.pace == pace(7 * HOUR)
    assert (life.class_key, life.area_path, life.cell, life.unit_path) == (town.LAMP, town.EAST, "c", town.LIGHTING)


def test_a_result_handed_in_after_its_deadline_is_owed_and_late() -> None:
    life = lived(REPORT, FILE, DISPATCH, ACCEPT, handle(10.5), PASS, CONFIRM)
    assert life.owed and not life.in_time


def test_a_failed_check_takes_the_result_back_and_only_the_one_that_stands_counts() -> None:
    again = ("fail", State.HANDLING, 9.5, Given())
    open_again = lived(REPORT, FILE, DISPATCH, ACCEPT, handle(9), again)
    assert not open_again.owed and open_again.reworked and open_again.due_at == DUE
    late = lived(REPORT, FILE, DISPATCH, ACCEPT, handle(9), again, handle(10.2), PASS, CONFIRM)
    assert late.owed and late.reworked and not late.in_time


def test_a_case_that_comes_back_is_neither_closed_nor_handed_in() -> None:
    back = ("reopen", State.FILED, 20, Given(text="again"))
    life = lived(REPORT, FILE, DISPATCH, ACCEPT, handle(9), PASS, CONFIRM, back)
    assert (life.owed, life.closed_at, life.outcome, life.pace) == (False, None, "", None)


def test_a_case_withdrawn_before_a_result_is_closed_and_owes_nothing() -> None:
    life = lived(REPORT, FILE, DISPATCH, ("withdraw", State.CLOSED, 5, Given()))
    assert (life.owed, life.outcome, life.due_at) == (False, "withdrawn", None)


def test_an_imported_case_is_measured_against_what_its_own_system_had_promised() -> None:
    kept = lived(REPORT, ("record", State.CLOSED, 8, Given(due_at=DUE)))
    assert kept.owed and kept.in_time and kept.pace == pace(8 * HOUR)
    unpromised = lived(REPORT, ("record", State.CLOSED, 8, Given()))
    assert not unpromised.owed and unpromised.pace == pace(8 * HOUR)


def test_nothing_that_happened_counts_as_nothing() -> None:
    assert live(UUID(int=1), LATEST.version, []) is None


@given(periods)
def test_whole_months_and_the_days_around_them_are_the_period(period: Period) -> None:
    months = period.whole_months()
    if months is None:
        first = period.first if period.first.day == 1 else month_after(period.first)
        assert month_after(first) > period.end
        return
    begin, end = months
    assert begin.day == end.day == 1
    assert period.first <= begin < end <= period.end
    assert (begin - period.first).days < 31 and (period.end - end).days < 31


@given(periods, st.sampled_from(Step))
def test_steps_follow_each_other_and_each_day_lies_in_its_own(period: Period, step: Step) -> None:
    steps = list(period.steps(step))
    assert steps[0].first == period.first and steps[-1].last == period.last
    assert all(one.end == other.first for one, other in pairwise(steps))
    for one in steps:
        assert step_of(one.first, step, period) == step_of(one.last, step, period) == one.first


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=500)), min_size=1))
def test_half_of_the_lengths_lie_within_the_median_and_fewer_within_the_step_before(lengths: list[timedelta]) -> None:
    within_ = median(Counter(map(pace, lengths)))
    assert within_ is not None
    assert 2 * sum(length <= within_ for length in lengths) >= len(lengths)
    before = [bound for bound in BOUNDS if bound < within_]
    if before:
        assert 2 * sum(length <= before[-1] for length in lengths) < len(lengths)


def test_without_lengths_there_is_no_median() -> None:
    assert median({}) is None
    assert median({-1: 0}) is None


counts = st.builds(
    Sums,
    **dict.fromkeys(COUNTS, st.integers(0, 1000)),
    paces=st.dictionaries(st.integers(0, 8), st.integers(1, 9)).map(Counter),
)


@given(st.dictionaries(st.text("abc/", max_size=5), counts, max_size=8), st.sampled_from(["", "a", "a/b"]))
def test_parts_of_a_path_add_up_to_what_lies_within_it(by_path: dict[str, Sums], below: str) -> None:
    parts = path_parts(by_path, below=below)
    inside = [sums for path, sums in by_path.items() if not below or path == below or path.startswith(f"{below}/")]
    assert sum(part.sums.reported for part in parts) == sum(sums.reported for sums in inside)
    assert len({part.key for part in parts}) == len(parts)


def test_what_lies_right_below_is_a_part_and_a_lone_part_makes_way_for_its_own() -> None:
    paths = {path: Sums(reported=1) for path in ("d/s1/c1", "d/s1/c2", "d/s2", "d/s2/c3")}
    assert [(part.key, part.sums.reported, part.deeper) for part in path_parts(paths, below="")] == [
        ("d/s1", 2, True),
        ("d/s2", 2, True),
    ]
    assert [(part.key, part.own) for part in path_parts(paths, below="d/s2")] == [("d/s2", True), ("d/s2/c3", False)]


def test_classes_are_parts_of_groups_of_kinds() -> None:
    base = town.EDITION.classes[town.LAMP]

    def klass(key: str, group: str) -> tuple[str, object]:
        kind, _, code = key.partition("-")
        return key, replace(base, key=key, kind=kind, code=code, group=words("", group))

    groups_of = {"component-01001": "Pipes", "component-01002": "Pipes", "component-02001": "Roads",
                 "component-02002": "Roads", "matter-1": "Odd", "matter-12": "Other"}  # fmt: skip
    classes = dict(klass(key, group) for key, group in groups_of.items())
    by_class = {key: Sums(reported=1) for key in [*classes, "component-99", ""]}
    top = class_parts(by_class, pattern="", classes=classes)  # type: ignore[arg-type]
    assert [(part.key, part.sums.reported) for part in top] == [("component-*", 5), ("matter-*", 2), ("", 1)]
    below = {key: sums for key, sums in by_class.items() if key.startswith("component-")}
    groups = class_parts(below, pattern="component-*", classes=classes)  # type: ignore[arg-type]
    assert [(part.key, part.sums.reported, part.deeper) for part in groups] == [
        ("component-0100*", 2, True), ("component-0200*", 2, True), ("component-99", 1, False),
    ]  # fmt: skip
    # A group that no pattern names alone shows its classes.
    assert "matter-1" not in group_patterns(classes)  # type: ignore[arg-type]


def test_posts_in_two_streets_of_a_district_have_the_district_in_common() -> None:
    assert common_path([town.EAST, town.WEST]) == town.DISTRICT
    assert common_path([town.EAST, ""]) == ""
    assert common_path([]) == ""


def test_shares_divide_what_the_indicators_say() -> None:
    sums = Sums(
        reported=20, owed=10, in_time=7, owed_closed=8, closed_in_time=6, reworked=2, closed=9, paces=Counter({3: 9})
    )
    values = {one.key: one.of(sums) for one in MEASURES}
    assert (values["on_time"], values["closure"], values["on_time_closure"], values["rework"]) == (0.7, 0.8, 0.6, 0.2)
    assert (values["reported"], values["closed"], values["median"]) == (20, 9, timedelta(hours=1))
    assert BY_KEY["closure"].of(Sums()) is None


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.key)
def test_every_measure_says_in_both_languages_what_it_is_and_whose(measure) -> None:  # type: ignore[no-untyped-def]
    assert {"zh-hans", "en"} <= measure.title.keys() & measure.meaning.keys()
    assert measure.source


def test_no_measure_is_about_a_person() -> None:
    about = ("person", "staff", "handler", "reporter", "caller", "collector", "checker")
    assert not [one.key for one in MEASURES if any(word in one.key for word in about)]
