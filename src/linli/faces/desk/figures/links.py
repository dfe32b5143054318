"""From a figure to what is behind it: the list of exactly these cases, or the same picture one level down."""

from urllib.parse import urlencode

from django.urls import reverse

from linli.cases import queries as cases
from linli.faces.desk.figures.asked import Asked
from linli.faces.desk.figures.said import MERGED
from linli.faces.desk.queue.filters import write_days
from linli.faces.desk.visit import Visit
from linli.insight.rules.figures.grouping import Part, common_path
from linli.insight.rules.figures.question import By, Period

_OF_CLOSED = ("closed", "median")
_FIELDS = {By.CLASS: "class", By.AREA: "area", By.UNIT: "unit", By.SOURCE: "source", By.OUTCOME: "outcome"}


class Links:
    """Addresses for one picture."""

    def __init__(self, asked: Asked, visit: Visit, *, cells: bool) -> None:
        self._asked, self._cells = asked, cells
        # Lists show what a unit assists in as well, figures count that with the unit that leads.
        own = common_path(cover.unit for cover in cases.coverage(visit.actor))
        self._base = {"class": asked.klass, "area": asked.area, "unit": asked.unit or own, "source": asked.source}

    def cases(self, part: Part, measure: str, period: Period | None = None) -> str:
        """The list of the cases that a count, a share or a length is of; empty where lists can't be narrowed so."""
        chosen = self._base | {"list": "all"}
        by, key = self._asked.by, part.key
        if by is By.STAGE:
            chosen["stage"] = "filed.merged" if key == MERGED else key
        elif by is not By.TIME:
            if not key or part.own:
                return ""
            chosen["cell" if self._cells else _FIELDS[by]] = key
        days = period or self._asked.period
        match measure:
            case "standing":
                return ""
            case "overdue":
                chosen["overdue"] = "1"
            case "open" | "merged":
                pass
            case _:
                field = "closed" if measure in _OF_CLOSED else "reported"
                chosen |= {"sort": "newest", field: write_days(days.first, days.last)}
        return reverse("desk:queue") + "?" + urlencode({name: value for name, value in chosen.items() if value})

    def deeper(self, part: Part) -> str:
        """The same picture of the part's own parts; empty where it has none."""
        if not part.key or part.own or self._cells:
            return ""
        if self._asked.by is By.AREA:
            return self._asked.but(area=part.key).query()
        field = {By.CLASS: "klass", By.UNIT: "unit"}.get(self._asked.by)
        return self._asked.but(**{field: part.key}).query() if field and part.deeper else ""
