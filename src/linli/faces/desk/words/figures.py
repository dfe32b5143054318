"""Refusals of kept views of the figures."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.faces.desk.words.shape import Refusal

FIGURES: Mapping[str, Refusal] = {
    "view_unnamed": Refusal(_("A view needs a name to be kept under."), _("Give it one.")),
    "view_too_long": Refusal(_("That name is too long."), _("Take one of at most %(most)s characters.")),
    "view_name_taken": Refusal(
        _("You keep another view under the name “%(name)s”."), _("Let that one go first, or take another name.")
    ),
    "too_many_views": Refusal(_("You keep %(most)s views already."), _("Let one go that you no longer need.")),
}
