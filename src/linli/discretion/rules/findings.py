"""What a finding is, and the two plain readings of a text in which findings are looked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of personal passage it is."""

    EMAIL = "email"
    IDENTITY = "identity"
    PLATE = "plate"
    ACCOUNT = "account"
    PHONE = "phone"
    DWELLING = "dwelling"
    NAME = "name"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A passage `text[start:end]` and what it is."""

    start: int
    end: int
    kind: Kind


type Findings = Iterator[Finding]

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣─ー"), "-")
_GAPS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"), " ")
_WIDE_DIGITS = {ord(wide): digit for wide, digit in zip("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "0123456789", strict=True)}
_SPOKEN = {
    ord(word): digit
    for digit, said in {
        "0": "零〇○", "1": "一壹幺", "2": "二贰两", "3": "三叁", "4": "四肆",
        "5": "五伍", "6": "六陆", "7": "七柒", "8": "八捌", "9": "九玖",
    }.items()
    for word in said
}  # fmt: skip

# Characters of the rules' own words and of surnames that are written otherwise in Traditional Chinese.
_TRADITIONAL = str.maketrans(
    "車電話門號單棟層樓機聯絡繫證護陳張劉趙吳孫馬鄭謝許韓馮鄧葉蘇呂蔣盧鍾譚陸韋賈鄒閻龔萬錢嚴湯賴龍龐歐顧賀師經長書記訴報舉戶業鄰東遼魯贛"
    "晉陝閩貴粵雲瓊寧滬銀賬麗華偉國軍潔領學務來撥傳電郵區園裡掛體溫內見應納魚鳥風飛錄響樂聲麼誰們這個說過還種樣電氣燈飯館鋪歲爺婦",
    "车电话门号单栋层楼机联络系证护陈张刘赵吴孙马郑谢许韩冯邓叶苏吕蒋卢钟谭陆韦贾邹阎龚万钱严汤赖龙庞欧顾贺师经长书记诉报举户业邻东辽鲁赣"
    "晋陕闽贵粤云琼宁沪银账丽华伟国军洁领学务来拨传电邮区园里挂体温内见应纳鱼鸟风飞录响乐声么谁们这个说过还种样电气灯饭馆铺岁爷妇",
)

_PLAIN = {
    chr(code): to if isinstance(to, str) else chr(to)
    for code, to in (_TRADITIONAL | _WIDE | _DASHES | _GAPS | _WIDE_DIGITS).items()
}
# Sought and not translated: `str.translate` fails inside for each character that isn't in its table, as most aren't.
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(_PLAIN))}]")


def plain(text: str) -> str:
    """The text with full-width letters, digits and signs as ASCII, every dash as `-` and every gap as a space.

    Each character stays where it is, so that a place in this reading is the same place in the text.
    """
    return _NOT_PLAIN.sub(lambda found: _PLAIN[found[0]], text)


def spoken(text: str) -> str:
    """As `plain`, with digits that are written in Chinese (幺三八 …) as digits, each in its place."""
    return plain(text).translate(_SPOKEN)
