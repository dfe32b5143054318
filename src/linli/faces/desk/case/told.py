"""Who was told what of a case, or of a supervision order: without any address, and without names of reporters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment
from linli.faces.desk.names import Names
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
    return in_words(notices.of_case(sheet.view.id), sheet.names, sheet.visit.now)


def in_words(entries: Sequence[Entry], cities: Names, now: datetime) -> list[Line]:
    """These messages in words, newest first."""
    staff = people.names({int(entry.recipient_id) for entry in entries if entry.recipient == "staff"})
    return [_line(entry, _who(entry, cities, staff), now) for entry in reversed(entries)]


def _line(entry: Entry, who: str, now: datetime) -> Line:
    at = entry.ended_at or entry.next_at or entry.made_at
    when = moment(at, now)
    if entry.state == "waiting":
        when = _("next try %(moment)s") % {"moment": when}
    others = entry.together - 1
    together = ngettext("together with %(count)s other", "together with %(count)s others", others) % {"count": others}
    return Line(
        what=MESSAGES.get(entry.template, entry.template),
        who=who,
        channel=CHANNELS[entry.channel],
        state=LETTER_STATES[entry.state],
        tone=LETTER_TONES[entry.state],
        at=at,
        when=when,
        together=together if others else "",
        why=entry.tries[-1].why if entry.tries and entry.state != "sent" else "",
        failed=entry.state == "failed",
    )


def _who(entry: Entry, cities: Names, staff: dict[int, str]) -> str:
    if entry.recipient == "unit":
        return cities.unit(entry.recipient_id)
    if entry.recipient == "staff":
        return staff.get(int(entry.recipient_id), f"#{entry.recipient_id}")
    return str(ROLES[Role.REPORTER])
