"""How a time limit comes about, in plain words for whoever waits."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.cases.queries import View
from linli.cases.rules import State
from linli.cases.rules.clock import Reckoned
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, words
from linli.kernel.periods import Limit
from linli.ui import says

_TIMED = (State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING, State.PAUSED, State.SUSPENDED)


def told(view: View, of: Edition, now: datetime) -> list[str]:
    """The time limit that runs, sentence by sentence; empty where none does."""
    if view.facts.state not in _TIMED or view.facts.due_at is None:
        return []
    handling = cases.clocks(case_id=view.id, now=now).handling
    return list(_sentences(handling, of)) if handling is not None and handling.ended is None else []


def _sentences(one: Reckoned, of: Edition) -> Iterable[str]:
    if one.limit is None or one.deadline is None:
        return
    unit = city.unit_name(of, one.holds[0].unit_path)
    facts = {"unit": unit, "moment": words.moment(one.started.at), "length": says.limit(one.limit, plain=True)}
    yield _("%(unit)s got it on %(moment)s and has %(length)s.") % facts
    if len(one.among) > 1:
        yield _("More than one limit counts here; this is the strictest.")
    if one.limit.clock == "working":
        yield _("Only the unit's working hours count, not nights, weekends and holidays.")
    for stop in one.stops:
        act = "suspend" if stop.kind == "suspension" else "pause"
        stopped = {"since": words.moment(stop.since.at), "end": words.moment(stop.end)}
        text = _("From %(since)s to %(end)s the time doesn't count.") % stopped
        yield " ".join(part for part in (text, city.reason_text(of, act, stop.reason)) if part)
    for extension in one.extensions:
        if extension.granted and extension.decided is not None:
            longer = Limit(extension.amount, one.limit.unit, one.limit.clock)
            facts = {"moment": words.moment(extension.decided.at), "length": says.limit(longer, plain=True)}
            yield _("On %(moment)s it was granted %(length)s more, by somebody else than the unit.") % facts
    yield _("So it is due by %(moment)s.") % {"moment": words.moment(one.deadline)}
