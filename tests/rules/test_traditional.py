"""Traditional Chinese: made from Simplified wherever nobody wrote it, never instead of what somebody wrote."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from linli.config.home import SOURCE
from linli.config.messages import compile_all, in_traditional
from linli.kernel.hant import simplified, traditional
from linli.kernel.words import say
from linli.notices.texts import written

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Sign in"
msgstr "登录"

msgid "%(n)s case"
msgid_plural "%(n)s cases"
msgstr[0] "%(n)s 个案卷"
"""


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("街道办事处", "街道辦事處"),
        ("社区信息采集员", "社區信息採集員"),
        ("皇后的头发", "皇后的頭髮"),
        ("Lamp 12", "Lamp 12"),
        ("", ""),
    ],
)
def test_it_is_converted_by_words(written: str, wanted: str) -> None:
    assert traditional(written) == wanted


def test_a_reader_of_traditional_chinese_gets_a_citys_names_so() -> None:
    assert say({"zh-hans": "路灯异常", "en": "Street lamp faulty"}, "zh-hant") == "路燈異常"
    assert say({"zh-hans": "路灯异常", "zh-hant": "路燈故障"}, "zh-hant") == "路燈故障"
    assert say({"en": "Street lamp faulty"}, "zh-hant") == "Street lamp faulty"


def test_what_is_typed_in_traditional_is_looked_for_in_simplified() -> None:
    assert simplified("路燈") == "路灯"
    assert simplified("12 Lotus Road") == "12 Lotus Road"


def test_compiling_makes_the_traditional_catalogue_and_lets_own_texts_win(tmp_path: Path) -> None:
    source = tmp_path / "locale/zh_Hans/LC_MESSAGES/django.po"
    own = tmp_path / "locale/zh_Hant/LC_MESSAGES/django.po"
    for file, text in ((source, PO), (own, PO.partition('msgid "%')[0].replace("登录", "登入系統"))):
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    assert compile_all(tmp_path) == 1
    assert own.with_suffix(".mo").exists()
    catalogues = []
    for file in (source, own):
        with file.open("rb") as opened:
            catalogues.append(read_po(opened))
    found = in_traditional(*catalogues)
    texts = {message.id: message.string for message in found if message.id}
    assert texts["Sign in"] == "登入系統"
    assert texts["%(n)s case", "%(n)s cases"] == ("%(n)s 個案卷",)


def test_no_text_of_any_face_loses_a_placeholder_on_the_way() -> None:
    for source in SOURCE.rglob("zh_Hans/LC_MESSAGES/django.po"):
        with source.open("rb") as opened:
            catalogue = read_po(opened)
        made = in_traditional(catalogue)
        assert len(made) == len(catalogue)
        for before in (message for message in catalogue if message.id):
            after = made.get(before.id, before.context)
            assert after is not None
            assert PLACEHOLDER.findall(str(after.string)) == PLACEHOLDER.findall(str(before.string)), before.id


def test_every_message_can_be_sent_in_traditional_chinese() -> None:
    assert [name for name, found in written().items() if "zh-hant" not in found] == []
