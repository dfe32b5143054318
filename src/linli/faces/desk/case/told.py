"""Who was told what of a case: without any address, and without names of reporters."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment
from linli.faces.desk.words.messages import CHANNELS, LETTER_STATES, LETTER_TONES, MESSAGES
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import ROLES
from linli.kernel.rights import Role
from linli.notices import queries as notices
from linli.notices.queries import Entry
from linli.people import queries as people


@dataclass(frozen=True, slots=True)
class Line:
    """One message: what it says in a word, to whom and how, where it stands since `at`, and why it isn't there yet."""

    what: Text
    who: str
    channel: Text
    state: Text
    tone: str
    at: datetime
    when: str
    together: str
    why: str
    failed: bool


def lines(sheet: Sheet) -> list[Line]:
    """What was and will be told of the case, newest first."""
    entries = notices.of_case(sheet.view.id)
    names = people.names({int(entry.recipient_id) for entry in entries if entry.recipient == "staff"})
    return [_line(sheet, entry, names) for entry in reversed(entries)]


def _line(sheet: Sheet, entry: Entry, names: dict[int, str]) -> Line:
    at = entry.ended_at or entry.next_at or entry.made_at
    when = moment(at, sheet.visit.now)
    if entry.state == "waiting":
        when = _("next try %(moment)s") % {"moment": when}
    others = entry.together - 1
    together = ngettext("together with %(count)s other", "together with %(count)s others", others) % {"count": others}
    return Line(
        what=MESSAGES.get(entry.template, entry.template),
        who=_who(sheet, entry, names),
        channel=CHANNELS[entry.channel],
        state=LETTER_STATES[entry.state],
        tone=LETTER_TONES[entry.state],
        at=at,
        when=when,
        together=together if others else "",
        why=entry.tries[-1].why if entry.tries and entry.state != "sent" else "",
        failed=entry.state == "failed",
    )


def _who(sheet: Sheet, entry: Entry, names: dict[int, str]) -> str:
    if entry.recipient == "unit":
        return sheet.names.unit(entry.recipient_id)
    if entry.recipient == "staff":
        return names.get(int(entry.recipient_id), f"#{entry.recipient_id}")
    return str(ROLES[Role.REPORTER])
