"""Words of webhooks: refusals, states, and kinds of events as the timeline says them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.rules import LATEST
from linli.faces.desk.words.moves import MOVES
from linli.faces.desk.words.shape import Refusal, Text
from linli.notices.hooks.queries import KINDS

_CHOOSE_AGAIN = _("Choose one from the list.")

HOOKS: Mapping[str, Refusal] = {
    "hook_not_yours": Refusal(
        _("Only administrators of the whole city subscribe programs to events."),
        _("Ask the administrator of this installation."),
    ),
    "hook_needs_name": Refusal(
        _("The webhook needs the name of a program, of 1 to %(most)s characters."), _("Name the program that gets it.")
    ),
    "hook_url_unfit": Refusal(
        _("“%(url)s” is no address that events could go to."),
        _("Give it in full, with https:// and without a name, a password or a # in it."),
    ),
    "hook_url_private": Refusal(
        _("“%(url)s” lies in a private network."),
        _("Give a public address. Whoever runs the installation can allow private ones."),
    ),
    "hook_kind_unknown": Refusal(_("There is no kind of event called “%(kind)s”."), _CHOOSE_AGAIN),
    "hook_class_unknown": Refusal(_("There is no class “%(class)s”."), _CHOOSE_AGAIN),
    "hook_area_unknown": Refusal(_("There is no area “%(area)s”."), _CHOOSE_AGAIN),
    "hook_unit_unknown": Refusal(_("There is no unit “%(unit)s”."), _CHOOSE_AGAIN),
    "hook_unknown": Refusal(
        _("There is no such webhook, or it is not at rest any more."), _("Look at the list as it is now.")
    ),
    "hook_sent_before": Refusal(
        _("This webhook was set up before. Its secret is not shown again."),
        _("Look for it in the list. If its secret is lost, remove it and set up another one."),
    ),
}

HOOK_STATES: Mapping[str, Text] = {
    "active": pgettext_lazy("webhook", "active"),
    "resting": pgettext_lazy("webhook", "at rest"),
    "ended": pgettext_lazy("webhook", "ended: account closed"),
}
HOOK_TONES: Mapping[str, str] = {"active": "good", "resting": "bad", "ended": "plain"}
DELIVERY_STATES: Mapping[str, Text] = {
    "waiting": pgettext_lazy("webhook", "waiting"),
    "sent": pgettext_lazy("webhook", "delivered"),
    "failed": pgettext_lazy("webhook", "given up"),
    "dropped": pgettext_lazy("webhook", "not sent"),
}
DELIVERY_TONES: Mapping[str, str] = {"waiting": "waiting", "sent": "good", "failed": "bad", "dropped": "plain"}


def kind_names() -> dict[str, Text]:
    """Each kind of event as the timeline says it, in the order of the table of moves."""
    moves = {move.event: name for name, move in LATEST.moves.items()}
    return {kind: MOVES[moves[kind]].done for kind in KINDS}
