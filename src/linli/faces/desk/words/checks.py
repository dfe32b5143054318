"""Words of the moves by which checks are drawn, and closures looked at again."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.shape import MoveWords

MOVES: Mapping[str, MoveWords] = {
    "draw": MoveWords(pgettext_lazy("move", "Draw a checker"), _("Checker drawn by lot"), "dice-3"),
    "redraw": MoveWords(
        pgettext_lazy("move", "Draw another checker"),
        _("Another checker was asked for"),
        "refresh",
        asks=_("Why somebody else has to check"),
        means=_("Lots are drawn again among those who were not drawn yet. The timeline keeps who was."),
    ),
    "pass_on": MoveWords(
        pgettext_lazy("move", "Pass the check on"), _("Check passed on: its time was up"), "player-skip-forward"
    ),
    "sample": MoveWords(
        pgettext_lazy("move", "Look at it again"),
        _("Drawn to be looked at again although the reporter was satisfied"),
        "zoom-check",
    ),
    "stand": MoveWords(
        pgettext_lazy("move", "The closure stands"),
        _("Looked at again: the closure stands"),
        "circle-check",
        "primary",
        asks=_("What you found on the spot"),
        means=_("The case stays closed as it was."),
    ),
    "overturn": MoveWords(
        pgettext_lazy("move", "The closure does not stand"),
        _("Looked at again: it is not fixed"),
        "circle-x",
        "bad",
        asks=_("What is still missing"),
        means=_("The case goes back to dispatch for another round."),
    ),
}
