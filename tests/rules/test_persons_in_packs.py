"""A class of report that speaks of persons is found; one about things that merely sound alike is not."""

import pytest

from linli.packs.persons import find
from linli.packs.sources import Record


@pytest.mark.parametrize(
    "text",
    [
        *(
            "流浪乞讨人员",
            "无照经营游商",
            "信访事项",
            "宗教活动",
            "少数民族",
            "计划生育",
            "可疑人员",
            "外来人口聚集",
            "情绪激动",
        ),
        *("Begging", "homeless persons", "Hawkers", "Religious gathering", "Ethnic matters", "suspicious person"),
        *("Loitering", "Migrants", "family planning", "people gathering", "Petitions", "noisy neighbours"),
    ],
)
def test_words_about_persons_are_found(text: str) -> None:
    assert find(text)


@pytest.mark.parametrize(
    "text",
    [
        *("救助站指示牌异常", "公安井盖异常", "无障碍设施异常", "儿童游乐设施", "占道经营", "老年活动中心未开放"),
        *(
            "Aid-station sign",
            "Traffic police booth",
            "Section of road",
            "Insects",
            "Personnel lift",
            "Bus sector sign",
        ),
        *("Protective fence", "Step-free access", "Stall blocking the pavement", "Playground equipment"),
    ],
)
def test_words_about_things_pass(text: str) -> None:
    assert find(text) is None


def test_a_record_without_the_column_speaks_of_nothing() -> None:
    assert find(Record("classes.csv", 2, {})["keywords"]) is None
