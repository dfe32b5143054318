"""Words of the parts that other units than the lead do in a case."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.rules.tasks import TaskState
from linli.faces.desk.words.shape import MoveWords, Text

MOVES: Mapping[str, MoveWords] = {
    "call_in": MoveWords(
        pgettext_lazy("move", "Ask another unit to assist"),
        _("Another unit was asked to assist"),
        "users-plus",
        asks=_("What the unit is to do"),
        means=_(
            "The unit gets a part of the case, with a clock of its own. The case can't be handed in before it is done."
        ),
    ),
    "assist_accept": MoveWords(
        pgettext_lazy("move", "Take our part on"),
        _("Took its part on"),
        "user-check",
        "primary",
        means=_("Your unit does its part. The lead unit keeps the case."),
    ),
    "assist_done": MoveWords(
        pgettext_lazy("move", "Our part is done"),
        _("Did its part"),
        "checks",
        "primary",
        asks=_("What your unit did"),
        means=_("The lead unit hands the case in when all parts are done."),
    ),
    "assist_return": MoveWords(
        pgettext_lazy("move", "Our part is not ours"),
        _("Sent its part back"),
        "arrow-back-up",
        asks=_("Why it is not for your unit, and for whom it is"),
        means=_("The lead unit and the dispatcher see it. They ask somebody else, or do without."),
    ),
    "release": MoveWords(
        pgettext_lazy("move", "Let an assisting unit go"),
        _("Assisting unit let go"),
        "user-minus",
        asks=_("Why its part is no longer needed"),
        means=_("The unit's part ends undone, and its clock with it."),
    ),
}  # fmt: skip

TASK_STATES: Mapping[str, Text] = {
    TaskState.ASKED: pgettext_lazy("part", "Asked"),
    TaskState.WORKING: pgettext_lazy("part", "At work"),
    TaskState.DONE: pgettext_lazy("part", "Done"),
    "assist_return": pgettext_lazy("part", "Sent back"),
    "release": pgettext_lazy("part", "Let go"),
}
TASK_TONES: Mapping[str, str] = {TaskState.ASKED: "waiting", TaskState.WORKING: "info", TaskState.DONE: "good"}
# A part that ended with the lead's hold of the case, by whatever move that was.
DROPPED = pgettext_lazy("part", "Ended with the lead's")
