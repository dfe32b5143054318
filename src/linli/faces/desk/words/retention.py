"""What is erased and under which rule, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.shape import MoveWords

MOVES: Mapping[str, MoveWords] = {
    "erase": MoveWords(pgettext_lazy("move", "Erase"), _("Personal data erased"), "eraser"),
}
KINDS = {
    "contact": pgettext_lazy("erased", "contact of the reporter"),
    "words": pgettext_lazy("erased", "words that were not public"),
    "photos": pgettext_lazy("erased", "photos"),
}
RULES = {
    "term": pgettext_lazy("erased", "its time after closure was over"),
    "asked": pgettext_lazy("erased", "the reporter asked for it"),
}
# What stands where words were.
GONE = {
    "term": _("Erased: their time after closure was over."),
    "asked": _("Erased by the reporter."),
}
