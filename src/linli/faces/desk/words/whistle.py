"""Words of the whistle: degrees, moves of the caller and of the called units, and what the caller says at the end."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.shape import MoveWords, Text

DEGREES: Mapping[str, Text] = {
    "emergency": pgettext_lazy("degree", "Emergency"),
    "tough": pgettext_lazy("degree", "Tough"),
    "routine": pgettext_lazy("degree", "Routine"),
}

# What a degree is for; the city's time for the response is said behind it.
DEGREES_EXPLAINED: Mapping[str, Text] = {
    "emergency": _("Danger or damage now: the units come at once."),
    "tough": _("An old or tangled problem that needs several units together."),
    "routine": _("Everyday help that the case can't do without."),
}

DEGREE_TONES: Mapping[str, str] = {"emergency": "bad", "tough": "waiting", "routine": "info"}

HELP: Mapping[str, Text] = {
    "helped": pgettext_lazy("help", "Came and helped"),
    "partly": pgettext_lazy("help", "Came and helped in part"),
    "not": pgettext_lazy("help", "Came, but did not help"),
    "absent": pgettext_lazy("help", "Did not come"),
}

HELP_TONES: Mapping[str, str] = {"helped": "good", "partly": "waiting", "not": "bad", "absent": "bad"}

MOVES: Mapping[str, MoveWords] = {
    "whistle": MoveWords(
        pgettext_lazy("move", "Blow the whistle"),
        _("Whistle blown: units called"),
        "speakerphone",
        asks=_("What is wrong, and what is needed on the spot"),
        means=_("The units must answer. You say afterwards who came and whether it helped, and only you end the call."),
    ),
    "answer_call": MoveWords(
        pgettext_lazy("move", "Answer the call"),
        _("Call answered"),
        "message-reply",
        "primary",
        asks=_("When you come, with whom, and what you bring"),
        means=_(
            "A call can't be refused. If you think it is meant for somebody else, say so here and come all the same."
        ),
    ),
    "arrive": MoveWords(
        pgettext_lazy("move", "We are on the spot"),
        _("Unit is on the spot"),
        "map-pin-check",
        "primary",
        asks=_("What you find there"),
        means=_("The caller sees when you said so, and says at the end whether you came."),
    ),
    "end_call": MoveWords(
        pgettext_lazy("move", "End the call"),
        _("Call ended"),
        "flag-check",
        asks=_("What came of it"),
        means=_("What you say of each unit counts in its evaluation."),
    ),
    "call_missed": MoveWords(
        pgettext_lazy("move", "Record silence"), _("Unit did not respond in time"), "bell-x", "bad"
    ),
}
