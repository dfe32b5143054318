"""The ladder in a trial: how many cases reach which rung, of how many which level is told, and how far one climbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from linli.faces.desk.words.terms import CLOCKS, ROLES
from linli.insight.rules.tally import Reached, Tally
from linli.insight.rules.trial import Step
from linli.kernel.rights import Role

_AREA = "area+"
_LEVELS: Mapping[str, str | Promise] = {
    "holder": pgettext_lazy("ladder", "Whoever has to act"),
    "lead": pgettext_lazy("ladder", "Lead of that unit or post"),
    "area": pgettext_lazy("ladder", "Lead of the smallest area"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A rung, or a level, with the cases that reach it under the rules that they had, and under those tried."""

    name: str
    before: int
    after: int


def rung_rows(tally: Tally) -> list[Row]:
    """The rungs that any case reaches, clock by clock."""
    return [_row(_rung(str(CLOCKS[clock]), at), reached) for clock, at, reached in tally.rungs_upwards()]


def level_rows(tally: Tally) -> list[Row]:
    """The levels that are told of any case, from the holder upwards."""
    return [_row(_level(word), reached) for word, reached in tally.levels_upwards()]


def climbing(steps: Sequence[Step]) -> str:
    """How far a case climbs, clock by clock: `Handling 80 %, 100 %`."""
    clocks = groupby(steps, key=lambda one: one.clock)
    said = [_(", ").join(dict.fromkeys(_rung(str(CLOCKS[clock]), one.at) for one in of_it)) for clock, of_it in clocks]
    return _(", ").join(said) or pgettext("ladder", "nowhere")


def _row(name: str, reached: Reached) -> Row:
    return Row(name, reached.before, reached.after)


def _rung(clock: str, percent: int) -> str:
    return pgettext("ladder", "%(clock)s %(percent)d%%") % {"clock": clock, "percent": percent}


def _level(word: str) -> str:
    if word.startswith(_AREA):
        return pgettext("ladder", "Lead of the area %(levels)s above") % {"levels": word.removeprefix(_AREA)}
    return str(_LEVELS[word]) if word in _LEVELS else str(ROLES[Role(word)])
