"""Small things that readers trip over: spaces, the order of matches, numbers to dial."""

import pytest
from django.utils.translation import override

from linli.catalogue.rules.edition import ServiceClass
from linli.faces.portal.text.view import dialled
from linli.faces.portal.what.view import _matching
from linli.faces.portal.words import sentences


def named(code: str, name: str, *keywords: str) -> ServiceClass:
    return ServiceClass(
        key=f"component-{code}",
        kind="component",
        code=code,
        group={"zh-hans": "设施"},
        name={"zh-hans": name},
        icon="bulb",
        photo_required=False,
        reporters="anyone",
        keywords=keywords,
    )


def test_sentences_follow_each_other_as_the_language_sets_them() -> None:
    with override("zh-hans"):
        assert sentences("已派遣。", "", "应于明天办结。") == "已派遣。应于明天办结。"
    with override("en"):
        assert sentences("Assigned.", "", "To be done tomorrow.") == "Assigned. To be done tomorrow."


def test_who_looks_for_a_lamp_finds_the_lamp_before_its_cover() -> None:
    classes = [
        named("1", "路灯井盖异常"),
        named("2", "照明配电箱异常", "路灯"),
        named("3", "景观路灯异常"),
        named("4", "路灯异常"),
        named("5", "供水井盖异常"),
    ]
    with override("zh-hans"):
        assert [one.code for one in _matching(classes, "路灯")] == ["4", "1", "3", "2"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("110 报警，119 火警，120 急救", ["110", "119", "120"]),
        ("Call 112. In the city: 12345.", ["112", "12345"]),
        ("Keep 100 m away; since 2026; call 010-12345678", []),
        ("直接拨打119或燃气公司", ["119"]),
    ],
)
def test_emergency_numbers_are_dialled_by_a_touch(text: str, numbers: list[str]) -> None:
    shown = dialled(text)
    assert [part.partition('"')[0] for part in shown.split("tel:")[1:]] == numbers


def test_a_text_with_numbers_stays_text() -> None:
    assert dialled("<b>110</b>") == '&lt;b&gt;<a href="tel:110">110</a>&lt;/b&gt;'


def test_a_class_is_found_by_traditional_characters_too() -> None:
    classes = [named("1", "路灯异常"), named("2", "照明配电箱异常", "路灯")]
    for language in ("zh-hans", "zh-hant"):
        with override(language):
            assert [one.code for one in _matching(classes, "路燈")] == ["1", "2"]
