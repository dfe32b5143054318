"""The address bar of the queue: what is chosen, read from it and written back, so that a list can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal, Self
from urllib.parse import urlencode

from linli.cases.queries import Filters
from linli.cases.rules import Stage, State

type List = Literal["mine", "climbed", "all"]
type Sort = Literal["urgent", "newest"]

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader asked to see. `stage` is a stage or, after a dot, one of its states: `filed` or `filed.disputed`.

    Field names are those of the address bar, but for `klass`, which is `class` there.
    """

    list: List = "mine"
    stage: str = ""
    klass: str = ""
    area: str = ""
    unit: str = ""
    overdue: bool = False
    text: str = ""
    sort: Sort = "urgent"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Values that mean nothing are read as not chosen: an old bookmark still opens."""

        def plain(name: str) -> str:
            # PostgreSQL stores no NUL, and nobody types one.
            return query.get(name, "").strip().replace("\0", "")[:_LONGEST]

        stage = plain("stage")
        sort: Sort = "newest" if plain("sort") == "newest" else "urgent"
        return cls(
            list=_list(plain("list")),
            stage=stage if _known_stage(stage) else "",
            klass=plain("class"),
            area=plain("area"),
            unit=plain("unit"),
            overdue=plain("overdue") == "1",
            text=plain("text"),
            # Closed cases have no deadline to be sorted by.
            sort="newest" if stage.partition(".")[0] == Stage.CLOSED else sort,
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
            text=self.text,
            mine=self.list == "mine",
            climbed=self.list == "climbed",
            sort=self.sort,
        )

    @property
    def narrowed(self) -> int:
        """How many filters are set, beyond the list and its order."""
        return sum(bool(value) for value in (self.stage, self.klass, self.area, self.unit, self.overdue, self.text))

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


def _list(text: str) -> List:
    return "all" if text == "all" else "climbed" if text == "climbed" else "mine"


def _known_stage(text: str) -> bool:
    stage, dot, state = text.partition(".")
    return stage in tuple(Stage) and (not dot or state in tuple(State))
