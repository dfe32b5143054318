"""The queue's rows in the reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator

from linli.cases.queries import Row
from linli.cases.rules.facts import Source
from linli.faces.desk.due import Due, say_due
from linli.faces.desk.names import ClassName, Names, cell_number
from linli.faces.desk.queue.filters import Chosen
from linli.faces.desk.visit import Visit
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import SOURCE_ICONS, SOURCES, STATE_TONES, STATES, WAITING

_EXCERPT = 90


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue, ready to be drawn."""

    number: int
    href: str
    klass: ClassName
    excerpt: str
    address: str
    community: str
    cell: str
    state: Text
    tone: str
    why: Text
    unit: str
    assists: bool
    due: Due
    source: Text
    source_icon: str
    rounds: int
    reworks: int
    climbed: int


def lines(rows: Iterable[Row], *, chosen: Chosen, names: Names, visit: Visit) -> Sequence[Line]:
    return [_line(row, chosen, names, visit) for row in rows]


def case_address(number: int, *, chosen: Chosen, mark: str = "") -> str:
    """A case with the list it was opened from, so that the next case is the next of that list."""
    query = urlencode(chosen.pairs() | ({"from": mark} if mark else {}))
    return reverse("desk:case", args=[number]) + (f"?{query}" if query else "")


def _line(row: Row, chosen: Chosen, names: Names, visit: Visit) -> Line:
    return Line(
        number=row.number,
        href=case_address(row.number, chosen=chosen, mark=row.mark),
        klass=names.klass(row.class_key),
        excerpt=Truncator(" ".join(row.text.split())).chars(_EXCERPT),
        address=row.address,
        community=names.area(row.area_path),
        cell=cell_number(row.cell),
        state=STATES[row.state],
        tone=STATE_TONES[row.state],
        why=WAITING.get(row.why, ""),
        unit=names.unit(row.unit_path) if row.unit_path else "",
        assists=any(path in row.assisting for path in visit.actor.unit_paths),
        due=say_due(
            state=row.state,
            stage=row.stage,
            reported_at=row.reported_at,
            due_at=row.due_at,
            until=row.until,
            closed_at=row.closed_at,
            outcome=row.outcome,
            now=visit.now,
        ),
        source=SOURCES[Source(row.source)],
        source_icon=SOURCE_ICONS[Source(row.source)],
        rounds=row.rounds,
        reworks=row.reworks,
        climbed=row.climbed,
    )
