"""Whom to call back: reports that came by phone or on paper and wait for their reporter's answer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.queries import Filters, Row
from linli.cases.rules import Stage, one_answer
from linli.cases.rules.facts import Source
from linli.catalogue import queries as catalogue
from linli.faces.desk.due import Due, say_due
from linli.faces.desk.given import read_text
from linli.faces.desk.hotline.form import SOURCES
from linli.faces.desk.names import ClassName, Names
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.moves import MOVES, Text
from linli.faces.desk.words.terms import SOURCE_ICONS, STATE_TONES, STATES
from linli.faces.desk.words.terms import SOURCES as SOURCE_NAMES

_EXCERPT = 90
# Each row is loaded to know what its reporter may say: fewer than a page of the queue.
_PAGE = 20
# What a reporter may say on the telephone of a result, an answer or a rejection.
_ANSWERS = ("confirm", "dissent", "press", "object")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reporter says, as a link to the form of the act on the case's page."""

    href: str
    label: Text
    icon: str


@dataclass(frozen=True, slots=True)
class Line:
    """A reporter to be called, by their case alone: the number to call is opened there, for a purpose, on record."""

    number: int
    href: str
    klass: ClassName
    excerpt: str
    state: Text
    tone: str
    due: Due
    answers: list[Answer]


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The list of one source, whoever's time to reply ends first at the top. `?source=paper` for forms on paper."""
    if not visit.takes_calls:
        return not_for_you(request, visit)
    source = Source.PAPER if request.GET.get("source") == Source.PAPER else Source.PHONE
    after = read_text(request.GET, "after")
    filters = Filters(stage=Stage.CONFIRMING, source=source)
    found = cases.listing(actor=visit.actor, filters=filters, now=visit.now, after=after, limit=_PAGE)
    names = Names(catalogue.current(), visit.language)
    context = {
        "lines": [_line(row, names, visit) for row in found.rows],
        "after": found.after,
        "source": source,
        "lists": [(one, SOURCE_NAMES[one], SOURCE_ICONS[one]) for one in SOURCES],
    }
    return page(request, visit, "desk/hotline/back.html", context)


def _line(row: Row, names: Names, visit: Visit) -> Line:
    href = reverse("desk:case", args=[row.number])
    return Line(
        number=row.number,
        href=href,
        klass=names.klass(row.class_key),
        excerpt=Truncator(" ".join(row.text.split())).chars(_EXCERPT),
        state=STATES[row.state],
        tone=STATE_TONES[row.state],
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
        answers=[
            Answer(f"{href}?act={move}#acts", MOVES[move].button, MOVES[move].icon) for move in _answers(row, visit)
        ],
    )


def _answers(row: Row, visit: Visit) -> list[str]:
    """The moves that put down what the reporter says; which they are depends on who else is asked."""
    view = cases.case(case_id=row.id)
    if view is None:
        return []
    allowed = cases.allowed_moves(facts=view.facts, actor=visit.actor, now=visit.now)
    return [move.name for move in allowed if one_answer(move.name) in _ANSWERS]
