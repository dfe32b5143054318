"""Filters that come with a link from elsewhere and have no field in the form, said in the reader's words."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from linli.cases.queries import read_interval
from linli.cases.rules.facts import Outcome, Source
from linli.faces.desk.names import cell_number
from linli.faces.desk.queue.filters import read_days, write_days
from linli.faces.desk.words.terms import OUTCOMES, SOURCES


def said_beside(beside: Mapping[str, str]) -> list[str]:
    """One text for each of `Chosen.beside`."""
    return [_said(name, value) for name, value in beside.items()]


def said_filter(name: str, value: str) -> str:
    """One of them as lists and the records of exports keep it: times as a stretch, from a midnight to another one."""
    if name not in ("reported", "closed"):
        return _said(name, value)
    start, end = (timezone.localtime(moment).date() for moment in read_interval(value))
    return _said(name, write_days(start, end - timedelta(days=1)))


def _said(name: str, value: str) -> str:
    match name:
        case "source":
            return _("Source: %(source)s") % {"source": SOURCES[Source(value)]}
        case "outcome":
            return _("Outcome: %(outcome)s") % {"outcome": OUTCOMES[Outcome(value)]}
        case "cell":
            return _("Cell %(number)s") % {"number": cell_number(value)}
    days = read_days(value)
    assert days is not None
    said = {end: formats.date_format(day, "DATE_FORMAT") for end, day in zip(("first", "last"), days, strict=True)}
    if name == "reported":
        return _("Reported %(first)s to %(last)s, merged reports as well") % said
    return _("Closed %(first)s to %(last)s") % said
