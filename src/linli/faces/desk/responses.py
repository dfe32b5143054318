"""How a called unit stands in its call: answered, on the spot, late, judged. As words, icon and tone."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases.rules.call import EMERGENCY, Asked, Call
from linli.faces.desk.due import Due, moment, span
from linli.faces.desk.words.whistle import HELP, HELP_TONES


def say_response(call: Call, asked: Asked, now: datetime) -> Due:
    """What the clock of one called unit says at `now`; after the call what the caller said of the unit."""

    def due(text: str, icon: str, tone: str, at: datetime) -> Due:
        return Due(text, icon, tone, at, moment(at, now))

    if call.ended_at is not None:
        good = asked.came and asked.verdict == "helped"
        return due(
            str(HELP[asked.verdict]), "circle-check" if good else "circle-x", HELP_TONES[asked.verdict], call.ended_at
        )
    if asked.arrived_at is not None:
        return due(_("on the spot"), "map-pin-check", "good", asked.arrived_at)
    if call.degree != EMERGENCY and asked.answered_at is not None:
        return due(_("answered"), "message-reply", "good", asked.answered_at)
    left = asked.due_at - now
    if call.degree == EMERGENCY:
        late = _("not there, %(time)s late") if asked.answered_at else _("no answer, %(time)s late")
        soon = _("to be there within %(time)s")
    else:
        late, soon = _("no answer, %(time)s late"), _("to answer within %(time)s")
    if left < timedelta(0):
        return due(late % {"time": span(-left)}, "alert-triangle", "bad", asked.due_at)
    tone = "waiting" if call.degree == EMERGENCY else "plain"
    return due(soon % {"time": span(left)}, "clock", tone, asked.due_at)
