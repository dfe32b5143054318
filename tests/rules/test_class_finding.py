"""A class is found by words of either language and by pinyin."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town

from linli.catalogue.finding import find_classes

_WITH_KEYWORDS = {
    key: replace(one, keywords=("井盖", "lamp post") if key == town.LAMP else ())
    for key, one in town.EDITION.classes.items()
}
EDITION = replace(town.EDITION, classes=_WITH_KEYWORDS, digest="finding")


def keys(text: str) -> list[str]:
    return [one.key for one in find_classes(EDITION, text)]


@pytest.mark.parametrize("asked", ["路灯", "ld", "ldyc", "LDYC", "ludeng", "lu deng", "street lamp", "lamp", "灯异"])
def test_a_class_is_found_by_its_name_and_by_its_sound(asked: str) -> None:
    assert keys(asked)[0] == town.LAMP


@pytest.mark.parametrize("asked", ["井盖", "jg", "jinggai", "lamp post"])
def test_a_class_is_found_by_what_else_it_is_called(asked: str) -> None:
    assert keys(asked) == [town.LAMP]


def test_what_a_class_is_called_comes_before_what_is_inside_its_name() -> None:
    assert keys("bl")[0] == town.RUBBISH, "its name sounds so"
    assert keys("wat") == [town.BURST]


def test_nothing_is_found_for_nothing() -> None:
    assert keys("") == keys("  ") == keys("!?") == keys("zzzz") == []


@given(st.text(max_size=80))
def test_whatever_is_typed_is_no_fault(asked: str) -> None:
    assert len(find_classes(EDITION, asked, limit=3)) <= 3
