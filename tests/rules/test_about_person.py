"""Reports about persons are told from reports about places; in doubt a report is about a place."""

import pytest

from linli.discretion.rules import about_person

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    "text",
    [
        "我要举报邻居信教",
        "实名举报王小明，他经常上访",
        "举报一个男的，形迹可疑",
        "我家隔壁那家人不是本地人，看起来可疑",
        "楼下租户有精神病",
        "她出轨了，请处理",
        "邻居打我",
        "朋友欠我的钱一直不还，他欠我五千块钱总是不还",
        "帮我找一下我老公",
        "I want to report my neighbour, he is a Muslim.",
        "There is a suspicious man, please take note: he is shady",
        "My husband beat me",
        "Reporting a woman who is a prostitute",
        "Please help me find my ex",
        "有个可疑人员一直在那里",
        "来了一个鬼鬼祟祟的男子",
        "Suspicious-looking young man hanging around",
    ],
)
def test_a_report_about_a_person_is_recognised(text: str) -> None:
    assert about_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "邻居在楼道堆放杂物",
        "楼上邻居装修噪音到半夜",
        "举报王小明在绿地上停车",
        "投诉物业张经理不修电梯",
        "有人在公园里卖东西占道",
        "路灯坏了，李先生摔了一跤",
        "老人反映井盖松动",
        "办事窗口的人不给办",
        "My neighbour plays loud music at night",
        "A man dumped rubbish behind the church",
        "The bench near the mosque is broken",
        "Someone hit the lamp post with a car",
        "A suspicious smell from the drain",
        "路边有可疑人员撬井盖",
        "评标结果可疑，人们有意见",
        "",
    ],
)
def test_a_report_about_a_place_goes_through_even_if_somebody_is_in_it(text: str) -> None:
    assert about_person(text) is None
