"""Reading the figures: what somebody's posts cover, counted by one thing, within a reader's patience.

Whole months come from the counts by month, the days before and behind them, and single days and cells, from the rows of
the cases. Either way every case is counted once, and a question of any length reads little more than the counts of its
months and the cases of two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from linli.cases import queries as cases
from linli.catalogue import queries as catalogue
from linli.insight.figures.members import Members
from linli.insight.models import Folding
from linli.insight.rules.figures.question import By, Period, Question, Step, step_of
from linli.insight.rules.figures.sums import Sums
from linli.kernel.paths import within
from linli.kernel.rights import Actor

_COLUMNS = {By.CLASS: "klass", By.AREA: "area", By.UNIT: "unit", By.SOURCE: "source", By.OUTCOME: "outcome"}
_OF_REPORTED = ("reported", "owed", "in_time", "owed_closed", "closed_in_time", "reworked")
_MONTHS_REPORTED = "sum(cases), sum(owed), sum(in_time), sum(owed_closed), sum(closed_in_time), sum(reworked)"
_DAYS_REPORTED = (
    "count(*), count(*) FILTER (WHERE owed), count(*) FILTER (WHERE in_time),"
    " count(*) FILTER (WHERE owed AND closed_on IS NOT NULL),"
    " count(*) FILTER (WHERE in_time AND closed_on IS NOT NULL), count(*) FILTER (WHERE owed AND reworked)"
)
_OPEN = (
    "count(*) FILTER (WHERE state <> 'merged'), count(*) FILTER (WHERE state <> 'merged' AND due_at < %s),"
    " count(*) FILTER (WHERE state = 'merged'),"
    " count(*) FILTER (WHERE due_at < %s AND NOT owed AND reported_on BETWEEN %s AND %s),"
    " count(*) FILTER (WHERE due_at < %s AND NOT owed AND reworked AND reported_on BETWEEN %s AND %s)"
)


@dataclass(frozen=True, slots=True)
class Freshness:
    """`whole`: all cases are counted, with everything that was recorded up to `at`. Else `at` says nothing."""

    whole: bool
    at: datetime | None


@dataclass(slots=True)
class Answer:
    """Sums by what was asked for, and `total` of all of them.

    Keys are class keys, paths of areas or units, sources, outcomes, states (by stage), cells; or the first days of
    steps in ISO 8601.
    """

    sums: dict[str, Sums] = field(default_factory=dict)
    total: Sums = field(default_factory=Sums)

    def of(self, key: str) -> Sums:
        return self.sums.setdefault(key, Sums())


def freshness() -> Freshness:
    """How fresh the figures are."""
    state = Folding.objects.filter(pk=1).first()
    return Freshness(False, None) if state is None or not state.whole else Freshness(True, state.folded_at)


def figures(*, actor: Actor, question: Question, now: datetime) -> Answer:
    """The sums that were asked for, of the cases that the posts of `actor` cover; the same for everybody who covers
    the same."""
    members, answer = Members(), Answer()
    where = _where(actor, question, members)
    if where is None:
        return answer
    read = _Reading(question, where, members)
    if question.by is not By.STAGE:
        read.reported(answer)
        read.closed(answer)
    read.open(answer, now)
    for sums in answer.sums.values():
        answer.total.add(sums)
    if question.by is By.TIME:
        read.open_total(answer, now)
        _fill(answer, question)
        read.standing(answer, now)
    return answer


@dataclass(frozen=True, slots=True)
class _Where:
    """A condition on members, the same for cases and for counts, with its parameters."""

    sql: str = "TRUE"
    parameters: tuple[Any, ...] = ()

    def with_(self, sql: str, *parameters: Any) -> "_Where":
        return _Where(f"{self.sql} AND {sql}", (*self.parameters, *parameters))


def _where(actor: Actor, question: Question, members: Members) -> _Where | None:
    """What the actor's posts cover of what was asked for; None where that is nothing."""
    where = _Where()
    chosen = {
        "klass": lambda name: _matches(name, question.klass),
        "area": lambda name: within(name, question.area),
        "unit": lambda name: within(name, question.unit),
        "source": lambda name: name == question.source,
    }
    for column, wanted in chosen.items():
        if getattr(question, column):
            where = where.with_(f"{column} = ANY(%s)", members.ids(column, wanted))
    covers = cases.coverage(actor)
    if not covers:
        return None
    if all(cover.area or cover.unit for cover in covers):
        pieces, parameters = [], []
        for cover in covers:
            of = [("area", cover.area), ("unit", cover.unit)]
            pieces.append(" AND ".join(f"{column} = ANY(%s)" for column, path in of if path))
            parameters += [
                members.ids(column, lambda name, outer=path: within(name, outer))  # type: ignore[misc]
                for column, path in of
                if path
            ]
        where = where.with_(f"({' OR '.join(f'({piece})' for piece in pieces)})", *parameters)
    return where


def _matches(class_key: str, pattern: str) -> bool:
    return class_key.startswith(pattern[:-1]) if pattern.endswith("*") else class_key == pattern


@dataclass(frozen=True, slots=True)
class _Reading:
    question: Question
    where: _Where
    members: Members

    def reported(self, answer: Answer) -> None:
        for table, key, condition in self._sources("reported"):
            counts = _MONTHS_REPORTED if table == "insight_reportedcount" else _DAYS_REPORTED
            for name, *values in self._grouped(f"{key}, {counts}", table, condition, "1"):
                sums = answer.of(self._key(name))
                for count, value in zip(_OF_REPORTED, values, strict=True):
                    setattr(sums, count, getattr(sums, count) + int(value))

    def closed(self, answer: Answer) -> None:
        for table, key, condition in self._sources("closed"):
            pace, count = (
                ("pace", "sum(cases)") if table == "insight_closedcount" else ("coalesce(pace, -1)", "count(*)")
            )
            for name, step, value in self._grouped(f"{key}, {pace}, {count}", table, condition, "1, 2"):
                sums = answer.of(self._key(name))
                sums.closed += int(value)
                if step >= 0:
                    sums.paces[step] += int(value)

    def open(self, answer: Answer, now: datetime) -> None:
        """What is open now, and what of the period is owed because it is overdue."""
        period = self.question.period
        days = (period.first, period.last)
        key = {By.TIME: "reported_on", By.STAGE: "state"}.get(self.question.by) or self._column()
        parameters = (now, now, *days, now, *days)
        for name, still, overdue, merged, owed, reworked in self._grouped(
            f"{key}, {_OPEN}", "insight_life", self.where.with_("closed_on IS NULL"), "1", parameters
        ):
            if self.question.by is By.TIME:
                if owed:
                    self._owe(answer.of(self._key(name)), owed, reworked)
                continue
            sums = answer.of(self._key(name))
            sums.open, sums.overdue, sums.merged = still, overdue, merged
            self._owe(sums, owed, reworked)

    def _owe(self, sums: Sums, owed: int, reworked: int) -> None:
        sums.owed += owed
        sums.reworked += reworked

    def open_total(self, answer: Answer, now: datetime) -> None:
        """By time what is open now belongs to no step, only to the whole."""
        counts = (
            "count(*) FILTER (WHERE state <> 'merged'), count(*) FILTER (WHERE state <> 'merged' AND due_at < %s),"
            " count(*) FILTER (WHERE state = 'merged')"
        )
        where = self.where.with_("closed_on IS NULL")
        rows = self._grouped(counts, "insight_life", where, "", (now,))
        total = answer.total
        total.open, total.overdue, total.merged = next(rows)

    def standing(self, answer: Answer, now: datetime) -> None:
        """How many weren't closed at the end of each step, counted back from what isn't closed now."""
        period = self.question.period
        standing = answer.total.open + answer.total.merged
        today = now.astimezone(ZoneInfo(catalogue.current().settings.time_zone)).date()
        if period.last < today:
            later = replace(self.question, by=By.SOURCE, period=Period(period.end, today))
            since = Answer()
            reading = _Reading(later, self.where, self.members)
            reading.reported(since)
            reading.closed(since)
            standing += sum(sums.closed - sums.reported for sums in since.sums.values())
        answer.total.standing = standing
        for key in sorted(answer.sums, reverse=True):
            answer.sums[key].standing = standing
            standing += answer.sums[key].closed - answer.sums[key].reported

    def _sources(self, what: str) -> Iterator[tuple[str, str, _Where]]:
        """The tables to read, with the key to group by and the condition, that together are the period."""
        period, day = self.question.period, f"{what}_on"
        by_time = self.question.by is By.TIME
        key = None if by_time else self._column()
        months = period.whole_months()
        if self.question.cells or (by_time and self.question.step is not Step.MONTH):
            months = None
        edges: Sequence[tuple[date, date]] = ((period.first, period.end),)
        if months:
            begin, end = months
            condition = self.where.with_("month >= %s AND month < %s", begin, end)
            yield f"insight_{what}count", key or "month", condition
            edges = ((period.first, begin), (end, period.end))
        for begin, end in edges:
            if begin < end:
                yield "insight_life", key or day, self.where.with_(f"{day} >= %s AND {day} < %s", begin, end)

    def _column(self) -> str:
        return "cell" if self.question.cells else _COLUMNS[self.question.by]

    def _key(self, value: Any) -> str:
        """The name of what was grouped by."""
        if isinstance(value, date):
            return step_of(value, self.question.step, self.question.period).isoformat()
        return value if isinstance(value, str) else self.members.names[value]

    def _grouped(
        self, columns: str, table: str, where: _Where, group: str, parameters: tuple[Any, ...] = ()
    ) -> Iterator[tuple[Any, ...]]:
        by = f" GROUP BY {group}" if group else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table} WHERE {where.sql}{by}", [*parameters, *where.parameters])
            yield from cursor.fetchall()


def _fill(answer: Answer, question: Question) -> None:
    """Steps in which nothing happened are there as well."""
    for step in question.period.steps(question.step):
        answer.of(step.first.isoformat())
