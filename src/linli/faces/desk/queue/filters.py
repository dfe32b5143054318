"""The address bar of the queue: what is chosen, read from it and written back, so that a list can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, Self
from urllib.parse import urlencode

from django.utils import timezone

from linli.cases.queries import Filters, interval
from linli.cases.rules import Stage, State
from linli.cases.rules.facts import Outcome, Source
from linli.faces.desk.given import read_text

type List = Literal["mine", "climbed", "all"]
type Sort = Literal["urgent", "newest"]

_LONGEST = 200
BESIDE = ("source", "outcome", "cell", "reported", "closed")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader asked to see. `stage` is a stage or, after a dot, one of its states: `filed` or `filed.disputed`.

    `reported` and `closed` are days, `2026-03-01..2026-03-31`, both of them in it. Field names are those of the address
    bar, but for `klass`, which is `class` there.
    """

    list: List = "mine"
    stage: str = ""
    klass: str = ""
    area: str = ""
    unit: str = ""
    overdue: bool = False
    asked: bool = False
    text: str = ""
    sort: Sort = "urgent"
    source: str = ""
    outcome: str = ""
    cell: str = ""
    reported: str = ""
    closed: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Values that mean nothing are read as not chosen: an old bookmark still opens."""

        def plain(name: str) -> str:
            return read_text(query, name, _LONGEST)

        stage = plain("stage")
        sort: Sort = "newest" if plain("sort") == "newest" else "urgent"
        return cls(
            list=_list(plain("list")),
            stage=stage if _known_stage(stage) else "",
            klass=plain("class"),
            area=plain("area"),
            unit=plain("unit"),
            overdue=plain("overdue") == "1",
            asked=plain("asked") == "1",
            text=plain("text"),
            # Closed cases have no deadline to be sorted by.
            sort="newest" if stage.partition(".")[0] == Stage.CLOSED or read_days(plain("closed")) else sort,
            source=plain("source") if plain("source") in tuple(Source) else "",
            outcome=plain("outcome") if plain("outcome") in tuple(Outcome) else "",
            cell=plain("cell"),
            reported=plain("reported") if read_days(plain("reported")) else "",
            closed=plain("closed") if read_days(plain("closed")) else "",
        )

    @property
    def filters(self) -> Filters:
        stage, _, state = self.stage.partition(".")
        return Filters(
            stage="" if state else stage,
            state=state,
            klass=self.klass,
            area=self.area,
            unit=self.unit,
            overdue=self.overdue,
            asked=self.asked,
            text=self.text,
            mine=self.list == "mine",
            climbed=self.list == "climbed",
            sort=self.sort,
            source=self.source,
            outcome=self.outcome,
            cell=self.cell,
            reported=_interval(self.reported),
            closed=_interval(self.closed),
        )

    @property
    def narrowed(self) -> int:
        """How many filters are set, beyond the list and its order."""
        chosen = (self.stage, self.klass, self.area, self.unit, self.overdue, self.asked, self.text)
        return sum(map(bool, (*chosen, *self.beside.values())))

    @property
    def beside(self) -> dict[str, str]:
        """The filters that have no field in the form: they come with a link, by their names in the address bar."""
        return {name: value for name in BESIDE if (value := getattr(self, name))}

    @property
    def cleared(self) -> "Chosen":
        return Chosen(list=self.list, sort=self.sort)

    def with_list(self, name: List) -> "Chosen":
        return replace(self, list=name)

    def pairs(self) -> dict[str, str]:
        """What is chosen and isn't the default, by its name in the address bar."""
        found: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found["class" if field.name == "klass" else field.name] = "1" if value is True else value
        return found

    def query(self, **more: str) -> str:
        """The address bar from `?` on; empty where nothing is chosen."""
        encoded = urlencode(self.pairs() | {name: value for name, value in more.items() if value})
        return f"?{encoded}" if encoded else ""


def read_days(text: str) -> tuple[date, date] | None:
    """The first and the last day of `2026-03-01..2026-03-31`; None where it isn't that."""
    first, _, last = text.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return days if 2000 <= days[0].year <= days[1].year < 2200 and days[0] <= days[1] else None


def write_days(first: date, last: date) -> str:
    """The inverse of `read_days`."""
    return f"{first.isoformat()}..{last.isoformat()}"


def _interval(text: str) -> str:
    """Days as the lists want them: from the first midnight to that behind the last day, by the city's clock."""
    days = read_days(text)
    if days is None:
        return ""
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (days[0], days[1] + timedelta(days=1)))
    return interval(start, end)


def _list(text: str) -> List:
    return "all" if text == "all" else "climbed" if text == "climbed" else "mine"


def _known_stage(text: str) -> bool:
    stage, dot, state = text.partition(".")
    return stage in tuple(Stage) and (not dot or state in tuple(State))
