"""Time left, time passed: what a case's clock says to whoever looks at it now, as words, icon and tone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.cases.rules import Stage, State
from linli.cases.rules.facts import Outcome
from linli.faces.desk.words.terms import OUTCOMES

SOON = timedelta(hours=4)
# The unit's clock runs until the result is handed in; afterwards nobody is late any more. It runs at intake too where
# dispatch has referred a case back.
_RUNNING = (Stage.RECEIVED, Stage.FILED, Stage.HANDLING)
_STOPPED = (State.PAUSED, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Due:
    """`tone` is one of plain, waiting, bad, good; `at` is the moment that `text` speaks of, `when` says it in words."""

    text: str
    icon: str
    tone: str
    at: datetime | None
    when: str


def say_due(
    *,
    state: State,
    stage: Stage,
    reported_at: datetime | None,
    due_at: datetime | None,
    until: datetime | None,
    closed_at: datetime | None,
    outcome: str,
    now: datetime,
) -> Due:
    """What the clock of a case says at `now`. Overdue is said with an icon and a word, not by colour alone."""

    def due(text: str, icon: str, tone: str, at: datetime) -> Due:
        return Due(text, icon, tone, at, moment(at, now))

    if closed_at is not None:
        words = str(OUTCOMES[Outcome(outcome)]) if outcome else _("Closed")
        return due(words, "circle-check", "good" if outcome == Outcome.SATISFIED else "plain", closed_at)
    if state in _STOPPED and until is not None and now < until:
        return due(_("stands still for %(time)s") % {"time": span(until - now)}, "player-pause", "plain", until)
    if stage in _RUNNING and due_at is not None:
        left = due_at - now
        if left < timedelta(0):
            return due(_("%(time)s overdue") % {"time": span(-left)}, "alert-triangle", "bad", due_at)
        if left <= SOON:
            return due(_("in %(time)s") % {"time": span(left)}, "clock", "waiting", due_at)
        return due(_("in %(time)s") % {"time": span(left)}, "calendar-due", "plain", due_at)
    if until is not None and stage is not Stage.CHECKING:
        left = until - now
        if left < timedelta(0):
            return due(_("time to reply is over"), "message-question", "plain", until)
        return due(_("reply within %(time)s") % {"time": span(left)}, "message-question", "plain", until)
    if reported_at is None or state is State.MERGED:
        return Due("", "", "plain", None, "")
    return due(_("waiting %(time)s") % {"time": span(now - reported_at)}, "hourglass", "plain", reported_at)


def span(length: timedelta) -> str:
    """A length of time in its largest unit, rounded down: minutes below an hour, hours below two days, then days."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def moment(at: datetime, now: datetime) -> str:
    """Day and time of day in the city's time zone; the year only where it isn't this one."""
    local = timezone.localtime(at)
    if local.year == timezone.localtime(now).year:
        return date_format(local, pgettext("date format", "j M H:i"))
    return date_format(local, pgettext("date format", "j M Y H:i"))
