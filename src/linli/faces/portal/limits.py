"""How a time limit comes about, in plain words for whoever waits."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from linli.cases import queries as cases
from linli.cases.queries import View
from linli.cases.rules import State
from linli.cases.rules.clock import Reckoned
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, words
from linli.kernel.periods import Limit

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
    facts = {"unit": unit, "moment": words.moment(one.started.at), "length": length(one.limit)}
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
            facts = {"moment": words.moment(extension.decided.at), "length": length(longer)}
            yield _("On %(moment)s it was granted %(length)s more, by somebody else than the unit.") % facts
    yield _("So it is due by %(moment)s.") % {"moment": words.moment(one.deadline)}


def length(limit: Limit) -> str:
    """A limit as people say it: `4 hours`, `2 working days`."""
    count = {"count": limit.value}
    working = limit.clock == "working"
    match limit.unit:
        case "min":
            return ngettext("%(count)d minute", "%(count)d minutes", limit.value) % count
        case "h" if working:
            return npgettext("portal", "%(count)d working hour", "%(count)d working hours", limit.value) % count
        case "h":
            return ngettext("%(count)d hour", "%(count)d hours", limit.value) % count
        case "d" if working:
            return ngettext("%(count)d working day", "%(count)d working days", limit.value) % count
    return npgettext("portal", "%(count)d calendar day", "%(count)d calendar days", limit.value) % count
