"""Each measure in one place: what it is called, how it is worked out, and where it comes from.

None is about a person: cases aren't counted by who reported, handled or checked them, and nobody is ranked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from linli.insight.rules.figures.paces import median
from linli.insight.rules.figures.sums import Sums
from linli.kernel.words import Words, words

type Value = int | float | timedelta | None

_INDICATORS = (
    "Indicators of grid-based city management, worded as in GB/T 30428.4 and CJ/T 292, as a published platform works"
    " them out in the comments of its code (urban-management-platform; a secondary source)"
)
_OWN = "A count of Linli's own"


class Kind(StrEnum):
    """How a value is shown, and whether values of parts add up to that of the whole."""

    COUNT = "count"
    SHARE = "share"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Measure:
    """`key` names it in addresses and tables; `meaning` says in words what is divided by what; `source` is whose
    definition that is. `of` gives a count, a share from 0 to 1, or a length; None where there is nothing to divide by.
    """

    key: str
    kind: Kind
    title: Words
    meaning: Words
    source: str
    of: Callable[[Sums], Value]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


MEASURES: tuple[Measure, ...] = (
    Measure(
        "reported", Kind.COUNT, words("上报数", "Reported"),
        words("统计期内上报的案卷。", "Cases that were reported in the period."), _OWN, lambda sums: sums.reported,
    ),
    Measure(
        "closed", Kind.COUNT, words("结案数", "Closed"),
        words("统计期内结案且未被重新打开的案卷。",
              "Cases that were closed in the period and haven't been reopened since."), _OWN,
        lambda sums: sums.closed,
    ),
    Measure(
        "standing", Kind.COUNT, words("期末未结数", "Open at the end"),
        words("每一时段结束时尚未结案的案卷，含并入其他案卷的；后来被重新打开的，视为一直未结。",
              "Cases that weren't closed at the end of each step, those merged into another as well; one that was"
              " reopened counts as open all along."), _OWN, lambda sums: sums.standing,
    ),
    Measure(
        "open", Kind.COUNT, words("未结案数", "Open now"),
        words("目前尚未结案的案卷，不论何时上报；并入其他案卷的不计。",
              "Cases that are open now, whenever they were reported; not those merged into another."), _OWN,
        lambda sums: sums.open,
    ),
    Measure(
        "overdue", Kind.COUNT, words("超时未处置数", "Overdue now"),
        words("目前未结案、已过处置时限、且计时未停止的案卷。",
              "Open cases that are past their deadline now while its clock runs."),
        _INDICATORS + ": 超时未处置数", lambda sums: sums.overdue,
    ),
    Measure(
        "on_time", Kind.SHARE, words("按期处置率", "Handled on time"),
        words("按期处置数 ÷ 应处置数。统计期内上报的案卷中，已提交处置结果或已超时的为应处置；"
              "最后一次有效结果在时限内提交的为按期处置。",
              "On time ÷ owed. Of the cases reported in the period, those are owed whose result has been handed in or"
              " is overdue; on time are those whose standing result was handed in within the limit."),
        _INDICATORS + ": 按期处置率 = 按时处置数 / 应处置数", lambda sums: _share(sums.in_time, sums.owed),
    ),
    Measure(
        "closure", Kind.SHARE, words("结案率", "Closure share"),
        words("应结案数中已结案的比例。统计期内上报的案卷中，已提交处置结果或已超时的为应结案。",
              "Closed ÷ owed. Of the cases reported in the period, those are owed whose result has been handed in or is"
              " overdue."),
        _INDICATORS + ": 结案率 = 结案数 / 应结案数, 应结案数 = 处置数 + 超时未处置数",
        lambda sums: _share(sums.owed_closed, sums.owed),
    ),
    Measure(
        "on_time_closure", Kind.SHARE, words("按期结案率", "Closed, handled on time"),
        words("应结案数中按期处置并已结案的比例。", "Closed and handled on time ÷ owed."),
        _INDICATORS + ": 按期结案率 = 按期结案数 / 应结案数", lambda sums: _share(sums.closed_in_time, sums.owed),
    ),
    Measure(
        "rework", Kind.SHARE, words("返工率", "Rework share"),
        words("应结案数中核查未通过、被退回返工过的比例。", "Of the owed, those that a check has sent back."),
        _INDICATORS + ": 返工率 = 返工数 / 应结案数", lambda sums: _share(sums.reworked, sums.owed),
    ),
    Measure(
        "median", Kind.LENGTH, words("处置用时中位数", "Median handling time"),
        words("统计期内结案的案卷，从交给处置部门到提交最终结果，半数不超过该时长（自然时间，按档计）。",
              "Of the cases closed in the period, half took no longer from being given to a unit until the result that"
              " stands; by the clock on the wall, in steps."),
        _OWN, lambda sums: median(sums.paces),
    ),
)  # fmt: skip
BY_KEY = {one.key: one for one in MEASURES}


def dictionary() -> str:
    """The measures as a Markdown table."""
    head = ["| key | 指标 | measure | what it is | 含义 | after |", "| --- | --- | --- | --- | --- | --- |"]
    rows = (
        f"| `{one.key}` | {one.title['zh-hans']} | {one.title['en']} | {one.meaning['en']} | {one.meaning['zh-hans']}"
        f" | {one.source} |"
        for one in MEASURES
    )
    return "\n".join([*head, *rows])
