"""Words of cases and their sub-cases."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.shape import MoveWords

MOVES: Mapping[str, MoveWords] = {
    "split": MoveWords(
        pgettext_lazy("move", "Split into sub-cases"),
        _("A sub-case was opened"),
        "arrows-split-2",
        asks=_("What is to be done about it"),
        means=_(
            "Each sub-case goes through the loop by itself. This case can't be handed in while one of them is open."
        ),
    ),
    "attach": MoveWords(
        pgettext_lazy("move", "Take a case in as a sub-case"),
        _("Another case became a sub-case"),
        "link",
        asks=_("Why it belongs to this case"),
    ),
    "detach": MoveWords(
        pgettext_lazy("move", "Let a sub-case go its own way"),
        _("A sub-case goes its own way"),
        "unlink",
        asks=_("Why it does not belong to this case"),
    ),
    "join": MoveWords(pgettext_lazy("move", "Become a sub-case"), _("Became a sub-case of another case"), "link"),
    "leave": MoveWords(pgettext_lazy("move", "Leave"), _("Is no longer a sub-case of another case"), "unlink"),
    "child_closed": MoveWords(pgettext_lazy("move", "Sub-case closed"), _("A sub-case was closed"), "circle-check"),
    "child_reopened": MoveWords(
        pgettext_lazy("move", "Sub-case reopened"), _("A sub-case is open again"), "rotate-clockwise"
    ),
}
