"""Words that speak of persons. A class of report is about a place, a public facility or a service, never about
somebody.

Reviewed by hand: words that also name things (a children's playground, a relief station's sign, a manhole cover of
the police) are not here, because a class about the thing must stay possible.
"""

import re

from linli.kernel.faults import Fault
from linli.packs.sources import Record

CHINESE: tuple[str, ...] = (
    *("乞讨", "乞丐", "流浪人员", "流浪汉", "流浪乞", "拾荒者", "游商", "小贩", "摊贩", "商贩"),
    *("上访", "信访", "访民", "重点人员", "重点人群", "特殊人群", "高危人员", "风险人员", "可疑人员", "陌生人"),
    *("刑满", "社区矫正", "吸毒", "涉毒", "精神障碍", "精神病", "邪教", "宗教", "信教", "教徒", "信徒"),
    *("民族", "族裔", "种族", "政治", "异议人士", "集会", "游行", "示威", "静坐", "聚众", "人员聚集"),
    *("流动人口", "外来人口", "外来人员", "外地人", "外国人", "境外人员", "移民", "难民", "租客", "户籍"),
    *("计划生育", "超生", "生育", "孕妇", "同性恋", "性取向", "情绪", "舆情", "信用分", "信用评分", "失信", "黑名单"),
    *("犯罪", "嫌疑人", "失踪人员", "走失", "人脸", "身份证号", "卖淫", "嫖娼", "赌博", "传销", "邻居"),
)
ENGLISH: tuple[str, ...] = (
    *("beggar", "begging", "panhandl*", "homeless*", "vagrant", "hawker", "pedlar", "peddler", "street vendor"),
    *("petition*", "migrant", "immigra*", "refugee", "foreigner", "ethnic*", "racial", "religio*", "believer", "sect"),
    *("politic*", "protest", "protester", "demonstrator", "dissident", "criminal", "offender", "addict", "drug user"),
    *("mentally ill", "psychiatric", "suspicious", "stranger", "loiter*", "family planning", "birth control"),
    *("pregnan*", "homosexual*", "sexual*", "sentiment", "mood", "social credit", "credit score", "risk score"),
    *("blacklist*", "facial", "face recognition", "prostitut*", "gambl*", "person", "people", "neighbour", "neighbor"),
)
"""Whole words and their plurals; a `*` stands for any ending."""

_ENGLISH = re.compile(
    "|".join(rf"\b{re.escape(word.removesuffix('*'))}{'' if word.endswith('*') else r's?\b'}" for word in ENGLISH),
    re.IGNORECASE,
)
_CHINESE = re.compile("|".join(map(re.escape, CHINESE)))


def find(text: str) -> str | None:
    """The first word of `text` that speaks of persons, or None."""
    found = _CHINESE.search(text) or _ENGLISH.search(text)
    return found[0] if found else None


def check(record: Record, column: str) -> list[Fault]:
    """A fault where the value in `column` speaks of persons."""
    word = find(record[column])
    if word is None:
        return []
    remedy = "name the place, the facility or the service instead, or leave the row out"
    return [record.fault(column, f"“{word}” speaks of persons, which Linli takes no reports about", remedy)]
