"""Places as they are said on the telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules.spoken import crossings, number_of, readings, street_of

_DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """A number below ten thousand as it is written in Chinese."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(text) and not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


@given(st.integers(1, 9999))
def test_a_number_in_words_is_the_number(number: int) -> None:
    assert number_of(in_words(number)) == number


@given(st.integers(0, 10**6))
def test_digits_read_out_one_by_one_are_the_number(number: int) -> None:
    assert number_of("".join(_DIGITS[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [("一百二", 120), ("一百零二", 102), ("两百五", 250), ("幺二零", 120), ("十二", 12), ("二十", 20)],
)
def test_numbers_as_people_shorten_them(said: str, number: int) -> None:
    assert number_of(said) == number


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("柳荫路十二号", "柳荫路12号"),
        ("柳荫路一百二十号门口", "柳荫路120号"),
        ("柳荫路12号院", "柳荫路12号"),
        ("柳荫路12号院3号楼旁边", "柳荫路12号"),
        ("月亭公园对面", "月亭公园"),
        ("opposite Number 12 Willow Road", "12 Willow Road"),
        ("near the Moon Park", "Moon Park"),
    ],
)
def test_what_is_said_is_read_as_what_is_written(said: str, written: str) -> None:
    assert written in readings(said)


def test_a_name_that_only_sounds_like_a_number_is_left_alone() -> None:
    assert readings("三里河") == ()
    assert readings("五一路8号") == ()


def test_a_crossing_is_said_in_many_ways() -> None:
    for said in ("柳荫路与槐树巷", "柳荫路和槐树巷路口", "柳荫路跟槐树巷的交叉口", "柳荫路、槐树巷", "柳荫路&槐树巷"):
        assert list(crossings(said)) == [("柳荫路", "槐树巷")]
    for said in ("Willow Road & Elm Lane", "corner of Willow Road and Elm Lane", "Willow Road at Elm Lane"):
        assert list(crossings(said)) == [("Willow Road", "Elm Lane")]


def test_a_joining_word_inside_a_name_parts_nothing_by_itself() -> None:
    assert list(crossings("和平路")) == []
    assert ("和平路", "共和巷") in list(crossings("和平路和共和巷"))


@given(st.text(max_size=60))
def test_whatever_is_said_is_no_fault(said: str) -> None:
    readings(said)
    list(crossings(said))


def test_the_street_of_an_address() -> None:
    assert street_of("柳荫路12号") == "柳荫路"
    assert street_of("12 Willow Shade Road") == "Willow Shade Road"
    assert street_of("月亭公园") == "月亭公园"
