"""One incident and all who reported it: what the case is part of, what is part of it, and who is asked."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import commands, queries
from linli.cases.commands import Joined
from linli.cases.queries import Asked, Reported, View
from linli.cases.rules import ENDED, one_answer
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment
from linli.faces.desk.given import read_number
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import VERDICTS
from linli.kernel.results import Refused, Result
from linli.people import queries as people
from linli.people.rules import may_open_contact
from linli.people.vault import VaultError

_log = logging.getLogger(__name__)
IN_PAIRS = frozenset({"merge", "unmerge"})


@dataclass(frozen=True, slots=True)
class Part:
    """A report that was merged into the case, in the reader's words. `verdict` is its reporter's answer."""

    number: int
    href: str
    metres: str
    near: bool
    verdict: Text
    joined_at: datetime | None
    when: str
    unmerge: str


@dataclass(frozen=True, slots=True)
class Incident:
    """`asked` is None where nobody else reported it. `again` of its reporters are another of them as well, told to
    whoever may open their contacts, while the case is open."""

    root: View | None
    parts: list[Part]
    asked: Asked | None
    causes: list[tuple[int, str]]
    again: int


def incident(sheet: Sheet) -> Incident:
    facts = sheet.facts
    reports = queries.reports(facts=facts)
    asked = queries.asked(facts=facts)
    causes = queries.causes(case_id=facts.id) if facts.source == "system" else ()
    return Incident(
        sheet.root,
        [_part(sheet, one) for one in reports],
        asked if asked.count > 1 else None,
        [(one.number, moment(one.closed_at, sheet.visit.now) if one.closed_at else "") for one in causes],
        _again(sheet, [one.facts.id for one in reports]),
    )


def _again(sheet: Sheet, parts: list[UUID]) -> int:
    facts = sheet.facts
    if not parts or facts.state in ENDED or not may_open_contact(sheet.visit.actor, area_path=facts.area_path):
        return 0
    try:
        return people.same_reporters({facts.id, *parts})
    except VaultError:
        _log.exception("the contacts of case %s and its parts stay shut", sheet.view.number)
        return 0


def _part(sheet: Sheet, one: Reported) -> Part:
    href = reverse("desk:case", args=[one.number])
    return Part(
        number=one.number,
        href=href,
        metres=_("%(metres)d m away") % {"metres": round(one.metres)} if one.metres is not None else "",
        near=one.near,
        verdict=say_verdict(one.verdict),
        joined_at=one.joined_at,
        when=moment(one.joined_at, sheet.visit.now) if one.joined_at else "",
        unmerge=f"{href}?act=unmerge#acts" if "let_go" in sheet.allowed else "",
    )


def say_verdict(verdict: str) -> Text:
    if not verdict:
        return _("not answered yet")
    return _("Fixed") if verdict == "satisfied" else VERDICTS[verdict]


def pair(sheet: Sheet, move: str, other: str, text: str, *, command_id: UUID, seen: int | None) -> Result[Joined]:
    """Merge the case into the one of that number, or unmerge it."""
    visit = sheet.visit
    if move == "unmerge":
        return commands.unmerge(
            case_id=sheet.view.id, actor=visit.actor, command_id=command_id, now=visit.now, text=text, seen=seen
        )
    typed = other.removeprefix("#")
    number = read_number(typed)
    found = queries.case(number=number) if number is not None else None
    if found is None or not _visible(sheet, found):
        return Refused("missing", {"move": move, "needs": ("other",)}) if not typed else Refused("case_unknown")
    return commands.merge(
        case_id=sheet.view.id, into=found.id, actor=visit.actor, command_id=command_id, now=visit.now, text=text,
        seen=seen,
    )  # fmt: skip


def answers_elsewhere(sheet: Sheet, move: str) -> Sheet | None:
    """The sheet of the case that the report is part of, as its own reporter's voice, where the move is an answer."""
    if sheet.root is None or one_answer(move) not in ("confirm", "dissent"):
        return None
    actor = replace(sheet.visit.actor, voice=sheet.view.id.hex)
    return Sheet(sheet.root, replace(sheet.visit, actor=actor), sheet.edition)


def _visible(sheet: Sheet, view: View) -> bool:
    return queries.covers(actor=sheet.visit.actor, facts=view.facts)
