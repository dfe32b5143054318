"""The family of a case in the reader's words: the case that it is a part of, or its own parts."""

from dataclasses import dataclass

from django.urls import reverse

from linli.cases import queries as cases
from linli.cases.queries import Relative
from linli.cases.rules.facts import Outcome
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import Due, say_due
from linli.faces.desk.names import ClassName
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import OUTCOMES, STATE_TONES, STATES


@dataclass(frozen=True, slots=True)
class Member:
    number: int
    href: str
    klass: ClassName
    state: Text
    tone: str
    unit: str
    due: Due
    outcome: Text
    detach: str


@dataclass(frozen=True, slots=True)
class Told:
    """`split` and `attach` are addresses, empty where the reader may not."""

    parent: Member | None
    children: tuple[Member, ...]
    split: str
    attach: str


def told(sheet: Sheet) -> Told | None:
    """None where the case has no family and the reader may not found one."""
    found = cases.family(sheet.facts)
    number, allowed = sheet.view.number, sheet.allowed
    split = reverse("desk:split", args=[number]) if "split" in allowed else ""
    attach = reverse("desk:attach", args=[number]) if "attach" in allowed else ""
    if not (found.parent or found.children or split):
        return None
    return Told(
        parent=_member(sheet, found.parent) if found.parent else None,
        children=tuple(_member(sheet, one, detach="detach" in allowed) for one in found.children),
        split=split,
        attach=attach,
    )


def _member(sheet: Sheet, one: Relative, *, detach: bool = False) -> Member:
    address = reverse("desk:detach", args=[sheet.view.number, one.number])
    return Member(
        number=one.number,
        href=reverse("desk:case", args=[one.number]),
        klass=sheet.names.klass(one.class_key),
        state=STATES[one.state],
        tone=STATE_TONES[one.state],
        unit=sheet.names.unit(one.unit_path) if one.unit_path else "",
        due=say_due(
            state=one.state, stage=one.stage, reported_at=None, due_at=one.due_at, until=None,
            closed_at=one.closed_at, outcome=one.outcome, now=sheet.visit.now,
        ),
        outcome=OUTCOMES[Outcome(one.outcome)] if one.outcome else "",
        detach=address if detach else "",
    )  # fmt: skip
