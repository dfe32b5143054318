"""What the system does to a case that nobody acts on, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.shape import MoveWords

MOVES: Mapping[str, MoveWords] = {
    "remind": MoveWords(pgettext_lazy("move", "Remind"), _("Reminded"), "bell-ringing"),
    "climb": MoveWords(pgettext_lazy("move", "Climb"), _("Climbed: nobody acted in time"), "stairs-up"),
    "set_timer": MoveWords(pgettext_lazy("move", "Set the timer"), _("Timer set"), "alarm"),
}
