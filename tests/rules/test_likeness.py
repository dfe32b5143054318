"""How likely two reports are the same: laws of the score, and what it finds of a city's own marks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bench import duplicates
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.rules import likeness
from linli.cases.rules.likeness import LEAST, REACH_M, Kin, Told, alike, kin, told
from linli.insight.rules import Reading

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LAMP = "component-01037"
CLASSES = ("", LAMP, "component-01036", "component-02001", "matter-01037", "local-001", "local-002")
# From the least to the most related.
KINS = (Kin.OTHER, Kin.UNKNOWN, Kin.FAMILY, Kin.SAME)

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
words = st.frozensets(st.sampled_from(["路灯", "灯不", "不亮", "lamp", "dark", "broken", "rubbish", "heap"]))
reports = st.builds(
    Told,
    lat=st.floats(31.0, 31.01),
    lon=st.floats(121.0, 121.01),
    class_key=st.sampled_from(CLASSES),
    at=moments,
    terms=words,
    closed_at=st.none() | moments,
)
metres = st.floats(0, 5000)
days = st.floats(0, 400)
shares = st.floats(0, 1)
kins = st.sampled_from(KINS)


@given(reports, reports)
def test_it_is_the_same_whichever_is_named_first(one: Told, other: Told) -> None:
    assert likeness.likeness(one, other) == pytest.approx(likeness.likeness(other, one), rel=1e-12)
    assert kin(one.class_key, other.class_key) == kin(other.class_key, one.class_key)
    assert alike(one.terms, other.terms) == alike(other.terms, one.terms)


@given(reports, reports)
def test_it_is_a_share_of_one(one: Told, other: Told) -> None:
    assert 0 <= likeness.likeness(one, other) <= 1
    assert 0 <= alike(one.terms, other.terms) <= 1


@given(reports, reports)
def test_nothing_is_more_like_an_open_report_than_itself(one: Told, other: Told) -> None:
    still = replace(one, class_key=LAMP, terms=frozenset({"lamp"}), closed_at=None)
    assert likeness.likeness(still, still) >= likeness.likeness(still, other)


@given(metres, metres, days, kins, shares, st.booleans())
def test_nearer_never_scores_lower(
    one: float, other: float, apart: float, related: Kin, share: float, over: bool
) -> None:
    near, far = sorted((one, other))
    assert _score(near, apart, related, share, over) >= _score(far, apart, related, share, over)


@given(days, days, metres, kins, shares, st.booleans())
def test_sooner_never_scores_lower(
    one: float, other: float, away: float, related: Kin, share: float, over: bool
) -> None:
    soon, late = sorted((one, other))
    assert _score(away, soon, related, share, over) >= _score(away, late, related, share, over)


@given(shares, shares, metres, days, kins, st.booleans())
def test_more_similar_words_never_score_lower(
    one: float, other: float, away: float, apart: float, related: Kin, over: bool
) -> None:
    less, more = sorted((one, other))
    assert _score(away, apart, related, more, over) >= _score(away, apart, related, less, over)


@given(metres, days, shares)
def test_a_closer_class_and_an_open_case_never_score_lower(away: float, apart: float, share: float) -> None:
    scores = [_score(away, apart, related, share, False) for related in KINS]
    assert scores == sorted(scores)
    assert all(_score(away, apart, related, share, True) < score for related, score in zip(KINS, scores, strict=True))


def test_the_weights_tell_apart_what_people_would() -> None:
    lamp = told(lat=31.005, lon=121.015, class_key=LAMP, text="路灯不亮", at=AT)
    beside = replace(lamp, lat=31.0052, at=AT - timedelta(hours=3))  # 22 m
    assert likeness.likeness(lamp, beside) >= LEAST
    assert likeness.likeness(replace(lamp, class_key=""), replace(beside, terms=frozenset())) >= LEAST
    assert likeness.likeness(lamp, replace(beside, class_key="matter-02001", terms=frozenset())) < LEAST
    assert likeness.likeness(lamp, replace(beside, closed_at=AT - timedelta(hours=1))) >= LEAST
    assert likeness.likeness(lamp, replace(beside, closed_at=AT - timedelta(hours=1), terms=frozenset())) < LEAST


def test_what_lies_out_of_reach_would_not_be_proposed_anyway() -> None:
    assert _score(REACH_M, 0, Kin.SAME, 1, False) < LEAST


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        (LAMP, LAMP, Kin.SAME),
        (LAMP, "component-01036", Kin.FAMILY),
        (LAMP, "component-02001", Kin.OTHER),
        (LAMP, "matter-01037", Kin.OTHER),
        ("local-001", "local-002", Kin.OTHER),
        ("local-001", "local-001", Kin.SAME),
        ("", LAMP, Kin.UNKNOWN),
        ("", "", Kin.UNKNOWN),
    ],
)
def test_classes_are_kin_by_kind_and_main_class(one: str, other: str, related: Kin) -> None:
    assert kin(one, other) is related


def test_words_are_compared_by_their_terms() -> None:
    assert alike(frozenset({"路灯", "灯不", "不亮"}), frozenset({"路灯", "灯坏"})) == pytest.approx(2 / 5)
    assert alike(frozenset(), frozenset({"路灯"})) == 0
    chinese = [told(lat=0, lon=0, class_key="", text=text, at=AT).terms for text in ("路灯不亮", "路灯不亮了")]
    assert alike(*chinese) == pytest.approx(6 / 7)


def _score(away: float, apart: float, related: Kin, share: float, over: bool) -> float:
    return likeness.score(metres=away, days=apart, kin=related, alike=share, over=over)


def _row(
    order: int, *, day: int, closed: int | None, duplicate: bool = False, address: str = "1 A ST"
) -> duplicates.Report:
    at = AT + timedelta(days=day)
    closed_at = None if closed is None else AT + timedelta(days=closed)
    row = Reading(str(order), LAMP, at, closed_at, None, (41.8, -87.6), address, "", duplicate)
    return duplicates.Report(row, told(lat=41.8, lon=-87.6, class_key=LAMP, text="", at=at, closed_at=closed_at), order)


def test_the_true_earlier_case_is_the_last_one_at_the_address_that_was_open_and_is_not_itself_marked() -> None:
    rows = [
        _row(0, day=0, closed=30),
        _row(1, day=1, closed=2),
        _row(2, day=3, closed=None, address="2 A ST"),
        _row(3, day=4, closed=5, duplicate=True),
        _row(4, day=5, closed=6, duplicate=True),
        _row(5, day=40, closed=41, duplicate=True),
        _row(6, day=99, closed=100, duplicate=True),
    ]
    duplicates.set_truth(rows)
    assert [row.true for row in rows] == [None, None, None, 0, 0, 1, None]


def test_nine_of_ten_true_earlier_cases_of_2012_are_among_the_first_three(shared_data: Path) -> None:
    reports = duplicates.read(shared_data / "chicago311" / "sanitation_2011_2012.csv.gz", scatter=15.0)
    duplicates.set_truth(reports)
    duplicates.set_candidates(reports)
    points, known, unknown, others = duplicates.curve(reports, 2012)
    assert (known + unknown, others) == (1057, 18063)
    in_force = next(point for point in points if point.threshold == LEAST)
    assert in_force.found / (known + unknown) >= 0.90
    assert in_force.proposals / others <= 0.18
    counts = [(point.found, point.proposals) for point in points]
    assert counts == sorted(counts, reverse=True), "a higher threshold never proposes more"
