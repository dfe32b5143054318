"""What can be wrong with a row: one line of this table for each fault, with the words that people are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.kernel.words import Words, say, words

LONGEST_VALUE = 200
"""Characters of a wrong value that are kept: enough to find it again."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A fault in words: what is wrong, and what to do about it. `{…}` are its facts."""

    reason: Words
    remedy: Words


def _saying(zh: str, en: str, zh_remedy: str, en_remedy: str) -> Saying:
    return Saying(words(zh, en), words(zh_remedy, en_remedy))


_FILL = ("请补全该单元格", "fill it in")
_TIME = ("请改为正确的时间", "correct the time")
_AS_MAPPED = ("请更正该值，或在映射中补上", "correct the value, or add it to the mapping")
_AS_TEXT = ("请将该列设为文本格式后重新填写", "format the column as text and enter the value again")

SAYINGS: Mapping[str, Saying] = {
    "fields_count": _saying(
        "该行有 {found} 个字段，表头有 {wanted} 个", "the row has {found} fields, the heading has {wanted}",
        "请给含分隔符的内容加引号", "quote values that contain the delimiter",
    ),
    "not_csv": _saying("不是一行 CSV：{detail}", "not a row of CSV: {detail}", "请重新导出该表",
        "export the table again"),
    "formula": _saying(
        "单元格里是公式，系统不计算公式", "holds a formula, which isn't worked out",
        "请复制该列并以“值”粘贴", "copy the column and paste its values",
    ),
    "error_value": _saying(
        "单元格里是表格软件报告的错误", "holds an error of the spreadsheet", "请更正该单元格", "correct the cell"
    ),
    "merged": _saying(
        "单元格被合并，值只在合并区域的第一格", "lies under merged cells, and only their first one holds the value",
        "请取消合并并逐行填写", "unmerge the cells and fill in each row",
    ),
    "rounded_number": _saying(
        "数字超过 15 位，表格软件已丢失末尾数字",
        "has more than 15 digits, and the spreadsheet has lost its last ones",
        *_AS_TEXT,
    ),
    "nul": _saying("含有空字符", "holds a NUL character", "请删除该字符", "remove it"),
    "not_encoding": _saying("不是 {encoding} 编码", "isn't {encoding}", "请以 UTF-8 保存", "save the table as UTF-8"),
    "no_id": _saying("该行没有编号", "the row has no id", *_FILL),
    "id_twice": _saying(
        "编号与第 {first} 行相同", "the same id as on line {first}", "请只保留一行", "leave one of the rows out"
    ),
    "status_unmapped": _saying(
        "映射中没有该状态对应的结果", "the mapping has no outcome for this status", *_AS_MAPPED
    ),
    "no_report_time": _saying("没有上报时间", "no time of the report", *_FILL),
    "too_long": _saying("超过 {most} 个字符", "longer than {most} characters", "请缩短", "shorten it"),
    "not_a_moment": _saying("无法读成时间：{detail}", "{detail}", *_TIME),
    "future": _saying("时间在将来", "lies in the future", *_TIME),
    "closed_but_open": _saying(
        "有结案时间，但状态是未结", "closed by its time, but open by its status",
        "请更正状态或结案时间", "correct the status or the time",
    ),
    "closed_without_time": _saying(
        "状态是已结，但没有结案时间", "closed by its status, but without a time of closing", *_FILL
    ),
    "closed_too_early": _saying("结案早于上报", "closed before it was reported", *_TIME),
    "not_degrees": _saying(
        "不是以度表示的数", "not a number of degrees", "请填写十进制度数（WGS 84）", "write decimal degrees (WGS 84)"
    ),
    "degrees_range": _saying(
        "不在 -{most} 到 {most} 度之间", "not between -{most} and {most} degrees",
        "请填写十进制度数（WGS 84）", "write decimal degrees (WGS 84)",
    ),
    "outside_bounds": _saying(
        "在映射划定的范围之外", "outside the bounds of the mapping", "请更正经纬度", "correct latitude and longitude"
    ),
    "no_class": _saying("映射中没有对应的类别", "the mapping has no class for it", *_AS_MAPPED),
    "class_unknown": _saying(
        "现行规则第 {edition} 版（{name}）没有这个类别",
        "edition {edition} of the city's rules ({name}) has no such class",
        "请填写现行类别的代码或名称", "write the code or the name of a class in force",
    ),
    "empty": _saying("没有填写", "is empty", *_FILL),
    "component_code": _saying(
        "部件编码不是 17 位数字", "not a facility's code of 17 digits",
        "请填写 6 位行政区划 + 5 位类别 + 6 位顺序码",
        "write 6 digits of the county, 5 of the class and 6 of the serial",
    ),
    "component_class": _saying(
        "没有这个部件类别", "there is no such class of components",
        "请填写现行部件类别的 5 位代码或名称", "write the 5 digits or the name of a class of components in force",
    ),
    "class_not_in_code": _saying(
        "编码中的类别与 {class} 不一致", "the code does not hold its class {class}",
        "请让编码第 7 至 11 位为类别代码", "let digits 7 to 11 of the code be the class",
    ),
    "unit_unknown": _saying(
        "没有这个部门", "there is no such unit", "请填写部门的代码或名称，或留空",
        "write a unit's code or name, or leave it empty"
    ),
    "code_twice": _saying(
        "与第 {first} 行重复", "the same as on line {first}", "请只保留一行", "leave one of the rows out"
    ),
    "outside_city": _saying(
        "不在城市的任何单元网格内", "lies outside every cell of the city",
        "请核对经纬度（WGS 84），并确认没有填反",
        "check latitude and longitude (WGS 84), and that they aren't swapped",
    ),
    "no_name": _saying("没有名称", "has no name", "请填写中文或英文名称", "fill in the Chinese or the English name"),
    "personal": _saying(
        "像是个人的电话或证件号码", "looks like the telephone or identity number of a person",
        "请删除个人信息，系统不收集居民信息", "remove it: nothing about residents is taken in",
    ),
    "unit_code": _saying(
        "代码只能由字母、数字和中间的 - _ . 组成", "is not a code",
        "请填写字母、数字和中间的 - _ .", "write letters, digits, and - _ . between them",
    ),
    "parent_unknown": _saying(
        "上级部门不存在，或它所在的行有错误", "there is no such unit above it, or its row has a fault",
        "请填写已有部门或本表中部门的代码，或留空",
        "write the code of a unit in the city or the table, or leave it empty",
    ),
    "parent_ring": _saying(
        "部门成了自己的上级", "the unit lies below itself", "请更正上级部门", "let it have another parent, or none"
    ),
    "calendar_unknown": _saying(
        "没有这个工作日历", "there is no such calendar", "请填写 {known} 之一，或留空",
        "write one of {known}, or leave it empty"
    ),
    "email": _saying(
        "不是电子邮件地址", "is not an e-mail address", "请填写形如 office@example.org 的地址",
        "write one like office@example.org"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing that keeps a row out. `line` is where the row begins, 1-based; `sheet` is empty where there is only
    one; `column` is empty where the row as a whole is at fault. `code` and `facts` are of `SAYINGS`."""

    line: int
    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return reason_of(self.code, self.facts, "en")


class RowFault(Exception):
    """A value that keeps its row out."""

    def __init__(self, column: str, value: str, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.column, self.value, self.code, self.facts = column, value[:LONGEST_VALUE], code, facts


def reason_of(code: str, facts: Mapping[str, Any], language: str) -> str:
    """What is wrong, in the reader's language."""
    return say(SAYINGS[code].reason, language).format(**facts)


def remedy_of(code: str, facts: Mapping[str, Any], language: str) -> str:
    """What to do about it, in the reader's language."""
    return say(SAYINGS[code].remedy, language).format(**facts)
