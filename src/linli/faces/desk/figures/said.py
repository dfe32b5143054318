"""Values and parts of the figures in the reader's words."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from linli.cases.rules import Stage, State
from linli.cases.rules.facts import Outcome, Source
from linli.faces.desk.figures.asked import Asked, Look
from linli.faces.desk.names import Names, cell_number
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import KIND_NAMES, OUTCOMES, SOURCES, STAGES, STATES
from linli.insight.rules.figures.grouping import Part
from linli.insight.rules.figures.measures import Kind, Value
from linli.insight.rules.figures.question import By, Step
from linli.kernel.words import say

BY: Mapping[By, Text] = {
    By.TIME: pgettext_lazy("figures", "By time"),
    By.STAGE: pgettext_lazy("figures", "By stage"),
    By.CLASS: pgettext_lazy("figures", "By class"),
    By.AREA: pgettext_lazy("figures", "By area"),
    By.UNIT: pgettext_lazy("figures", "By unit"),
    By.SOURCE: pgettext_lazy("figures", "By source"),
    By.OUTCOME: pgettext_lazy("figures", "By outcome"),
}
LOOKS: Mapping[Look, Text] = {
    Look.BAR: pgettext_lazy("figures", "Bars"),
    Look.LINE: pgettext_lazy("figures", "Line"),
    Look.PIE: pgettext_lazy("figures", "Pie"),
    Look.MAP: pgettext_lazy("figures", "Map"),
}
LOOK_ICONS: Mapping[Look, str] = {
    Look.BAR: "chart-bar",
    Look.LINE: "chart-line",
    Look.PIE: "chart-pie",
    Look.MAP: "map",
}
STEPS: Mapping[Step, Text] = {
    Step.DAY: gettext_lazy("By day"),
    Step.WEEK: gettext_lazy("By week"),
    Step.MONTH: gettext_lazy("By month"),
}
MERGED = "merged"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def say_value(value: Value, kind: Kind) -> str:
    """A count with its thousands parted, a share in percent, a length as "within …"; a dash where there is none."""
    if value is None:
        return "—"
    if isinstance(value, timedelta):
        return say_length(value)
    if kind is Kind.SHARE:
        return formats.number_format(100 * value, decimal_pos=1) + " %"
    return formats.number_format(value, force_grouping=True)


def say_length(length: timedelta) -> str:
    if length == timedelta.max:
        return _("over a year")
    if length < 2 * _HOUR:
        count = int(length / timedelta(minutes=1))
        return ngettext("within %(n)s minute", "within %(n)s minutes", count) % {"n": count}
    if length < 2 * _DAY:
        count = int(length / _HOUR)
        return ngettext("within %(n)s hour", "within %(n)s hours", count) % {"n": count}
    count = int(length / _DAY)
    return ngettext("within %(n)s day", "within %(n)s days", count) % {"n": count}


def say_part(part: Part, asked: Asked, names: Names, *, cells: bool = False) -> str:
    """The name of a part, by what it is a part of."""
    key = part.key
    match asked.by:
        case By.TIME:
            return say_step(date.fromisoformat(key), asked.step)
        case By.STAGE:
            return str(STATES[State.MERGED] if key == MERGED else STAGES[Stage(key)])
        case By.CLASS:
            return say_class(key, names)
        case By.AREA if cells:
            return _("Cell %(number)s") % {"number": cell_number(key)} if key else _("Without a place")
        case By.AREA:
            return _itself(names.area(key), part.own) if key else _("Without a place")
        case By.UNIT:
            return _itself(names.unit(key), part.own) if key else _("Without a unit")
        case By.SOURCE:
            return str(SOURCES[Source(key)])
        case By.OUTCOME:
            return str(OUTCOMES[Outcome(key)]) if key else _("Not closed yet")


def say_step(day: date, step: Step) -> str:
    if step is Step.MONTH:
        return formats.date_format(day, "YEAR_MONTH_FORMAT")
    text = formats.date_format(day, "SHORT_DATE_FORMAT")
    return _("Week of %(day)s") % {"day": text} if step is Step.WEEK else text


def _itself(name: str, own: bool) -> str:
    return _("%(name)s itself") % {"name": name} if own else name


def say_class(key: str, names: Names) -> str:
    """The name of a class, a group or a kind, by its key or pattern."""
    if not key.endswith("*"):
        return names.klass(key).name
    kind = KIND_NAMES.get(key.removesuffix("-*"))
    if kind is not None:
        return str(kind)
    group = next((one.group for one in names.edition.classes.values() if one.key.startswith(key[:-1])), {})
    return say(group, names.language) or key
