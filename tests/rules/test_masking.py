"""What is personal in free text is found and covered; what a report needs stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.masking_kit import SURE, Line, covered, lines, read_line, spurious

from linli.discretion.rules import Choice, Kind, find, mask, part, read_choices

pytestmark = pytest.mark.rules

PIECES = st.sampled_from(
    [
        *(
            "路灯坏了，",
            "电话",
            "13900001234",
            "联系人：",
            "李",
            "先生",
            "王小明",
            "3号楼2单元501室",
            "京A12345",
            "我叫",
        ),
        *("身份证11999919800101123", "X", "一", "0", "\n", " ", "，", "a@example.com", "call ", "+44 7700 900123"),
        *("My name is ", "John Smith", "部件11010101001000001", "Mr ", "Wong ", "Street", "〔电话〕", "[phone]"),
        *("12345", "单元", "室", "栋", "-"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=80))


def test_the_list_has_three_hundred_lines_and_a_third_of_them_has_nothing_to_find() -> None:
    bare = [line for line in lines() if not line.labels]
    assert len(lines()) >= 300
    assert len(bare) >= len(lines()) // 5


@pytest.mark.parametrize("kind", SURE)
def test_of_a_hundred_on_the_list_at_least_ninety_nine_are_found(kind: Kind) -> None:
    labels = [(label, line) for line in lines() for label in line.labels if label.kind is kind]
    missed = [line.text for label, line in labels if not covered(label, find(line.text))]
    assert len(labels) >= 25
    assert len(missed) <= len(labels) / 100, missed


@pytest.mark.parametrize("kind", [Kind.DWELLING, Kind.NAME])
def test_of_names_and_doors_on_the_list_nine_of_ten_are_found(kind: Kind) -> None:
    labels = [(label, line) for line in lines() for label in line.labels if label.kind is kind]
    missed = [line.text for label, line in labels if not covered(label, find(line.text))]
    assert len(missed) <= len(labels) / 10, missed


def test_what_is_no_personal_passage_on_the_list_stays_readable() -> None:
    wrong = [line.text[one.start : one.end] for line in lines() for one in find(line.text) if spurious(one, line)]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    "text",
    [
        "部件编号11010101001000001",
        "网格编码110101200201001",
        "查询码 7K3M-PQ2R-9XWE",
        "2026年11月22日，花了12800元",
        "中山路138号",
        "3号楼2单元门口",
        "拨打12345、110，或400-820-1234",
    ],
)
def test_codes_dates_prices_house_numbers_and_service_numbers_are_left_alone(text: str) -> None:
    assert mask(text) == text


def test_a_number_followed_by_a_chinese_numeral_is_still_a_number() -> None:
    assert mask("13900001234一直占线") == "〔电话〕一直占线"


def test_an_identity_number_needs_its_check_digit_unless_the_words_say_what_it_is() -> None:
    assert find("119999198001011230") == ()
    assert [one.kind for one in find("身份证119999198001011230")] == [Kind.IDENTITY]


def test_the_cover_says_what_it_covers_in_the_language_of_the_text() -> None:
    assert mask("Call 07700 900123.") == "Call [phone]."
    assert mask("请打07700 900123。") == "请打〔电话〕。"


@given(TEXTS)
def test_passages_are_in_order_inside_the_text_and_apart(text: str) -> None:
    at = 0
    for one in find(text):
        assert at <= one.start < one.end <= len(text)
        at = one.end


@given(TEXTS)
def test_covering_changes_nothing_but_the_passages(text: str) -> None:
    shown, at = mask(text), 0
    for one in find(text):
        kept = text[at : one.start]
        assert shown.startswith(kept)
        shown = shown[len(kept) :].lstrip("〔[")
        shown = shown[min(place for sign in "〕]" if (place := shown.find(sign)) >= 0) + 1 :]
        at = one.end
    assert shown == text[at:]


@given(st.text(alphabet="路灯坏了很久请修理abc ，。", max_size=60))
def test_words_without_figures_and_names_pass_unchanged(text: str) -> None:
    assert mask(text) == text


def test_each_passage_goes_where_its_writer_wants_it() -> None:
    text = "我叫王小明，电话13900001234，车京A12345挡路"
    chosen = {"王小明": Choice.MASK, "13900001234": Choice.PRIVATE, "京A12345": Choice.LEAVE}
    parted = part(text, chosen)
    assert parted.text == "我叫〔姓名〕，电话〔电话〕，车京A12345挡路"
    assert parted.private == ("13900001234",)


def test_a_passage_nobody_decided_on_is_asked_for() -> None:
    parted = part("电话13900001234，或者13900005678", {"13900001234": Choice.LEAVE})
    assert not parted.decided
    assert [one.text for one in parted.passages if not one.decided] == ["13900005678"]
    assert parted.text == "电话13900001234，或者〔电话〕"


def test_the_answers_of_a_form_are_read_and_nonsense_is_no_answer() -> None:
    form = {"passage-0": "1", "passage-choice-0": "leave", "passage-1": "2", "passage-choice-1": "sell"}
    assert read_choices(form) == {"1": Choice.LEAVE}


def test_a_marked_line_is_read_without_its_marks() -> None:
    line = read_line("请打{phone:123}，{name:李}先生")
    assert line == Line("请打123，李先生", line.labels)
    assert [line.text[label.start : label.end] for label in line.labels] == ["123", "李"]
