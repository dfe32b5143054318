"""The cases that an order names, as they stand now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.catalogue import queries as catalogue
from linli.faces.desk.due import Due, say_due
from linli.faces.desk.names import ClassName, Names
from linli.faces.desk.visit import Visit
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import STATE_TONES, STATES
from linli.supervision.queries import View


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of an order, ready to be drawn."""

    number: int
    href: str
    klass: ClassName
    where: str
    state: Text
    tone: str
    unit: str
    due: Due


@dataclass(frozen=True, slots=True)
class NamedCases:
    """The cases that the reader's posts cover, how many others there are, and how many of all are closed."""

    lines: tuple[CaseLine, ...]
    hidden: int
    closed: int

    @property
    def count(self) -> int:
        return len(self.lines) + self.hidden


def named_cases(order: View, visit: Visit) -> NamedCases:
    """The cases of an order as they are now. Whoever sees the order needn't have posts over each of them."""
    found = cases.cases(case_ids=[one.id for one in order.facts.covered])
    shown = [view for view in found if cases.visible(actor=visit.actor, facts=view.facts)]
    closed = sum(view.facts.closed_at is not None for view in found)
    return NamedCases(case_lines(shown, visit), len(found) - len(shown), closed)


def case_lines(found: Iterable[cases.View], visit: Visit) -> tuple[CaseLine, ...]:
    """Rows of these cases."""
    names = Names(catalogue.current(), visit.language)
    return tuple(_line(view, names, visit) for view in found)


def _line(view: cases.View, names: Names, visit: Visit) -> CaseLine:
    facts = view.facts
    address = facts.place.address if facts.place else ""
    return CaseLine(
        number=view.number,
        href=reverse("desk:case", args=[view.number]),
        klass=names.klass(facts.class_key),
        where=" · ".join(part for part in (names.area(facts.area_path), address) if part) or _("no place yet"),
        state=STATES[facts.state],
        tone=STATE_TONES[facts.state],
        unit=names.unit(facts.unit_path) if facts.unit_path else "",
        due=say_due(
            state=facts.state,
            stage=view.stage,
            reported_at=facts.reported_at,
            due_at=facts.due_at,
            until=facts.until,
            closed_at=facts.closed_at,
            outcome=facts.outcome,
            now=visit.now,
        ),
    )
