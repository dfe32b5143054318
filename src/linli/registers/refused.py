"""What Linli refuses to be, as names that no field, column, parameter, measure or address may have.

It watches places, services and the promises of those in charge; never residents. A name counts by its words
(`riskScore`, `risk_score` and `risk-score` are the same two), so that `page` doesn't bring in `age`.
"""

import re
from collections.abc import Iterable, Iterator

NAMES: dict[str, str] = {
    "ethnicity": "ethnic ethnicity nation nationality race racial minority 民族 种族 族裔 国籍",
    "religion": "religion religious faith belief church mosque temple 宗教 信仰 教徒",
    "politics": "politic politics political party opinion vote_record dissident 政治 党派 政治面貌",
    "family planning": "pregnancy pregnant fertility birth births contraception marital marriage 生育 计划生育 婚姻",
    "petitions": "petition petitions petitioner protest 信访 上访",
    "mood": "mood emotion emotions sentiment anger stability 情绪 舆情 维稳",
    "a score of persons": "risk credit trust reputation rating score blacklist watchlist"
    " 风险 信用 积分 评分 黑名单 重点人员",
    "a register of residents": "resident residents citizen citizens household households hukou tenant population"
    " 居民 户籍 户口 流动人口 租户 家庭成员",
    "identity of a resident": "passport ssn id_card identity_card id_number national_id birthday birthdate gender sex"
    " age 身份证 出生日期 性别 年龄",
    "cameras and faces": "camera cameras cctv video face faces facial recognition biometric fingerprint"
    " 摄像头 人脸 指纹",
    "social media": "wechat weibo twitter facebook tiktok social_media 微信 微博 社交媒体",
    "trails": "trail trails track_points gps_track whereabouts movement movements route_history 轨迹 行踪",
    "reports about persons": "suspect suspects offender criminal accused beggar vagrant 嫌疑人 乞讨 流浪人员",
}
"""Each thing refused, with the words that would bring it in."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def refused(name: str) -> tuple[str, str] | None:
    """What `name` would bring in and the word that says so, or None."""
    parts = [part.lower() for part in _WORD.findall(name)]
    spoken = f"_{'_'.join(parts)}_"
    chinese = "".join(_CHINESE.findall(name))
    for thing, listed in NAMES.items():
        for word in listed.split():
            if f"_{word}_" in spoken if word.isascii() else word in chinese:
                return thing, word
    return None


def faults(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One line for each of the (place, name) that would bring in what Linli refuses to be."""
    for place, name in names:
        if found := refused(name):
            thing, word = found
            yield f"{place}: {name!r} says {word!r}: Linli has nothing about {thing}; build it otherwise, or not at all"
