"""Words of the moves by which reports of one incident are merged, their reporters answer, and a cause is found."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.shape import MoveWords

_REPORTER_SAYS = _("What the reporter says")
_STILL_MISSING = _("What is missing, as the reporter says it")
_WHAT_YOU_FOUND = _("What you found on the spot, in words for the reporters")

MOVES: Mapping[str, MoveWords] = {
    "merge": MoveWords(
        pgettext_lazy("move", "Merge into another case"),
        _("Merged into another case"),
        "git-merge",
        asks=_("Why it is the same"),
        means=_("The other case goes on for both. Its reporter is told what happens there and asked at its closure."),
    ),
    "unmerge": MoveWords(
        pgettext_lazy("move", "Unmerge"),
        _("Unmerged"),
        "git-branch",
        asks=_("Why it is not the same"),
        means=_("It is a case of its own again, exactly as it was. Its deadline is what it would have been."),
    ),
    "absorb": MoveWords(pgettext_lazy("move", "Take a report in"), _("Another report was merged into it"), "git-merge"),
    "let_go": MoveWords(pgettext_lazy("move", "Let a report go"), _("A merged report was taken out"), "git-branch"),
    "conclude": MoveWords(
        pgettext_lazy("move", "Close with the other"), _("Closed with the case that it is part of"), "lock"
    ),
    "rejoin": MoveWords(
        pgettext_lazy("move", "Take up with the other"), _("Taken up with the case that it is part of"), "refresh"
    ),
    "agree": MoveWords(
        pgettext_lazy("move", "Record: it is fixed"),
        _("Fixed, says one of the reporters"),
        "mood-smile",
        asks=_REPORTER_SAYS,
        means=_("The others are still asked. Record only what the reporter told you."),
    ),
    "differ": MoveWords(
        pgettext_lazy("move", "Record: it is not fixed"),
        _("Not fixed, says one of the reporters"),
        "mood-sad",
        asks=_STILL_MISSING,
        means=_("A checker looks again before anything is closed."),
    ),
    "differ_afar": MoveWords(
        pgettext_lazy("move", "Record: it is not fixed"),
        _("Not fixed, says a reporter from more than 100 m away"),
        "mood-sad",
        asks=_STILL_MISSING,
        means=_("It was reported more than 100 m away: it is noted, and the closure goes on."),
    ),
    "uphold": MoveWords(
        pgettext_lazy("move", "It is fixed: close"),
        _("Checked again: closed although not all reporters agree"),
        "circle-check",
        "primary",
        asks=_WHAT_YOU_FOUND,
        means=_("The case is closed. It doesn't count as satisfied, and its reporters may reopen it."),
    ),
    "sustain": MoveWords(
        pgettext_lazy("move", "It is not fixed"),
        _("Checked again: it is not fixed"),
        "circle-x",
        "bad",
        asks=_WHAT_YOU_FOUND,
        means=_("The case goes back to dispatch for another round."),
    ),
    "recur": MoveWords(
        pgettext_lazy("move", "Look for the cause"), _("Opened: it was closed three times within 90 days"), "repeat"
    ),
    "entrust": MoveWords(
        pgettext_lazy("move", "Have the cause removed"),
        _("A unit is to remove the cause"),
        "send",
        "primary",
        asks=_("What is to be done about the cause"),
        means=_("The unit gets the case and the clock of handling starts. You are asked at its closure."),
    ),
    "dismiss": MoveWords(
        pgettext_lazy("move", "Leave it at that"),
        _("Nothing is done about the cause"),
        "archive",
        "bad",
        asks=_("Why nothing is done about the cause, in words for the public"),
        means=_("The case is closed."),
    ),
}
