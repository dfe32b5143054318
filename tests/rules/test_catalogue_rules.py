"""Laws of routing and of limits, and the way of an edition into its document and back."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import tried

from linli.catalogue.rules import document
from linli.catalogue.rules.edition import (
    EVERYTHING,
    Duty,
    Edition,
    LimitRow,
    MapView,
    Reason,
    ServiceClass,
    Settings,
    Unit,
    class_specificity,
    matches,
)
from linli.catalogue.rules.limits import conditions, due_at, matching, strictest
from linli.catalogue.rules.routing import Routing, route
from linli.kernel.paths import parts
from linli.kernel.periods import Limit, Span, WorkCalendar, deadline
from linli.kernel.words import words

KEYS = ("component-01001", "component-01002", "component-02001", "matter-06010", "local-flooding")
UNITS = ("water", "roads", "parks", "street-east", "street-west")
EAST = "990101/990101001/990101001001"
AREAS = ("990101", "990101001", "990101002", "990101001001", "990101001002")
PATHS = (EAST, "990101/990101001/990101001002", "990101/990101002", "990101", "")
OFFICE = (Span(8 * 60, 12 * 60), Span(14 * 60, 18 * 60))
ALL_DAY = (Span(0, 24 * 60),)


def edition(*, duties: tuple[Duty, ...] = (), limits: tuple[LimitRow, ...] = ()) -> Edition:
    name = words("名", "name")
    units = {code: Unit(code, code, None, name, "", "office") for code in UNITS}
    units["water-crew"] = Unit("water-crew", "water/water-crew", "water", name, "crew@example.org", "round-the-clock")
    return Edition(
        number=3,
        name="town",
        digest="d",
        title=words("镇", "Town"),
        classes={
            key: ServiceClass(key, *key.split("-", 1), words("组", "group"), name, "bulb", False, "anyone", ("灯",))
            for key in KEYS
        },
        units=units,
        duties=duties,
        limits=limits,
        reasons={"reject": (Reason("duplicate", name, words("已有", "Known")),), "return": (Reason("a", name, name),)},
        calendars={
            "office": WorkCalendar("Asia/Shanghai", (OFFICE,) * 5 + ((), ()), OFFICE, frozenset({date(2026, 1, 1)})),
            "round-the-clock": WorkCalendar("Asia/Shanghai", (ALL_DAY,) * 7, ALL_DAY),
        },
        settings=Settings("Asia/Shanghai", ("zh-hans", "en"), MapView(31.0, 121.0, 14.5), "office"),
        texts={"welcome": words("你好", "Hello")},
    )


PATTERNS = st.sampled_from([EVERYTHING, "component-*", "component-01*", "component-010*", "matter-*", "local-*", *KEYS])
DUTIES = st.builds(Duty, PATTERNS, st.sampled_from([EVERYTHING, *AREAS]), st.sampled_from(UNITS))
MANY = st.lists(DUTIES, max_size=12, unique_by=lambda duty: (duty.class_pattern, duty.area)).map(tuple)


def ask(duties: tuple[Duty, ...], key: str, path: str) -> Routing:
    return route(edition(duties=duties), class_key=key, area_path=path)


def applies(duty: Duty, key: str, path: str) -> bool:
    return matches(duty.class_pattern, key) and (duty.area == EVERYTHING or duty.area in parts(path))


@given(MANY, st.sampled_from(KEYS), st.sampled_from(PATHS))
def test_the_narrowest_class_wins_and_then_the_narrowest_area(duties: tuple[Duty, ...], key: str, path: str) -> None:
    found = ask(duties, key, path)
    matching = [duty for duty in duties if applies(duty, key, path)]
    assert set(found.candidates) == set(matching)
    assert found.certain == bool(matching)
    if found.duty is None:
        assert found.why == "no_duty"
        return
    assert found.why == "one_duty"
    depth = {code: index for index, code in enumerate((EVERYTHING, *parts(path)))}
    for other in matching:
        narrower_class = class_specificity(other.class_pattern) > class_specificity(found.duty.class_pattern)
        same_class = other.class_pattern == found.duty.class_pattern
        assert not narrower_class
        assert not (same_class and depth[other.area] > depth[found.duty.area])


@given(MANY, st.randoms(use_true_random=False), st.sampled_from(KEYS), st.sampled_from(PATHS))
def test_the_order_of_the_rows_does_not_matter(duties: tuple[Duty, ...], random: Random, key: str, path: str) -> None:
    shuffled = list(duties)
    random.shuffle(shuffled)
    assert ask(tuple(shuffled), key, path) == ask(duties, key, path)


@given(MANY, DUTIES, st.sampled_from(KEYS), st.sampled_from(PATHS))
def test_a_duty_that_does_not_match_changes_nothing(duties: tuple[Duty, ...], other: Duty, key: str, path: str) -> None:
    if not applies(other, key, path):
        assert ask((*duties, other), key, path) == ask(duties, key, path)


@given(MANY, DUTIES, st.sampled_from(KEYS), st.sampled_from(PATHS))
def test_a_wider_duty_never_takes_over(duties: tuple[Duty, ...], other: Duty, key: str, path: str) -> None:
    before = ask(duties, key, path)
    if before.duty is not None and class_specificity(other.class_pattern) < class_specificity(
        before.duty.class_pattern
    ):
        assert ask((*duties, other), key, path).duty == before.duty


def test_a_trade_named_for_a_class_goes_before_the_office_of_the_street() -> None:
    duties = (Duty(EVERYTHING, "990101001", "street-east"), Duty("component-01001", EVERYTHING, "water"))
    found = ask(duties, "component-01001", EAST)
    assert found.duty == duties[1]
    assert [one.lead for one in found.candidates] == ["water", "street-east"]
    assert ask(duties, "component-01002", EAST).duty == duties[0]


def test_nobody_is_guessed_where_equally_narrow_duties_name_different_units() -> None:
    duties = (Duty("component-*", "990101", "roads"), Duty("component-*", "990101", "water"))
    found = ask(duties, "component-01001", EAST)
    assert (found.certain, found.duty, found.why) == (False, None, "several_duties")
    assert {one.lead for one in found.candidates} == {"roads", "water"}


def test_two_rows_that_name_the_same_unit_are_certain() -> None:
    duties = (Duty("component-*", "990101", "roads"), Duty("component-*", "990101", "roads", ("water",)))
    assert ask(duties, "component-01001", EAST).certain


def test_an_unknown_place_is_covered_by_duties_for_everywhere_only() -> None:
    duties = (Duty("component-*", "990101", "roads"), Duty(EVERYTHING, EVERYTHING, "street-east"))
    assert ask(duties, "component-01001", "").duty == duties[1]


def test_a_class_that_the_edition_does_not_have_is_nobodys() -> None:
    assert ask((Duty(EVERYTHING, EVERYTHING, "roads"),), "component-99999", EAST).why == "unknown_class"


def test_a_pattern_matches_whole_keys_and_beginnings_only() -> None:
    assert matches("component-01*", "component-01001")
    assert not matches("component-01", "component-01001")
    assert class_specificity("component-01001") > class_specificity("component-01001*") > class_specificity("*")


ROWS = (
    LimitRow("*", "ordinary", words("一般", "As usual"), Limit(7, "d", "working")),
    LimitRow("component-01001", "damaged", words("损坏", "Broken"), Limit(4, "h", "working")),
    LimitRow("component-01001", "hazard", words("危险", "Dangerous"), Limit(2, "h", "continuous")),
)
HOUR = timedelta(hours=1)
FRIDAY_AT_FIVE = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def test_without_a_condition_the_first_row_of_the_narrowest_pattern_counts() -> None:
    town = edition(limits=ROWS)
    assert matching(town, class_key="component-01001") == ROWS[1:2]
    assert matching(town, class_key="component-01001", marked=["hazard"]) == ROWS[2:]
    assert matching(town, class_key="matter-06010") == ROWS[:1]
    assert conditions(town, class_key="component-01001") == ROWS[1:]


def test_a_condition_of_a_wider_pattern_is_not_one_of_the_class() -> None:
    assert matching(edition(limits=ROWS), class_key="component-01001", marked=["ordinary"]) == ()


def test_a_class_without_a_limit_is_never_due() -> None:
    town = edition(limits=ROWS[1:])
    assert matching(town, class_key="matter-06010") == ()
    assert due_at(town, class_key="matter-06010", unit_code="roads", start=FRIDAY_AT_FIVE) is None


def test_of_several_conditions_the_one_that_is_due_first_wins() -> None:
    town = edition(limits=ROWS)
    both = matching(town, class_key="component-01001", marked=["damaged", "hazard"])
    # Friday 17:00: two hours end at 19:00; four working hours end on Monday.
    assert strictest(town, both, unit_code="roads", start=FRIDAY_AT_FIVE) == (ROWS[2], FRIDAY_AT_FIVE + 2 * HOUR)


GRADED = tuple(
    LimitRow("*", "ordinary", words("一般", "As usual"), Limit(days, "d", "working"), grade)
    for grade, days in (("A", 1), ("B", 2), ("", 3))
)


@pytest.mark.parametrize(("grade", "rows"), [("A", (0, 2)), ("B", (1, 2)), ("C", (2,)), ("", (2,))])
def test_rows_of_the_areas_grade_count_and_those_of_every_grade(grade: str, rows: tuple[int, ...]) -> None:
    found = matching(edition(limits=GRADED), class_key="component-01001", grade=grade)
    assert found == tuple(GRADED[row] for row in rows)


@tried(150)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ordinary", "hazard", "loose"]),
            st.sampled_from(["", "A", "B"]),
            st.builds(
                Limit,
                st.integers(1, 40),
                st.sampled_from(["min", "h", "d"]),
                st.sampled_from(["working", "continuous"]),
            ),
        ),
        max_size=8,
    ),
    st.sets(st.sampled_from(["ordinary", "hazard", "loose", "unknown"])),
    st.sampled_from(["", "A", "B", "C"]),
    st.sampled_from([None, "roads", "water-crew"]),
    st.integers(0, 14 * 24 * 60),
)
def test_no_other_row_that_counts_gives_an_earlier_deadline(
    drawn: list[tuple[str, str, Limit]], marked: set[str], grade: str, unit: str | None, minutes: int
) -> None:
    rows = tuple(LimitRow("*", name, words("一般", "As usual"), limit, own) for name, own, limit in drawn)
    town, start = edition(limits=rows), FRIDAY_AT_FIVE + timedelta(minutes=minutes)
    due = due_at(town, class_key="component-01001", marked=marked, grade=grade, unit_code=unit, start=start)
    wanted = marked or {row.condition for row in rows[:1]}
    counting = [row for row in rows if row.condition in wanted and row.grade in ("", grade)]
    calendar = town.calendar_of(unit)
    assert due == min((deadline(start, row.limit, calendar) for row in counting), default=None)
    won = strictest(town, counting, unit_code=unit, start=start)
    if won is not None:
        # Of equally strict rows the pack's first.
        assert won[0] is next(row for row in counting if deadline(start, row.limit, calendar) == due)


def test_a_row_with_a_grade_comes_back_from_the_document_and_one_without_is_written_as_ever() -> None:
    town = edition(limits=GRADED)
    content = document.write(town)
    assert document.read(content, number=0, name=town.name, digest="").limits == GRADED
    assert [len(row) for row in content["limits"]] == [7, 7, 6]


@pytest.mark.parametrize(
    ("condition", "unit", "due"),
    [
        ("damaged", "roads", datetime(2026, 3, 9, 3, 0, tzinfo=UTC)),
        ("damaged", None, datetime(2026, 3, 9, 3, 0, tzinfo=UTC)),
        ("damaged", "water-crew", datetime(2026, 3, 6, 13, 0, tzinfo=UTC)),
        ("hazard", "roads", datetime(2026, 3, 6, 11, 0, tzinfo=UTC)),
    ],
)
def test_working_time_runs_by_the_calendar_of_the_unit(condition: str, unit: str | None, due: datetime) -> None:
    town = edition(limits=ROWS)
    found = due_at(town, class_key="component-01001", marked=[condition], unit_code=unit, start=FRIDAY_AT_FIVE)
    assert found == due


@given(MANY)
def test_an_edition_comes_back_from_its_document_unchanged(duties: tuple[Duty, ...]) -> None:
    town = edition(duties=duties, limits=ROWS)
    stored = json.loads(json.dumps(document.write(town)))
    assert document.read(stored, number=3, name="town", digest="d") == town
    assert list(document.read(stored, number=3, name="town", digest="d").classes) == list(town.classes)


def test_the_digest_tells_rules_and_base_maps_apart() -> None:
    content = document.write(edition(limits=ROWS))
    other = document.write(edition(limits=ROWS[:2]))
    digests = {
        document.digest(content),
        document.digest(other),
        document.digest(content, b""),
        document.digest(content, b"{}"),
    }
    assert len(digests) == 4
    assert document.digest(json.loads(json.dumps(content, sort_keys=True))) == document.digest(content)


def test_reasons_calendars_and_units_are_found_by_their_codes() -> None:
    town = edition()
    reason = town.reason("reject", "duplicate")
    assert reason is not None
    assert reason.text["en"] == "Known"
    assert town.reason("return", "duplicate") is None
    assert [unit.code for unit in town.units_within("water")] == ["water", "water-crew"]
    assert town.calendar_of("no-such-unit") == town.calendar_of(None)
