"""The queue's address bar, and what a case's clock says."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.rules import LATEST, Stage, State
from linli.faces.desk.due import Due, say_due, span
from linli.faces.desk.queue.filters import Chosen

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STAGES = ["", *Stage, *(f"{row.stage}.{row.state}" for row in LATEST.states.values())]
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40).map(str.strip)


@st.composite
def chosen(draw: st.DrawFn) -> Chosen:
    stage = draw(st.sampled_from(STAGES))
    return Chosen(
        list=draw(st.sampled_from(["mine", "all"])),
        stage=stage,
        klass=draw(PLAIN),
        area=draw(PLAIN),
        unit=draw(PLAIN),
        overdue=draw(st.booleans()),
        text=draw(PLAIN),
        sort="newest" if stage.startswith("closed") else draw(st.sampled_from(["urgent", "newest"])),
    )


@given(chosen())
def test_an_address_opens_the_list_that_it_was_copied_from(one: Chosen) -> None:
    address = one.query()
    assert Chosen.read(dict(parse_qsl(address.removeprefix("?")))) == one


@given(
    st.dictionaries(st.sampled_from(["list", "stage", "class", "area", "unit", "overdue", "text", "sort"]), st.text())
)
def test_any_address_is_read_as_some_list(query: dict[str, str]) -> None:
    one = Chosen.read(query)
    assert "\0" not in one.query()
    assert one.filters.sort in ("urgent", "newest")


def test_a_list_without_filters_has_a_bare_address() -> None:
    assert Chosen().query() == ""
    assert Chosen(list="all").query() == "?list=all"


def test_a_stage_is_narrowed_to_one_of_its_states_after_a_dot() -> None:
    whole, part = Chosen(stage="filed").filters, Chosen(stage="filed.disputed").filters
    assert (whole.stage, whole.state) == ("filed", "")
    assert (part.stage, part.state) == ("", "disputed")


def test_closed_cases_are_ordered_by_newest_because_they_have_no_deadline() -> None:
    assert Chosen.read({"stage": "closed"}).filters.sort == "newest"


def due(state: State, **given: datetime | str | None) -> Due:
    known: dict[str, datetime | str | None] = {
        "reported_at": NOW - timedelta(hours=5), "due_at": None, "until": None, "closed_at": None, "outcome": "",
    }  # fmt: skip
    known |= given
    with override("en"):
        return say_due(state=state, stage=LATEST.states[state].stage, now=NOW, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "text", "tone"),
    [
        (timedelta(days=-2, hours=-3), "2 days overdue", "bad"),
        (timedelta(minutes=-1), "1 min overdue", "bad"),
        (timedelta(0), "in 0 min", "waiting"),
        (timedelta(hours=3, minutes=59), "in 3 h", "waiting"),
        (timedelta(hours=5), "in 5 h", "plain"),
        (timedelta(days=4), "in 4 days", "plain"),
    ],
)
def test_a_running_clock_says_how_much_is_left(left: timedelta, text: str, tone: str) -> None:
    said = due(State.HANDLING, due_at=NOW + left)
    assert (said.text, said.tone) == (text, tone)


def test_overdue_is_said_with_a_word_and_an_icon_and_not_by_colour_alone() -> None:
    said = due(State.DISPATCHED, due_at=NOW - timedelta(days=1, hours=30))
    assert "overdue" in said.text
    assert said.icon == "alert-triangle"


def test_nobody_is_late_once_the_result_is_handed_in() -> None:
    said = due(State.HANDLED, due_at=NOW - timedelta(days=9))
    assert said.tone == "plain"
    assert said.text == "waiting 5 h"


def test_with_the_reporter_the_time_to_reply_counts() -> None:
    assert due(State.CONFIRMING, until=NOW + timedelta(days=7)).text == "reply within 7 days"
    assert due(State.CONFIRMING, until=NOW - timedelta(days=7)).text == "time to reply is over"


def test_a_closed_case_says_how_it_ended_and_only_satisfaction_looks_good() -> None:
    assert due(State.CLOSED, closed_at=NOW, outcome="satisfied").tone == "good"
    silent = due(State.CLOSED, closed_at=NOW, outcome="unanswered")
    assert (silent.text, silent.tone) == ("Unanswered", "plain")


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_a_span_is_never_said_longer_than_it_is(length: timedelta) -> None:
    with override("en"):
        count, unit = span(length).split()
    size = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=1)}
    assert int(count) * size[unit] <= length < (int(count) + 1) * size[unit]
